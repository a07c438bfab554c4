"""What a file is, by its content; its name and the browser's word for it count for nothing. No Django.

Nothing here renders or runs a file. What is refused: macros, passwords, archives that would unpack to an unreasonable
size, pictures that are not whole or of unreasonable dimensions (``pictures``), texts that are not UTF-8.
"""

from __future__ import annotations

import lzma
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from treem.files import pictures
from treem.files.errors import Bomb, Damaged, EmptyFile, HasMacro, HasPassword, TypeNotAllowed
from treem.kernel.language import gettext as _
from treem.kernel.language import gettext_noop

MEBIBYTE = 1024 * 1024
DEFAULT_LIMIT = 20 * MEBIBYTE
ENTRIES_LIMIT = 3000  # entries in an archive
UNPACKED_LIMIT = 300 * MEBIBYTE
RATIO_LIMIT = 150  # unpacked to packed; real spreadsheets of repeated rows reach about 60
RATIO_FROM = 5 * MEBIBYTE  # smaller archives may be as dense as they like
_HEAD = 8 * 1024


@dataclass(frozen=True)
class Kind:
    """A kind of file: its key, media type, ending, and what people call it."""

    key: str
    media_type: str
    ending: str
    words: str


_OOXML = "application/vnd.openxmlformats-officedocument"
KINDS = {
    kind.key: kind
    for kind in (
        Kind("pdf", "application/pdf", ".pdf", "PDF"),
        Kind("docx", f"{_OOXML}.wordprocessingml.document", ".docx", "Word (DOCX)"),
        Kind("doc", "application/msword", ".doc", gettext_noop("Word cũ (DOC)")),
        Kind("rtf", "application/rtf", ".rtf", "RTF"),
        Kind("odt", "application/vnd.oasis.opendocument.text", ".odt", gettext_noop("văn bản ODT")),
        # As Word opens it, never as a page: the browser must not run what is inside.
        Kind("html", "application/msword", ".doc", gettext_noop("trang web lưu thành DOC")),
        Kind("xlsx", f"{_OOXML}.spreadsheetml.sheet", ".xlsx", "Excel (XLSX)"),
        Kind("ods", "application/vnd.oasis.opendocument.spreadsheet", ".ods", gettext_noop("bảng tính ODS")),
        Kind("xls", "application/vnd.ms-excel", ".xls", gettext_noop("Excel cũ (XLS)")),
        Kind("png", "image/png", ".png", gettext_noop("ảnh PNG")),
        Kind("jpeg", "image/jpeg", ".jpg", gettext_noop("ảnh JPEG")),
        Kind("tiff", "image/tiff", ".tif", gettext_noop("ảnh TIFF")),
        Kind("oldtxt", "text/plain", ".txt", gettext_noop("văn bản thường bảng mã cũ")),
        Kind("txt", "text/plain; charset=utf-8", ".txt", gettext_noop("văn bản thường UTF-8 (TXT, CSV)")),
    )
}
EVERY_KIND = frozenset({"pdf", "docx", "doc", "xlsx", "ods", "png", "jpeg", "txt"})
EVIDENCE = frozenset({"pdf", "docx", "doc", "xlsx", "ods", "png", "jpeg", "txt"})
EVIDENCE_LIMIT = 20 * 1024 * 1024
"""Bytes of one piece of evidence: a picture of a phone or a scan of some pages."""
MOST_ATTACHMENTS = 50
"""Pieces of evidence on one record; withdrawn ones do not count."""
SPREADSHEETS = frozenset({"xlsx", "xls", "ods", "txt"})


