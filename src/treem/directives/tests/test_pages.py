from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from django.urls import reverse
from PIL import Image
from tests.walk_world import World, make_world

from treem.audit.models import Entry
from treem.directives import reader, rules, selectors, services
from treem.directives.errors import NoPicture
from treem.directives.models import Reading
from treem.directives.services import picturing
from treem.directives.tests.factories import AT, BACKEND, TEXT, FakeReading, item, result

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("own_files")]

SECOND_PAGE = TEXT.index("4. Trạm")


def pdf_of(pages: int) -> bytes:
    """Blank pages, each a little wider than the one before."""
    document = pdfium.PdfDocument.new()
    for number in range(pages):
        document.new_page(400 + number, 600)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def picture_of(kind: str, pages: int = 1) -> bytes:
    """A photograph, or a fax of several pages."""
    first, *rest = [Image.new("L", (40 + number, 60), 255) for number in range(pages)]
    out = BytesIO()
    first.save(out, kind, **({"save_all": True, "append_images": rest} if rest else {}))
    return out.getvalue()


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def take_in(world: World, monkeypatch: pytest.MonkeyPatch, data: bytes, name: str, **source: Any) -> Reading:
    found = result()
    found["source"] = {**found["source"], **source}
    monkeypatch.setattr(reader, "read_apart", lambda _data, _name, _patience=None: FakeReading(found))
    reading = services.take_in(data, name, world.hung, at=AT).reading
    assert reading is not None
    return reading


@pytest.fixture
def scan(world: World, monkeypatch: pytest.MonkeyPatch) -> Reading:
    return take_in(
        world, monkeypatch, pdf_of(2), "quet.pdf", format="scan", pages=2, ocr_confidence=0.71, unread=[2], weak=[1],
        page_starts=[0, SECOND_PAGE],
    )  # fmt: skip


@pytest.fixture
def hung(world: World, client: Any) -> Any:
    client.force_login(world.hung, backend=BACKEND)
    return client


def picture(reading: Reading, number: int) -> str:
    return reverse("directives:page_picture", args=[reading.uuid, number])


def test_each_finding_knows_its_page(scan: Reading, hung: Any) -> None:
    page = hung.get(reverse("directives:review", args=[scan.uuid])).content.decode()
    first, fourth = item(scan, "1"), item(scan, "4")
    assert 'data-page-link="1">Trang 1</a>' in page
    for found, number in ((first, 1), (fourth, 2)):
        assert (
            f'id="item-{found.pk}" data-key-item data-mark="s{found.pk}" data-decided="" data-page="{number}"'
            in page
        )


def test_a_scan_is_shown_with_its_picture_and_its_doubts_are_told_on_top(scan: Reading, hung: Any) -> None:
    page = hung.get(reverse("directives:review", args=[scan.uuid])).content.decode()
    head = page.partition('class="review"')[0]
    assert "Máy chưa đọc được trang 2" in head
    assert "Độ chắc chắn trung bình 71 %" in head
    assert picture(scan, 1) in page
    assert "source-text" in page
    only = hung.get(reverse("directives:review", args=[scan.uuid]) + "?view=picture&page=2").content.decode()
    assert picture(scan, 2) in only
    assert "source-text" not in only
    plain = hung.get(reverse("directives:review", args=[scan.uuid]) + "?view=text").content.decode()
    assert "<img" not in plain.partition('class="review"')[2]


