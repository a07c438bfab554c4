"""Old Word files, old code tables, two papers in one file, pages out of order, and files that are refused in words."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest

from treem.directives.reader import (
    Patience,
    ReadError,
    TakesLong,
    ocr,
    office,
    pages,
    pdf,
    read_bytes,
    read_text,
)
from treem.kernel.vietnamese import legacy

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").exists())
LETTER = """ỦY BAN NHÂN DÂN
TỈNH AN SƠN
Số: 12/UBND-KGVX
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Sơn, ngày 05 tháng 3 năm 2026
Kính gửi: Các sở, ban, ngành tỉnh.
1. Sở Y tế: Chủ trì rà soát hồ sơ trẻ em có hoàn cảnh đặc biệt, hoàn thành trước ngày 31/5/2026.
2. Sở Giáo dục và Đào tạo: Tổ chức dạy bơi cho học sinh, báo cáo trước ngày 15/6/2026.
Nơi nhận:
- Như trên;
- Lưu: VT.
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Lê Văn Hòa
"""
OTHER = """ỦY BAN NHÂN DÂN
XÃ MÂY TRẮNG
Số: 7/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Mây Trắng, ngày 09 tháng 4 năm 2026
KẾ HOẠCH
Chăm sóc trẻ em năm 2026
1. Trạm Y tế: Cân, đo trẻ em dưới 5 tuổi trước ngày 30/6/2026.
Nơi nhận:
- Lưu: VT.
CHỦ TỊCH
Lò Thị Mai
"""
with (Path(legacy.__file__).parents[1] / "data" / "legacy_encodings.csv").open(encoding="utf-8") as _file:
    _ROWS = list(csv.DictReader(_file))
TABLES = {
    "tcvn3": {row["letter"]: chr(int(row["tcvn3"], 16)) for row in _ROWS},
    "vni": {row["letter"]: row["vni"] for row in _ROWS},
}
needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


def typed(text: str, table: str) -> str:
    return "".join(TABLES[table].get(letter, letter) for letter in text)


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def old_word(table: str, font: str, capitals: str = "") -> bytes:
    """The letter with its first half in an old font, each word a run of its own, and its second half in Unicode."""
    document = docx.Document()
    for at, line in enumerate(LETTER.splitlines()):
        paragraph = document.add_paragraph()
        heading = bool(capitals) and line.isupper()
        for word in line.split(" "):
            old = at < 8
            run = paragraph.add_run((typed(word.lower() if heading else word, table) if old else word) + " ")
            run.font.name = (capitals if heading else font) if old else "Times New Roman"
    return saved(document)


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.strip().splitlines()]


# -- fonts of the years before Unicode -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "font", "capitals"), [("tcvn3", ".VnTime", ".VnTimeH"), ("vni", "VNI-Times", "")]
)
def test_runs_in_old_fonts_are_turned_and_the_others_stay(table: str, font: str, capitals: str) -> None:
    reading = read_bytes(old_word(table, font, capitals), "cu.docx")
    assert lines(reading.text) == lines(LETTER)
    assert reading.source.flags == ["legacy_font"]
    assert [duty.assignees for duty in reading.obligations] == [["Sở Y tế"], ["Sở Giáo dục và Đào tạo"]]


def test_a_vowel_and_its_mark_in_two_runs_are_one_letter() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for piece in ("Sôû Y te", "á chu", "û trì ba", "ùo caùo cuûa caùc ñôn vò"):
        paragraph.add_run(piece).font.name = "VNI-Times"
    assert read_bytes(saved(document), "a.docx").text == "Sở Y tế chủ trì báo cáo của các đơn vị"


def test_unicode_text_that_merely_wears_an_old_font_stays() -> None:
    document = docx.Document()
    document.styles["Normal"].font.name = ".VnTime"
    for line in LETTER.splitlines():
        document.add_paragraph(line)
    reading = read_bytes(saved(document), "moi.docx")
    assert lines(reading.text) == lines(LETTER)
    assert reading.source.flags == []


@pytest.mark.parametrize("table", ["tcvn3", "vni"])
def test_a_text_file_of_old_bytes_is_told_by_its_letters(table: str) -> None:
    reading = read_bytes(typed(LETTER, table).encode("cp1252"), "cu.txt")
    assert reading.text.lower() == LETTER.lower()
    assert reading.source.flags == ["legacy_font"]
    assert (reading.metadata.number, reading.metadata.date) == ("12", "2026-03-05")


def old_pdf(font: str, words: str) -> bytes:
    text = typed(words, "tcvn3").encode("latin-1").replace(b"(", rb"\(").replace(b")", rb"\)")
    stream = b"BT /F 12 Tf 50 700 Td (" + text + b") Tj /G 12 Tf 0 -20 Td (Trang 1 cua van ban) Tj ET"
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R/G 6 0 R>>>>>>endobj\n"
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n"
        b"5 0 obj<</Type/Font/Subtype/TrueType/BaseFont/%s/Encoding/WinAnsiEncoding>>endobj\n"
        b"6 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n"
    ) % (len(stream), stream, font.encode())


def test_a_pdf_tells_its_fonts_letter_by_letter() -> None:
    small, flags = pdf.extract(old_pdf("ABCDEF+.VnTime", "Sở Y tế báo cáo kết quả"), "a.pdf")
    assert small[0].split("\r\n")[0].strip() == "Sở Y tế báo cáo kết quả"
    assert flags == ["legacy_font"]
    capitals, _flags = pdf.extract(old_pdf(".VnTimeH", "sở y tế báo cáo"), "a.pdf")
    assert capitals[0].startswith("SỞ Y TẾ BÁO CÁO")


# -- Word of other years, rtf, odt, web pages ------------------------------------------------------------------


def by_office(data: bytes, ending: str, folder: Path) -> bytes:
    """The .docx as another kind, by LibreOffice."""
    import subprocess

    (folder / "a.docx").write_bytes(data)
    for _ in range(2):  # a new profile answers the first call with a wish to be called again
        subprocess.run(
            [office.program(), f"-env:UserInstallation={(folder / 'p').as_uri()}", "--headless", "--convert-to", ending,
             "--outdir", str(folder), str(folder / "a.docx")],
            capture_output=True, timeout=120, check=False,
        )  # fmt: skip
    return (folder / f"a.{ending}").read_bytes()


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("ending", ["doc", "rtf", "odt"])
def test_old_word_rtf_and_odt_are_read_through_libreoffice(ending: str, tmp_path: Path) -> None:
    data = by_office(old_word("tcvn3", ".VnTime", ".VnTimeH"), ending, tmp_path)
    reading = read_bytes(data, f"cu.{ending}")
    assert lines(reading.text) == lines(LETTER)
    assert (reading.source.format, reading.source.flags) == (ending, ["legacy_font"])


@pytest.mark.parametrize(
    "data",
    [b"{\\rtf1 abc}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + b"x" * 600],
)
def test_without_libreoffice_the_package_is_named(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "program", lambda: "")
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "cu.doc", patience=Patience(quick=True))
    assert caught.value.code == "no_office"
    assert "libreoffice-writer-nogui" in str(caught.value)


@needs_office
@pytest.mark.slow
def test_a_broken_old_word_file_is_refused_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    data = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 504
        + "WordDocument".encode("utf-16-le")
        + b"rac" * 4000
    )
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "hong.doc")
    assert caught.value.code in ("unreadable", "foreign", "empty")
    assert [each.name for each in tmp_path.iterdir() if each.is_dir()] == []


WEB = "<html><head><meta charset='utf-8'><style>p {color: red}</style><script>alert(1)</script></head><body>{body}</body></html>"


def test_a_web_page_saved_as_doc_needs_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "program", lambda: "")
    body = "".join(f"<p class=MsoNormal>{line}</p>\n" for line in LETTER.splitlines())
    table = "<table><tr><td><p>TT</p></td><td>Nhiệm vụ</td></tr><tr><td>1</td><td>Rà soát <b>ao, hồ</b></td></tr></table>"
    reading = read_bytes(WEB.replace("{body}", body + table).encode(), "van-ban.doc")
    assert reading.source.format == "html"
    assert lines(reading.text)[: len(lines(LETTER))] == lines(LETTER)
    assert "1 | Rà soát ao, hồ" in reading.text
    assert "alert" not in reading.text


def test_a_web_page_in_an_old_font_and_in_one_file_with_its_pictures_is_turned() -> None:
    spans = "".join(
        f"<p><span style='font-family:\".VnTime\"'>{typed(line, 'tcvn3')}</span></p>"
        for line in LETTER.splitlines()
    )
    page = WEB.replace("charset='utf-8'", "charset=windows-1252").replace("{body}", spans)
    mht = (
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html; charset="windows-1252"\n'
        b"Content-Transfer-Encoding: 8bit\n\n" + page.encode("cp1252") + b"\n--x--\n"
    )
    for data in (page.encode("cp1252"), mht):
        reading = read_bytes(data, "cu.doc")
        assert reading.source.flags == ["legacy_font"]
        assert lines(reading.text.lower()) == lines(LETTER.lower())


# -- macros, passwords, bombs ----------------------------------------------------------------------------------


def word_file(text: str = LETTER) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    return saved(document)


def with_parts(data: bytes, more: dict[str, bytes], *, types: str = "") -> bytes:
    """The archive with more parts, and its main part declared as another kind."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry.filename)
            if types and entry.filename == "[Content_Types].xml":
                plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
                content = content.replace(plain, types.encode())
            new.writestr(entry, content)
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["", "application/vnd.ms-word.document.macroEnabled.main+xml"])
def test_a_word_file_with_macros_is_read_and_flagged(kind: str) -> None:
    reading = read_bytes(
        with_parts(word_file(), {"word/vbaProject.bin": b"Sub AutoOpen"}, types=kind), "a.docm"
    )
    assert reading.source.flags == ["macro"]
    assert len(reading.obligations) == 2
    assert "AutoOpen" not in reading.text


