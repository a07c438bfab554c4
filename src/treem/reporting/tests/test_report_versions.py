"""Versions of the written report: frozen with their files, seen by who received the returns, told when figures changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
from conftest import as_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error as DatabaseError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override
from tests.walk_world import World

from treem.audit.models import Entry as AuditEntry
from treem.documents import services as documents
from treem.documents.layout.errors import PdfTooSlow
from treem.documents.models import Document, OutgoingPaper
from treem.documents.tests.test_papers import PNG, issue
from treem.files.services import read_whole
from treem.indicators.services import adopt_targets
from treem.kernel.time import now
from treem.organisations.models import Body
from treem.organisations.roles import Role
from treem.reporting import selectors, services
from treem.reporting.errors import ReportIssued, UnknownSigner
from treem.reporting.models import ReturnValue, Round, WrittenReport
from treem.reporting.services import report as report_service
from treem.reporting.tests.factories import (
    AT,
    GOOD,
    FakeFact,
    acting,
    approved,
    committee,
    facts_are,
    make_round,
    return_of,
    scope_of,
    send,
    type_in,
)
from treem.reporting.workbook import workbook_of
from treem.web import registry

pytestmark = pytest.mark.database
CHANGED = "Số liệu đã thay đổi sau bản này"


@pytest.fixture
def round(world: World) -> Round:
    """One of two communes has sent."""
    round = make_round(world)
    send(return_of(round, committee(world)), world.lan)
    return Round.objects.get(pk=round.pk)


def make(round: Round, world: World, **more: Any) -> WrittenReport:
    given: dict[str, Any] = {
        "signing": "deputy",
        "signer": "Lò Thị Mẫu",
        "actor": world.hung,
        "at": AT,
        **more,
    }
    return services.make_report(round, **given)


def page_of(round: Round) -> str:
    return reverse("reporting:consolidated", args=[round.uuid])


def test_a_version_keeps_its_content_and_three_files(world: World, round: Round) -> None:
    made = make(round, world, words={"direction": "Họp 02 phiên.", "unknown": "x", "next": "  "})
    assert (made.number, made.body, made.by) == (1, world.bodies["so-y-te"], world.hung)
    content = selectors.content_of(made)
    assert content.words == {"direction": "Họp 02 phiên."}
    assert content.issuer.lines == ("KT. Giám đốc", "Phó Giám đốc")
    assert content.fingerprint() == made.sha256
    assert made.figures_sha256 == services.consolidate(round).fingerprint()
    assert read_whole(made.docx)[:2] == b"PK"
    assert re.fullmatch(r"bao-cao-tre-em-va-dang-ky-khai-sinh-[a-z0-9-]+-du-thao-1\.docx", made.docx.name)
    assert made.pdf is not None
    assert read_whole(made.pdf)[:5] == b"%PDF-"
    assert read_whole(made.xlsx) == workbook_of(content)  # the papers follow from what was frozen
    entry = AuditEntry.objects.get(action="reporting.make_report")
    assert (entry.detail["included"], entry.detail["missing"]) == (1, 1)


def test_each_making_is_a_new_version(world: World, round: Round) -> None:
    first, second = make(round, world), make(round, world)
    assert [first.number, second.number] == [1, 2]
    assert first.sha256 == second.sha256  # the same content


def test_one_form_sent_twice_is_one_version(world: World, round: Round, browser: Callable[..., Any]) -> None:
    hung, url = browser(world.hung), reverse("reporting:make_report", args=[round.uuid])
    form = hung.get(url).content.decode()
    data = {"signing": "deputy", "uuid": form.partition('name="uuid" value="')[2].partition('"')[0]}
    first, second = hung.post(url, data), hung.post(url, data)
    assert (first.status_code, second.status_code, second.url) == (302, 302, first.url)
    assert WrittenReport.objects.count() == 1
    assert hung.post(url, {**data, "uuid": "x"}).status_code == 422


def test_the_number_of_a_form_sent_for_another_round_is_a_version_of_that_round(
    world: World, round: Round
) -> None:
    number = uuid4()
    other = make_round(world)
    send(return_of(other, committee(world)), world.lan)
    for each in (round, other, other):
        services.make_report(each, signing="deputy", actor=world.hung, at=AT, uuid=number)
    assert sorted(WrittenReport.objects.values_list("round", flat=True)) == sorted([round.pk, other.pk])


def test_without_a_pdf_there_is_still_a_version(
    world: World, round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_paper: Any) -> bytes:
        raise PdfTooSlow(seconds="30")

    monkeypatch.setattr(report_service, "render_pdf", slow)
    made = make(round, world)
    assert made.pdf is None
    assert read_whole(made.docx)[:2] == b"PK"


def test_an_unknown_way_to_sign_is_refused(world: World, round: Round) -> None:
    with pytest.raises(UnknownSigner):
        make(round, world, signing="king")


def test_a_return_that_comes_later_or_changes_is_told_at_the_version(
    world: World, round: Round, browser: Callable[..., Any]
) -> None:
    hung = browser(world.hung)
    make(round, world)
    assert CHANGED not in hung.get(page_of(round)).content.decode()
    services.accept(return_of(round, committee(world)), actor=world.hung, at=AT)
    assert CHANGED not in hung.get(page_of(round)).content.decode()  # taking in changes no figure
    send(return_of(round, committee(world, world.neighbouring)), world.neighbour)
    text = hung.get(page_of(round)).content.decode()
    assert CHANGED in text
    make(round, world)
    assert hung.get(page_of(round)).content.decode().count(CHANGED) == 1


def test_the_form_makes_a_version_and_remembers_what_was_written(
    world: World, round: Round, browser: Callable[..., Any]
) -> None:
    hung = browser(world.hung)
    url = reverse("reporting:make_report", args=[round.uuid])
    form = hung.get(url).content.decode()
    assert "KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC" in form
    assert world.users[Role.LEAD_DIRECTOR].full_name in form
    data = {"signing": "deputy", "signer": "Lò Thị Mẫu", "words_direction": "Họp 02 phiên."}
    assert hung.post(url, data).status_code == 302
    made = WrittenReport.objects.get(round=round)
    page = hung.get(page_of(round)).content.decode()
    assert "Bản 1" in page
    assert str(made.docx.uuid) in page
    again = hung.get(url).content.decode()
    assert "Họp 02 phiên." in again
    assert 'value="Lò Thị Mẫu"' in again
    wrong = hung.post(url, {**data, "signing": "king"})
    assert wrong.status_code == 422
    assert "Họp 02 phiên." in wrong.content.decode()
    assert WrittenReport.objects.count() == 1


def test_a_version_goes_on_to_be_recorded_as_issued(
    world: World, round: Round, browser: Callable[..., Any]
) -> None:
    made = make(round, world)
    hung = browser(world.hung)
    url = reverse("reporting:issue_report", args=[made.uuid])
    first = hung.post(url)
    paper = OutgoingPaper.objects.get()
    assert first["Location"] == reverse("documents:issue_paper", args=[paper.uuid])
    assert made.pdf is not None
    assert (paper.symbol, paper.sha256, paper.body) == ("BC-SYT", made.pdf.sha256, made.body)
    assert (paper.signer, paper.position) == ("Lò Thị Mẫu", "KT. Giám đốc, Phó Giám đốc")
    hung.post(url)
    assert OutgoingPaper.objects.count() == 1
    shown = hung.get(reverse("documents:paper", args=[paper.uuid])).content.decode()
    assert f"{round}, bản 1" in shown
    issue(paper, world, issued_on=date(2026, 11, 5))
    text = hung.get(page_of(round)).content.decode()
    assert "Đã ban hành" in text
    assert "05/BC-SYT" in text
    assert hung.post(url)["Location"] == reverse("documents:paper", args=[paper.uuid])
    assert documents.ISSUED == "documents.issued"
    closed = services.close_round(Round.objects.get(pk=round.pk), world.hung, at=AT + timedelta(days=60))
    with pytest.raises(ReportIssued, match="05/BC-SYT"):
        services.reopen_round(closed, world.hung, reason="Sửa một số.", at=AT + timedelta(days=61))


def test_while_its_round_stands_reopened_a_version_is_not_recorded_as_issued_and_the_page_says_why(
    world: World, round: Round, browser: Callable[..., Any]
) -> None:
    services.close_round(round, world.hung, at=AT)
    made = make(round, world)
    paper = services.prepare_issue(made, actor=world.hung, at=AT)
    services.reopen_round(round, world.hung, reason="Xã gửi nhầm số.", at=AT + timedelta(days=1))
    url = reverse("documents:issue_paper", args=[paper.uuid])
    typed = {
        "version": paper.version, "number": "77", "symbol": "BC-SYT", "issued_on": "05/11/2026",
        "signer": "Lò Thị Mẫu", "position": "", "file": SimpleUploadedFile("bc.png", PNG),
    }  # fmt: skip
    answer = browser(world.hung).post(url, typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "mở lại lúc 09:00 21/10/2026 (lý do: Xã gửi nhầm số.)" in text
    assert 'value="77"' in text
    services.close_round(Round.objects.get(pk=round.pk), world.hung, at=AT + timedelta(days=2))
    # It may have gone out before anybody mended a figure: then that is written down.
    assert issue(paper, world, issued_on=date(2026, 11, 5)).issued


def test_a_correction_that_is_being_drafted_does_not_open_the_round_of_the_issued_report(
    world: World, round: Round
) -> None:
    paper = services.prepare_issue(make(round, world), actor=world.hung, at=AT)
    issued = issue(paper, world, issued_on=date(2026, 11, 5))
    documents.replace_paper(issued, why="Sai một số.", actor=world.hung, at=AT)
    closed = services.close_round(Round.objects.get(pk=round.pk), world.hung, at=AT)
    with pytest.raises(ReportIssued, match="05/BC-SYT"):
        services.reopen_round(closed, world.hung, reason="Sửa một số.", at=AT)


def test_only_who_received_the_returns_has_the_report(
    world: World, round: Round, browser: Callable[..., Any]
) -> None:
    made = make(round, world)
    for person in (world.lan, world.neighbour, world.users[Role.SECTOR_OFFICER]):
        with as_app(scope_of(person)):
            assert WrittenReport.objects.count() == 0
        assert browser(person).get(reverse("files:download", args=[made.docx.uuid])).status_code == 404
    with as_app(scope_of(world.hung)):
        assert WrittenReport.objects.count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            WrittenReport.objects.update(sha256="x")
        with pytest.raises(DatabaseError), transaction.atomic():
            WrittenReport.objects.all().delete()
    # The leader of the province sees states and counts, not the figures of each commune.
    leader = browser(world.users[Role.PROVINCE_LEADER])
    assert leader.get(reverse("files:download", args=[made.docx.uuid])).status_code == 404
    file = browser(world.hung).get(reverse("files:download", args=[made.docx.uuid]))
    assert file.status_code == 200
    assert b"".join(file.streaming_content)
    assert AuditEntry.objects.filter(action="files.download").exists()


def test_two_agencies_cannot_read_each_others_reports(world: World, round: Round) -> None:
    made = make(round, world)
    other = Body.objects.create(
        code="so-khac",
        name="Sở khác",
        short_name="Sở khác",
        kind="department",
        level="province",
        unit=world.province,
    )
    with as_app(replace(scope_of(world.hung), bodies=(other.pk,))):
        assert not WrittenReport.objects.filter(pk=made.pk).exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            WrittenReport.objects.create(
                round=round, number=9, body=made.body, data={}, sha256="", figures_sha256="", docx=made.docx,
                xlsx=made.xlsx, at=AT,
            )  # fmt: skip


# -- where the figures come from -----------------------------------------------------------------------------


def test_the_year_before_and_the_estimate_come_from_the_returns(world: World) -> None:
    earlier = make_round(world)
    send(return_of(earlier, committee(world)), world.lan, {**GOOD, "children": 90, "children_male": 42})
    Round.objects.filter(pk=earlier.pk).update(
        period="2025", deadline=date(2025, 11, 5), window_start=date(2024, 12, 15), window_end=date(2025, 12, 14),
        obligation=None,
    )  # fmt: skip
    round = make_round(world)
    report = type_in(return_of(round, committee(world)), world.lan)
    ReturnValue.objects.filter(report=report, row_key="children").update(estimated=104)
    services.submit(approved(report, world.lan), actor=world.lan, at=AT)
    found = services.consolidate(Round.objects.get(pk=round.pk))
    compared = found.compared("children")
    assert (compared.before, compared.now, compared.difference) == (90, 100, 10)
    assert compared.percent == Fraction(100, 9)
    assert found.estimate("children") == 104


def test_targets_are_computed_from_the_sums_and_held_against_the_plan(world: World, round: Round) -> None:
    document = Document.objects.create(sha256="a" * 64, type="Kế hoạch", received_at=now())
    plan = {
        "number": "18", "part": "", "indicator_name": "Tỷ lệ trẻ em dưới 5 tuổi được đăng ký khai sinh", "comparator": "ge",
        "value": "98.6", "upper": "", "unit": "%", "horizon": "2026", "lead_agency": "Sở Y tế", "flags": [],
    }  # fmt: skip
    adopt_targets(
        document_id=document.pk, targets=[plan, {**plan, "number": "19", "horizon": "2030"}], actor=world.hung
    )
    send(
        return_of(round, committee(world, world.neighbouring)), world.neighbour,
        {**GOOD, "under5": 10, "under5_birth_registered": 1},
    )  # fmt: skip
    found = services.consolidate(round)
    first, later = report_service.targets_of(found, year=2026, on=date(2026, 12, 14))
    assert first.value == Fraction(30 * 100, 40)  # (29 + 1) of (30 + 10): not the mean of two rates
    assert first.against_plan == Fraction(75 * 100) / Fraction("98.6")
    assert first.level == "đạt ít nhất 98,6\u00a0%"
    with override("en"):  # the screens may speak English, the paper does not
        assert selectors.content_of(make(round, world)).targets[0].level == "đạt ít nhất 98,6\u00a0%"
    assert later.wanted is None
    assert later.level == "đạt ít nhất 98,6\u00a0% (đến năm 2030)"


def test_a_counted_figure_opens_its_records_and_a_typed_one_does_not(
    world: World, browser: Callable[..., Any]
) -> None:
    round = make_round(world)
    fact = FakeFact("children", {world.own.pk: {"male": 52, "female": 48}})
    with facts_are(fact):
        report = return_of(round, committee(world))
        with acting(world.lan):
            services.fill_from_facts(report, actor=world.lan, at=AT, as_of=date(2026, 10, 15))
        type_in(report, world.lan, {key: value for key, value in GOOD.items() if not key.startswith("children")} | {
            "children_special_circumstances": 6
        })  # fmt: skip
        report.refresh_from_db()
        services.submit(approved(report, world.lan), actor=world.lan, at=AT)
        text = browser(world.hung).get(page_of(round)).content.decode()
        assert f'href="/children/?fact=children&amp;unit={world.own.pk}&amp;sex="' in text
        assert text.count("/children/?fact=children") == 3  # all, boys, girls; what was typed has no list
    closed = services.close_round(Round.objects.get(pk=round.pk), world.hung, at=AT + timedelta(days=60))
    with facts_are(fact):
        assert "/children/?fact=children" in browser(world.hung).get(page_of(closed)).content.decode()


def test_a_body_that_was_closed_since_is_named_as_missing(world: World, round: Round) -> None:
    gone = Body.objects.create(
        code="ubnd-cu", name="Ủy ban nhân dân xã Cũ", short_name="UBND xã Cũ", kind="peoples_committee", level="commune",
        unit=world.own, valid_to=date(2026, 9, 30),
    )  # fmt: skip
    Round.objects.filter(pk=round.pk).update(asked=[*round.asked, gone.pk])
    found = services.consolidate(Round.objects.get(pk=round.pk))
    assert "Ủy ban nhân dân xã Cũ (đã kết thúc hoạt động)" in found.missing_figures
    assert not found.complete


def test_a_round_without_returns_offers_no_report(world: World, browser: Callable[..., Any]) -> None:
    round = make_round(world)
    text = browser(world.hung).get(page_of(round)).content.decode()
    assert "chưa lập được báo cáo tổng hợp" in text
    assert reverse("reporting:make_report", args=[round.uuid]) not in text


def test_a_report_of_invented_figures_is_marked(
    world: World, round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "simulated", [lambda: True])
    assert selectors.content_of(make(round, world)).simulated