def test_a_page_is_drawn_once_and_kept_encrypted(
    scan: Reading, hung: Any, own_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = hung.get(picture(scan, 2))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    wide, high = Image.open(BytesIO(answer.content)).size
    assert wide == 1240
    assert high > wide
    assert "no-store" in answer["Cache-Control"]
    (kept,) = (own_files / "pages").glob("*.page")
    assert b"JFIF" not in kept.read_bytes()
    monkeypatch.setattr(picturing, "_drawn", lambda *_: pytest.fail("drawn twice"))
    assert hung.get(picture(scan, 2)).content == answer.content


def test_who_looked_at_a_page_is_written_down(world: World, scan: Reading, hung: Any) -> None:
    hung.get(picture(scan, 1))
    entry = Entry.objects.get(action="directives.look_at_page")
    assert (entry.actor_id, entry.subject_ids, entry.detail["page"]) == (world.hung.pk, [scan.pk], 1)


@pytest.mark.parametrize("number", [0, 3, 4242])
def test_a_page_that_is_not_there_is_not_found(scan: Reading, hung: Any, number: int) -> None:
    assert hung.get(picture(scan, number)).status_code == 404


def test_who_may_not_have_the_file_sees_no_page(world: World, scan: Reading, client: Any) -> None:
    for role in ("commune_officer", "sector_officer", "province_leader", "inspector"):
        client.force_login(world.users[role], backend=BACKEND)
        assert client.get(picture(scan, 1)).status_code == 403


def test_a_photograph_is_shown_as_it_is(world: World, monkeypatch: pytest.MonkeyPatch, hung: Any) -> None:
    data = picture_of("PNG")
    reading = take_in(world, monkeypatch, data, "anh.png", format="scan", pages=1, ocr_confidence=0.95)
    answer = hung.get(picture(reading, 1))
    assert (answer["Content-Type"], answer.content) == ("image/png", data)
    assert hung.get(picture(reading, 2)).status_code == 404


def test_a_page_of_a_fax_is_drawn(tmp_path: Path) -> None:
    drawn = picturing._drawn(picture_of("TIFF", 2), 2)
    assert Image.open(BytesIO(drawn)).size == (41, 60)
    with pytest.raises(NoPicture):
        picturing._drawn(picture_of("TIFF", 2), 3)


def test_a_text_has_no_pages_and_says_nothing_of_them(
    world: World, monkeypatch: pytest.MonkeyPatch, hung: Any
) -> None:
    reading = take_in(world, monkeypatch, TEXT.encode(), "thu.txt")
    page = hung.get(reverse("directives:review", args=[reading.uuid])).content.decode()
    assert "Ảnh trang" not in page
    assert "Trang 1" not in page
    assert hung.get(picture(reading, 1)).status_code == 404


def test_a_file_that_cannot_be_drawn_is_said_not_to_be(scan: Reading, hung: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("treem.files.services.read_whole", lambda _stored: b"%PDF-1.4 broken %%EOF")
    assert hung.get(picture(scan, 1)).status_code == 404


def test_the_folder_of_pictures_stays_small(own_files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picturing, "KEPT_BYTES", 250)
    folder = own_files / "pages"
    folder.mkdir(parents=True)
    for age, name in enumerate(("new", "middle", "old")):
        (folder / f"{name}.page").write_bytes(bytes(100))
        os.utime(folder / f"{name}.page", (1_000_000 - age, 1_000_000 - age))
    picturing._make_room()
    assert sorted(path.stem for path in folder.glob("*.page")) == ["middle", "new"]


def test_the_reader_says_where_pages_begin_and_which_are_weak(monkeypatch: pytest.MonkeyPatch) -> None:
    from treem.directives.reader import ocr, source

    words = "Yêu cầu các đơn vị thực hiện nghiêm túc nội dung sau đây."
    monkeypatch.setattr("treem.directives.reader.pdf.extract", lambda *_: ([f"{words}\r\n", "", words], []))
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "pdf", lambda *_a, **_k: ocr.Scan([ocr.Page(words, 70.0)], []))
    loaded = source.load(b"%PDF-1.4", "ba.pdf")
    assert loaded.info.weak == [2]
    assert len(loaded.info.page_starts) == 3
    for start in loaded.info.page_starts:
        assert loaded.text[start:].startswith("Yêu cầu")
    numbers = [rules.page_of({"page_starts": loaded.info.page_starts}, at) for at in loaded.info.page_starts]
    assert numbers == [1, 2, 3]


@pytest.mark.parametrize(
    ("source", "pages"),
    [
        ({}, []),
        ({"ocr_confidence": 0.85, "pages": 2}, []),
        ({"ocr_confidence": 0.84, "pages": 2}, [1, 2]),
        ({"ocr_confidence": 0.84, "pages": 3, "unread": [2]}, [1, 3]),
        ({"ocr_confidence": 0.95, "pages": 9, "weak": [7]}, [7]),
    ],
)
def test_uncertain_pages_are_those_below_the_line(source: dict[str, Any], pages: list[int]) -> None:
    assert rules.uncertain_pages(source) == pages


def test_a_text_read_before_pages_were_kept_has_none(scan: Reading) -> None:
    assert rules.page_of({"format": "txt", "pages": None}, 10) is None
    assert selectors.text_of(scan) == TEXT
