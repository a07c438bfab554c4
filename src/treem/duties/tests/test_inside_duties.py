"""What a body gave inside its own house: its heads confirm it, the province neither counts nor touches it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.duties import rules, selectors, services
from treem.duties.models import Execution
from treem.duties.tests.factories import AT, committee, make_execution
from treem.kernel.time import today
from treem.organisations.models import Role, User

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def browser(new_client: Any) -> Callable[[User], Any]:
    def open_for(user: User) -> Any:
        client = new_client()
        client.force_login(user, backend=BACKEND)
        return client

    return open_for


@pytest.fixture
def reported(world: World) -> Execution:
    found = make_execution(world, inside=committee(world))
    return services.report_execution(found, actor=world.lan, note="Đã họp các bản.", at=AT)


def test_a_head_of_the_body_confirms_and_the_queue_empties(
    world: World, browser: Callable[[User], Any], reported: Execution
) -> None:
    head = browser(world.users[Role.COMMUNE_DIVISION_HEAD])
    assert (
        reverse("duties:execution", args=[reported.uuid])
        in head.get(reverse("duties:list") + "?state=confirm").content.decode()
    )
    url = reverse("duties:accept_inside", args=[reported.uuid])
    assert browser(world.lan).post(url, {"version": reported.version}).status_code == 403
    assert head.post(url, {"version": reported.version}).status_code == 302
    reported.refresh_from_db()
    assert reported.state == rules.ACCEPTED
    assert not selectors.shown(selectors.executions_of([committee(world).pk]), "confirm", today()).exists()


def test_what_is_sent_back_inside_says_why(
    world: World, browser: Callable[[User], Any], reported: Execution
) -> None:
    url = reverse("duties:return_inside", args=[reported.uuid])
    head = browser(world.users[Role.COMMUNE_LEADER])
    assert head.post(url, {"version": reported.version}).status_code == 422
    assert head.post(url, {"version": reported.version, "note": "Thiếu danh sách."}).status_code == 302
    reported.refresh_from_db()
    assert reported.state == rules.IN_PROGRESS


def test_the_lead_agency_has_no_hand_in_it(
    world: World, browser: Callable[[User], Any], reported: Execution
) -> None:
    client = browser(world.hung)
    data = {"version": reported.version, "note": "Thiếu."}
    for name in ("accept", "return"):
        assert client.post(reverse(f"duties:{name}", args=[reported.uuid]), data).status_code == 404
    assert not selectors.executions_awaiting_acceptance().exists()
    assert not selectors.obligations(None).exists()
    assert not selectors.all_executions().exists()
    assert (
        reverse("duties:assign", args=[reported.obligation.uuid])
        not in client.get(reverse("duties:obligation", args=[reported.obligation.uuid])).content.decode()
    )
    assert client.get(reverse("duties:assign", args=[reported.obligation.uuid])).status_code == 404


def test_what_came_from_above_is_not_confirmed_inside(world: World, browser: Callable[[User], Any]) -> None:
    found = make_execution(world)
    services.report_execution(found, actor=world.lan, note="Xong.", at=AT)
    found.refresh_from_db()
    url = reverse("duties:accept_inside", args=[found.uuid])
    assert browser(world.users[Role.COMMUNE_LEADER]).post(url, {"version": found.version}).status_code == 404


def test_it_is_work_of_the_body_and_no_figure_of_the_province(world: World) -> None:
    found = make_execution(world, inside=committee(world))
    assert selectors.every_execution().filter(pk=found.pk).exists()
    assert not selectors.all_executions().filter(pk=found.pk).exists()
