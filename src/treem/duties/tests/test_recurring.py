from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from conftest import as_app
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.documents.models import Document
from treem.duties import hooks, services
from treem.duties.models import Execution, StateChange
from treem.duties.tests.factories import AT, committee, make_execution, make_obligation
from treem.kernel.time import VIETNAM
from treem.organisations.models import Body
from treem.organisations.selectors import scope_of_system

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"
MONTHLY = {
    "deadline": None, "deadline_op": "before", "recurrence": "monthly", "rrule": "FREQ=MONTHLY;BYMONTHDAY=12",
}  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def document(subject: str, issued_on: date) -> Document:
    return Document.objects.create(
        subject=subject, issued_on=issued_on, sha256=f"{hash(subject):064d}"[:64], received_at=AT
    )


def give(world: World, *bodies: Body, **more: Any) -> list[Execution]:
    obligation = make_obligation(world.hung, **more)
    given = bodies or (committee(world),)
    return services.issue_obligations([obligation], {obligation: given}, world.hung, at=AT)


def days_of(body: Body) -> list[str]:
    return [
        str(day)
        for day in Execution.objects.filter(body=body).order_by("due_on").values_list("due_on", flat=True)
    ]


def test_a_monthly_duty_is_one_execution_a_month_each_with_its_clock_and_period(world: World) -> None:
    plan = document("Kế hoạch công tác trẻ em", date(2026, 1, 5))
    found = give(world, document=plan, **MONTHLY)
    assert [(str(e.due_on), e.period, str(e.late_from)) for e in found] == [
        ("2026-11-12", "2026-11", "2026-11-13"),
        ("2026-12-12", "2026-12", "2026-12-13"),
    ]
    assert found[0].period_label == "tháng 11 năm 2026"
    assert StateChange.objects.count() == 2


def test_a_duty_without_any_day_is_one_execution_without_a_clock(world: World) -> None:
    (only,) = give(world, deadline=None, deadline_op="", recurrence="continuous")
    assert (only.due_on, only.late_from, only.period) == (None, None, "")


def test_a_body_that_joins_later_gets_the_occurrences_still_to_come(world: World) -> None:
    plan = document("Kế hoạch công tác trẻ em", date(2026, 1, 5))
    (first, _second) = give(world, document=plan, **MONTHLY)
    late = committee(world, world.neighbouring)
    services.issue_obligations(
        [first.obligation], {first.obligation: [late]}, world.hung, at=AT + timedelta(days=20)
    )
    assert days_of(late) == ["2026-12-12"]


def test_the_next_year_is_made_once_when_a_month_of_work_is_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []
    monkeypatch.setattr(hooks, "extended", [lambda _obligation, found: heard.append(len(found))])
    give(world, document=document("Kế hoạch công tác trẻ em", date(2026, 1, 5)), **MONTHLY)
    early, due = datetime(2026, 11, 5, tzinfo=VIETNAM), datetime(2026, 11, 20, tzinfo=VIETNAM)
    assert services.extend_recurring(at=early) == 0
    assert services.extend_recurring(at=due) == 11
    assert services.extend_recurring(at=due) == 0
    assert days_of(committee(world))[-1] == "2027-11-12"
    assert heard == [11]


def test_a_plan_for_one_year_does_not_come_again_after_it(world: World) -> None:
    (first, _second) = give(
        world, document=document("Kế hoạch công tác trẻ em năm 2026", date(2026, 1, 5)), **MONTHLY
    )
    first.obligation.refresh_from_db()
    assert str(first.obligation.recurs_until) == "2026-12-31"
    assert services.extend_recurring(at=datetime(2026, 12, 20, tzinfo=VIETNAM)) == 0


def test_a_body_that_has_closed_gets_no_further_occurrence(world: World) -> None:
    other = committee(world, world.neighbouring)
    give(world, committee(world), other, document=document("Kế hoạch", date(2026, 1, 5)), **MONTHLY)
    Body.objects.filter(pk=other.pk).update(valid_to=date(2026, 11, 15))
    services.extend_recurring(at=datetime(2026, 12, 1, tzinfo=VIETNAM))
    assert len(days_of(other)) == 2
    assert len(days_of(committee(world))) == 13


def test_the_system_extends_under_the_row_policies(world: World) -> None:
    give(world, document=document("Kế hoạch", date(2026, 1, 5)), **MONTHLY)
    with as_app(scope_of_system("test")):
        assert services.extend_recurring(at=datetime(2026, 12, 1, tzinfo=VIETNAM)) == 11


def test_the_lead_ends_a_recurrence_and_an_impossible_day_comes_back(world: World, client: Any) -> None:
    execution = give(world, document=document("Kế hoạch", date(2026, 1, 5)), **MONTHLY)[0]
    obligation = execution.obligation
    obligation.refresh_from_db()
    client.force_login(world.hung, backend=BACKEND)
    url = reverse("duties:recurs_until", args=[obligation.uuid])
    wrong = {"version": obligation.version, "until_day": "31", "until_month": "2", "until_year": "2027"}
    refused = client.post(url, wrong)
    assert refused.status_code == 422
    assert "không có thật" in refused.content.decode()
    right = {**wrong, "until_day": "28"}
    assert client.post(url, right).status_code == 302
    assert client.post(url, right).status_code == 409  # an old page
    obligation.refresh_from_db()
    assert obligation.recurs_until == date(2027, 2, 28)
    assert (
        "đến hết ngày 28/02/2027"
        in client.get(reverse("duties:obligation", args=[obligation.uuid])).content.decode()
    )
    services.extend_recurring(at=datetime(2026, 12, 1, tzinfo=VIETNAM))
    assert days_of(committee(world))[-1] == "2027-02-12"


def test_an_officer_cannot_change_a_recurrence(world: World, client: Any) -> None:
    execution = make_execution(world)
    client.force_login(world.lan, backend=BACKEND)
    url = reverse("duties:recurs_until", args=[execution.obligation.uuid])
    assert client.post(url, {"version": 2}).status_code == 403
