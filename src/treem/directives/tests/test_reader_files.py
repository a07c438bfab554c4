"""Files of every kind into the reader, and JSON out of it."""

from __future__ import annotations

import copy
import io
import json
import time
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import docx
import pypdfium2 as pdfium
import pytest
from django.utils.translation import override
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from treem.directives.reader import ReadError, command, ocr, read_bytes, word

BODY = (
    "Số: 3/KH-UBND\nAn Sơn, ngày 05 tháng 01 năm 2026\nKẾ HOẠCH\nChăm sóc trẻ em năm 2026\n"
    "I. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Rà soát hồ sơ trước ngày 31/3/2026.\n"
)
PDF = (
    b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    b"trailer<</Root 1 0 R>>\n"
)


def pdf(text: bytes) -> bytes:
    stream = b"BT /F 12 Tf 50 700 Td (" + text + b") Tj ET" if text else b""
    return PDF % (len(stream), stream)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_any_unicode_coding_reads_the_same(encoding: str) -> None:
    reading = read_bytes(BODY.encode(encoding), "ke-hoach.txt")
    assert reading.text == BODY
    assert [item.deadline for item in reading.obligations] == ["2026-03-31"]


def test_windows_1258_and_decomposed_text_become_nfc() -> None:
    decomposed = unicodedata.normalize("NFD", BODY)
    assert read_bytes(decomposed.encode(), "a.txt").text == BODY
    old = "Số: 3/KH-UBND\nSở Y tế".translate({ord("ố"): "ô\u0301", ord("ở"): "ơ\u0309", ord("ế"): "ê\u0301"})
    assert read_bytes(old.encode("cp1258"), "b.txt").text == "Số: 3/KH-UBND\nSở Y tế"


def test_line_ends_of_windows_do_not_move_offsets() -> None:
    reading = read_bytes(BODY.replace("\n", "\r\n").encode(), "c.txt")
    duty = reading.obligations[0]
    assert reading.text[duty.start : duty.end] == "Rà soát hồ sơ trước ngày 31/3/2026."


def word_file() -> bytes:
    document = docx.Document()
    head = document.add_table(rows=1, cols=2)
    head.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nTỈNH AN SƠN\nSố: 9/KH-UBND"
    head.cell(
        0, 1
    ).text = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nAn Sơn, ngày 02 tháng 3 năm 2026"
    )
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("Chăm sóc trẻ em năm 2026")
    document.add_paragraph("I. TỔ CHỨC THỰC HIỆN")
    for name, duty in (
        ("Sở Y tế", "Tổ chức khám sàng lọc cho trẻ em."),
        ("Sở Nội vụ", "Thanh tra lao động trẻ em."),
    ):
        document.add_paragraph(name, style="List Number")
        document.add_paragraph(duty, style="List Bullet")
    table = document.add_table(rows=2, cols=3)
    for index, words in enumerate(("Nhiệm vụ", "Cơ quan chủ trì", "Thời gian hoàn thành")):
        table.cell(0, index).text = words
    for index, words in enumerate(("Lập bản đồ sân chơi", "Sở Xây dựng", "Quý II/2026")):
        table.cell(1, index).text = words
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_word_file_keeps_its_letterhead_numbers_and_tables() -> None:
    reading = read_bytes(word_file(), "ke-hoach.docx")
    assert reading.source.format == "docx"
    assert reading.metadata.issuer == "UBND tỉnh An Sơn"
    assert (reading.metadata.number, reading.metadata.date) == ("9", "2026-03-02")
    found = [(item.path, item.assignees, item.deadline) for item in reading.obligations]
    assert found[:2] == [("I.1.1", ["Sở Y tế"], ""), ("I.2.1", ["Sở Nội vụ"], "")]
    assert found[2][1:] == (["Sở Xây dựng"], "2026-06-30")


def test_numbers_of_a_word_list_follow_its_format() -> None:
    document = docx.Document()
    document.add_paragraph("Sở Y tế rà soát hồ sơ.", style="List Number")
    for item in document.part.numbering_part.element.iter(qn("w:numFmt")):
        item.set(qn("w:val"), "upperRoman")
    stream = io.BytesIO()
    document.save(stream)
    assert read_bytes(stream.getvalue(), "a.docx").text.startswith("I. Sở Y tế")


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def numbered_table(word: str) -> Any:
    """Two rows of three columns; the first column is merged downwards."""
    document = docx.Document()
    document.add_paragraph("Sở Y tế rà soát hồ sơ của trẻ em.")
    table = document.add_table(rows=2, cols=3)
    for row in range(2):
        for column in range(3):
            table.cell(row, column).text = f"{word} {row}{column}" if (row, column) != (1, 0) else ""
    table.cell(0, 0).merge(table.cell(1, 0))
    return document


