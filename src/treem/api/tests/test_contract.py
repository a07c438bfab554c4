"""Whatever a caller sends, the answer is one that the description names, in the form that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
import schemathesis
from conftest import as_app
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks
from tests.walk_world import World

from treem.api import description
from treem.api.site import DECLARED
from treem.api.tests.walk import EXAMPLES, give
from treem.organisations.models import Role

pytestmark = [pytest.mark.database, pytest.mark.slow]

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
SELDOM_DONE = ("add_evidence", "report")
"""By chance hardly anybody sends a picture, or names evidence that is there."""
HANDLER = WSGIHandler()


def _application(environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
    """treem as a server runs it, each call under the application role and undone afterwards; the connection, which is
    the test's, stays open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        with transaction.atomic():
            with as_app():
                answer = HANDLER(environ, start)
                answer.close()
            transaction.set_rollback(True)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
    return [answer.content] if hasattr(answer, "content") else answer


SCHEMA = schemathesis.openapi.from_dict(description.described())
SCHEMA.app = _application
FOUND: list[Any] = [each.ok() for each in SCHEMA.get_all_operations()]  # type: ignore[union-attr]
OPERATIONS = {each.definition.raw["operationId"]: each for each in FOUND}


def test_the_description_names_every_address_and_no_other() -> None:
    assert set(OPERATIONS) == set(DECLARED)


def test_the_description_speaks_both_languages_and_names_no_docstring() -> None:
    text = str(description.described())
    assert "Sổ văn bản" in text
    assert "The first version" not in text


_several = hypothesis_settings(
    max_examples=5,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    database=None,
    suppress_health_check=list(HealthCheck),
)
_few = hypothesis_settings(_several, max_examples=2)


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_every_answer_is_as_described(name: str, world: World, settings: Any) -> None:
    statuses = _answers(name, GenerationMode.POSITIVE, world, settings, known=True)
    assert 401 not in statuses
    if name not in SELDOM_DONE:
        assert 200 in statuses


@pytest.mark.parametrize("name", sorted(name for name, each in OPERATIONS.items() if "{" in each.path))
def test_so_are_answers_about_what_is_not_there(name: str, world: World, settings: Any) -> None:
    assert 404 in _answers(name, GenerationMode.POSITIVE, world, settings)


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_so_are_answers_to_what_is_wrong(name: str, world: World, settings: Any) -> None:
    assert not _answers(name, GenerationMode.NEGATIVE, world, settings) & {200, 201, 401}


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_so_are_answers_to_nobody(name: str, world: World, settings: Any) -> None:
    assert _answers(name, GenerationMode.POSITIVE, world, settings, token=False) == {401}


def _answers(
    name: str, mode: GenerationMode, world: World, settings: Any, *, known: bool = False, token: bool = True
) -> set[int]:
    """The statuses of some calls made up by chance, each held against the description."""
    settings.TREEM_API_PER_MINUTE = 10**6
    lead = "summary" in name
    body, role = ("so-y-te", Role.LEAD_SPECIALIST) if lead else ("ubnd-04108", Role.COMMUNE_OFFICER)
    sent: dict[str, Any] = {"headers": {"If-Match": "*"}}
    if token:
        sent["headers"]["Authorization"] = f"Bearer {give(world, body, role).text}"
    make = EXAMPLES.get(f"api:v1:{name}")
    if make is not None and known:
        sent["path_parameters"] = {"uuid": str(make(world).kwargs["uuid"])}
    statuses = set()

    @(_several if known else _few)
    @given(case=OPERATIONS[name].as_strategy(mode, **sent))
    def call(case: Any) -> None:
        answer = case.call()
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    call()
    return statuses
