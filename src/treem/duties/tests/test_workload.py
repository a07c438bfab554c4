"""Who has how much: by person, by body, and each figure opens exactly what it counts."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.walk_world import World, make_world

from treem.duties import services, workload
from treem.duties.models import Execution
from treem.duties.tests.factories import committee, make_execution
from treem.kernel.time import now, today
from treem.organisations.models import Role, User

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"
PAGE = "duties:workload"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def head(world: World) -> User:
    return world.users[Role.COMMUNE_DIVISION_HEAD]


def give(world: World, days: int, to: User | None = None, **more: Any) -> Execution:
    """A duty by a day so many days from now, given to one of the commune's people."""
    execution = make_execution(world, deadline=today() + timedelta(days=days), deadline_op="by", **more)
    if to is not None:
        Execution.objects.filter(pk=execution.pk).update(assigned_to=to)
        execution.refresh_from_db()
    return execution


def report(world: World, execution: Execution, days_ago: int) -> None:
    services.report_execution(
        execution, actor=world.lan, note="Xong.", at=now() - timedelta(days=days_ago)
    )  # fmt: skip


def a_bit_of_everything(world: World) -> None:
    give(world, 30, world.lan)
    give(world, 7, world.lan)
    give(world, 8, world.lan)
    give(world, -5, world.lan)
    give(world, 3)
    report(world, give(world, -20, world.lan), 21)  # in time
    report(world, give(world, -20, world.lan), 10)  # late
    report(world, give(world, -120, world.lan), 121)  # long ago


def test_a_person_s_work_is_counted_open_near_late_and_done_in_time(world: World) -> None:
    a_bit_of_everything(world)
    found = {load.name: load for load in workload.of_people([committee(world).pk], today())}
    lan = found[str(world.lan)]
    assert [getattr(lan, name) for name in workload.FIGURES] == [4, 1, 1, 2, 1]
    assert lan.share.percent == 50
    assert [getattr(found["Chưa giao cho ai"], name) for name in workload.FIGURES] == [1, 1, 0, 0, 0]
    idle = found[str(head(world))]
    assert (idle.open, idle.share.percent) == (0, None)


def test_each_figure_opens_exactly_the_list_it_counts(world: World, client: Any) -> None:
    a_bit_of_everything(world)
    client.force_login(head(world), backend=BACKEND)
    page = client.get(reverse(PAGE)).content.decode()
    links = re.findall(r'href="([^"]*workload/list/[^"]*)">(?:<strong>)?(\d+)', page)
    assert len(links) >= 7
    for address, figure in links:
        there = client.get(unescape(address)).content.decode()
        rows = re.findall(r'class="cell-main"><a href="/duties/executions/', there)
        assert len(rows) == int(figure), address


def test_the_lead_agency_sees_bodies_and_the_people_of_each(world: World, client: Any) -> None:
    give(world, 3, world.lan)
    give(world, -3, body=committee(world, world.neighbouring))
    client.force_login(world.hung, backend=BACKEND)
    page = client.get(reverse("duties:workload_bodies")).content.decode()
    assert page.index("Mường Chanh") < page.index("Chiềng Sung")  # the late first
    body = committee(world).pk
    assert f"{reverse(PAGE)}?body={body}" in page
    assert str(world.lan) in client.get(reverse(PAGE), {"body": body}).content.decode()


def test_nobody_sees_the_people_of_another_body_unless_lead(world: World, client: Any) -> None:
    execution = give(world, 3, world.neighbour, body=committee(world, world.neighbouring))
    client.force_login(head(world), backend=BACKEND)
    page = client.get(reverse(PAGE), {"body": execution.body_id}).content.decode()
    assert str(world.neighbour) not in page
    behind = reverse("duties:workload_list")
    asked = {"body": str(execution.body_id), "person": str(world.neighbour.pk), "what": "open"}
    assert client.get(behind, asked).status_code == 404
    shown = client.get(behind, {"body": execution.body_id, "what": "open"}).content.decode()
    assert str(execution.uuid) not in shown
    assert client.get(reverse("duties:workload_bodies")).status_code == 403


def test_who_is_no_head_sees_no_person_s_work_and_the_leader_only_bodies(world: World, client: Any) -> None:
    give(world, 3, world.lan)
    client.force_login(world.lan, backend=BACKEND)
    assert client.get(reverse(PAGE)).status_code == 403
    behind = reverse("duties:workload_list")
    assert client.get(behind, {"person": world.lan.pk, "what": "open"}).status_code == 404
    client.force_login(world.users[Role.PROVINCE_LEADER], backend=BACKEND)
    page = client.get(reverse("duties:workload_bodies")).content.decode()
    assert "Chiềng Sung" in page
    assert f"{reverse(PAGE)}?body=" not in page
    assert client.get(reverse(PAGE)).status_code == 403


@pytest.mark.parametrize("query", [{"what": "x"}, {"person": "x"}, {"person": "9" * 30}, {"body": "999999"}])
def test_a_list_that_no_figure_has_is_not_found(world: World, client: Any, query: dict[str, str]) -> None:
    client.force_login(world.hung, backend=BACKEND)
    assert client.get(reverse("duties:workload_list"), query).status_code == 404


def test_a_table_sorts_by_its_headers_and_what_nobody_has_stays_last(world: World, client: Any) -> None:
    give(world, 3, world.lan)
    give(world, 3)
    client.force_login(head(world), backend=BACKEND)
    for sort, first in (("-open", str(world.lan)), ("open", str(head(world))), ("nonsense", "")):
        page = client.get(reverse(PAGE), {"sort": sort}).content.decode()
        body = page[page.index("<tbody>") :]
        names = [str(world.lan), str(head(world)), "Chưa giao cho ai"]
        order = sorted(names, key=body.index)
        assert order[-1] == "Chưa giao cho ai"
        assert first in ("", order[0])


def test_the_workbook_says_the_same(world: World, client: Any) -> None:
    a_bit_of_everything(world)
    client.force_login(head(world), backend=BACKEND)
    answer = client.get(reverse("duties:workload_xlsx"))
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    lan = next(row for row in rows if row[1] == str(world.lan))
    assert lan[2:8] == [4, 1, 1, 2, 1, 50]
    assert next(row for row in rows if row[1] == "Cộng")[2] == 5
    client.force_login(world.hung, backend=BACKEND)
    assert client.get(reverse("duties:workload_bodies_xlsx")).status_code == 200