def test_a_cell_merged_downwards_stands_in_each_row_and_a_wide_one_once() -> None:
    document = numbered_table("việc")
    wide = document.tables[0].cell(0, 1).merge(document.tables[0].cell(0, 2))
    wide.text = "hai cột"
    text = read_bytes(saved(document), "a.docx").text
    assert text.splitlines()[1:] == ["việc 00 | hai cột", "việc 00 | việc 11 | việc 12"]


@pytest.mark.parametrize("value", ["999999999", "999999999999999999"])
def test_a_cell_as_wide_as_the_file_likes_is_read_at_once(value: str) -> None:
    document = numbered_table("việc")
    document.tables[0].cell(0, 1)._tc.get_or_add_tcPr().get_or_add_gridSpan().set(qn("w:val"), value)
    began = time.perf_counter()
    text = read_bytes(saved(document), "a.docx").text
    assert time.perf_counter() - began < 1
    assert text.splitlines()[1] == "việc 00 | việc 01 | việc 02"


@pytest.mark.parametrize(("tag", "value"), [("w:start", "999999999999"), ("w:lvl", "999999999")])
def test_list_numbers_of_any_size_are_read_at_once(tag: str, value: str) -> None:
    document = docx.Document()
    document.add_paragraph("Sở Y tế rà soát hồ sơ.", style="List Number")
    root = document.part.numbering_part.element
    for item in root.iter(qn("w:numFmt")):
        item.set(qn("w:val"), "lowerRoman")
    for item in root.iter(qn(tag)):
        item.set(qn("w:ilvl" if tag == "w:lvl" else "w:val"), value)
    if tag == "w:lvl":
        for style in document.styles.element.iter(qn("w:numPr")):
            depth = OxmlElement("w:ilvl")
            depth.set(qn("w:val"), value)
            style.insert(0, depth)
    began = time.perf_counter()
    text = read_bytes(saved(document), "a.docx").text
    assert time.perf_counter() - began < 1
    assert text.splitlines()[0].endswith("Sở Y tế rà soát hồ sơ.")


def test_styles_based_on_each_other_end() -> None:
    document = docx.Document()
    document.add_paragraph("Sở Y tế rà soát hồ sơ.", style="List Number")
    document.add_paragraph("Sở Nội vụ thanh tra.", style="Body Text")
    document.styles["Body Text"].base_style = document.styles["Body Text 2"]
    document.styles["Body Text 2"].base_style = document.styles["Body Text"]
    text = read_bytes(saved(document), "a.docx").text
    assert text.splitlines()[1] == "Sở Nội vụ thanh tra."


def test_one_text_repeated_by_merged_cells_is_given_up() -> None:
    document = numbered_table("việc của xã, phường " * 20_000)
    table = document.tables[0]._tbl
    for _ in range(40):
        table.append(copy.deepcopy(table.tr_lst[1]))
    with pytest.raises(ReadError) as caught:
        read_bytes(saved(document), "a.docx")
    assert caught.value.code == "too_large"


def test_a_million_empty_paragraphs_in_a_small_file_are_refused_at_once() -> None:
    document = docx.Document()
    row = document.add_table(rows=1, cols=1).rows[0]._tr
    for _ in range(word.MAX_PIECES // 2):
        row.append(OxmlElement("w:tc"))
        row[-1].append(OxmlElement("w:p"))
    data = saved(document)
    began = time.perf_counter()
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "a.docx")
    assert caught.value.code == "too_large"
    assert time.perf_counter() - began < 5


def test_much_xml_in_a_small_file_is_refused_before_it_is_parsed() -> None:
    stream = io.BytesIO(word_file())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/more.xml", b" " * (word.MAX_XML + 1))
    with pytest.raises(ReadError) as caught:
        read_bytes(stream.getvalue(), "a.docx")
    assert caught.value.code == "too_large"


def test_a_pdf_with_text_is_read_and_counted() -> None:
    reading = read_bytes(pdf(b"1. So Y te bao cao ket qua thuc hien truoc ngay 31/3/2026."), "a.pdf")
    assert (reading.source.format, reading.source.pages) == ("pdf", 1)
    assert reading.text.startswith("1. So Y te bao cao")


def test_a_pdf_of_six_hundred_pages_is_refused_unread() -> None:
    made = pdfium.PdfDocument.new()
    for _ in range(600):
        made.new_page(100, 100)
    stream = io.BytesIO()
    made.save(stream)
    with pytest.raises(ReadError) as caught:
        read_bytes(stream.getvalue(), "dai.pdf")
    assert (caught.value.code, "500 trang" in str(caught.value)) == ("too_large", True)


