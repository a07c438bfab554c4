"""From the bytes of a file to its NFC text."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from treem.directives.reader import html, ocr, office, pages, pdf, word
from treem.directives.reader.document import SourceInfo
from treem.directives.reader.errors import ReadError, TakesLong
from treem.kernel.vietnamese import legacy
from treem.kernel.vietnamese.syllables import share_of_syllables

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


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a reading may take (``seconds`` for all scanned pages together), whether only what is read at once is
    read at all (``quick``; else TakesLong), and who is told how many pages of how many are done."""

    seconds: float = ocr.SECONDS
    quick: bool = False
    told: Callable[[int, int], None] | None = None

    def long(self) -> None:
        """Whoever reads what takes long says so first. Raises TakesLong."""
        if self.quick:
            raise TakesLong


def load(data: bytes, filename: str, patience: Patience | None = None) -> Source:
    """Decode a file by its content, not by its ending: txt, docx, pdf, html saved as .doc; doc, rtf, odt through
    LibreOffice; scans and photographs.

    Raises ReadError (empty, too_large, unreadable, foreign, encrypted, no_text, no_ocr, no_office, too_slow, stopped,
    unsupported), TakesLong.
    """
    patience = patience or Patience()
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadError("empty", filename)
    if len(data) > MAX_BYTES:
        raise ReadError("too_large", filename, f"{MAX_BYTES // 1024**2} MB")
    raw, info = _raw(data, filename, patience)
    text = normalise(raw)
    read = text
    text, old = (text, None) if info.format == "scan" else legacy.restore(text)
    if len(text) != len(read):
        info.page_starts = []  # letters of two signs became one: the places are others now
    if old and "legacy_font" not in info.flags:
        info.flags.append("legacy_font")
    check(text, filename)
    if not info.page_numbers:
        info.page_numbers = list(pages.said(text))
    if pages.out_of_order(info.page_numbers):
        info.flags.append("pages_out_of_order")
    else:
        info.page_numbers = []
    return Source(text, info)


def _raw(data: bytes, filename: str, patience: Patience) -> tuple[str, SourceInfo]:
    if data[:4] == b"PK\x03\x04":
        return _zipped(data, filename, patience)
    if b"%PDF-" in data[:1024]:
        return _pdf(data, filename, patience)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _compound(data, filename, patience)
    if ocr.is_image(data):
        if ocr.available():
            patience.long()
        scan = ocr.image(data, filename, seconds=patience.seconds)
        info = SourceInfo("scan", len(scan.pages), scan.confidence, scan.unread)
        info.weak = [at for at, page in enumerate(scan.pages, start=1) if _is_weak(page)]
        return _some_text(_placed(info, [page.text for page in scan.pages]), scan.unread, filename), info
    if data[:5] == b"{\\rtf":
        return _by_office(data, filename, "rtf", patience)
    if data[:4] == b"GIF8":
        raise ReadError("unsupported", filename)
    if html.looks_like(data):
        raw, flags = html.extract(data, filename)
        return raw, SourceInfo("html", flags=flags)
    return decode(data, filename), SourceInfo("txt")


def _zipped(data: bytes, filename: str, patience: Patience) -> tuple[str, SourceInfo]:
    """A .docx, or an .odt, which names itself in its first bytes."""
    if b"application/vnd.oasis.opendocument.text" in data[:200]:
        if word.locked_opendocument(data):
            raise ReadError("encrypted", filename)
        raw, info = _by_office(data, filename, "odt", patience)
        # The names inside stand in plain bytes.
        if b"Basic/script-lc.xml" in data or b"Scripts/" in data:
            info.flags.append("macro")
        return raw, info
    raw, flags = word.extract(data, filename)
    return raw, SourceInfo("docx", flags=flags)


def _compound(data: bytes, filename: str, patience: Patience) -> tuple[str, SourceInfo]:
    """An OLE container: an encrypted .docx or an old .doc."""
    if _wide("EncryptedPackage") in data or _is_locked_doc(data):
        raise ReadError("encrypted", filename)
    if _wide("WordDocument") not in data:
        raise ReadError("unsupported", filename)
    raw, info = _by_office(data, filename, "doc", patience)
    if _wide("_VBA_PROJECT") in data:
        info.flags.append("macro")
    return raw, info


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def _is_locked_doc(data: bytes) -> bool:
    """Whether the head of the old Word's own stream, which begins a sector, says that the rest is enciphered."""
    at = data.find(b"\xec\xa5")
    while at >= 0:
        if at % 512 == 0 and len(data) > at + 12:
            return bool(data[at + 11] & 0x01)
        at = data.find(b"\xec\xa5", at + 1)
    return False