def detect(
    stream: BinaryIO,
    kinds: frozenset[str] = EVERY_KIND,
    *,
    only_read: bool = False,
    unpacked: int = UNPACKED_LIMIT,
) -> Kind:
    """The kind of the file in the (seekable) stream; ``unpacked``: bytes that an archive may hold. Raises a FileRefused.

    A kind that is not allowed is refused before its inside is looked at. ``only_read``: whoever takes it reads the words
    and runs nothing, so macros are let in, and so are PDFs that forbid printing or changing but open without a password.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    if not head:
        raise EmptyFile()
    if head.startswith(b"PK\x05\x06"):
        raise EmptyFile()
    if head.startswith(b"PK\x03\x04"):
        return _archive(stream, kinds, only_read, unpacked)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(stream, kinds, only_read)
    check: Callable[[BinaryIO], None]
    if b"%PDF-" in head[:1024]:
        kind, check = KINDS["pdf"], _check_pdf_end if only_read else _check_pdf
    elif head.startswith(b"\x89PNG\r\n\x1a\n"):
        kind, check = KINDS["png"], pictures.check_png
    elif head.startswith(b"\xff\xd8\xff"):
        kind, check = KINDS["jpeg"], pictures.check_jpeg
    elif head[:4] in (b"II*\x00", b"MM\x00*") and "tiff" in kinds:
        kind, check = KINDS["tiff"], _nothing
    elif head.startswith(b"{\\rtf") and "rtf" in kinds:
        kind, check = KINDS["rtf"], _nothing
    elif "html" in kinds and _WEB_PAGE.match(head):
        kind, check = KINDS["html"], _nothing
    else:
        kind, check = _text(stream, kinds)
    if kind.key not in kinds:
        raise _not_allowed(kind.words, kinds)
    check(stream)
    return kind


def _not_allowed(found: str, kinds: frozenset[str]) -> TypeNotAllowed:
    return TypeNotAllowed(
        found=_(found), allowed=", ".join(_(KINDS[key].words) for key in KINDS if key in kinds)
    )


# --- PDF, text ------------------------------------------------------------------------------------------------


def _check_pdf(stream: BinaryIO) -> None:
    stream.seek(0)
    # The trailer stands in plain bytes also where the rest is compressed.
    if re.search(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)", stream.read()):
        raise HasPassword()
    _check_pdf_end(stream)


def _check_pdf_end(stream: BinaryIO) -> None:
    stream.seek(0)
    content = stream.read()
    if b"%%EOF" not in content[-2048:] and b"startxref" not in content[-2048:]:
        raise Damaged(why=_("thiếu phần cuối"))


_WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype\s+html|<html|<\?xml[^>]*>\s*<html|MIME-Version\s*:)", re.IGNORECASE
)


def _nothing(stream: BinaryIO) -> None:
    """Whoever reads it finds out whether it is whole."""


def _text(stream: BinaryIO, kinds: frozenset[str]) -> tuple[Kind, Callable[[BinaryIO], None]]:
    """Plain text: in UTF-8, or where that is taken, in any code table of other years and UTF-16."""
    if "oldtxt" in kinds:
        stream.seek(0)
        content = stream.read()
        wide = content[:2] in (b"\xff\xfe", b"\xfe\xff") or _evenly_zero(content)
        if wide or (_looks_like_text(stream) and not _is_utf8(content)):
            return KINDS["oldtxt"], _nothing
    if not _looks_like_text(stream):
        raise _not_allowed(_("dạng không nhận ra"), kinds)
    return KINDS["txt"], _check_text


def _evenly_zero(content: bytes) -> bool:
    """Whether it looks like UTF-16 without a mark: zeros in every second place, and hardly any in the others."""
    head = content[:4000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    return max(even, odd) * 10 > len(head) * 3 and min(even, odd) * 20 < max(even, odd)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _looks_like_text(stream: BinaryIO) -> bool:
    stream.seek(0)
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", stream.read())


def _check_text(stream: BinaryIO) -> None:
    stream.seek(0)
    content = stream.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Damaged(why=_("chữ không phải Unicode UTF-8; hãy lưu lại với bảng mã UTF-8")) from None
    if not text.strip():
        raise EmptyFile()


# --- Archives: DOCX, XLSX, ODS --------------------------------------------------------------------------------

_MACRO_PARTS = re.compile(
    r"(?:vbaproject|vbadata)[^/]*\.(?:bin|xml)$|/macrosheets/|^basic/|^scripts/", re.IGNORECASE
)


_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, ValueError, OSError, KeyError,
)  # fmt: skip


def _archive(stream: BinaryIO, kinds: frozenset[str], only_read: bool, most: int) -> Kind:
    stream.seek(0, 2)
    packed = stream.tell()
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _check_size(entries, packed, most)
            kind = _kind_of(archive, entries, kinds, only_read)
    except _UNREADABLE:
        raise Damaged(why=_("phần nén không đọc được")) from None
    return kind


def _check_size(entries: list[zipfile.ZipInfo], packed: int, most: int) -> None:
    if len(entries) > ENTRIES_LIMIT:
        raise Bomb(why=_("{count} phần bên trong").format(count=len(entries)))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > most or (unpacked > RATIO_FROM and unpacked > RATIO_LIMIT * max(packed, 1)):
        raise Bomb(
            why=_("{unpacked} MB từ {packed} KB").format(
                unpacked=unpacked // MEBIBYTE, packed=max(packed // 1024, 1)
            )
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise HasPassword()


def _kind_of(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], kinds: frozenset[str], only_read: bool
) -> Kind:
    names = {entry.filename for entry in entries}
    if "word/document.xml" in names:
        kind, better = KINDS["docx"], "DOCX"
    elif "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        kind, better = KINDS["xlsx"], "XLSX"
        if "xl/workbook.bin" in names:
            raise _not_allowed(_("Excel nhị phân (XLSB)"), kinds)
    elif named := _opendocument(archive, names):
        kind, better = named, named.key.upper()
        manifest = "META-INF/manifest.xml"
        if manifest in names and b"encryption-data" in archive.read(manifest):
            raise HasPassword()
    else:
        raise _not_allowed(_("tệp nén hoặc dạng khác"), kinds)
    if kind.key not in kinds:
        raise _not_allowed(kind.words, kinds)
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    macros = any(_MACRO_PARTS.search(name) for name in names) or b"macroenabled" in types.lower()
    if macros and not only_read:
        raise HasMacro(better=better)
    return kind


def _opendocument(archive: zipfile.ZipFile, names: set[str]) -> Kind | None:
    """The kind that an OpenDocument file names itself."""
    if "mimetype" not in names:
        return None
    named = archive.read("mimetype")[:200].decode("ascii", "replace").strip()
    return next((KINDS[key] for key in ("ods", "odt") if KINDS[key].media_type == named), None)


# --- Compound files of the old Word and Excel, and encrypted new ones -----------------------------------------


def _compound(stream: BinaryIO, kinds: frozenset[str], only_read: bool) -> Kind:
    stream.seek(0)
    content = stream.read()

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise HasPassword()
    if holds("WordDocument"):
        kind, better = KINDS["doc"], "DOCX"
    elif holds("Workbook"):
        kind, better = KINDS["xls"], "XLSX"
    else:
        raise _not_allowed(_("dạng không nhận ra"), kinds)
    if kind.key not in kinds:
        raise _not_allowed(kind.words, kinds)
    if holds("_VBA_PROJECT") and not only_read:
        raise HasMacro(better=better)
    return kind


# --- Names ----------------------------------------------------------------------------------------------------

NAME_LENGTH = 150
_ENDINGS = {
    "jpeg": (".jpg", ".jpeg"), "tiff": (".tif", ".tiff"), "txt": (".txt", ".csv"), "docx": (".docx", ".docm", ".dotx"),
    "html": (".doc", ".htm", ".html", ".mht", ".mhtml"),
}  # fmt: skip


def safe_name(given: str, kind: Kind) -> str:
    """A name to show and to save under: no folders, no control or direction marks, the ending of its content."""
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    name = "".join(
        letter for letter in name if unicodedata.category(letter)[0] != "C" and letter not in '"<>|:*?'
    )
    name = " ".join(name.split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if dot and f".{ending.lower()}" in _ENDINGS.get(kind.key, (kind.ending,)):
        name, ending = stem, f".{ending.lower()}"
    else:
        ending = kind.ending
    return f"{name[: NAME_LENGTH - len(ending)].strip('. ') or 'tep'}{ending}"