def test_a_pdf_that_only_its_password_opens_says_so() -> None:
    locked = b"1 0 obj<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>endobj\n" % (b"11" * 32, b"22" * 32)
    data = pdf(b"Bao cao").replace(b"1 0 obj", locked.replace(b"1 0 obj", b"6 0 obj") + b"1 0 obj")
    data = data.replace(b"<</Root 1 0 R>>", b"<</Root 1 0 R/Encrypt 6 0 R/ID[<00><00>]>>")
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "khoa.pdf")
    assert caught.value.code == "encrypted"


def test_an_archive_that_lies_about_its_size_is_not_unpacked_any_further() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * (50 * 1024**2))
    lying = bytearray(stream.getvalue())
    at = lying.rfind(b"PK\x01\x02")
    lying[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(ReadError) as caught:
        read_bytes(bytes(lying), "noi-doi.docx")
    assert caught.value.code == "unreadable"


def test_entities_that_grow_a_thousandfold_are_never_unfolded() -> None:
    grow = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    xml = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{grow}]><w:document xmlns:w="w"><w:t>&j;</w:t></w:document>'
    stream = io.BytesIO(word_file())
    with zipfile.ZipFile(stream) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["word/document.xml"] = xml.encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(ReadError) as caught:
        read_bytes(made.getvalue(), "no.docx")
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"The quick brown fox jumps over the lazy dog. " * 20, "foreign"),
        (b"\x01\x02\x03\x04\x90\xff" * 100, "unreadable"),
        (b"PK\x03\x04 broken", "unreadable"),
        (b"%PDF-1.4 broken", "unreadable"),
        (b"GIF89a" + b"x" * 50, "unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (pdf(b""), "no_text" if ocr.available() else "no_ocr"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_vietnamese(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "van-ban.dat")
    assert caught.value.code == code
    assert "van-ban.dat" in str(caught.value)
    assert "ệ" in str(caught.value) or "ô" in str(caught.value)


def test_the_command_writes_json_and_text_and_goes_on_after_a_bad_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, bad = tmp_path / "a" / "kh.txt", tmp_path / "b" / "kh.txt", tmp_path / "hong.pdf"
    for file in (first, second):
        file.parent.mkdir()
        file.write_text(BODY, encoding="utf-8")
    bad.write_bytes(b"%PDF-1.4 broken")
    out = tmp_path / "out"
    assert command.read_files([first, bad, second, tmp_path / "khong-co.txt"], out) == 1
    assert sorted(file.name for file in out.iterdir()) == ["kh-2.json", "kh-2.txt", "kh.json", "kh.txt"]
    errors = capsys.readouterr().err
    assert "hong.pdf" in errors
    assert "Không tìm thấy" in errors
    content = json.loads((out / "kh-2.json").read_text(encoding="utf-8"))
    text = (out / "kh-2.txt").read_text(encoding="utf-8")
    duty = content["obligations"][0]
    assert content["id"] == "kh-2"
    assert text[duty["start"] : duty["end"]] == duty["text"]


def test_without_a_folder_the_json_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "kh.txt"
    file.write_text(BODY, encoding="utf-8")
    assert command.read_files([file], None) == 0
    shown = capsys.readouterr()
    content = json.loads(shown.out)
    assert content["metadata"]["number"] == "3"
    assert (
        f"{file}: {len(content['obligations'])} nhiệm vụ, {len(content['citations'])} văn bản viện dẫn"
        in shown.err
    )


def test_a_file_in_which_nothing_was_found_is_said_so_plainly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tho.txt"
    file.write_text("Trăm năm trong cõi người ta.\n", encoding="utf-8")
    assert command.read_files([file], tmp_path / "out") == 0
    assert "không tìm thấy nhiệm vụ" in capsys.readouterr().err


def test_the_json_has_every_field_of_the_contract_and_only_closed_values() -> None:
    content = read_bytes(BODY.encode(), "kh.txt").to_json()
    assert list(content) == [
        "id",
        "schema",
        "metadata",
        "citations",
        "obligations",
        "targets",
        "reporting",
        "source",
    ]
    assert content["schema"] == 1
    wanted = (
        "path unit_type assignees role roles modality text start end cooperators advise_to via condition deadline "
        "deadline_op recurrence period recipient onward targets flags"
    )
    assert set(wanted.split()) <= set(content["obligations"][0])
    assert set(content["metadata"]) == {
        "issuer", "parent_issuer", "number", "symbol", "place", "date", "type", "subject", "addressees", "recipients",
        "directed_by", "signer", "capacity", "position",
    }  # fmt: skip


def test_a_refusal_speaks_the_language_of_the_moment() -> None:
    error = ReadError("encrypted", "thu.pdf")
    assert "đặt mật khẩu" in str(error)
    with override("en"):
        assert str(error) == "The file thu.pdf has a password. Take it off, then try again."
