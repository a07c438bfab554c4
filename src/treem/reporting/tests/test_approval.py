"""The steps of a return inside its body: each by another person, each in the history, none of them a signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conftest import as_app
from tests.walk_world import World

from treem.audit.models import Entry as AuditEntry
from treem.law import values
from treem.organisations.models import Appointment, User
from treem.organisations.roles import Role
from treem.reporting import rules, selectors, services
from treem.reporting.errors import (
    CannotMove,
    InsideSteps,
    NobodyApproves,
    NotApproved,
    NotPresenter,
    OwnDraft,
    ReasonMissing,
    WrongCapacity,
)
from treem.reporting.models import Return
from treem.reporting.tests.factories import AT, committee, make_round, return_of, scope_of, send, type_in

pytestmark = pytest.mark.database


@pytest.fixture
def report(world: World) -> Return:
    """Typed, ready to be presented."""
    return type_in(return_of(make_round(world), committee(world)), world.lan)


@pytest.fixture
def head(world: World) -> User:
    return world.users[Role.COMMUNE_DIVISION_HEAD]


@pytest.fixture
def leader(world: World) -> User:
    return world.users[Role.COMMUNE_LEADER]


def _acts(report: Return) -> list[str]:
    return list(report.changes.order_by("pk").values_list("act", flat=True))


def test_the_chain_is_as_long_as_the_setting_says() -> None:
    assert (rules.chain(0), rules.chain(1), rules.chain(2)) == ((), ("approve",), ("check", "approve"))
    assert rules.after("check", ("check", "approve")) == "approve"
    assert rules.after("approve", ("check", "approve")) == "send"
    assert rules.before("approve", ("check", "approve"), passed={"check"}) == "check"
    assert rules.before("approve", ("check", "approve"), passed=set()) == ""


def test_officer_head_leader_each_do_their_step_and_it_is_written_down(
    world: World, report: Return, head: User, leader: User
) -> None:
    presented = services.present(report, actor=world.lan, at=AT)
    assert (presented.state, presented.step, presented.stage) == ("pending", "check", "checking")
    with pytest.raises(NotApproved):
        services.submit(report, actor=world.lan, at=AT)
    assert services.check(report, actor=head, at=AT).stage == "approving"
    with pytest.raises(WrongCapacity):
        services.approve(report, actor=leader, at=AT, capacity="vua")
    done = services.approve(report, actor=leader, at=AT, capacity="deputy")
    assert (done.stage, done.approved_by, done.get_approved_as_display()) == (
        "approved",
        leader,
        "KT. Chủ tịch, Phó Chủ tịch",
    )
    sent = services.submit(report, actor=world.lan, at=AT)
    assert (sent.state, sent.step, sent.snapshot and sent.snapshot["approved_as"]) == (
        "submitted",
        "",
        "deputy",
    )
    assert _acts(sent) == ["assigned", "presented", "checked", "approved", "submitted"]
    assert sent.changes.get(act="approved").capacity == "deputy"
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {
        "reporting.presented_return", "reporting.checked_return", "reporting.approved_return", "reporting.submit_return",
    }  # fmt: skip


def test_nothing_is_changed_while_it_waits(world: World, report: Return) -> None:
    services.present(report, actor=world.lan, at=AT)
    # It is still in the house: its own people give it back, not the agency that waits for it.
    with pytest.raises(InsideSteps, match="chờ kiểm tra nên không sửa được nữa"):
        type_in(report, world.lan, {"under5": 1})
    with pytest.raises(CannotMove):
        services.present(report, actor=world.lan, at=AT)


def test_nobody_checks_or_approves_the_own_draft(world: World, report: Return, leader: User) -> None:
    services.present(report, actor=world.lan, at=AT)
    with pytest.raises(OwnDraft):
        services.check(report, actor=world.lan, at=AT)
    Return.objects.filter(pk=report.pk).update(step="approve", presented_by=leader)
    with pytest.raises(OwnDraft):
        services.approve(report, actor=leader, at=AT, capacity="chair")


def test_one_step_back_with_a_reason(world: World, report: Return, head: User, leader: User) -> None:
    services.present(report, actor=world.lan, at=AT)
    services.check(report, actor=head, at=AT)
    with pytest.raises(ReasonMissing):
        services.send_back_inside(report, actor=leader, reason=" ", at=AT)
    back = services.send_back_inside(report, actor=leader, reason="Xem lại số trẻ dưới 5 tuổi.", at=AT)
    assert (back.step, back.reason) == ("check", "Xem lại số trẻ dưới 5 tuổi.")
    author = services.send_back_inside(report, actor=head, reason="Thiếu bản Nà Cạn.", at=AT)
    assert (author.state, author.step, author.presented_by, author.editable) == ("draft", "", None, True)
    assert [r.pk for r in selectors.returns_sent_back()] == [report.pk]
    assert not selectors.returns_to_do().filter(pk=report.pk).exists()
    again = services.present(report, actor=world.lan, at=AT)
    assert (again.step, again.reason) == ("check", "")


def test_what_was_approved_goes_back_to_its_author_and_the_approval_falls(
    world: World, report: Return, head: User, leader: User
) -> None:
    services.present(report, actor=world.lan, at=AT)
    services.check(report, actor=head, at=AT)
    services.approve(report, actor=leader, at=AT, capacity="chair")
    back = services.send_back_inside(report, actor=world.lan, reason="Có một trẻ mới chuyển đến.", at=AT)
    assert (back.state, back.approved_by, back.approved_as) == ("draft", None, "")


def test_who_presented_takes_it_back_and_nobody_else(world: World, report: Return, head: User) -> None:
    services.present(report, actor=world.lan, at=AT)
    with pytest.raises(NotPresenter):
        services.recall(report, actor=head, at=AT)
    assert services.recall(report, actor=world.lan, at=AT).editable


def test_a_head_who_presents_has_checked(world: World, report: Return, head: User) -> None:
    presented = services.present(report, actor=head, at=AT)
    assert presented.step == "approve"
    assert "lãnh đạo phòng" in presented.changes.get(act="presented").note


def test_a_step_that_nobody_holds_is_passed_over_but_somebody_must_approve(
    world: World, report: Return, head: User, leader: User
) -> None:
    Appointment.objects.filter(user=head).update(to_on=AT.date().replace(day=1))
    presented = services.present(report, actor=world.lan, at=AT)
    assert presented.step == "approve"
    assert "không qua bước kiểm tra" in presented.changes.get(act="presented").note
    services.recall(report, actor=world.lan, at=AT)
    Appointment.objects.filter(user=leader).update(to_on=AT.date().replace(day=1))
    with pytest.raises(NobodyApproves):
        services.present(report, actor=world.lan, at=AT)


def test_a_province_may_set_fewer_steps_and_a_single_one_binds_nobody_twice(
    world: World, report: Return, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = values.value("reporting.approval_steps_commune", on=AT.date())

    def steps(count: int) -> None:
        def resolve(key: str, _on: Any) -> Any:
            from dataclasses import replace

            return replace(found, value=count) if key == found.key else None

        monkeypatch.setattr(values, "resolvers", [resolve])

    steps(0)
    with pytest.raises(CannotMove):
        services.present(report, actor=world.lan, at=AT)
    steps(1)
    assert services.present(report, actor=world.lan, at=AT).step == "approve"
    Return.objects.filter(pk=report.pk).update(presented_by=leader)
    assert services.approve(report, actor=leader, at=AT, capacity="chair").step == "send"


def test_when_the_lead_agency_sends_it_back_the_chain_begins_anew(world: World, report: Return) -> None:
    back = services.return_with_reason(send(report, world.lan), actor=world.hung, reason="Sai.", at=AT)
    assert (back.step, back.presented_by, back.approved_by) == ("", None, None)
    assert services.present(back, actor=world.lan, at=AT).step == "check"


def test_each_step_has_its_queue(world: World, report: Return, head: User, leader: User) -> None:
    services.present(report, actor=world.lan, at=AT)
    with as_app(scope_of(head)):
        assert selectors.shown("checking").count() == 1
    with as_app(scope_of(world.neighbour_of[Role.COMMUNE_DIVISION_HEAD])):
        assert selectors.shown("checking").count() == 0
    tally = selectors.tallies([report.round_id])[report.round_id]
    assert (tally.checking, tally.missing, tally.in_progress) == (1, 2, 0)


# -- on the screen ----------------------------------------------------------------------------------------


def test_each_person_sees_the_own_step_and_what_it_is_not(
    world: World, report: Return, head: User, leader: User, browser: Callable[..., Any]
) -> None:
    services.present(report, actor=world.lan, at=AT)
    url = f"/reports/returns/{report.uuid}/"
    assert "/check/" in browser(head).get(url).content.decode()
    assert "/check/" not in browser(world.lan).get(url).content.decode()
    assert "/recall/" in browser(world.lan).get(url).content.decode()
    services.check(report, actor=head, at=AT)
    page = browser(leader).get(url).content.decode()
    assert "Duyệt nội bộ không phải chữ ký" in page
    report.refresh_from_db()
    empty = browser(leader).post(f"{url}approve/", {"version": report.version})
    assert empty.status_code == 422
    assert "Hãy chọn tư cách duyệt" in empty.content.decode()
    nothing = browser(leader).post(f"{url}step-back/", {"back-version": report.version, "back-reason": ""})
    assert nothing.status_code == 422
    assert "Hãy ghi lý do trả lại" in nothing.content.decode()
    stale = browser(leader).post(f"{url}approve/", {"version": 1, "capacity": "chair"})
    assert stale.status_code == 409
    assert "Chờ duyệt" in browser(world.hung).get(f"/reports/rounds/{report.round.uuid}/").content.decode()


def test_presenting_saves_what_is_on_the_page_and_refuses_beside_the_row(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    url = f"/reports/returns/{report.uuid}/present/"
    typed = {f"row_{v.row_key}": str(int(v.typed or 0)) for v in report.values.all()}
    sent = {**typed, "as_of": "15/10/2026", "narrative": "", "version": report.version, "row_under5": "101"}
    refused = browser(world.lan).post(url, sent)
    assert refused.status_code == 422
    assert 'value="101"' in refused.content.decode()
    report.refresh_from_db()
    assert (report.state, int(report.values.get(row_key="under5").typed or 0)) == ("draft", 101)
    assert (
        browser(world.lan).post(url, {**sent, "version": report.version, "row_under5": "30"}).status_code
        == 302
    )
    report.refresh_from_db()
    assert report.step == "check"


def test_an_agency_sends_without_a_step(world: World, browser: Callable[..., Any]) -> None:
    agency, officer = world.bodies["so-gddt"], world.users[Role.SECTOR_OFFICER]
    report = return_of(make_round(world, [agency]), agency)
    url = f"/reports/returns/{report.uuid}/"
    assert "/submit/" in browser(officer).get(url).content.decode()
    sent = {"as_of": "15/10/2026", "narrative": "Đã mở 12 lớp dạy bơi.", "version": "1"}
    assert browser(officer).post(f"{url}submit/", sent).status_code == 302
    report.refresh_from_db()
    assert report.state == "submitted"
