"""A return from empty to accepted, by each person, with what each step refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from tests.walk_world import World

from treem.audit.models import Entry as AuditEntry
from treem.duties.models import Execution
from treem.kernel.time import VIETNAM
from treem.organisations.roles import Role
from treem.reporting import services
from treem.reporting.errors import BadInput, CannotMove, NotEditable, ReasonMissing, ReturnRefused
from treem.reporting.models import Return, ReturnValue
from treem.reporting.tests.factories import (
    AT,
    GOOD,
    approved,
    committee,
    make_round,
    return_of,
    send,
    type_in,
)

pytestmark = pytest.mark.database


@pytest.fixture
def report(world: World) -> Return:
    """The return of Chiềng Sung in an open round."""
    return return_of(make_round(world), committee(world))


def _refusals(report: Return, actor: Any) -> dict[str, str]:
    step = services.present if report.body.level == "commune" else services.submit
    with pytest.raises(ReturnRefused) as caught:
        step(report, actor=actor, at=AT)
    report.refresh_from_db()
    assert report.state == "draft"
    return {finding.row: finding.code for finding in caught.value.findings}


def test_an_empty_return_names_every_missing_row(world: World, report: Return) -> None:
    found = _refusals(report, world.lan)
    assert found == {"as_of": "as_of"} | dict.fromkeys(GOOD, "missing")


@pytest.mark.parametrize(
    ("change", "row", "code"),
    [
        ({"children_female": 47}, "children", "sum"),
        ({"under5": 101}, "under5", "at_most"),
        ({"under5_birth_registered": 31}, "under5_birth_registered", "at_most"),
        ({"children_special_circumstances": 101}, "children_special_circumstances", "at_most"),
        ({"under5": ""}, "under5", "missing"),
    ],
)
def test_impossible_figures_are_saved_but_not_sent(
    world: World, report: Return, change: dict[str, int | str], row: str, code: str
) -> None:
    type_in(report, world.lan, {**GOOD, **change})
    assert _refusals(report, world.lan)[row] == code


@pytest.mark.parametrize("given", ["12,5", "-1", "nhiều", "1.5"])
def test_what_is_no_count_is_not_saved_and_nothing_of_the_rest_is(
    world: World, report: Return, given: str
) -> None:
    with pytest.raises(BadInput) as caught:
        type_in(report, world.lan, {**GOOD, "under5": given})
    assert list(caught.value.faults) == ["row_under5"]
    assert not ReturnValue.objects.filter(report=report, typed__isnull=False).exists()


def test_sending_keeps_what_was_sent(world: World, report: Return) -> None:
    sent = send(report, world.lan)
    assert (sent.state, sent.submitted_by, sent.submitted_at) == ("submitted", world.lan, AT)
    assert sent.snapshot is not None
    assert sent.snapshot["figures"] == GOOD
    kept = sent.changes.get(to_state="submitted").sent
    assert kept is not None
    assert kept["figures"] == GOOD
    assert AuditEntry.objects.filter(action="reporting.submit_return", subject_ids=[report.pk]).count() == 1
    with pytest.raises(NotEditable):
        type_in(sent, world.lan)
    with pytest.raises(CannotMove):
        services.submit(sent, actor=world.lan, at=AT)


def test_a_return_goes_back_with_a_reason_and_comes_again(world: World, report: Return) -> None:
    sent = send(report, world.lan)
    with pytest.raises(ReasonMissing):
        services.return_with_reason(sent, actor=world.hung, reason="  ", at=AT)
    back = services.return_with_reason(sent, actor=world.hung, reason="Thiếu bản Nà Cạn.", at=AT)
    assert (back.state, back.reason, back.submitted_at) == ("returned", "Thiếu bản Nà Cạn.", None)
    again = send(back, world.lan, {**GOOD, "under5": 31})
    assert (again.state, again.reason) == ("submitted", "")
    kept = list(
        again.changes.filter(to_state="submitted")
        .order_by("pk")
        .values_list("sent__figures__under5", flat=True)
    )
    assert kept == [30, 31]


def test_accepting_reports_the_duty_on_the_day_of_sending(world: World, report: Return) -> None:
    sent = send(report, world.lan, at=datetime(2026, 11, 4, 16, 0, tzinfo=VIETNAM))
    execution = Execution.objects.get(obligation=report.round.obligation, body=report.body)
    assert execution.state == "not_started"
    services.accept(sent, actor=world.hung, at=datetime(2026, 11, 20, 8, 0, tzinfo=VIETNAM))
    execution.refresh_from_db()
    assert (execution.state, execution.reported_on, execution.reported_by) == (
        "accepted",
        date(2026, 11, 4),
        world.lan,
    )
    assert execution.standing(date(2026, 11, 20)).word == "done_in_time"
    with pytest.raises(CannotMove):
        services.accept(sent, actor=world.hung, at=AT)


def test_a_duty_reported_by_hand_before_is_only_confirmed(world: World, report: Return) -> None:
    from treem.duties import services as duties

    execution = Execution.objects.get(obligation=report.round.obligation, body=report.body)
    duties.report_execution(execution, actor=world.lan, note="Đã gửi bản giấy.", at=AT)
    services.accept(send(report, world.lan), actor=world.hung, at=AT)
    execution.refresh_from_db()
    assert (execution.state, execution.note) == ("accepted", "Đã gửi bản giấy.")


def test_several_are_accepted_at_once_but_those_with_explanations_are_looked_at(world: World) -> None:
    round = make_round(world)
    own, other = return_of(round, committee(world)), return_of(round, committee(world, world.neighbouring))
    ReturnValue.objects.filter(report=own, row_key="under5").update(counted=28)
    typed = type_in(own, world.lan, notes={"note_under5": "Hai trẻ mới về."})
    services.submit(approved(typed, world.lan), actor=world.lan, at=AT)
    send(other, world.neighbour)
    accepted, left = services.accept_many([own, other], actor=world.hung, at=AT)
    assert [r.body_id for r in accepted] == [other.body_id]
    assert [r.body_id for r in left] == [own.body_id]


def test_a_jump_against_last_year_asks_for_an_explanation(world: World) -> None:
    before = make_round(world)
    send(return_of(before, committee(world)), world.lan)
    type(before).objects.filter(pk=before.pk).update(
        period="2025", obligation=None, window_start=date(2024, 12, 15), window_end=date(2025, 12, 14)
    )
    report = return_of(make_round(world), committee(world))
    more = {key: value * 2 for key, value in GOOD.items()}
    type_in(report, world.lan, more)
    assert set(_refusals(report, world.lan).values()) == {"jump"}
    notes = {f"note_{key}": "Sáp nhập hai bản." for key in GOOD}
    type_in(report, world.lan, more, notes=notes)
    assert services.present(report, actor=world.lan, at=AT).state == "pending"


def test_an_agency_answers_in_words_and_must_say_something(world: World) -> None:
    officer = world.users[Role.SECTOR_OFFICER]
    agency = world.bodies["so-gddt"]
    report = return_of(make_round(world, [agency]), agency)
    type_in(report, officer, {})
    assert _refusals(report, officer) == {"narrative": "empty"}
    type_in(report, officer, {}, narrative="Đã mở 12 lớp dạy bơi.")
    assert services.submit(report, actor=officer, at=AT).state == "submitted"


# -- on the screen ----------------------------------------------------------------------------------------

TYPED = {f"row_{key}": str(value) for key, value in GOOD.items()} | {"as_of": "15/10/2026", "narrative": ""}


def test_the_whole_life_on_the_screen(world: World, report: Return, browser: Callable[..., Any]) -> None:
    lan, hung, leader = browser(world.lan), browser(world.hung), browser(world.users[Role.COMMUNE_LEADER])
    head = browser(world.users[Role.COMMUNE_DIVISION_HEAD])
    url = f"/reports/returns/{report.uuid}/"
    first = lan.get(url)
    assert "/present/" in first.content.decode()
    assert "Hãy ghi ngày chốt" not in first.content.decode()  # nothing is wrong before anything was done
    assert lan.post(f"{url}save/", {**TYPED, "version": 1}).status_code == 302
    seen = leader.get(url).content.decode()
    assert "row_under5" not in seen  # the leader reads and approves, the officer writes
    assert lan.post(f"{url}submit/", {**TYPED, "version": 2}).status_code == 422  # nobody has approved it
    assert lan.post(f"{url}present/", {**TYPED, "version": 2}).status_code == 302
    assert head.post(f"{url}check/", {"version": 3}).status_code == 302
    assert "Duyệt với tư cách" in leader.get(url).content.decode()
    assert leader.post(f"{url}approve/", {"version": 4, "capacity": "deputy"}).status_code == 302
    assert lan.post(f"{url}submit/", {"version": 5}).status_code == 302
    assert "Đã gửi, đang chờ tiếp nhận" in lan.get(url).content.decode()
    refused = hung.post(f"{url}send-back/", {"version": 6, "reason": ""})
    assert refused.status_code == 422
    assert "Hãy ghi lý do trả lại" in refused.content.decode()
    assert hung.post(f"{url}send-back/", {"version": 6, "reason": "Sai số <b>nữ</b>"}).status_code == 302
    returned = lan.get(url).content.decode()
    assert "Sai số &lt;b&gt;nữ" in returned
    assert (
        lan.post(
            f"{url}present/", {**TYPED, "row_children_male": "50", "row_children_female": "50", "version": 7}
        ).status_code
        == 302
    )
    report.refresh_from_db()
    assert report.step == "check"
    services.submit(approved(report, world.lan), actor=world.lan, at=AT)
    report.refresh_from_db()
    assert hung.post(f"{url}accept/", {"version": report.version}).status_code == 302
    report.refresh_from_db()
    assert report.state == "accepted"
    assert "Báo cáo đã được nhận" in lan.get(url).content.decode()


def test_what_the_checks_refuse_stands_beside_its_row_and_is_not_lost(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    lan = browser(world.lan)
    url = f"/reports/returns/{report.uuid}/"
    answer = lan.post(f"{url}present/", {**TYPED, "row_under5": "101", "version": 1})
    assert answer.status_code == 422
    text = answer.content.decode()
    line = text[text.index('id="line-under5"') : text.index('id="line-under5_birth_registered"')]
    assert "Lớn hơn “Tổng số trẻ em dưới 16 tuổi” (100)." in line
    assert 'value="101"' in line
    assert '<a href="#row-under5">' in text[: text.index('id="line-under5"')]
    report.refresh_from_db()
    assert report.state == "draft"
    assert report.values.get(row_key="under5").typed == 101


def test_a_figure_that_is_none_comes_back_as_it_was_typed(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    lan = browser(world.lan)
    url = f"/reports/returns/{report.uuid}/"
    for act in ("save", "submit", "present", "count"):
        answer = lan.post(
            f"{url}{act}/", {**TYPED, "row_under5": "12,5", "row_children": "987", "version": 1}
        )
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "“12,5” không phải là số nguyên" in text
        assert 'value="12,5"' in text
        assert 'value="987"' in text
        assert "Chưa có số liệu" not in text  # the other figures are typed, only not saved yet
    wrong_day = lan.post(f"{url}save/", {**TYPED, "as_of": "31/02/2026", "version": 1})
    assert wrong_day.status_code == 422
    assert "Ngày này không có" in wrong_day.content.decode()
    both = lan.post(
        f"{url}save/", {**TYPED, "as_of": "31/02/2026", "row_under5": "-2", "version": 1}
    ).content.decode()
    assert "Số không được âm" in both
    no_day = lan.post(f"{url}save/", {**TYPED, "as_of": "", "version": 1})
    assert "Hãy ghi ngày chốt số liệu" in no_day.content.decode()
    assert not ReturnValue.objects.filter(report=report, typed__isnull=False).exists()


def test_bulk_acceptance_takes_what_was_picked(world: World, browser: Callable[..., Any]) -> None:
    round = make_round(world)
    own, other = return_of(round, committee(world)), return_of(round, committee(world, world.neighbouring))
    send(own, world.lan)
    send(other, world.neighbour)
    hung = browser(world.hung)
    page = hung.get(f"/reports/rounds/{round.uuid}/").content.decode()
    assert page.count('class="pick"') == 3  # one for each, one for all
    assert hung.post(f"/reports/rounds/{round.uuid}/accept/", {"pick": [own.pk, "x", ""]}).status_code == 302
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.state, other.state) == ("accepted", "submitted")
