"""Every address, as every role: what each declares is what it does, and nothing answers that declares nothing."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.walk_world import Example, ExampleMaker, World, make_world
from treem.organisations.models import COMMUNE_ROLES, Role, User
from treem.web.endpoints import Access, access_of

pytestmark = pytest.mark.database


FINE = {"GET": {200, 302}, "POST": {200, 201, 204, 302, 303, 400, 409, 422}}


def _addresses() -> Iterator[tuple[str, Any, URLPattern]]:
    def walk(patterns: list[Any], namespace: str) -> Iterator[tuple[str, Any, URLPattern]]:
        for item in patterns:
            if isinstance(item, URLResolver):
                if getattr(item.urlconf_name, "__name__", "").startswith("allauth"):
                    continue  # sign-in pages guard themselves
                yield from walk(
                    item.url_patterns, f"{namespace}{item.namespace}:" if item.namespace else namespace
                )
            else:
                yield f"{namespace}{item.name}", item.callback, item

    yield from walk(get_resolver().url_patterns, "")


def _examples() -> dict[str, ExampleMaker]:
    found: dict[str, ExampleMaker] = {}
    for app in settings.INSTALLED_APPS:
        if app.startswith("treem.") and find_spec(f"{app}.tests") and find_spec(f"{app}.tests.walk"):
            found.update(import_module(f"{app}.tests.walk").EXAMPLES)
    return found


ADDRESSES = {name: (view, pattern) for name, view, pattern in _addresses()}
EXAMPLES = _examples()


def test_every_address_says_who_may_use_it() -> None:
    silent = [name for name, (view, _) in ADDRESSES.items() if access_of(view) is None]
    assert silent == []


def test_every_address_with_arguments_has_an_example() -> None:
    bare = [n for n, (_, pattern) in ADDRESSES.items() if pattern.pattern.converters and n not in EXAMPLES]
    assert bare == []


def test_no_example_outlives_its_address() -> None:
    assert sorted(set(EXAMPLES) - set(ADDRESSES)) == []


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_an_address_answers_each_role_as_it_declares(name: str, world: World, new_client: Any) -> None:
    view, _pattern = ADDRESSES[name]
    access = access_of(view)
    assert access is not None
    example = EXAMPLES.get(name, lambda _: Example())(world)
    url = reverse(name, kwargs=example.kwargs)
    _as_nobody(new_client(), url, access, example)
    for role in Role:
        client = _signed_in(new_client, world.users[role])
        for method in access.methods:
            status = _call(client, method, url, example, access)
            where = f"{method} {name} as {role}"
            if access.permission and not _allowed(role, access.permission):
                assert status == 403, f"{where}: {status}, but the role lacks {access.permission}"
            elif example.reachable_by is not None and role not in example.reachable_by:
                assert status == 404, f"{where}: {status}, but the record is outside the role's scope"
            else:
                assert status in FINE[method], f"{where}: {status}"


def test_a_neighbour_finds_no_protected_record(world: World, new_client: Any) -> None:
    tried = 0
    found = []
    for name, make in sorted(EXAMPLES.items()):
        with transaction.atomic():  # each example has the world for itself
            for status, where in _neighbours_tries(name, make(world), world, new_client):
                tried += 1
                if status != 404:
                    found.append(f"{where}: {status}")
            transaction.set_rollback(True)
    assert found == []
    assert tried > 20, "hardly any address is declared as protected by commune"


def _neighbours_tries(
    name: str, example: Example, world: World, new_client: Any
) -> Iterator[tuple[int, str]]:
    access = access_of(ADDRESSES[name][0])
    if access is None or not example.protected:
        return
    url = reverse(name, kwargs=example.kwargs)
    for role in COMMUNE_ROLES:
        if not _allowed(role, access.permission):
            continue
        client = _signed_in(new_client, world.neighbour_of[role])
        for method in access.methods:
            yield _call(client, method, url, example, access), f"{method} {name} as the neighbour's {role}"


def _signed_in(new_client: Any, user: User) -> Any:
    client = new_client()
    client.force_login(user, backend="treem.organisations.backends.PasswordBackend")
    return client


def _allowed(role: Role, permission: str) -> bool:
    from treem.organisations import permissions

    return not permission or permissions.allows(role, permission)


def _as_nobody(client: Any, url: str, access: Access, example: Example) -> None:
    for method in access.methods:
        status = _call(client, method, url, example, access)
        if access.machine:
            assert status == 401, f"{method} {url} as nobody: {status}"
        elif access.public:
            assert status in FINE[method] | {404}, f"{method} {url} as nobody: {status}"
        else:
            assert status == 302, f"{method} {url} as nobody: {status}"


def _call(client: Any, method: str, url: str, example: Example, access: Access) -> int:
    if method == "GET":
        return int(client.get(url, example.query, headers=example.headers).status_code)
    for value in example.data.values():
        if hasattr(value, "seek"):
            value.seek(0)  # a file is read to its end by each call
    kind = {} if not access.machine or example.is_form else {"content_type": "application/json"}
    return int(client.post(url, example.data, headers=example.headers, **kind).status_code)
