from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from conftest import as_app
from tests.walk_world import World, make_world

from treem.duties import hooks, selectors, services
from treem.duties.errors import (
    BodyClosed,
    BodyOutOfReach,
    DeadlineImplausible,
    NoAssignee,
    TextTooLong,
)
from treem.duties.models import Execution, Obligation, StateChange
from treem.duties.tests.factories import AT, committee, make_obligation, more_communes
from treem.organisations.models import Appointment, Body
from treem.organisations.selectors import scope_for

pytestmark = pytest.mark.database
DAY = date(2026, 11, 2)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def scope_of(world: World, role: str) -> Any:
    return scope_for(Appointment.objects.get(user=world.users[role]), DAY)


def test_a_duty_for_all_communes_becomes_75_executions_made_by_the_specialist_himself(world: World) -> None:
    communes = more_communes(world)
    obligation = make_obligation(world.hung)
    with as_app(scope_of(world, "lead_specialist")):
        made = services.issue_obligations([obligation], {obligation: communes}, world.hung, at=AT)
    assert len(made) == 75
    assert Execution.objects.count() == 75
    assert {each.commune_id for each in made} == {body.unit_id for body in communes}
    assert {(each.due_on, each.late_from) for each in made} == {(date(2026, 12, 15), date(2026, 12, 16))}
    assert StateChange.objects.count() == 75
    obligation.refresh_from_db()
    assert (obligation.state, obligation.confirmed_by, obligation.version) == ("issued", world.hung, 2)


def test_issuing_again_adds_only_what_is_missing(world: World) -> None:
    obligation = make_obligation(world.hung)
    own, next_door = committee(world), committee(world, world.neighbouring)
    services.issue_obligations([obligation], {obligation: [own]}, world.hung, at=AT)
    services.issue_obligations([obligation], {obligation: [own, next_door]}, world.hung, at=AT)
    services.issue_obligations([obligation], {obligation: [own, next_door]}, world.hung, at=AT)
    assert sorted(Execution.objects.values_list("body_id", flat=True)) == sorted([own.pk, next_door.pk])


def test_two_dates_in_one_duty_are_two_executions_of_a_body(world: World) -> None:
    obligation = make_obligation(
        world.hung, deadline=date(2026, 5, 10), further_deadlines=["2026-11-05"], period="year"
    )
    made = services.issue_obligations([obligation], {obligation: [committee(world)]}, world.hung, at=AT)
    assert [each.due_on for each in made] == [date(2026, 5, 10), date(2026, 11, 5)]


def test_the_same_draft_is_not_made_twice(world: World) -> None:
    number = uuid.uuid4()
    first = services.draft_obligation(
        uuid=number, actor=world.hung, origin_kind="minutes", text="Họp quý IV."
    )
    second = services.draft_obligation(
        uuid=number, actor=world.hung, origin_kind="minutes", text="Họp quý IV."
    )
    assert first.pk == second.pk
    assert Obligation.objects.count() == 1


@pytest.mark.parametrize(
    "days",
    [
        {"deadline": date(1, 1, 1)},
        {"deadline": date(9999, 12, 31)},
        {"deadline": date(2026, 5, 10), "further_deadlines": ["2200-01-01"]},
    ],
)
def test_a_deadline_beyond_this_time_is_never_stored(world: World, days: dict[str, Any]) -> None:
    with pytest.raises(DeadlineImplausible, match="không hợp lý"):
        make_obligation(world.hung, **days)
    assert not Obligation.objects.exists()
    waiting = make_obligation(world.hung, deadline=None, deadline_op="")
    if "further_deadlines" not in days:
        with pytest.raises(DeadlineImplausible):
            services.assign_obligation(
                waiting, bodies=[committee(world)], actor=world.hung, at=AT, version=1, deadline_op="by", **days
            )  # fmt: skip
    Obligation.objects.filter(pk=waiting.pk).update(deadline_op="by", **days)
    with pytest.raises(DeadlineImplausible):
        services.issue_obligations([waiting], {waiting: [committee(world)]}, world.hung, at=AT)
    assert not Execution.objects.exists()


def test_a_duty_of_endless_words_is_refused(world: World) -> None:
    with pytest.raises(TextTooLong, match=r"20\.000"):
        make_obligation(world.hung, text="x" * (services.LONGEST_TEXT + 1))
    assert make_obligation(world.hung, text="x" * services.LONGEST_TEXT).pk


def test_who_listens_hears_of_each_duty_once_and_after_its_executions(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[int, int]] = []
    monkeypatch.setattr(hooks, "confirmed", [lambda o: heard.append((o.pk, o.executions.count()))])
    obligation = make_obligation(world.hung)
    services.issue_obligations([obligation], {obligation: [committee(world)]}, world.hung, at=AT)
    services.issue_obligations([obligation], {obligation: [committee(world)]}, world.hung, at=AT)
    assert heard == [(obligation.pk, 1)]


def test_a_duty_without_a_body_is_refused_and_leaves_nothing(world: World) -> None:
    named, nobody = make_obligation(world.hung), make_obligation(world.hung, path="IV.9")
    with pytest.raises(NoAssignee, match=r"IV\.9"):
        services.issue_obligations([named, nobody], {named: [committee(world)]}, world.hung, at=AT)
    assert not Execution.objects.exists()


def test_a_closed_body_gets_nothing(world: World) -> None:
    body = world.bodies["so-gddt"]
    Body.objects.filter(pk=body.pk).update(valid_to=date(2026, 1, 31))
    body.refresh_from_db()
    obligation = make_obligation(world.hung)
    with pytest.raises(BodyClosed, match="Sở Giáo dục và Đào tạo"):
        services.issue_obligations([obligation], {obligation: [body]}, world.hung, at=AT)


def test_a_body_outside_the_province_is_refused_in_words(world: World) -> None:
    obligation = make_obligation(world.hung)
    with as_app(scope_of(world, "lead_specialist")), pytest.raises(BodyOutOfReach, match="Bộ Y tế"):
        services.issue_obligations([obligation], {obligation: [world.bodies["bo-y-te"]]}, world.hung, at=AT)


def test_the_roll_up_says_how_the_bodies_stand(world: World) -> None:
    obligation = make_obligation(world.hung, deadline=date(2026, 11, 10))
    bodies = [committee(world), committee(world, world.neighbouring), world.bodies["so-gddt"]]
    own, next_door, _third = services.issue_obligations([obligation], {obligation: bodies}, world.hung, at=AT)
    services.report_execution(own, actor=world.lan, note="Đã xong.", at=AT)
    services.start_execution(next_door, actor=world.neighbour, at=AT)
    early = selectors.counts_by_obligation([obligation.pk], DAY)[obligation.pk]
    assert (early.total, early.done, early.in_progress, early.not_started, early.overdue) == (3, 1, 1, 1, 0)
    late = selectors.counts_by_obligation([obligation.pk], date(2026, 11, 11))[obligation.pk]
    assert (late.done, late.in_progress, late.not_started, late.overdue) == (1, 0, 0, 2)
    assert selectors.counts_by_body(date(2026, 11, 11))[next_door.body_id].overdue == 1
