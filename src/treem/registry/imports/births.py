"""A birth as people write it in lists, and a cell as they see it. Knows no Django."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from treem.kernel.vietnamese import fold

OLDEST_YEAR = 1900
_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet; of one made on an old Mac day 0 is 1462 days later
PARTS = re.compile(
    r"(?:ngay)?\s*(\d{1,2})\s*(?:[/.\-,\\ ]|thang)\s*(\d{1,2})\s*(?:[/.\-,\\ ]|nam)\s*(\d{4}|\d{2})"
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t].*)?")
_MONTH = re.compile(r"(?:thang\s*)?(\d{1,2})\s*(?:[/.\-]|nam)\s*(\d{4})")
_COMPACT = re.compile(r"(\d{2})(\d{2})((?:19|20)\d{2})")
_YEAR = re.compile(r"(?:nam\s*)?((?:19|20)\d{2})")
_ABOUT = re.compile(r"^(?:khoang|uoc|~)\s*")


class Birth(NamedTuple):
    """A birth as it was read; ``note`` says what may be wrong with it."""

    on: date
    precision: str
    note: str = ""


class Refused(Exception):
    """Why a row is not taken: a code of ``words.SENTENCES`` and a word of the file."""

    def __init__(self, code: str, word: str = "") -> None:
        super().__init__(code)
        self.code, self.word = code, word[:60]


def shown(cell: Any) -> str:
    """A cell as a person sees it in the file: days as dd/mm/yyyy, whole numbers without a point."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return "" if cell is None else str(cell)


def read_birth(cell: Any, *, swapped: bool = False) -> Birth:
    """A birth in one of the shapes in which lists have it. Raises Refused.

    A year in four digits is that year: 0019 is none of a child.

    «05/03/2018», «5-3-18», «5.3.2018», «2018-03-05», «05032018», «ngày 5 tháng 3 năm 2018», a day of the spreadsheet
    or its number, «03/2018», «2018». Where the month cannot be one, day and month change places, and it is noted.
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        if cell.year < OLDEST_YEAR:
            raise Refused("birth_unreadable", f"{cell:%d/%m}/{cell.year:04}")
        return Birth(
            cell, "day", "maybe_swapped" if swapped and cell.day <= 12 and cell.day != cell.month else ""
        )
    text = fold(shown(cell)).strip(" .'’")
    precision = "day"
    if _ABOUT.match(text):
        text, precision = _ABOUT.sub("", text), "estimated"
    if found := PARTS.fullmatch(text):
        day, month, year = int(found[1]), int(found[2]), int(found[3])
        return _of_parts(year + 2000 if len(found[3]) == 2 else year, month, day, text, precision)
    if found := _ISO.fullmatch(text):
        return _of_parts(int(found[1]), int(found[2]), int(found[3]), text, precision)
    if found := _COMPACT.fullmatch(text):
        return _of_parts(int(found[3]), int(found[2]), int(found[1]), text, precision)
    if found := _YEAR.fullmatch(text):
        return Birth(date(int(found[1]), 1, 1), "estimated" if precision == "estimated" else "year")
    if (found := _MONTH.fullmatch(text)) and 1 <= int(found[1]) <= 12 and 1900 <= int(found[2]) <= 2199:
        return Birth(
            date(int(found[2]), int(found[1]), 1), "estimated" if precision == "estimated" else "month"
        )
    if re.fullmatch(r"[2-7]\d{4}(?:\.\d+)?", text):
        return Birth(_EPOCH + timedelta(days=int(float(text))), "day", "serial")
    raise Refused("birth_unreadable", shown(cell))


def _of_parts(year: int, month: int, day: int, text: str, precision: str) -> Birth:
    if not OLDEST_YEAR <= year <= 2199:
        raise Refused("birth_unreadable", text)
    note = ""
    if month > 12 >= day:
        month, day, note = day, month, "swapped"
    try:
        return Birth(date(year, month, day), precision, note)
    except ValueError:
        raise Refused("no_such_day", text) from None
