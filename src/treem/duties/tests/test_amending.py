from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.duties import services
from treem.duties.errors import ObligationWithdrawn, ReasonMissing
from treem.duties.models import Amendment, ExecutionState, NoteKind, Obligation, RequestKind
from treem.duties.tests.factories import AT, committee, make_execution, make_obligation
from treem.kernel.time import VIETNAM

pytestmark = pytest.mark.database
WHY = "Bản thay thế ngày 02/11/2026."
BACKEND = "treem.organisations.backends.PasswordBackend"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def amend(duty: Obligation, world: World, bodies: Any = (), reason: str = WHY, **fields: Any) -> Obligation:
    return services.amend_obligation(
        duty.uuid, fields=fields, bodies=list(bodies), reason=reason, actor=world.hung, at=AT
    )


def test_a_new_day_moves_open_work_and_each_body_reads_why(world: World) -> None:
    work = make_execution(world)
    duty = amend(work.obligation, world, deadline=date(2026, 12, 10))
    work.refresh_from_db()
    assert (work.due_on, work.last_day, duty.deadline) == (
        date(2026, 12, 10),
        date(2026, 12, 9),
        date(2026, 12, 10),
    )
    note = work.notes.get()
    assert (note.kind, note.text, note.by) == (NoteKind.AMENDED, WHY, world.hung)
    kept = Amendment.objects.get()
    assert (kept.before, kept.reason, kept.withdrawn) == ({"deadline": "2026-12-15"}, WHY, False)


def test_what_a_body_has_reported_stays_as_it_is(world: World) -> None:
    work = make_execution(world)
    services.report_execution(work, actor=world.lan, note="Đã xong.", at=AT)
    amend(work.obligation, world, deadline=date(2026, 12, 10), text="Nội dung mới của nhiệm vụ.")
    work.refresh_from_db()
    assert (work.state, work.due_on) == (ExecutionState.REPORTED, date(2026, 12, 15))


def test_other_bodies_are_let_off_or_get_it(world: World) -> None:
    work = make_execution(world)
    other = committee(world, world.neighbouring)
    amend(work.obligation, world, [other])
    states = {each.body: each.state for each in work.obligation.executions.all()}
    assert states == {committee(world): "waived", other: "not_started"}


def test_the_same_words_on_another_page_disturb_nobody(world: World) -> None:
    work = make_execution(world)
    amend(work.obligation, world, [work.body], origin_url="/documents/x/?edition=2")
    assert not Amendment.objects.exists()
    assert not work.notes.exists()


def test_an_extension_beyond_the_new_day_stays(world: World) -> None:
    work = make_execution(world)
    services.grant_unasked(
        work, kind=RequestKind.EXTENSION, text="Mưa lũ.", until=date(2026, 12, 31), actor=world.users["lead_director"], at=AT,
        version=work.version,
    )  # fmt: skip
    amend(work.obligation, world, deadline=date(2026, 12, 10))
    work.refresh_from_db()
    assert (work.due_on, work.last_day, work.extended_to) == (
        date(2026, 12, 10),
        date(2026, 12, 31),
        date(2026, 12, 31),
    )


def test_further_occurrences_of_a_recurring_duty_are_not_lost_by_new_words(world: World) -> None:
    duty = make_obligation(world.hung, recurrence="quarterly", deadline=date(2026, 3, 10))
    services.issue_obligations([duty], {duty: [committee(world)]}, world.hung, at=AT)
    services.extend_recurring(at=datetime(2027, 9, 1, 8, tzinfo=VIETNAM))
    before = set(duty.executions.values_list("due_on", "state"))
    duty.refresh_from_db()
    amend(duty, world, [committee(world)], text="Báo cáo quý theo mẫu mới, gửi qua hệ thống.")
    assert set(duty.executions.values_list("due_on", "state")) == before


def test_a_duty_not_given_yet_is_changed_in_place(world: World) -> None:
    duty = amend(make_obligation(world.hung), world, text="Nội dung mới của nhiệm vụ.")
    assert (duty.state, duty.text, duty.executions.count()) == ("draft", "Nội dung mới của nhiệm vụ.", 0)


def test_withdrawing_lets_open_work_off_and_keeps_what_was_done(world: World) -> None:
    done, open_ = make_execution(world), None
    services.issue_obligations(
        [done.obligation], {done.obligation: [committee(world, world.neighbouring)]}, world.hung, at=AT
    )
    services.report_execution(done, actor=world.lan, note="Đã xong.", at=AT)
    duty = services.withdraw_obligation(done.obligation.uuid, reason=WHY, actor=world.hung, at=AT)
    open_ = duty.executions.exclude(pk=done.pk).get()
    done.refresh_from_db()
    assert (duty.state, done.state, open_.state) == ("withdrawn", "reported", "waived")
    assert open_.changes.last().note == WHY  # type: ignore[union-attr]
    with pytest.raises(ObligationWithdrawn):
        amend(duty, world, text="Lại nữa, sau khi đã rút.")


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_changed_without_a_reason(world: World, reason: str) -> None:
    duty = make_execution(world).obligation
    with pytest.raises(ReasonMissing):
        amend(duty, world, reason=reason, text="Nội dung mới của nhiệm vụ.")
    with pytest.raises(ReasonMissing):
        services.withdraw_obligation(duty.uuid, reason=reason, actor=world.hung, at=AT)
    duty.refresh_from_db()
    assert (duty.state, Amendment.objects.count()) == ("issued", 0)


def test_a_body_reads_on_the_page_of_its_duty_what_was_changed(world: World, client: Any) -> None:
    work = make_execution(world)
    old = work.obligation.text
    amend(work.obligation, world, text="Nội dung mới của nhiệm vụ.", deadline=date(2026, 12, 10))
    client.force_login(world.lan, backend=BACKEND)
    page = client.get(reverse("duties:obligation", args=[work.obligation.uuid])).content.decode()
    assert "Nhiệm vụ trước khi sửa đổi" in page
    assert old in page
    assert "15/12/2026" in page
    own = client.get(reverse("duties:execution", args=[work.uuid])).content.decode()
    assert WHY in own
