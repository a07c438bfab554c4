"""From a duty to a draft, from a draft to an open round, and its closing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from conftest import as_app
from tests.walk_world import World

from treem.audit.models import Entry as AuditEntry
from treem.duties.services import extend_recurring
from treem.kernel.time import VIETNAM, today
from treem.organisations.roles import Role
from treem.reporting import selectors, services
from treem.reporting.errors import BodyOutOfReach, NoBodies, NoTemplate, RoundNotOpen
from treem.reporting.models import Return, ReturnValue, Round, Snapshot
from treem.reporting.services import rounds as services_rounds
from treem.reporting.tests.factories import (
    AT,
    DEADLINE,
    OPENED,
    acting,
    committee,
    make_draft,
    make_duty,
    make_round,
    return_of,
    scope_of,
    send,
)
from treem.web.conflicts import StaleVersion

pytestmark = pytest.mark.database


def test_a_duty_to_report_by_a_day_drafts_a_round_with_a_guessed_period(world: World) -> None:
    draft = make_draft(world)
    assert (draft.state, draft.kind, draft.period, draft.period_guessed) == ("draft", "annual", "2026", True)
    assert (draft.window_start, draft.window_end) == (date(2025, 12, 15), date(2026, 12, 14))
    assert (draft.deadline, draft.deadline_op) == (DEADLINE, "before")
    assert draft.recipient == world.bodies["so-y-te"]
    assert draft.onward == ["UBND tỉnh", "Bộ Y tế"]
    assert not draft.template


def test_a_duty_with_two_dates_drafts_two_rounds_and_asking_again_adds_none(world: World) -> None:
    duty = make_duty(
        world,
        deadline=date(2026, 5, 10),
        further_deadlines=["2026-11-05"],
        recurrence="half_yearly",
        period="",
    )
    services.draft_round_from(duty)
    assert list(Round.objects.order_by("deadline").values_list("period", flat=True)) == ["2026-H1", "2026-H2"]


def test_a_monthly_report_gets_its_draft_as_it_comes_near_and_again_each_month(world: World) -> None:
    make_duty(
        world, deadline=None, deadline_op="", recurrence="monthly", rrule="FREQ=MONTHLY;BYMONTHDAY=20", period=""
    )  # fmt: skip
    first = drafted()
    near = today() + timedelta(days=services_rounds.NEAR_DAYS)
    assert 1 <= len(first) <= 3
    assert all(day.day == 20 and today() <= day <= near for day in first)
    assert all(kind == "monthly" and len(period) == len("2026-11") for kind, period in first.values())
    assert services.draft_rounds_coming_near(on=today()) == 0
    later = today() + timedelta(days=330)
    assert extend_recurring(at=datetime.combine(later, datetime.min.time(), VIETNAM))
    assert services.draft_rounds_coming_near(on=later) >= 1
    assert all(later <= day <= later + timedelta(days=62) for day in drafted().keys() - first.keys())


def drafted() -> dict[date, tuple[str, str]]:
    rows = Round.objects.filter(deadline__isnull=False).values_list("deadline", "kind", "period")
    return {day: (kind, period) for day, kind, period in rows if day is not None}


@pytest.mark.parametrize("more", [{"unit_type": "task"}, {"deadline": None, "deadline_op": ""}])
def test_other_duties_draft_nothing(world: World, more: dict[str, Any]) -> None:
    make_duty(world, **more)
    assert not Round.objects.exists()


def test_what_the_lead_agency_itself_sends_up_is_no_round(world: World) -> None:
    make_duty(world, bodies=[world.bodies["so-y-te"]])
    assert not Round.objects.exists()


def test_a_duty_of_years_before_the_decree_still_drafts(world: World) -> None:
    make_duty(world, deadline=date(2018, 11, 5), period="")
    assert Round.objects.get().period == "2018"


def test_opening_freezes_the_template_and_gives_each_body_its_return(world: World) -> None:
    draft = make_draft(world)
    agency = world.bodies["so-gddt"]
    services.open_round(draft, [committee(world), agency], world.hung, at=OPENED)
    draft.refresh_from_db()
    assert draft.state == "open"
    assert draft.template["key"] == "children-basic"
    assert not draft.period_guessed
    own, other = return_of(draft, committee(world)), return_of(draft, agency)
    assert (own.commune_id, other.commune_id) == (world.own.pk, None)
    assert own.values.count() == 6
    assert not other.values.exists()  # an agency answers in words
    assert {v.commune_id for v in ReturnValue.objects.filter(report=own)} == {world.own.pk}
    assert AuditEntry.objects.filter(action="reporting.open_round").count() == 1


def test_a_round_is_opened_once_for_somebody_in_reach(world: World) -> None:
    draft = make_draft(world)
    with pytest.raises(NoBodies):
        services.open_round(draft, [], world.hung, at=OPENED)
    with acting(world.lan), pytest.raises(BodyOutOfReach, match="Mường Chanh"):
        services.open_round(draft, [committee(world, world.neighbouring)], world.lan, at=OPENED)
    services.open_round(draft, [committee(world)], world.hung, at=OPENED)
    with pytest.raises(RoundNotOpen):
        services.open_round(draft, [committee(world)], world.hung, at=OPENED)
    assert Return.objects.count() == 1


def test_a_draft_is_changed_by_one_person_at_a_time(world: World) -> None:
    draft = make_draft(world)
    given = {
        "kind": "six_month",
        "period": "2026-h1",
        "title": "",
        "template_key": "children-basic",
        "actor": world.hung,
    }
    saved = services.save_draft(draft, version=1, **given)  # type: ignore[arg-type]
    assert (saved.period, saved.window_end, saved.title) == (
        "2026-H1",
        date(2026, 6, 14),
        "Báo cáo 6 tháng đầu năm 2026",
    )
    assert not saved.period_guessed
    with pytest.raises(StaleVersion):
        services.save_draft(draft, version=1, **{**given, "kind": "annual"})  # type: ignore[arg-type]
    with pytest.raises(NoTemplate):
        services.save_draft(draft, version=2, **{**given, "template_key": "không-có"})  # type: ignore[arg-type]


def test_the_draft_page_opens_for_the_bodies_of_the_duty(world: World, browser: Callable[..., Any]) -> None:
    draft = make_draft(world)
    hung = browser(world.hung)
    shown = hung.get(f"/reports/rounds/{draft.uuid}/draft/")
    assert shown.status_code == 200
    text = shown.content.decode()
    assert "Kỳ do hệ thống đoán" in text
    assert "2 đơn vị" in text
    data = {
        "version": 1, "kind": "annual", "period": "2026", "template_key": "children-basic", "title": "Báo cáo năm 2026",
        "bodies": [committee(world).pk, committee(world, world.neighbouring).pk],
    }  # fmt: skip
    bad = hung.post(f"/reports/rounds/{draft.uuid}/open/", {**data, "period": "năm nay"})
    assert bad.status_code == 422
    assert "Không hiểu kỳ báo cáo" in bad.content.decode()
    early = hung.post(f"/reports/rounds/{draft.uuid}/open/", {**data, "period": "2018"})
    assert early.status_code == 422
    nobody = hung.post(f"/reports/rounds/{draft.uuid}/open/", {**data, "bodies": []})
    assert nobody.status_code == 422
    assert not Return.objects.exists()
    assert hung.post(f"/reports/rounds/{draft.uuid}/open/", data).status_code == 302
    assert Return.objects.count() == 2


def test_a_draft_is_seen_by_those_who_open_rounds_only(world: World, browser: Callable[..., Any]) -> None:
    draft = make_draft(world)
    for role in (Role.PROVINCE_LEADER, Role.INSPECTOR):
        person = browser(world.users[role])
        assert person.get(f"/reports/rounds/{draft.uuid}/").status_code == 404
        assert draft.title not in person.get("/reports/").content.decode()
    assert draft.title in browser(world.hung).get("/reports/?state=draft").content.decode()


def test_an_ad_hoc_round_is_written_by_hand(world: World, browser: Callable[..., Any]) -> None:
    hung = browser(world.hung)
    data = {
        "kind": "ad_hoc", "period": "2026-11", "template_key": "children-basic", "title": "Báo cáo nhanh sau lũ",
        "deadline": "31/02/2026", "deadline_op": "by",
    }  # fmt: skip
    refused = hung.post("/reports/rounds/new/", data)
    assert refused.status_code == 422
    assert "Ngày này không có" in refused.content.decode()
    # A new round is due today or later, by the clock of the day on which the suite runs.
    due = today() + timedelta(days=10)
    assert hung.post("/reports/rounds/new/", {**data, "deadline": f"{due:%d/%m/%Y}"}).status_code == 302
    made = Round.objects.get()
    assert (made.title, made.deadline, made.window_start) == (
        "Báo cáo nhanh sau lũ",
        due,
        date(2026, 10, 15),
    )


def test_closing_freezes_what_is_in_and_later_changes_do_not_touch_it(world: World) -> None:
    round = make_round(world)
    report = send(return_of(round, committee(world)), world.lan)
    closed = services.close_round(round, world.hung, at=AT)
    assert closed.state == "closed"
    ReturnValue.objects.filter(report=report, row_key="children").update(typed=999)
    Return.objects.filter(pk=report.pk).update(snapshot={**report.snapshot, "figures": {"children": 999}})  # type: ignore[dict-item]
    frozen = services.consolidate(Round.objects.get(pk=round.pk))
    assert frozen.totals["children"] == 100
    assert frozen.missing == ("Ủy ban nhân dân xã Mường Chanh",)
    with pytest.raises(RoundNotOpen):
        services.close_round(round, world.hung, at=AT)
    with pytest.raises(RoundNotOpen):
        services.accept(report, actor=world.hung, at=AT)


def test_the_frozen_figures_belong_to_the_body_that_received_them(world: World) -> None:
    round = make_round(world)
    send(return_of(round, committee(world)), world.lan)
    services.close_round(round, world.hung, at=AT)
    assert Snapshot.objects.count() == 1
    for user in (world.lan, world.neighbour, world.users[Role.SECTOR_OFFICER]):
        with as_app(scope_of(user)):
            assert Snapshot.objects.count() == 0
    with as_app(scope_of(world.hung)):
        assert Snapshot.objects.count() == 1


def test_who_has_not_sent_is_late_from_the_day_after_the_stated_one(world: World) -> None:
    round = make_round(world)
    send(return_of(round, committee(world)), world.lan, at=datetime(2026, 11, 5, 23, 59, tzinfo=VIETNAM))

    def marks(today: date) -> list[str]:
        return [line.timeliness for line in selectors.lines_of(round, today=today)]

    assert marks(date(2026, 11, 5)) == ["in_time", "due"]
    assert marks(date(2026, 11, 6)) == ["in_time", "overdue"]
    send(
        return_of(round, committee(world, world.neighbouring)),
        world.neighbour,
        at=datetime(2026, 11, 6, 0, 0, tzinfo=VIETNAM),
    )
    assert marks(date(2026, 11, 6)) == ["in_time", "late"]
