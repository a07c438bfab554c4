"""An issued paper: what the clerk gave is written down with the signed file, checked, and never changed again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from conftest import as_app
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error as DatabaseError
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.audit.models import Entry as AuditEntry
from treem.documents import hooks, services
from treem.documents.errors import (
    IssuedTooEarly,
    NotYetIssued,
    NumberTaken,
    PaperIssued,
    PaperNotIssued,
    PaperReplaced,
    SignatureBroken,
    SignerMissing,
    UnreadablePdf,
    WhyMissing,
    WrongNumber,
)
from treem.documents.models import OutgoingPaper, PaperCheck
from treem.documents.signatures import Checked, Signature
from treem.documents.signatures.words import said_of
from treem.documents.tests.signing import SIGNER, added_to, blank_pdf, signed, tampered, trust_folder
from treem.files.errors import FileRefused
from treem.files.tests import samples
from treem.kernel.time import VIETNAM, now
from treem.organisations.models import Body, User
from treem.organisations.roles import Role
from treem.organisations.selectors import appointments_in_force, scope_for
from treem.web.conflicts import StaleVersion

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"
PNG = samples.png()


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def browser(new_client: Any) -> Callable[[User], Any]:
    def open_for(user: User) -> Any:
        client = new_client()
        client.force_login(user, backend=BACKEND)
        return client

    return open_for


DRAFTED = datetime(2026, 11, 20, 8, 0, tzinfo=VIETNAM)


def draft(world: World, body: Body | None = None, **more: Any) -> OutgoingPaper:
    given: dict[str, Any] = {
        "body": body or world.bodies["so-y-te"], "type": "Báo cáo", "symbol": "BC-SYT", "subject": "Kết quả năm 2026",
        "origin_kind": "test.report", "origin_uuid": uuid4(), "sha256": "a" * 64, "actor": world.hung, "at": DRAFTED, **more,
    }  # fmt: skip
    return services.prepare_paper(**given)


def issue(paper: OutgoingPaper, world: World, content: bytes = PNG, **more: Any) -> OutgoingPaper:
    given: dict[str, Any] = {
        "version": paper.version, "number": "05", "symbol": "BC-SYT", "issued_on": date(2026, 11, 20), "signer": SIGNER,
        "position": "KT. Giám đốc, Phó Giám đốc",
        "upload": ContentFile(content, name="bc"), "actor": world.hung,
        "at": datetime(2026, 11, 21, 9, 0, tzinfo=VIETNAM), **more,
    }  # fmt: skip
    return services.record_issue(paper, **given)


def fields(paper: OutgoingPaper, **more: Any) -> dict[str, Any]:
    return {
        "version": paper.version, "number": "05", "symbol": "BC-SYT", "issued_on": "20/11/2026", "signer": SIGNER,
        "position": "", **more,
    }  # fmt: skip


def test_a_signed_pdf_makes_the_draft_an_issued_paper(world: World) -> None:
    told: list[OutgoingPaper] = []
    hooks.papers_issued.append(told.append)
    try:
        paper = issue(draft(world), world, signed())
    finally:
        hooks.papers_issued.remove(told.append)
    assert (paper.label, paper.copy, paper.year) == ("Báo cáo số 05/BC-SYT", "signed", 2026)
    assert told == [paper]
    check = PaperCheck.objects.get(paper=paper)
    assert check.found["signatures"][0]["signer"] == SIGNER
    assert check.body_id == paper.body_id
    assert AuditEntry.objects.filter(action="documents.record_issue").exists()


@pytest.mark.parametrize("content", [lambda: PNG, blank_pdf], ids=["picture", "pdf"])
def test_a_scan_is_kept_as_a_scan(world: World, content: Callable[[], bytes]) -> None:
    paper = issue(draft(world), world, content())
    assert paper.copy == "scan"
    said = said_of(Checked(readable=True))
    assert [each.text for each in said] == ["Bản quét, chưa kiểm tra được chữ ký số."]
    services.check_again(
        paper, actor=world.hung, at=now()
    )  # a picture has nothing to check, and does not fail


@pytest.mark.parametrize("change", [tampered, added_to])
def test_a_file_changed_after_signing_is_not_taken(world: World, change: Callable[[bytes], bytes]) -> None:
    paper = draft(world)
    with pytest.raises(SignatureBroken, match=SIGNER):
        issue(paper, world, change(signed()))
    paper.refresh_from_db()
    assert not paper.issued


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"number": "05/BC-SYT"}, WrongNumber),
        ({"number": "0"}, WrongNumber),
        ({"issued_on": date(2026, 11, 22)}, NotYetIssued),
        ({"issued_on": date(2001, 11, 30)}, IssuedTooEarly),
        ({"signer": "  "}, SignerMissing),
        ({"version": 9}, StaleVersion),
        ({"upload": ContentFile(b"%PDF-1.7 x\nstartxref %%EOF", name="x.pdf")}, UnreadablePdf),
        ({"upload": ContentFile(b"PK not a paper", name="x.pdf")}, FileRefused),
    ],
)
def test_what_cannot_be_right_is_refused(
    world: World, changes: dict[str, Any], error: type[Exception]
) -> None:
    paper = draft(world)
    with pytest.raises(error):
        issue(paper, world, **changes)
    paper.refresh_from_db()
    assert not paper.issued


def test_a_number_stands_once_a_year_for_one_body(world: World) -> None:
    issue(draft(world), world)
    with pytest.raises(NumberTaken, match="05/BC-SYT"):
        issue(draft(world), world)
    issue(draft(world), world, number="06")
    issue(draft(world), world, issued_on=date(2025, 12, 20))
    issue(draft(world, world.bodies["so-gddt"]), world)


def test_an_issued_paper_cannot_be_changed_by_anybody(world: World) -> None:
    paper = issue(draft(world), world)
    with pytest.raises(PaperIssued):
        issue(paper, world, version=paper.version)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        OutgoingPaper.objects.filter(pk=paper.pk).update(subject="Khác")  # as the owner of the database
    with as_app(scope_of(world.hung)), pytest.raises(DatabaseError), transaction.atomic():
        PaperCheck.objects.filter(paper=paper).update(found={})


def test_a_correction_is_a_new_paper_that_names_the_old_one(world: World) -> None:
    old = issue(draft(world), world)
    with pytest.raises(WhyMissing):
        services.replace_paper(old, why="  ", actor=world.hung, at=now())
    new = services.replace_paper(old, why="Sai số liệu tại Phụ lục", actor=world.hung, at=now())
    assert (new.replaces, new.issued, new.origin_uuid) == (old, False, old.origin_uuid)
    with pytest.raises(PaperReplaced):
        services.replace_paper(old, why="Lần nữa", actor=world.hung, at=now())
    with pytest.raises(PaperNotIssued):
        services.replace_paper(new, why="Chưa ban hành", actor=world.hung, at=now())
    same = draft(world, origin_uuid=old.origin_uuid)
    assert same == new  # the paper of this origin is now the replacing one
    assert issue(new, world, number="07").number == "07"


def test_asked_twice_the_paper_of_an_origin_is_one(world: World) -> None:
    first = draft(world)
    assert draft(world, origin_uuid=first.origin_uuid) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingPaper.objects.create(
            body=first.body, subject="x", symbol="BC", origin_kind=first.origin_kind, origin_uuid=first.origin_uuid,
            prepared_at=now(),
        )  # fmt: skip


def test_trust_roots_that_come_later_decide_at_the_next_check(
    world: World, settings: Any, tmp_path: Path
) -> None:
    paper = issue(draft(world), world, signed())
    settings.TREEM_TRUST_DIR = trust_folder(tmp_path)
    assert services.check_again(paper, actor=world.hung, at=now()).signatures[0].trusted is True
    assert [check.found["signatures"][0]["trusted"] for check in paper.checks.order_by("pk")] == [None, True]


# -- on the screen -------------------------------------------------------------------------------------------


def test_the_page_says_in_plain_words_what_was_found(world: World, browser: Callable[[User], Any]) -> None:
    hung = browser(world.hung)
    paper = draft(world)
    url = reverse("documents:issue_paper", args=[paper.uuid])
    assert "Bản đã ký" in hung.get(url).content.decode()
    sent = signed()
    answer = hung.post(url, fields(paper, file=SimpleUploadedFile("bc.pdf", sent)), follow=True)
    text = answer.content.decode()
    assert "05/BC-SYT" in text
    assert f"Chữ ký số của {SIGNER}" in text
    assert "Nội dung nguyên vẹn từ khi ký" in text
    assert "Chưa kiểm chứng chuỗi tin cậy" in text
    assert "Ký số ngày" in text  # the test signs today, after the day of issue
    paper.refresh_from_db()
    assert paper.file is not None
    file = hung.get(reverse("files:download", args=[paper.file.uuid]))
    assert b"".join(file.streaming_content) == sent
    again = hung.post(reverse("documents:check_paper", args=[paper.uuid]), follow=True)
    assert "Đã kiểm tra lại chữ ký số" in again.content.decode()
    assert hung.get(url).status_code == 302


def test_a_broken_file_is_named_beside_its_field_and_nothing_typed_is_lost(
    world: World, browser: Callable[[User], Any]
) -> None:
    paper = draft(world)
    url = reverse("documents:issue_paper", args=[paper.uuid])
    answer = browser(world.hung).post(
        url, fields(paper, file=SimpleUploadedFile("x.pdf", tampered(signed())))
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "đã bị sửa sau khi ký số" in text
    assert f'value="{SIGNER}"' in text
    empty = browser(world.hung).post(url, {"version": paper.version})
    assert empty.status_code == 422
    assert "Hãy ghi số văn bản do văn thư cấp." in empty.content.decode()


def test_what_the_second_clerk_typed_is_shown_beside_what_is_kept(
    world: World, browser: Callable[[User], Any]
) -> None:
    paper = draft(world)
    url = reverse("documents:issue_paper", args=[paper.uuid])
    opened = fields(paper, number="08", issued_on="31/02/2026", signer="Vì Văn Mẫu")
    issue(paper, world)
    answer = browser(world.hung).post(
        url, {**opened, "file": SimpleUploadedFile("ban-quet.pdf", blank_pdf())}
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Những gì đồng chí vừa nhập chưa lưu" in text
    for typed in ("08", "31/02/2026", "Vì Văn Mẫu", "ban-quet.pdf", SIGNER, "20/11/2026"):
        assert f">{typed}<" in text, typed
    assert text.count("chưa lưu</span>") == 4  # number, day, signer, file; the symbol is the same
    paper.refresh_from_db()
    assert (paper.number, paper.signer) == ("05", SIGNER)


def test_the_same_paper_recorded_twice_is_recorded_once(world: World, browser: Callable[[User], Any]) -> None:
    paper = draft(world)
    hung = browser(world.hung)
    url = reverse("documents:issue_paper", args=[paper.uuid])
    for _press in range(2):
        sent = fields(paper, file=SimpleUploadedFile("bc.pdf", blank_pdf()))
        answer = hung.post(url, sent, follow=True)
        assert answer.status_code == 200
        assert "Đã ghi nhận văn bản ban hành" in answer.content.decode()
    other = fields(paper, file=SimpleUploadedFile("bc.png", PNG))
    assert hung.post(url, other).status_code == 409  # the same words, another file


def test_two_clerks_in_one_moment(
    world: World, browser: Callable[[User], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = draft(world)

    def second(*given: Any, **more: Any) -> OutgoingPaper:
        monkeypatch.undo()
        issue(paper, world)
        return services.record_issue(*given, **more)

    monkeypatch.setattr(services, "record_issue", second)
    sent = fields(paper, number="08", file=SimpleUploadedFile("bc.pdf", blank_pdf()))
    answer = browser(world.hung).post(reverse("documents:issue_paper", args=[paper.uuid]), sent)
    assert answer.status_code == 409
    assert ">08<" in answer.content.decode()


def test_replacing_goes_through_its_page(world: World, browser: Callable[[User], Any]) -> None:
    paper = issue(draft(world), world)
    hung = browser(world.hung)
    url = reverse("documents:replace_paper", args=[paper.uuid])
    assert hung.post(url, {"why": ""}).status_code == 422
    answer = hung.post(url, {"why": "Sai số liệu"}, follow=True)
    assert "Thay cho" in answer.content.decode()
    old = hung.get(reverse("documents:paper", args=[paper.uuid])).content.decode()
    assert "đã được thay thế" in old


def scope_of(user: User) -> Any:
    day = date(2026, 10, 20)
    return scope_for(appointments_in_force(user, day)[0], day)


def test_the_neighbour_finds_no_paper_of_this_commune(world: World, browser: Callable[[User], Any]) -> None:
    own = issue(draft(world, world.bodies[f"ubnd-{world.own.code}"]), world)
    for role in (Role.COMMUNE_OFFICER, Role.COMMUNE_LEADER):
        there = browser(world.neighbour_of[role])
        assert there.get(reverse("documents:paper", args=[own.uuid])).status_code == 404
        assert str(own.uuid) not in there.get(reverse("documents:papers")).content.decode()
        assert there.get(reverse("files:download", args=[own.file.uuid])).status_code == 404  # type: ignore[union-attr]
    assert browser(world.lan).get(reverse("documents:paper", args=[own.uuid])).status_code == 200
    with as_app(scope_of(world.neighbour)):
        assert (OutgoingPaper.objects.count(), PaperCheck.objects.count()) == (0, 0)
        with pytest.raises(ProgrammingError), transaction.atomic():
            draft(world, own.body)
    assert (OutgoingPaper.objects.count(), PaperCheck.objects.count()) == (1, 1)


# -- words ---------------------------------------------------------------------------------------------------


def states(signature: Signature, **more: Any) -> dict[str, str]:
    return {each.text: each.state for each in said_of(Checked(True, (signature,)), **more)}


def test_each_doubt_has_its_own_sentence() -> None:
    fine = Signature(SIGNER, intact=True, whole=True, trusted=True)
    assert set(states(fine, signer=SIGNER).values()) == {"info", "done"}
    for change, state, words in (
        ({"trusted": False}, "overdue", "không nối được"),
        ({"trusted": None}, "unverified", "Chưa kiểm chứng chuỗi tin cậy"),
        ({"whole": False}, "soon", "không bao trùm"),
        ({"expired": True}, "overdue", "không còn hiệu lực"),
        ({"intact": False}, "overdue", "bị sửa sau khi ký"),
        ({"changed": True}, "overdue", "bị sửa sau khi ký"),
        ({"signer": "Người Khác"}, "soon", "chứng thư số ghi Người Khác"),
    ):
        values: dict[str, Any] = {"signer": SIGNER, "intact": True, "whole": True, "trusted": True, **change}
        found = states(Signature(**values), signer=SIGNER)
        assert any(words in text and found[text] == state for text in found), (change, found)
    assert said_of(Checked(readable=False))[0].state == "overdue"
