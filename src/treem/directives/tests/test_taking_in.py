from __future__ import annotations

import io
import sys
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.directives.models import Item, Reading
from treem.directives.tests.factories import BACKEND, TEXT, use_fake_reader
from treem.documents.models import Document

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def hung(world: World, client: Any) -> Any:
    client.force_login(world.hung, backend=BACKEND)
    return client


def send(client: Any, data: bytes, name: str = "thu.txt") -> Any:
    return client.post(reverse("directives:take_in"), {"file": SimpleUploadedFile(name, data)})


def nothing_is_there() -> bool:
    return not (Document.objects.exists() or Reading.objects.exists() or Item.objects.exists())


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"PK\x03\x04 this is no archive", "hong.docx", "bị hỏng"),
        (b"%PDF-1.7 broken", "hong.pdf", "bị hỏng"),
        (b"\x00\x01\x02\x03" * 50, "anh.txt", "dạng không nhận ra"),
        (b"MZ\x90\x00" + b"\x00" * 300, "chuong-trinh.exe", "dạng không nhận ra"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR", "chup.png", "Ảnh chưa đủ"),
        (b"GIF89a" + b"\x00" * 99, "chup.gif", "dạng không nhận ra"),
        (
            b"Dear all, please find the minutes of our meeting attached. " * 20,
            "letter.txt",
            "không phải tiếng Việt",
        ),
        ("Chào bà con, mời bà con ăn cơm.".encode(), "tin.txt", "không giống một văn bản hành chính"),
    ],
)
def test_a_bad_file_is_refused_beside_the_field_and_leaves_nothing(
    hung: Any, data: bytes, name: str, words: str
) -> None:
    answer = send(hung, data, name)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "field-error" in page
    assert words in page
    assert nothing_is_there()


def test_an_empty_file_and_no_file_say_so(hung: Any) -> None:
    empty = send(hung, b"")
    assert empty.status_code == 422
    assert "không có nội dung" in empty.content.decode()
    missing = hung.post(reverse("directives:take_in"), {})
    assert missing.status_code == 422
    assert "Hãy chọn một tệp" in missing.content.decode()
    assert nothing_is_there()


def test_a_file_past_the_limit_is_refused_before_it_is_read(
    hung: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treem.directives.forms.LARGEST", 100)
    answer = send(hung, TEXT.encode())
    assert answer.status_code == 422
    assert "quá 30 MB" in answer.content.decode()


def test_a_fault_of_the_reader_is_a_message_and_no_error_page(
    hung: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The process falls over before it reads: as it would for any fault of ours.
    monkeypatch.setattr(sys, "executable", "/bin/false")
    answer = send(hung, TEXT.encode())
    assert answer.status_code == 422
    assert "không đọc được tệp thu.txt" in answer.content.decode()
    assert nothing_is_there()


def test_the_same_file_again_opens_the_earlier_reading(hung: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    use_fake_reader(monkeypatch)
    first, second = send(hung, TEXT.encode()), send(hung, TEXT.encode(), "ban-sao.txt")
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert (Document.objects.count(), Reading.objects.count()) == (1, 1)
    assert "đã được đưa vào sổ" in hung.get(second["Location"]).content.decode()


def test_the_file_is_kept_as_it_came_and_readers_of_the_document_may_download_it(
    world: World, hung: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fake_reader(monkeypatch)
    send(hung, TEXT.encode())
    document = Document.objects.get()
    shown = hung.get(reverse("documents:document", args=[document.uuid])).content.decode()
    assert document.file is not None
    url = reverse("files:download", args=[document.file.uuid])
    assert url in shown
    assert b"".join(hung.get(url).streaming_content) == TEXT.encode()
    hung.force_login(world.users["collaborator"], backend=BACKEND)
    assert hung.get(url).status_code == 404


def test_only_the_lead_agency_takes_documents_in(world: World, client: Any) -> None:
    for role in ("commune_officer", "sector_officer", "province_leader", "administrator"):
        client.force_login(world.users[role], backend=BACKEND)
        assert client.get(reverse("directives:take_in")).status_code == 403
        assert send(client, TEXT.encode()).status_code == 403
    assert nothing_is_there()


def test_an_invented_letter_is_read_by_the_real_reader(hung: Any) -> None:
    import docx

    document = docx.Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    kept = io.BytesIO()
    document.save(kept)
    answer = send(hung, kept.getvalue(), "thu.docx")
    assert answer.status_code == 302
    page = hung.get(answer["Location"]).content.decode()
    assert "Rà soát ao, hồ chưa có rào chắn" in page
    (reading,) = Reading.objects.all()
    assert reading.document.number_symbol == "77/UBND-KGVX"
    for found in reading.items.exclude(kind="metadata"):
        words = found.payload.get("text") or found.payload.get("raw")
        if words:
            assert reading.document.text[found.payload["start"] : found.payload["end"]] == words
