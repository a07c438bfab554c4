"""Dates and numbers of documents as they are written. No Django."""

from __future__ import annotations

import re
from datetime import date

from treem.kernel.vietnamese import fold

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WRITTEN = re.compile(
    r"(?:ngày\s*)?(\d{1,2})\s*(?:/|\.|-|\s+tháng\s+)\s*(\d{1,2})\s*(?:/|\.|-|\s+năm\s+)\s*(\d{4})", re.I
)


def written_day(text: str) -> date | None:
    """The day that a text names as yyyy-mm-dd, dd/mm/yyyy or «ngày … tháng … năm …»; None for less than a day.

    Raises ValueError for a day that does not exist (31/02/2026).
    """
    given = text.strip()
    if match := _ISO.fullmatch(given):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _WRITTEN.fullmatch(given):
        return date(int(match[3]), int(match[2]), int(match[1]))
    return None


def day_or_none(text: str) -> date | None:
    """As ``written_day``, but a day that does not exist gives None: what a machine read may be wrong."""
    try:
        return written_day(text)
    except ValueError:
        return None


def number_symbol_of(number: str, symbol: str) -> str:
    """«164» and «KH-UBND» → «164/KH-UBND»; one alone stays alone."""
    return "/".join(part.strip().strip("/") for part in (number, symbol) if part.strip())


_LITTLE_WORDS = {"và", "của"}


def abbreviation(name: str) -> str:
    """The letters of an agency in the symbol of its papers: Sở Y tế -> SYT, Sở Giáo dục và Đào tạo -> SGDĐT."""
    words = [word for word in re.split(r"[\s,&-]+", name) if word and word not in _LITTLE_WORDS]
    # A short name that is an abbreviation already (UBND, GD) keeps its letters.
    return "".join(word if word.isupper() else _letter(word) for word in words)


def _letter(word: str) -> str:
    """A symbol has letters without tones (Ủy ban -> UB); Đ is a letter of its own."""
    first = word[0].upper()
    return first if first == "Đ" else fold(first).upper()


def number_key(number_symbol: str) -> str:
    """The number as it is compared between documents: small letters without tones, spaces and leading zeros."""
    return re.sub(r"^0+(?=\d)", "", re.sub(r"\s+", "", fold(number_symbol)))


def is_paper_number(text: str) -> bool:
    """Whether this is the number of a paper: Arabic digits, not zero (Điều 15, Nghị định 30/2020/NĐ-CP)."""
    given = text.strip()
    return given.isascii() and given.isdigit() and len(given) <= 11 and int(given) > 0
