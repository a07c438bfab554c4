"""The letter that urges the late and the silent."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from conftest import as_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document as Docx
from tests.walk_world import World, make_world

from treem.db.scope import Scope
from treem.documents import services as documents
from treem.documents.models import Document, OutgoingPaper
from treem.duties import selectors, services
from treem.duties.board import Asked
from treem.duties.errors import NothingChosen, NothingToUrge
from treem.duties.letter import wording
from treem.duties.models import Execution, Reminder, ReminderIssue, ReminderLine
from treem.duties.tests.factories import AT, committee, make_obligation, more_communes
from treem.duties.timeline import moments_of
from treem.files.services import read_whole
from treem.files.tests import samples
from treem.kernel.time import VIETNAM, local_date, now
from treem.organisations.models import Body, Role
from treem.web.templatetags.ui_words import vn_date

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"
LATER = datetime(2026, 12, 20, 9, 0, tzinfo=VIETNAM)


@pytest.fixture
def world(db: None, tmp_path: Path, settings: Any) -> World:
    settings.TREEM_FILES_DIR = tmp_path
    return make_world()


def give(world: World, bodies: list[Body], **more: Any) -> list[Execution]:
    document, _made = Document.objects.get_or_create(
        sha256="1" * 64, defaults={"subject": "Kế hoạch", "received_at": AT}
    )
    obligation = make_obligation(world.hung, document=document, **more)
    return services.issue_obligations([obligation], {obligation: bodies}, world.hung, at=AT)


def make(world: World, asked: Asked | None = None, at: datetime = LATER) -> Reminder:
    document = Document.objects.get()
    return services.make_reminder(
        asked or Asked(document=document.pk), issuer=world.bodies["so-y-te"], actor=world.hung, at=at
    )


def words_of(reminder: Reminder) -> str:
    paper = Docx(BytesIO(read_whole(reminder.file)))
    tables = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    heads = [
        p.text
        for section in paper.sections
        for p in (*section.header.paragraphs, *section.first_page_header.paragraphs)
    ]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *tables, *heads])


def test_the_letter_names_the_late_and_the_silent_and_nobody_else(world: World) -> None:
    own, other, agency = committee(world), committee(world, world.neighbouring), world.bodies["so-gddt"]
    late, _silent_next_door = (
        give(world, [own, other], path="IV.1"),
        give(world, [other], path="IV.2", deadline=date(2027, 3, 1)),
    )
    (done,) = give(world, [agency], path="IV.3")
    services.report_execution(done, actor=world.users[Role.SECTOR_OFFICER], note="Xong.", at=AT)
    reminder = make(world)
    assert [(line.kind, line.body_id, line.days_late) for line in selectors.lines_of(reminder)] == [
        ("late", own.pk, 5), ("late", other.pk, 5), ("silent", other.pk, 0),
    ]  # fmt: skip
    words = words_of(reminder)
    assert "V/v đôn đốc thực hiện" in words
    assert "Kế hoạch số 12/KH-UBND" in words
    assert "Ủy ban nhân dân xã Chiềng Sung" in words
    assert "Sở Giáo dục và Đào tạo" not in words
    assert "IV.1" in words
    assert "15/12/2026" in words
    assert "DỰ THẢO" in words.upper()
    assert late[0].reminders.count() == 1


def test_who_has_received_is_not_silent_also_for_later_occurrences(world: World) -> None:
    first, _second = give(
        world, [committee(world)], deadline=date(2027, 1, 10), further_deadlines=["2027-06-10"]
    )
    assert make(world).lines.count() == 1  # one line a duty, not one an occurrence
    services.receive([first], actor=world.lan, at=AT)
    with pytest.raises(NothingToUrge):
        make(world)


def test_a_letter_may_be_about_a_deadline_and_about_communes_only(world: World) -> None:
    give(world, [committee(world), world.bodies["so-gddt"]], deadline=date(2026, 12, 1))
    reminder = make(world, Asked(due=date(2026, 12, 1), who="communes"))
    assert [line.body_id for line in reminder.lines.all()] == [committee(world).pk]
    assert reminder.subject == "đôn đốc thực hiện các nhiệm vụ đến hạn ngày 01/12/2026"
    with pytest.raises(NothingChosen):
        make(world, Asked())


def test_what_was_given_the_day_before_is_not_silence_yet(world: World) -> None:
    give(world, [committee(world)], deadline=date(2027, 1, 10))
    with pytest.raises(NothingToUrge):
        make(world, at=AT.replace(day=4))
    assert make(world, at=AT.replace(day=5)).lines.get().kind == "silent"


def test_an_agency_urges_neither_itself_nor_the_committee_above_it(world: World) -> None:
    give(world, [world.bodies["so-y-te"], world.bodies["ubnd-tinh"]])
    with pytest.raises(NothingToUrge):
        make(world)


def test_many_addressees_are_named_in_the_annex(world: World) -> None:
    give(world, more_communes(world))
    words = words_of(make(world))
    assert "Các đơn vị có tên tại Phụ lục kèm theo" in words
    assert ReminderLine.objects.count() == 75


def test_the_timeline_of_each_execution_says_it_was_urged(world: World) -> None:
    (execution,) = give(world, [committee(world)])
    make(world)
    told = [(str(moment.what), moment.text) for moment in moments_of(execution)]
    assert ("Đã soạn công văn đôn đốc", "Quá hạn 5 ngày khi soạn công văn đôn đốc.") in told
    assert not [what for what, _text in told if "ban hành" in what], (
        "a draft does not read like an issued letter"
    )


def test_one_press_on_the_board_makes_the_draft_and_the_board_lists_it(world: World, client: Any) -> None:
    (execution,) = give(world, [committee(world)], deadline=date(2026, 11, 10))
    client.force_login(world.hung, backend=BACKEND)
    document = execution.obligation.document_id
    assert "Soạn công văn đôn đốc" in client.get(reverse("duties:matrix")).content.decode()
    answer = client.post(reverse("duties:remind"), {"document": document, "who": ""})
    reminder = Reminder.objects.get()
    assert answer["Location"] == reverse("duties:reminder", args=[reminder.uuid])
    page = client.get(answer["Location"]).content.decode()
    assert "Tải dự thảo (DOCX)" in page
    download = client.get(reverse("files:download", args=[reminder.file.uuid]))
    assert b"".join(download.streaming_content)[:2] == b"PK"
    assert (
        reverse("duties:reminder", args=[reminder.uuid])
        in client.get(reverse("duties:matrix")).content.decode()
    )


def test_the_board_counts_exactly_what_the_letter_urges(world: World, client: Any) -> None:
    bodies = [committee(world), world.bodies["so-gddt"], world.bodies["so-y-te"], world.bodies["ubnd-tinh"]]
    (execution, *_others) = give(world, bodies, deadline=date(2026, 11, 10))
    client.force_login(world.hung, backend=BACKEND)
    for who, count in (("", 2), ("communes", 1), ("agencies", 1)):
        asked = Asked(execution.obligation.document_id, who=who)
        page = client.get(reverse("duties:matrix"), {"document": asked.document, "who": who}).content.decode()
        assert f"{count} việc quá hạn hoặc chưa tiếp nhận của các đơn vị khác" in page
        assert make(world, asked, at=now()).lines.count() == count


def test_the_letter_is_recorded_as_issued_and_the_board_says_so(world: World, client: Any) -> None:
    (execution,) = give(world, [committee(world)], deadline=date(2026, 11, 10))
    reminder = make(world, at=now())
    client.force_login(world.hung, backend=BACKEND)
    shown = reverse("duties:reminder", args=[reminder.uuid])
    assert "Ghi nhận đã ban hành" in client.get(shown).content.decode()
    answer = client.post(reverse("duties:issue_reminder", args=[reminder.uuid]))
    paper = OutgoingPaper.objects.get(origin_uuid=reminder.uuid)
    assert answer["Location"] == reverse("documents:issue_paper", args=[paper.uuid])
    assert (paper.symbol, paper.subject, paper.sha256) == (
        "SYT-BVTE",
        f"V/v {reminder.subject}",
        reminder.file.sha256,
    )
    day = local_date(now())
    sent = {
        "version": paper.version, "number": "05", "symbol": paper.symbol, "signer": "Hà Văn Bính", "position": "Giám đốc",
        "issued_on_day": day.day, "issued_on_month": day.month, "issued_on_year": day.year,
        "issued_on": f"{day:%d/%m/%Y}", "file": SimpleUploadedFile("ky.png", samples.png(), "image/png"),
    }  # fmt: skip
    assert client.post(answer["Location"], sent)["Location"] == reverse("documents:paper", args=[paper.uuid])
    paper.refresh_from_db()
    for url in (shown, reverse("duties:reminders"), reverse("duties:matrix")):
        page = client.get(url).content.decode()
        assert "05/SYT-BVTE" in page, url
        assert "Đã ban hành" in page
    assert "Ghi nhận đã ban hành" not in client.get(shown).content.decode()
    assert shown in client.get(reverse("documents:paper", args=[paper.uuid])).content.decode()
    again = client.post(reverse("duties:issue_reminder", args=[reminder.uuid]))
    assert again["Location"] == reverse("documents:paper", args=[paper.uuid])
    assert execution.reminders.count() == 1
    # The commune itself sees no paper of the agency, and learns by its own line; nobody learns of its neighbour's.
    client.force_login(world.lan, backend=BACKEND)
    told = client.get(reverse("duties:execution", args=[execution.uuid])).content.decode()
    assert f"Đã ban hành công văn đôn đốc số 05/SYT-BVTE ngày {vn_date(day)}" in told
    assert "Đã soạn công văn đôn đốc" in told
    for unit, seen in ((world.own, 1), (world.neighbouring, 0)):
        with as_app(
            Scope(user_id=1, bodies=tuple(b.pk for b in world.bodies.values() if b.unit_id == unit.pk))
        ):
            assert ReminderIssue.objects.count() == seen


def test_a_correction_that_is_issued_is_told_beside_the_first(world: World) -> None:
    (execution,) = give(world, [committee(world)], deadline=date(2026, 11, 10))
    letter = make(world, at=now())
    paper = services.prepare_letter(letter, actor=world.hung, at=now())
    for number, symbol in (("05", "SYT-BVTE"), ("06", "SYT-BVTE")):
        if paper.issued:
            paper = documents.replace_paper(paper, why="Sai tên đơn vị", actor=world.hung, at=now())
        paper = documents.record_issue(
            paper, version=paper.version, number=number, symbol=symbol, issued_on=local_date(now()), signer="Hà Văn Bính",
            position="Giám đốc", upload=SimpleUploadedFile("ky.png", samples.png(), "image/png"), actor=world.hung, at=now(),
        )  # fmt: skip
    issued = [str(moment.what) for moment in moments_of(execution) if "ban hành" in str(moment.what)]
    assert [("05/" in words, "06/" in words) for words in issued] == [(False, True), (True, False)]


def test_without_anybody_to_urge_the_board_says_so_and_keeps_nothing(world: World, client: Any) -> None:
    (execution,) = give(world, [committee(world)], deadline=date(2027, 11, 10))
    services.receive([execution], actor=world.lan, at=AT)
    client.force_login(world.hung, backend=BACKEND)
    data = {"document": execution.obligation.document_id}
    assert (
        "không cần công văn đôn đốc"
        in client.post(reverse("duties:remind"), data, follow=True).content.decode()
    )
    assert "Hãy chọn một văn bản" in client.post(reverse("duties:remind"), {}, follow=True).content.decode()
    assert not Reminder.objects.exists()


def test_letters_belong_to_the_agency_and_lines_to_each_body(world: World, client: Any) -> None:
    (execution,) = give(world, [committee(world)])
    reminder = make(world)
    own = tuple(body.pk for body in world.bodies.values() if body.unit_id == world.own.pk)
    next_door = tuple(body.pk for body in world.bodies.values() if body.unit_id == world.neighbouring.pk)
    for bodies, lines in ((own, 1), (next_door, 0)):
        with as_app(Scope(user_id=1, bodies=bodies)):
            assert not Reminder.objects.exists()
            assert ReminderLine.objects.count() == lines
    client.force_login(world.lan, backend=BACKEND)
    assert (
        "Đã soạn công văn đôn đốc"
        in client.get(reverse("duties:execution", args=[execution.uuid])).content.decode()
    )
    assert client.get(reverse("duties:reminder", args=[reminder.uuid])).status_code == 403
    assert client.get(reverse("files:download", args=[reminder.file.uuid])).status_code == 404
    assert client.post(reverse("duties:remind"), {"due": "2026-12-15"}).status_code == 403
    client.force_login(world.users[Role.PROVINCE_LEADER], backend=BACKEND)
    assert client.post(reverse("duties:remind"), {"due": "2026-12-15"}).status_code == 403


def test_the_words_say_that_they_are_our_own() -> None:
    assert "của dự án" in wording().doubt
