"""What people typed, made comparable: names as words, birthdays with their precision, numbers, sex, places.

Every function takes one typed value; each distinct value of a file is read once.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from treem.kernel import personal_number
from treem.kernel.vietnamese import fold, nfc, tone_style

NO_DATE = (0, 0, 0)
FIRST_YEAR, LAST_YEAR = 1900, 2199

_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4}|\d{2})(?:\s.*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[T\s].*)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.\-](\d{4})")
_YEAR = re.compile(r"(\d{4})(?:\.0)?")
_SERIAL = re.compile(r"(\d{5})(?:\.0)?")
_SERIAL_ZERO = date(1899, 12, 30).toordinal()
_ASIDE = re.compile(r"[(\[{].*?(?:[)\]}]|$)")
_PLACE_KINDS = re.compile(
    r"^(?:xa|phuong|thi tran|tt|p|x|dac khu|ban|thon|tieu khu|tk|to dan pho|tdp|to|khu|xom|ap|lang|b)\b\.?\s*"
)
_NOT_WORDS = re.compile(r"[^\w\s]+|_")

# A child that has no name yet is written down in words like these: they say nothing about who it is.
_NOT_NAMES = frozenset(
    {"chua dat ten", "chua co ten", "khong ten", "so sinh", "be", "be trai", "be gai", "khong ro", "khong"}
)
_NOT_NUMBERS = frozenset({"012345678901", "012345678910", "123456789012", "987654321098", "014123456789"})
_MALE = frozenset({"nam", "m", "male", "trai", "1", "be trai", "con trai"})
_FEMALE = frozenset({"nu", "f", "female", "gai", "0", "2", "be gai", "con gai"})


class Day(NamedTuple):
    """A birthday; ``month`` and ``day`` are 0 where nobody wrote them."""

    year: int
    month: int
    day: int


# Mỹ and Mĩ, Chy and Chi are spellings of one name.
_ONE_I = str.maketrans("yỳýỷỹỵ", "iìíỉĩị")


def words(text: str) -> list[str]:
    """The words of a name in one spelling: small, NFC, one tone style; nothing for a name that is none."""
    if "(" in text or "[" in text:
        text = _ASIDE.sub(" ", text) or text
    return [] if fold(text) in _NOT_NAMES else [word for part in text.split() for word in _one(part)]


def _one(part: str) -> list[str]:
    plain = tone_style(part).lower().replace("'", "").replace("’", "").translate(_ONE_I)
    return _NOT_WORDS.sub(" ", plain).split()


def word_key(word: str) -> str:
    """A word without tones and marks, i for y: the form in which two spellings of one name meet."""
    return fold(word).replace("y", "i")


_SOUNDS = (("tr", "ch"), ("x", "s"), ("gi", "d"), ("r", "d"), ("k", "c"), ("q", "c"), ("n", "l"), ("v", "d"))


def sound(key: str) -> str:
    """How a word sounds where people mix up s and x, ch and tr, d and gi, l and n, n and ng."""
    for written, heard in _SOUNDS:
        if key.startswith(written) and not key.startswith("ng"):
            key = heard + key[len(written) :]
            break
    return key[:-1] if key.endswith(("ng", "nh")) else key


def birthday(text: str) -> Day:
    """The day in a typed date; parts that cannot be are 0. Day comes before month; ISO and serial days too."""
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        year = int(found[3])
        return _day(year + 2000 if year < 100 else year, int(found[2]), int(found[1]))
    if found := _MONTH_YEAR.fullmatch(text):
        return _day(int(found[2]), int(found[1]), 0)
    if found := _YEAR.fullmatch(text):
        return _day(int(found[1]), 0, 0)
    if found := _SERIAL.fullmatch(text):
        day = date.fromordinal(_SERIAL_ZERO + int(found[1]))
        return _day(day.year, day.month, day.day)
    return Day(*NO_DATE)


def _day(year: int, month: int, day: int) -> Day:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Day(*NO_DATE)
    if month > 12 and day <= 12:  # written month first
        month, day = day, month
    if not 1 <= month <= 12:
        return Day(year, 0, 0)
    if day:
        try:
            date(year, month, day)
        except ValueError:
            return Day(year, month, 0)
    return Day(year, month, day)


def number(text: str) -> int:
    """The twelve digits of a personal number, else -1: also one with a slip in it, never one that stands for none.

    A lost leading zero is put back. Whether the digits fit their record is asked where two records are compared.
    """
    digits = text if text.isdecimal() else personal_number.clean(text)
    if len(digits) == 11 and digits[:1] != "0":
        digits = f"0{digits}"
    if len(digits) != 12 or not digits.isascii() or not digits.isdecimal():
        return -1
    return -1 if digits in _NOT_NUMBERS or len(set(digits[6:])) == 1 else int(digits)


def sex(text: str) -> int:
    """1 for a boy, 2 for a girl, 0 where it is not known."""
    key = fold(text).strip(" .")
    return 1 if key in _MALE else 2 if key in _FEMALE else 0


def place(text: str) -> str:
    """The name of a commune or village without its kind and punctuation, folded; a number stays as it is."""
    key = " ".join(_NOT_WORDS.sub(" ", fold(nfc(text))).split())
    bare = _PLACE_KINDS.sub("", key)
    return (bare or key).replace("y", "i")
