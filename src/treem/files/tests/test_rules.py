"""What a file is, by its content, and what is refused."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest

from treem.files import errors, rules
from treem.files.rules import detect, safe_name
from treem.files.spreadsheets import neutralise
from treem.files.tests import samples


def kind_of(content: bytes, kinds: frozenset[str] = rules.EVERY_KIND) -> str:
    return detect(io.BytesIO(content), kinds).key


def png_of(packed: bytes) -> bytes:
    """A picture of 2 × 2 points with these image data."""
    whole = samples.png()
    return whole[:33] + samples.chunk(b"IDAT", packed) + whole[-12:]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.PDF, "pdf"),
        (b"\n\n" + samples.PDF, "pdf"),
        (samples.docx(), "docx"),
        (samples.xlsx(), "xlsx"),
        (samples.ods(), "ods"),
        (samples.doc(), "doc"),
        (samples.png(), "png"),
        (samples.jpeg(), "jpeg"),
        (samples.TEXT, "txt"),
        (b"\xef\xbb\xbf" + samples.TEXT, "txt"),
        (b"ho_ten;ngay_sinh\r\nL\xc3\xb2 V\xc4\x83n A;01/02/2019\r\n", "txt"),
    ],
)
def test_each_kind_is_known_by_its_content(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", errors.EmptyFile),
        (b" \r\n\t ", errors.EmptyFile),
        (samples.zipped({}), errors.EmptyFile),
        (b"MZ\x90\0\3\0\0\0", errors.TypeNotAllowed),
        (b"\x7fELF\2\1\1\0", errors.TypeNotAllowed),
        (samples.zipped({"a.exe": b"MZ"}), errors.TypeNotAllowed),
        (samples.zipped({"mimetype": "application/epub+zip"}), errors.TypeNotAllowed),
        (samples.zipped({"xl/workbook.bin": b"x"}), errors.TypeNotAllowed),
        (samples.OLE + "Workbook".encode("utf-16-le"), errors.TypeNotAllowed),
        (samples.OLE, errors.TypeNotAllowed),
        ("Công văn".encode("utf-16"), errors.TypeNotAllowed),
        ("Kế hoạch".encode("cp1258", "replace") + b"\xf2\xec", errors.Damaged),
        (samples.LOCKED_PDF, errors.HasPassword),
        (samples.PDF.replace(b"<</Root", b"<</Encrypt <</V 2>>/Root"), errors.HasPassword),
        (samples.OLE + "EncryptedPackage".encode("utf-16-le"), errors.HasPassword),
        (b"%PDF-1.7\nfirst half of a download", errors.Damaged),
        (samples.docx()[:-30], errors.Damaged),
        (samples.docx({"word/vbaProject.bin": b"x"}), errors.HasMacro),
        (samples.xlsx({"xl/vbaProject.bin": b"x"}), errors.HasMacro),
        (samples.xlsx({"xl/macrosheets/sheet1.xml": "x"}), errors.HasMacro),
        (
            samples.docx({"[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml"}),
            errors.HasMacro,
        ),
        (samples.ods({"Basic/Standard/Module1.xml": "x"}), errors.HasMacro),
        (samples.doc("Macros", "_VBA_PROJECT"), errors.HasMacro),
        (samples.xlsx({"xl/worksheets/sheet1.xml": b"0" * 20_000_000}), errors.Bomb),
        (samples.docx({f"word/media/{n}.png": b"" for n in range(rules.ENTRIES_LIMIT)}), errors.Bomb),
        (samples.png(100_000, 100_000), errors.Bomb),
        (samples.jpeg(60_000, 60_000), errors.Bomb),
        (samples.png(0, 5), errors.Damaged),
        (b"\x89PNG\r\n\x1a\n", errors.Truncated),
        (b"\xff\xd8\xff\xe0\0\0", errors.Damaged),
        (b"\xff\xd8\xff", errors.Damaged),
        (samples.png()[:33], errors.Truncated),  # signature and head, and no picture
        (samples.png(300, 300)[:200], errors.Truncated),
        (samples.png()[:-1], errors.Truncated),
        (png_of(b""), errors.Damaged),
        (png_of(b"no packed data"), errors.Damaged),
        (png_of(zlib.compress(bytes(7))), errors.Damaged),  # one row of two
        (samples.png()[:45] + b"?" + samples.png()[46:], errors.Damaged),
        (samples.jpeg()[:-2], errors.Truncated),
        (samples.jpeg()[:-12], errors.Truncated),
        (samples.jpeg().split(b"\xff\xda")[0], errors.Truncated),
        (samples.jpeg().split(b"\xff\xda")[0] + b"\xff\xd9", errors.Damaged),
    ],
)
def test_a_bad_file_is_refused_for_its_own_reason(content: bytes, refusal: type[errors.FileRefused]) -> None:
    with pytest.raises(errors.FileRefused) as caught:
        kind_of(content)
    assert type(caught.value) is refusal
    assert "…" not in str(caught.value)


def test_an_end_mark_across_two_pieces_of_reading_is_found() -> None:
    head, scan = samples.jpeg().split(b"\x12\xff\0")
    at = len(head)
    for size in range(64 * 1024 - at - 40, 64 * 1024 + 40):
        assert kind_of(head + b"\x12" * size + b"\xff\0" + scan) == "jpeg"
    with pytest.raises(errors.Truncated):
        kind_of(head + b"\x12" * 70_000 + b"\xff")


@pytest.mark.parametrize("width", range(2100, 2140))
def test_every_point_of_a_picture_in_one_colour_is_counted(width: int) -> None:
    assert kind_of(samples.png(width, 40)) == "png"


def test_what_stands_behind_a_picture_is_no_harm() -> None:
    assert kind_of(samples.png() + b"note of a phone") == "png"
    assert kind_of(samples.jpeg() + b"note of a phone") == "jpeg"


def test_a_truncated_photo_says_to_send_it_again() -> None:
    with pytest.raises(errors.Truncated, match="Hãy gửi lại"):
        kind_of(samples.jpeg()[:-2])


def test_a_locked_entry_in_an_archive_is_a_password() -> None:
    content = bytearray(samples.docx())
    central = content.index(b"PK\1\2")
    content[central + 8] |= 1
    with pytest.raises(errors.HasPassword):
        kind_of(bytes(content))


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("[Content_Types].xml", samples.docx({"[Content_Types].xml": "<Types/>" * 40})),
        ("mimetype", samples.ods({"mimetype": "application/vnd.oasis.opendocument.spreadsheet" + " " * 200})),
    ],
)
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_part_whose_packed_data_are_spoilt_is_damage(part: str, content: bytes, method: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        at = new.getinfo(part).header_offset + 30 + len(part)
    spoilt = bytearray(packed.getvalue())
    spoilt[at : at + 12] = b"\xff" * 12
    with pytest.raises(errors.Damaged):
        kind_of(bytes(spoilt))


def test_a_dense_but_small_spreadsheet_is_no_bomb() -> None:
    assert kind_of(samples.xlsx({"xl/worksheets/sheet1.xml": b"<row/>" * 700_000})) == "xlsx"


def test_what_is_not_allowed_here_is_named_with_what_is() -> None:
    with pytest.raises(
        errors.TypeNotAllowed, match=r"Word \(DOCX\), không nhận ở đây. Nhận: Excel \(XLSX\), bảng tính ODS"
    ):
        kind_of(samples.docx(), rules.SPREADSHEETS)
    with pytest.raises(errors.TypeNotAllowed):
        kind_of(samples.LOCKED_PDF, rules.SPREADSHEETS)


@pytest.mark.parametrize(
    ("given", "kind", "name"),
    [
        ("Kế hoạch 01.docx", "docx", "Kế hoạch 01.docx"),
        ("C:\\Users\\lan\\ke hoach.PDF", "pdf", "ke hoach.pdf"),
        ("../../etc/passwd", "txt", "passwd.txt"),
        ("ds.csv", "txt", "ds.csv"),
        ("anh.jpeg", "jpeg", "anh.jpeg"),
        ("hoa don.exe", "pdf", "hoa don.exe.pdf"),
        ("bao\u202egpj.exe", "jpeg", "baogpj.exe.jpg"),
        ('a"b\r\nSet-Cookie: x.pdf', "pdf", "abSet-Cookie x.pdf"),
        ("", "pdf", "tep.pdf"),
        ("...", "pdf", "tep.pdf"),
        ("a" * 400 + ".pdf", "pdf", "a" * 146 + ".pdf"),
        ("Tre\u0309 em.txt", "txt", "Trẻ em.txt"),
    ],
)
def test_a_name_is_made_safe_and_ends_as_its_content(given: str, kind: str, name: str) -> None:
    assert safe_name(given, rules.KINDS[kind]) == name


@pytest.mark.parametrize(
    "cell", ["=1+1", "+84912", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\ufeff=1"]
)
def test_a_cell_that_would_run_is_made_text(cell: str) -> None:
    assert neutralise(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["Lò Văn A", "-", "", None, -5, 1.5, True, "a=b"])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert neutralise(cell) is cell
