"""From the bytes of a file to its NFC text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from treem.directives.reader import ocr, pdf, word
from treem.directives.reader.document import SourceInfo
from treem.directives.reader.errors import ReadError

MAX_BYTES = 30 * 1024 * 1024
MAX_CHARACTERS = 2_000_000

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Letters that only Vietnamese writing uses (or nearly so); Đ, Ơ, Ư and everything with two marks.
_VIETNAMESE = re.compile(
    "[ăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ]"
)


@dataclass(slots=True)
class Source:
    """NFC text with ``\\n`` line ends, and where it came from."""

    text: str
    info: SourceInfo


def load(data: bytes, filename: str, *, seconds: float = ocr.SECONDS) -> Source:
    """Decode a txt, docx or pdf file, a scan or a photograph, by its content, not by its ending. ``seconds``: how long
    pictures of pages may be read.

    Raises ReadError (empty, too_large, unreadable, foreign, encrypted, no_text, no_ocr, too_slow, unsupported).
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadError("empty", filename)
    if len(data) > MAX_BYTES:
        raise ReadError("too_large", filename, "30 MB")
    if data[:4] == b"PK\x03\x04":
        raw, info = word.extract(data, filename), SourceInfo("docx")
    elif b"%PDF-" in data[:1024]:
        raw, info = _pdf(data, filename, seconds)
    elif data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        # An OLE container: an encrypted .docx or an old .doc.
        wide = "EncryptedPackage".encode("utf-16-le")
        raise ReadError("encrypted" if wide in data else "unsupported", filename)
    elif ocr.is_image(data):
        scan = ocr.image(data, filename, seconds=seconds)
        raw = _of_scan(scan, filename)
        info = SourceInfo("scan", len(scan.pages), scan.confidence, scan.unread)
    elif data[:5] == b"{\\rtf" or data[:4] == b"GIF8":
        raise ReadError("unsupported", filename)
    else:
        raw, info = decode(data, filename), SourceInfo("txt")
    text = normalise(raw)
    check(text, filename)
    return Source(text, info)


def _pdf(data: bytes, filename: str, seconds: float) -> tuple[str, SourceInfo]:
    """The text layer, and what is read from the pictures of pages that have none."""
    pages = pdf.extract(data, filename)
    pictures = [at for at, text in enumerate(pages) if sum(map(str.isalpha, text)) < pdf.FEW_LETTERS]
    info = SourceInfo("pdf", len(pages))
    # A sheet without words at the end of a paper with words is not worth a scan.
    if pictures and (len(pictures) * 3 >= len(pages) or ocr.available()):
        scan = ocr.pdf(data, filename, pictures, seconds=seconds)
        for at, page in zip(pictures, scan.pages, strict=True):
            pages[at] = page.text or pages[at]
        info.ocr_confidence = scan.confidence
        info.unread = scan.unread
        if len(pictures) * 2 > len(pages):
            info.format = "scan"
    else:
        info.unread = [at + 1 for at in pictures]
    return _some_text(pages, info.unread, filename), info


def _of_scan(scan: ocr.Scan, filename: str) -> str:
    return _some_text([page.text for page in scan.pages], scan.unread, filename)


def _some_text(pages: list[str], unread: list[int], filename: str) -> str:
    text = "\n\n".join(pages)
    if sum(map(str.isalpha, text)) < pdf.FEW_LETTERS:
        raise ReadError("too_slow" if unread else "no_text", filename)
    return text


def decode(data: bytes, filename: str) -> str:
    """Plain text in UTF-8, UTF-16 (with or without mark) or Windows-1258.

    Raises ReadError ``unreadable`` for bytes that are no text in any of them.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _strict(data, encoding, filename)
    zeros = data[:4000].count(0)
    if zeros > len(data[:4000]) // 6:
        even = data[0:4000:2].count(0)
        return _strict(data, "utf-16-be" if even * 2 > zeros else "utf-16-le", filename)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _strict(data, "cp1258", filename)
    if len(_CONTROL.findall(text)) > max(3, len(text) // 100):
        raise ReadError("unreadable", filename)
    return text


def _strict(data: bytes, encoding: str, filename: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        raise ReadError("unreadable", filename) from error


def normalise(text: str) -> str:
    """NFC, ``\\n`` line ends, no control characters. Idempotent: offsets count its result."""
    text = _BREAK.sub("\n", text.removeprefix("\ufeff"))
    text = _CONTROL.sub(" ", text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def check(text: str, filename: str) -> None:
    """Refuse what holds no text, too much of it, or no Vietnamese."""
    if not text.strip():
        raise ReadError("empty", filename)
    if len(text) > MAX_CHARACTERS:
        raise ReadError("too_large", filename, "2 triệu ký tự")
    sample = text[:20_000]
    letters = sum(map(str.isalpha, sample))
    if letters == 0:
        raise ReadError("unreadable", filename)
    if letters >= 200 and len(_VIETNAMESE.findall(sample)) * 50 < letters:
        raise ReadError("foreign", filename)
