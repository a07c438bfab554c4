"""Reporting periods (``2026``, ``2026-H1``, ``2026-Q3``, ``2026-9M``, ``2026-11``) and their windows.

A period is a name; the days that count for it depend on the regime: administrative reports count from
day 15 of the month before to day 14 of the last month, statistical reports by the calendar. The day
itself is data of the law, so a window takes its rule as an argument.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from treem.kernel.errors import DomainError
from treem.kernel.language import gettext, gettext_noop


class UnknownPeriod(DomainError):
    code = "periods.unknown"
    text = (
        "Không hiểu kỳ báo cáo “{given}”. Viết 2026 (năm), 2026-H1 (6 tháng đầu năm), "
        "2026-9M (9 tháng), 2026-Q3 (quý) hoặc 2026-11 (tháng)."
    )


FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Nobody reports on a year outside these: a slip of the finger."""


class PeriodOutOfTime(DomainError):
    code = "periods.out_of_time"
    text = "Không có kỳ báo cáo của năm {year}. Hãy kiểm tra lại năm (từ {first} đến {last})."
    field = "period"


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Days from ``start`` to ``end``, both counted. Raises ValueError when the end comes first."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"The window ends on {self.end}, before it starts on {self.start}.")

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=n) for n in range(self.days))

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def overlaps(self, other: Window) -> bool:
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True)
class WindowRule:
    """How a period becomes days.

    ``first_day`` 1 is the calendar; any other day D opens a period on day D of the month before its
    first month and closes it on day D-1 of its last month.
    """

    key: str
    first_day: int

    def __post_init__(self) -> None:
        if not 1 <= self.first_day <= 28:
            raise ValueError("The first day must exist in every month: 1 to 28.")


CALENDAR = WindowRule("calendar", 1)

_ROMAN = ("I", "II", "III", "IV")


_NAMES = {
    "half_1": gettext_noop("6 tháng đầu năm {year}"), "half_2": gettext_noop("6 tháng cuối năm {year}"),
    "nine_months": gettext_noop("9 tháng năm {year}"), "quarter": gettext_noop("quý {quarter} năm {year}"),
    "month": gettext_noop("tháng {month} năm {year}"), "year": gettext_noop("năm {year}"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """``months`` months of ``year`` from ``first_month``. ``kind`` is year, half, quarter, nine_months, month."""

    key: str
    kind: str
    year: int
    first_month: int
    months: int

    @property
    def label(self) -> str:
        """Vietnamese name for papers and for titles that are kept, to stand inside a sentence."""
        return self._named(_NAMES[self._shape])

    @property
    def words(self) -> str:
        """The same for a screen, in the language of its reader."""
        return self._named(gettext(_NAMES[self._shape]))

    @property
    def _shape(self) -> str:
        return f"half_{1 if self.first_month == 1 else 2}" if self.kind == "half" else self.kind

    def _named(self, pattern: str) -> str:
        quarter = _ROMAN[(self.first_month - 1) // 3]
        return pattern.format(year=self.year, month=self.first_month, quarter=quarter)

    @property
    def last_month(self) -> int:
        return self.first_month + self.months - 1

    def a_year_before(self) -> Period:
        """The same period of the year before (cùng kỳ năm trước)."""
        return replace(self, key=f"{self.year - 1:04d}{self.key[4:]}", year=self.year - 1)


def parse_period(text: str) -> Period:
    """The period a key names. Raises UnknownPeriod."""
    given = text.strip().upper()
    match = re.fullmatch(r"([0-9]{4})(?:-(H[12]|Q[1-4]|9M|0[1-9]|1[0-2]))?", given)
    if match is None or match[1] == "0000":
        raise UnknownPeriod(given=text)
    year, part = int(match[1]), match[2] or ""
    if not part:
        return Period(given, "year", year, 1, 12)
    if part == "9M":
        return Period(given, "nine_months", year, 1, 9)
    if part[0] == "H":
        return Period(given, "half", year, 6 * int(part[1]) - 5, 6)
    if part[0] == "Q":
        return Period(given, "quarter", year, 3 * int(part[1]) - 2, 3)
    return Period(given, "month", year, int(part), 1)


def sensible(period: Period) -> Period:
    """The period, when somebody can report on it. Raises PeriodOutOfTime."""
    if not FIRST_YEAR <= period.year <= LAST_YEAR:
        raise PeriodOutOfTime(year=period.year, first=FIRST_YEAR, last=LAST_YEAR)
    return period


def window(period: Period, rule: WindowRule) -> Window:
    """The days that count for the period under the rule, both ends counted."""
    year, month = period.year, period.first_month
    if rule.first_day == 1:
        last = monthrange(year, period.last_month)[1]
        return Window(date(year, month, 1), date(year, period.last_month, last))
    before_year, before_month = (year - 1, 12) if month == 1 else (year, month - 1)
    return Window(
        date(before_year, before_month, rule.first_day),
        date(year, period.last_month, rule.first_day - 1),
    )