def refusal(data: bytes, name: str = "a.docx") -> str:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name)
    return caught.value.code


def test_a_bomb_of_many_parts_or_of_much_is_refused_unopened() -> None:
    assert refusal(with_parts(word_file(), {f"word/p{n}.bin": b"" for n in range(3001)})) == "too_large"
    assert refusal(with_parts(word_file(), {"word/media/a.png": b"\0" * (201 * 1024**2)})) == "too_large"


def test_an_archive_inside_is_never_unpacked() -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<x>" * 5_000_000)
    reading = read_bytes(with_parts(word_file(), {"word/embeddings/a.docx": inner.getvalue()}), "a.docx")
    assert len(reading.obligations) == 2


def test_a_locked_archive_and_a_locked_old_word_file_say_password() -> None:
    data = bytearray(word_file())
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    assert refusal(bytes(data)) == "encrypted"
    locked = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 504
        + b"\xec\xa5\xc1\x00"
        + b"\0" * 6
        + b"\x00\x01"
        + b"\0" * 500
    )
    assert refusal(locked + "WordDocument".encode("utf-16-le"), "a.doc") == "encrypted"


def opendocument(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_locked_opendocument_says_password_and_one_with_macros_is_flagged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    locked = opendocument({"META-INF/manifest.xml": b"<manifest:encryption-data/>"})
    assert refusal(locked, "a.odt") == "encrypted"
    monkeypatch.setattr(office, "to_docx", lambda *_given, **_more: word_file())
    monkeypatch.setattr(office, "program", lambda: "soffice")
    macros = opendocument({"META-INF/manifest.xml": b"", "Basic/script-lc.xml": b""})
    assert read_bytes(macros, "a.odt").source.flags == ["macro"]


# -- which language, which paper, which order ------------------------------------------------------------------

ENGLISH = (
    "The committee shall submit its report on the rights of the child in Hà Nội and Sơn La every year. " * 300
)
FRENCH = (
    "Le comité a été prêt à présenter la même évaluation des pâtes, être à côté du théâtre, et fête la forêt. "
    * 100
)
ROMANIAN = (
    "Și atunci când țara va fi mai bună, oamenii să știe că își pot găsi și apăra drepturile lor întâi, fără grabă. "
    * 100
)


@pytest.mark.parametrize(
    "text", [ENGLISH, FRENCH, ROMANIAN, "Комитет по правам ребенка. " * 100, "儿童权利委员会报告" * 100]
)
def test_a_paper_in_another_language_is_refused_in_words(text: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_text(text, "x")
    assert caught.value.code == "foreign"
    assert "không phải tiếng Việt" in str(caught.value)


def test_a_vietnamese_paper_with_an_english_part_passes() -> None:
    assert len(read_text(LETTER + ENGLISH, "x").obligations) >= 2
    assert read_text(ENGLISH + "\n" + LETTER * 4, "x").text


def test_two_papers_in_one_file_are_both_named_and_only_the_first_is_read() -> None:
    reading = read_text(LETTER + "\n" + OTHER, "x")
    assert reading.source.flags == ["two_documents"]
    first, second = reading.source.parts
    assert (first["start"], first["number"], first["symbol"]) == (0, "12", "UBND-KGVX")
    assert (second["number"], second["symbol"], second["issuer"]) == ("7", "KH-UBND", "UBND xã Mây Trắng")
    assert reading.text[second["start"] :].startswith("ỦY BAN NHÂN DÂN\nXÃ MÂY TRẮNG")
    assert reading.text == LETTER + "\n" + OTHER
    assert reading.metadata.number == "12"
    ends = [duty.end for duty in reading.obligations] + [cited.end for cited in reading.citations]
    assert max(ends) <= second["start"]


def test_a_draft_sent_along_with_its_letter_is_a_second_paper_too() -> None:
    draft = OTHER.replace("Số: 7/", "Số:      /").replace("ngày 09 tháng", "ngày      tháng")
    reading = read_text(LETTER + "\n" + draft, "x")
    assert reading.source.flags == ["two_documents"]
    assert reading.source.parts[1]["issuer"] == "UBND xã Mây Trắng"
    assert all("Mây Trắng" not in name for duty in reading.obligations for name in duty.assignees)


def test_annexes_forms_and_plans_that_a_decision_brings_are_no_second_paper() -> None:
    form = "\nPhụ lục\nMẫu báo cáo\nTÊN ĐƠN VỊ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố:     /BC-…\n…, ngày … tháng … năm 2026\nBÁO CÁO\n"
    plan = "\nKẾ HOẠCH\nChăm sóc trẻ em\n(Kèm theo Quyết định số 12/QĐ-UBND ngày 05 tháng 3 năm 2026)\n1. Sở Y tế: Rà soát hồ sơ.\n"
    for tail in (form, plan, form + plan):
        assert read_text(LETTER + tail, "x").source.flags == []
    for file in sorted((ROOT / "examples").rglob("*.txt")):
        assert read_text(file.read_text("utf-8"), file.stem).source.flags == []


@pytest.mark.parametrize(
    ("numbers", "wrong"),
    [
        ([None, 2, 3, 4], False),
        ([1, 3, 2, 4], True),
        ([4, 3, 2, None], True),
        ([None, 2, 3, None, 2, 3], False),  # an annex with numbers of its own
        ([None, 2, 3, None, 2, 4, 3], True),
        ([5, 6, 7], False),
        ([], False),
    ],
)
def test_printed_numbers_tell_whether_pages_lie_in_order(numbers: list[int | None], wrong: bool) -> None:
    assert pages.out_of_order(numbers) is wrong
    shown = [f"chữ của trang\nhết trang\n- {number} -" if number else "chữ" for number in numbers]
    assert pages.printed(shown) == numbers


def test_pages_out_of_order_are_flagged_with_the_numbers_as_they_lie() -> None:
    parts = [
        LETTER,
        "Trang 3/4\n3. Sở Nội vụ: Thanh tra.",
        "Trang 2/4\n4. Công an tỉnh: Phối hợp.",
        "Trang 4/4\nHết.",
    ]
    source = read_text(LETTER, "x").source
    assert source.flags == []
    reading = read_bytes("\n".join(parts).encode(), "a.txt")
    assert reading.source.flags == ["pages_out_of_order"]
    assert reading.source.page_numbers == [3, 2, 4]


def test_whoever_wants_an_answer_at_once_is_told_what_takes_long() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * 50
    if ocr.available():
        with pytest.raises(TakesLong):
            read_bytes(picture, "a.png", patience=Patience(quick=True))
    if office.program():
        with pytest.raises(TakesLong):
            read_bytes(b"{\\rtf1 abc}", "a.rtf", patience=Patience(quick=True))
    assert read_bytes(LETTER.encode(), "a.txt", patience=Patience(quick=True)).obligations