def _by_office(data: bytes, filename: str, ending: str, patience: Patience) -> tuple[str, SourceInfo]:
    if office.program():
        patience.long()
    made = office.to_docx(data, filename, ending, seconds=min(office.SECONDS, patience.seconds))
    raw, flags = word.extract(made, filename)
    return raw, SourceInfo(ending, flags=flags)


def _pdf(data: bytes, filename: str, patience: Patience) -> tuple[str, SourceInfo]:
    """The text layer, and what is read from the pictures of pages that have none."""
    texts, flags = pdf.extract(data, filename)
    pictures = [at for at, text in enumerate(texts) if sum(map(str.isalpha, text)) < pdf.FEW_LETTERS]
    info = SourceInfo("pdf", len(texts), flags=flags)
    # A sheet without words at the end of a paper with words is not worth a scan.
    if pictures and (len(pictures) * 3 >= len(texts) or ocr.available()):
        if ocr.available():
            patience.long()
        scan = _scanned(data, filename, pictures, patience)
        for at, page in zip(pictures, scan.pages, strict=True):
            texts[at] = page.text or texts[at]
        info.ocr_confidence = scan.confidence
        info.unread = scan.unread
        info.weak = [at + 1 for at, page in zip(pictures, scan.pages, strict=True) if _is_weak(page)]
        if len(pictures) * 2 > len(texts):
            info.format = "scan"
    else:
        info.unread = [at + 1 for at in pictures]
    info.page_numbers = [number or 0 for number in pages.printed(texts)]
    return _some_text(_placed(info, texts), info.unread, filename), info


def _placed(info: SourceInfo, texts: list[str]) -> list[str]:
    """The pages as they will stand in the text; where each begins is written down."""
    found = [normalise(text) for text in texts]
    if len(found) > 1:
        info.page_starts = [sum(len(text) + 2 for text in found[:at]) for at in range(len(found))]
    return found


WEAK = 85
"""Below this mean confidence (0-100) a person should compare a scanned page with its picture."""


def _is_weak(page: ocr.Page) -> bool:
    return page.confidence is not None and page.confidence < WEAK and bool(page.text)


_BATCH = 2 * ocr.AT_ONCE


def _scanned(data: bytes, filename: str, pictures: list[int], patience: Patience) -> ocr.Scan:
    """The pages in batches, so that somebody can be told how far it is; the time is for all of them together."""
    until = time.monotonic() + patience.seconds
    scan = ocr.Scan()
    for begin in range(0, len(pictures), _BATCH):
        if patience.told is not None:
            patience.told(begin, len(pictures))
        part = ocr.pdf(data, filename, pictures[begin : begin + _BATCH], seconds=until - time.monotonic())
        scan.pages += part.pages
        scan.unread += part.unread
    return scan


def _some_text(texts: list[str], unread: list[int], filename: str) -> str:
    text = "\n\n".join(texts)
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
        text = _eight_bits(data, filename)
    if len(_CONTROL.findall(text)) > max(3, len(text) // 100):
        raise ReadError("unreadable", filename)
    return text


def _eight_bits(data: bytes, filename: str) -> str:
    """Windows-1258, or a code table of the years before: whichever gives more Vietnamese words."""
    old, which = legacy.restore(normalise(data.decode("cp1252", "replace")))
    if not which:
        return _strict(data, "cp1258", filename)
    try:
        newer = normalise(data.decode("cp1258"))
    except UnicodeError:
        newer = ""
    if share_of_syllables(newer) >= share_of_syllables(old):
        return newer
    return data.decode("cp1252", "replace")  # ``load`` turns it, and says so


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


_TELLING = 200
_SAMPLE = 1000
"""Letters of a paper in two languages are looked at in stretches of so many characters."""


def check(text: str, filename: str) -> None:
    """Refuse what holds no text, too much of it, or no Vietnamese in any stretch of it."""
    if not text.strip():
        raise ReadError("empty", filename)
    if len(text) > MAX_CHARACTERS:
        raise ReadError("too_large", filename, "2 triệu ký tự")
    letters = sum(map(str.isalpha, text[:20_000]))
    if letters == 0:
        raise ReadError("unreadable", filename)
    if letters < _TELLING:
        return  # too little to say in which language
    stretches = [text[begin : begin + _SAMPLE] for begin in range(0, min(len(text), 400 * _SAMPLE), _SAMPLE)]
    if not any(map(_vietnamese, [text[: 20 * _SAMPLE], *stretches])):
        raise ReadError("foreign", filename)


def _vietnamese(sample: str) -> bool:
    letters = sum(map(str.isalpha, sample))
    if letters < _TELLING:
        return False
    if len(_VIETNAMESE.findall(sample)) * 50 < letters:
        return False
    # French has ê and â, Romanian ă and â: the words tell. Papers have 0,7 and more, poor scans too.
    return share_of_syllables(sample) > 0.55
