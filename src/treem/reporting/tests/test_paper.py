"""A body sent paper: typed in for it, with the scan, seen by it, and given back when it objects."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from tests.walk_world import World

from treem.duties.models import Execution
from treem.files import services as files
from treem.kernel.time import VIETNAM
from treem.kernel.vietnamese import date_text
from treem.organisations.roles import Role
from treem.reporting import selectors, services
from treem.reporting.errors import (
    CannotMove,
    NotOnBehalf,
    OwnEntry,
    PaperDay,
    PaperMissing,
    ReasonMissing,
    TypedOnBehalf,
)
from treem.reporting.models import Return
from treem.reporting.return_page import attach_url
from treem.reporting.tests.factories import AT, GOOD, committee, make_round, return_of, send, type_in

pytestmark = pytest.mark.database

PAPER_ON = date(2026, 10, 18)
LATER = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)


@pytest.fixture
def report(world: World) -> Return:
    return return_of(make_round(world), committee(world))


@pytest.fixture
def entered(world: World, report: Return) -> Return:
    """Being typed in by the specialist."""
    return services.enter_for_body(
        report, actor=world.hung, at=LATER, paper_on=PAPER_ON, paper_label="45/BC-UBND"
    )


def _scan(report: Return, world: World, part: str = "paper") -> None:
    pdf = ContentFile(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n", "bao-cao.pdf"
    )
    files.attach(
        pdf, subject_type="reporting.return", subject_uuid=report.uuid, body_id=report.body_id, actor=world.hung,
        at=LATER, part=part,
    )  # fmt: skip


def test_the_scan_is_required_and_the_day_of_the_paper_decides(world: World, entered: Return) -> None:
    type_in(entered, world.hung, at=LATER)
    _scan(entered, world, part="children")
    with pytest.raises(PaperMissing):
        services.submit(entered, actor=world.hung, at=LATER)
    _scan(entered, world)
    sent = services.submit(entered, actor=world.hung, at=LATER)
    assert (sent.state, sent.sent_on) == ("submitted", PAPER_ON)
    assert (
        selectors.timeliness_of(sent, today=LATER.date()) == "in_time"
    )  # typed after the deadline, sent before
    director = world.users[Role.LEAD_DIRECTOR]
    with pytest.raises(OwnEntry):
        services.accept(sent, actor=world.hung, at=LATER)
    accepted, left = services.accept_many([sent], actor=world.hung, at=LATER)
    assert (accepted, [r.pk for r in left]) == ([], [sent.pk])
    services.accept(sent, actor=director, at=LATER)
    execution = Execution.objects.get(obligation=entered.round.obligation, body=entered.body)
    assert (execution.state, execution.reported_on) == ("accepted", PAPER_ON)


def test_it_is_marked_and_its_body_only_reads(
    world: World, entered: Return, browser: Callable[..., Any]
) -> None:
    url = f"/reports/returns/{entered.uuid}/"
    lan = browser(world.lan)
    seen = lan.get(url).content.decode()
    assert "Nhập thay, theo bản giấy" in seen
    assert "45/BC-UBND" in seen
    assert 'name="row_under5"' not in seen
    assert lan.post(f"{url}save/", {"version": entered.version, "as_of": "15/10/2026"}).status_code == 409
    assert lan.get(attach_url(entered)).status_code == 404
    with pytest.raises(TypedOnBehalf):
        services.present(entered, actor=world.lan, at=LATER)
    hung = browser(world.hung)
    assert hung.get(attach_url(entered)).status_code == 200
    assert 'name="row_under5"' in hung.get(url).content.decode()
    typed = {f"row_{k}": str(v) for k, v in GOOD.items()} | {"as_of": "15/10/2026", "narrative": ""}
    missing = hung.post(f"{url}record/", {**typed, "version": entered.version})
    assert missing.status_code == 422
    assert "bản chụp báo cáo giấy" in missing.content.decode()
    assert int(entered.values.get(row_key="under5").typed or 0) == 30  # saved all the same
    going = hung.post(f"{url}save/", {**typed, "version": entered.version + 1, "attach": "paper"})
    assert going.status_code == 302
    assert going.url.endswith("?part=paper")
    assert hung.get(going.url).status_code == 200
    assert (
        "Nhập thay, theo bản giấy"
        in hung.get(f"/reports/rounds/{entered.round.uuid}/?state=paper").content.decode()
    )


def test_who_typed_it_in_is_told_that_somebody_else_takes_it_in(
    world: World, entered: Return, browser: Callable[..., Any]
) -> None:
    type_in(entered, world.hung, at=LATER)
    _scan(entered, world)
    services.submit(entered, actor=world.hung, at=LATER)
    url = f"/reports/returns/{entered.uuid}/"
    seen = browser(world.hung).get(url).content.decode()
    assert f'action="{url}accept/"' not in seen
    assert "Người khác của cơ quan chủ trì tiếp nhận." in seen
    assert f'action="{url}accept/"' in browser(world.users[Role.LEAD_DIRECTOR]).get(url).content.decode()


def test_a_paper_cannot_have_come_before_the_period_began(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    first = report.round.window_start
    answer = browser(world.hung).post(
        f"/reports/returns/{report.uuid}/enter/",
        {"paper_on_day": "1", "paper_on_month": "1", "paper_on_year": "1999", "version": report.version},
    )
    assert answer.status_code == 422
    assert f"trước ngày đầu của kỳ số liệu, {date_text(first)}" in answer.content.decode()
    services.enter_for_body(report, actor=world.hung, at=LATER, paper_on=first)


@pytest.mark.parametrize("step", ["save", "count", "present", "submit"])
def test_who_was_typing_when_the_lead_agency_took_over_is_told_who_and_why_and_keeps_what_was_typed(
    world: World, report: Return, browser: Callable[..., Any], step: str
) -> None:
    type_in(report, world.lan)
    on_the_page = {"version": report.version, "as_of": "15/10/2026", "narrative": "Bản Nà Bó bị lũ."}
    services.enter_for_body(report, actor=world.hung, at=LATER, paper_on=PAPER_ON, paper_label="45/BC-UBND")
    url = f"/reports/returns/{report.uuid}/"
    answer = browser(world.lan).post(f"{url}{step}/", {**on_the_page, "row_under5": "31"})
    text = answer.content.decode()
    assert answer.status_code == 409
    said = text[text.index("notice--danger") :]
    assert "chỗ cần sửa" not in text  # it is not this person's to mend
    assert f"{world.hung} đã nhận nhập thay báo cáo này từ 09:00 20/11/2026" in said
    assert "bản giấy 45/BC-UBND nhận ngày 18/10/2026" in said
    unsaved = text[text.index('id="unsaved"') :]
    assert "Bản Nà Bó bị lũ." in unsaved
    assert "31" in unsaved
    report.refresh_from_db()
    assert (int(report.values.get(row_key="under5").typed or 0), report.state) == (30, "draft")
    kept = browser(world.lan).post(f"{url}keep/", {**on_the_page, "row_under5": "31"})
    assert kept.status_code == 200
    assert "data-over" in kept.content.decode()
    assert "đã nhận nhập thay" in kept.content.decode()


def test_who_was_typing_a_paper_when_the_body_took_it_back_is_told_and_keeps_what_was_typed(
    world: World, entered: Return, browser: Callable[..., Any]
) -> None:
    services.take_back(entered, actor=world.lan, reason="Nhập nhầm cột.", at=LATER)
    url, hung = f"/reports/returns/{entered.uuid}/", browser(world.hung)
    sent = {"version": entered.version, "as_of": "15/10/2026", "narrative": "", "row_under5": "31"}
    for step in ("save", "record"):
        answer = hung.post(f"{url}{step}/", sent)
        assert answer.status_code == 409
        text = answer.content.decode()
        assert f"{world.lan} đã thay bản nhập theo giấy" in text
        assert "Nhập nhầm cột." in text
        assert "31" in text[text.index('id="unsaved"') :]


def test_the_lead_agency_is_warned_before_it_takes_a_return_out_of_somebodys_hands(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    hung, url = browser(world.hung), f"/reports/returns/{report.uuid}/"
    assert "Đơn vị đang nhập báo cáo này" not in hung.get(url).content.decode()
    typed = type_in(report, world.lan)
    page = hung.get(url).content.decode()
    assert f"{world.lan} đã nhập {len(GOOD)} ô, lưu lần cuối 09:00 20/10/2026" in " ".join(page.split())
    form = {"paper_on": "18/10/2026", "paper_label": "45/BC-UBND", "version": typed.version}
    asked = hung.post(f"{url}enter/", form)
    assert asked.status_code == 422
    assert "Đơn vị đang nhập dở" in asked.content.decode()
    assert 'value="45/BC-UBND"' in asked.content.decode()
    report.refresh_from_db()
    assert not report.on_behalf
    assert hung.post(f"{url}enter/", {**form, "knowing": "on"}).status_code == 302
    report.refresh_from_db()
    assert report.on_behalf


def test_the_lead_agency_writes_only_where_it_types_a_paper(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    hung, url = browser(world.hung), f"/reports/returns/{report.uuid}/"
    assert 'name="row_under5"' not in hung.get(url).content.decode()
    assert hung.post(f"{url}save/", {"version": 1, "as_of": "15/10/2026"}).status_code == 404
    wrong = hung.post(f"{url}enter/", {"paper_on": "31/02/2026", "version": 1})
    assert wrong.status_code == 422
    assert "Ngày này không có" in wrong.content.decode()
    with pytest.raises(PaperDay):
        services.enter_for_body(report, actor=world.hung, at=AT, paper_on=AT.date() + timedelta(days=1))
    assert hung.post(f"{url}enter/", {"paper_on": "18/10/2026", "version": 1}).status_code == 302
    report.refresh_from_db()
    assert (report.on_behalf, report.entered_by) == (True, world.hung)


def test_its_body_puts_its_own_in_the_place_until_it_is_accepted(world: World, entered: Return) -> None:
    type_in(entered, world.hung, at=LATER)
    _scan(entered, world)
    services.submit(entered, actor=world.hung, at=LATER)
    with pytest.raises(ReasonMissing):
        services.take_back(entered, actor=world.lan, reason="", at=LATER)
    own = services.take_back(entered, actor=world.lan, reason="Nhập nhầm số trẻ dưới 5 tuổi.", at=LATER)
    assert (own.state, own.on_behalf, own.editable) == ("draft", False, True)
    assert int(own.values.get(row_key="under5").typed or 0) == 30  # begun from what is there
    assert own.changes.get(act="taken_back").note == "Nhập nhầm số trẻ dưới 5 tuổi."
    kept = own.changes.get(act="submitted").sent
    assert kept is not None
    assert kept["figures"]["under5"] == 30  # nothing is lost
    with pytest.raises(NotOnBehalf):
        services.take_back(own, actor=world.lan, reason="Lần nữa.", at=LATER)
    services.accept(send(own, world.lan), actor=world.hung, at=LATER)
    with pytest.raises(NotOnBehalf):
        services.take_back(own, actor=world.lan, reason="Muộn.", at=LATER)


def test_taking_back_without_a_reason_asks_for_that_reason_and_not_for_the_other_sides(
    world: World, entered: Return, browser: Callable[..., Any]
) -> None:
    url = f"/reports/returns/{entered.uuid}/take-back/"
    answer = browser(world.lan).post(url, {"own-reason": " ", "own-version": entered.version})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Hãy ghi lý do thay bản nhập theo giấy" in text
    assert "Hãy ghi lý do trả lại" not in text


def test_what_is_presented_or_sent_is_not_typed_over(world: World, report: Return) -> None:
    send(report, world.lan)
    with pytest.raises(CannotMove):
        services.enter_for_body(report, actor=world.hung, at=AT, paper_on=AT.date())
