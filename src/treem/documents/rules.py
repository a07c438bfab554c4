"""Dates, numbers and issuers of documents as they are written. No Django."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
    """The number as it is compared between documents: small letters without tones, spaces, hyphens and leading zeros."""
    return re.sub(r"^0+(?=\d)", "", re.sub(r"[\s\u00ad\u2010-\u2015\u2212-]+", "", fold(number_symbol)))


def is_paper_number(text: str) -> bool:
    """Whether this is the number of a paper: Arabic digits, not zero (Điều 15, Nghị định 30/2020/NĐ-CP)."""
    given = text.strip()
    return given.isascii() and given.isdigit() and len(given) <= 11 and int(given) > 0


_SHORT = {
    "ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan", "vp": "van phong", "gd&dt": "giao duc va dao tao",
    "gddt": "giao duc va dao tao", "byt": "bo y te", "tw": "trung uong", "ttg": "thu tuong chinh phu",
}  # fmt: skip
_HEAD_OF = re.compile(r"(?:chu tich|giam doc|bo truong(?= bo )|thu truong)\s+(?:cua\s+)?")


def issuer_key(issuer: str) -> str:
    """An agency as it is compared: «UBND tỉnh Sơn La» and «Ủy ban nhân dân tỉnh Sơn La» are one."""
    words = re.split(r"[\s,.;:()–-]+", fold(issuer))
    return " ".join(_SHORT.get(word, word) for word in words if word)


def same_issuer(one: str, other: str) -> bool | None:
    """Whether two wordings may name one agency: the shorter says nothing that the longer does not say. None: unknown."""
    first, second = (_telling(issuer_key(name)) for name in (one, other))
    if not first or not second:
        return None
    return first <= second or second <= first


def _telling(key: str) -> frozenset[str]:
    """Its words; who heads an agency («Chủ tịch UBND tỉnh») issues under its numbers."""
    return frozenset(_HEAD_OF.sub("", key).split()) - {"cua"}


BASIS, IMPLEMENTS, AMENDS, REPLACES, REPEALS, OTHER = (
    "basis", "implements", "amends", "replaces", "repeals", "other",
)  # fmt: skip
ENDS = (REPLACES, REPEALS)
"""Relations after which the cited document is in force no more."""
CHANGES = (*ENDS, AMENDS)

_RELATIONS = (
    (REPEALS, ("bai bo", "huy bo")),
    (REPLACES, ("thay the",)),
    (AMENDS, ("sua doi", "bo sung")),
    (IMPLEMENTS, ("thuc hien", "trien khai", "quan triet", "huong dan", "quy dinh chi tiet")),
    (BASIS, ("can cu", "theo", "xet")),
)


def relation_of(written: str) -> str:
    """The relation that a wording names: «triển khai thực hiện» carries out, «thay thế» replaces."""
    said = fold(written)
    return next((kind for kind, words in _RELATIONS if any(word in said for word in words)), OTHER)


@dataclass(frozen=True, slots=True)
class Named:
    """A document as somebody names it; what is not told is empty."""

    number_symbol: str
    issued_on: date | None = None
    year: int | None = None
    issuer: str = ""


SURE, MAYBE, NO = "sure", "maybe", "no"
_BEARS_YEAR = re.compile(r"/(?:19|20)\d\d/")
_LOCAL = re.compile(r"UBND|HĐND", re.I)


def fit(cited: Named, held: Named) -> str:
    """Whether the document we hold is the one that is cited: sure, maybe (a question for a person), or no.

    A number begins again each year and is given by each agency anew: 06/QĐ-TTg of 2019 and of 2022 are two documents.
    Sure are number and day together, unless the issuers contradict; number and year with the same issuer; and the
    number of a central body that bears its year. Everything else that does not contradict is a question.
    """
    if not cited.number_symbol or number_key(cited.number_symbol) != number_key(held.number_symbol):
        return NO
    issuers = same_issuer(cited.issuer, held.issuer)
    bears_year = bool(_BEARS_YEAR.search(held.number_symbol))
    if cited.issued_on and held.issued_on:
        if cited.issued_on == held.issued_on:
            return (MAYBE if bears_year else NO) if issuers is False else SURE
        return MAYBE if bears_year and issuers is not False else NO
    if issuers is False:
        return NO
    years = {named.issued_on.year if named.issued_on else named.year for named in (cited, held)} - {None}
    if len(years) > 1:
        return NO
    if bears_year and not _LOCAL.search(held.number_symbol):
        return SURE
    told = all(named.issued_on or named.year for named in (cited, held))
    return SURE if told and issuers else MAYBE


def year_in(written: str) -> int | None:
    """The year that a date of less than a day names: 2026, 2026-05, tháng 5/2026."""
    found = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", written)
    return int(found[0]) if found else None
