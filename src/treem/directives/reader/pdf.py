"""Text of a PDF with a text layer."""

from __future__ import annotations

import ctypes
import re
from itertools import groupby

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from treem.directives.reader.errors import ReadError
from treem.kernel.vietnamese import legacy

MAX_PAGES = 500


FEW_LETTERS = 20
"""A page with fewer letters in its text layer is a picture of a page."""

_PERHAPS_OLD = re.compile(
    "[\u00a1-\u00bf\u00c6\u00d0\u00d7\u00d8\u00de\u00e5-\u00e7\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\uf0a1-\uf0fe]"
)
"""Letters that stand in no Vietnamese Unicode text, or hardly ever."""


def extract(data: bytes, filename: str) -> tuple[list[str], list[str]]:
    """The text of each page, and flags (``legacy_font``); a page without a text layer is empty or nearly so (a scan:
    see ``ocr``).

    Raises ReadError: encrypted, unreadable, too_large.
    """
    try:
        document = pdfium.PdfDocument(data)
    except Exception as error:  # pdfium reports everything through one class
        code = "encrypted" if "password" in str(error).lower() else "unreadable"
        raise ReadError(code, filename) from error
    flags: list[str] = []
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise ReadError("too_large", filename, f"{MAX_PAGES} trang")
        texts = [_page(document, number, flags) for number in range(count)]
    except ReadError:
        raise
    except Exception as error:
        raise ReadError("unreadable", filename) from error
    finally:
        document.close()
    return texts, list(dict.fromkeys(flags))


def _page(document: pdfium.PdfDocument, number: int, flags: list[str]) -> str:
    page = document[number]
    try:
        textpage = page.get_textpage()
        try:
            text = str(textpage.get_text_bounded())
            if _PERHAPS_OLD.search(text) and (turned := _by_fonts(textpage)) is not None:
                text = turned
                flags.append("legacy_font")
            # U+FFFE is pdfium's mark for a hyphen at the end of a line.
            return text.replace("\ufffe", "-")
        finally:
            textpage.close()
    finally:
        page.close()


def _by_fonts(textpage: pdfium.PdfTextPage) -> str | None:
    """The text with what stands in fonts of old code tables turned; None where there is no such font."""
    letters: list[tuple[str, legacy.Font | None]] = []
    known: dict[str, legacy.Font | None] = {}
    font: legacy.Font | None = None
    name = ctypes.create_string_buffer(200)
    weight = ctypes.c_int()
    for at in range(textpage.count_chars()):
        letter = chr(pdfium_c.FPDFText_GetUnicode(textpage, at))
        if not letter.isspace():
            length = pdfium_c.FPDFText_GetFontInfo(textpage, at, name, 200, weight)
            called = name.raw[: max(0, min(length, 200) - 1)].decode("utf-8", "replace")
            if called not in known:
                known[called] = legacy.of_font(called)
            font = known[called]
        letters.append((letter, font))
    if not any(known.values()):
        return None
    parts = [
        (font, "".join(letter for letter, _font in run))
        for font, run in groupby(letters, key=lambda each: each[1])
    ]
    meant = {
        encoding: legacy.fits(
            " ".join(t for f, t in parts if f is not None and f.encoding == encoding), encoding
        )
        for encoding in ("tcvn3", "vni")
    }
    if not any(meant.values()):
        return None
    return "".join(
        legacy.decode(text, font.encoding, capitals=font.capitals)
        if font is not None and meant[font.encoding]
        else text
        for font, text in parts
    )
