"""The month as people look at it: weeks from Monday, holidays and make-up days, what falls due on each day."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from treem.duties.dated import Dated
from treem.duties.rules import PLAUSIBLE
from treem.kernel.periods import Window, parse_period
from treem.law.calendar import Day, Observance, day_kind, observances_in
from treem.law.errors import CalendarUnknown

MOST_IN_A_CELL = 4
"""Entries that a day of the grid shows; the day's own list has all."""


@dataclass(frozen=True, order=True)
class Month:
    """A month that has days before and after it."""

    year: int
    month: int

    @classmethod
    def of(cls, text: str, today: date) -> Month:
        """As the address says («2026-12»); anything else is the month of today."""
        try:
            day = date.fromisoformat(f"{text}-01")
        except ValueError:
            day = today
        return cls.holding(day if PLAUSIBLE[0] < day < PLAUSIBLE[1] - timedelta(days=31) else today)

    @classmethod
    def holding(cls, day: date) -> Month:
        """The month of a day."""
        return cls(day.year, day.month)

    @property
    def days(self) -> Window:
        """Its first and last day."""
        first = date(self.year, self.month, 1)
        return Window(first, self.next.first - timedelta(days=1))

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def next(self) -> Month:
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def previous(self) -> Month:
        return Month.holding(self.first - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def words(self) -> str:
        """«tháng 12 năm 2026»."""
        return parse_period(str(self)).words


@dataclass(frozen=True)
class OneDay:
    """A cell: the day, what kind of day it is for state offices, and what falls due on it."""

    on: date
    kind: Day | None
    """None for a year that the calendar does not know."""
    inside: bool = True
    today: bool = False
    entries: list[Dated] = field(default_factory=list)
    observances: list[Observance] = field(default_factory=list)

    @property
    def named(self) -> bool:
        """Whether the day has a name to show: a holiday, a day off for another, a Saturday to work."""
        return self.kind is not None and self.kind.kind not in ("working", "weekend")

    @property
    def off(self) -> bool:
        return self.on.weekday() >= 5 if self.kind is None else not self.kind.working

    @property
    def first_entries(self) -> list[Dated]:
        return self.entries[:MOST_IN_A_CELL]

    @property
    def further(self) -> int:
        return max(len(self.entries) - MOST_IN_A_CELL, 0)


def one_day(on: date, found: Iterable[Dated], today: date) -> OneDay:
    """The day by itself, with all that falls due on it."""
    return OneDay(on, _kind(on), True, on == today, list(found), _short(Window(on, on)))


def weeks(month: Month, found: Iterable[Dated], today: date) -> list[list[OneDay]]:
    """The month in rows of seven days; those of its neighbours are there, empty."""
    by_day: dict[date, list[Dated]] = defaultdict(list)
    for each in found:
        by_day[each.on].append(each)
    marked: dict[date, list[Observance]] = defaultdict(list)
    for observance in _short(month.days):
        marked[observance.days.start].append(observance)
    return [
        [
            OneDay(on, _kind(on), True, on == today, by_day[on], marked[on])
            if on in month.days
            else OneDay(on, None, False)
            for on in week
        ]
        for week in Calendar().monthdatescalendar(month.year, month.month)
    ]


def spans(month: Month) -> list[Observance]:
    """What lasts longer than a day, such as the action month, and touches the month."""
    return [each for each in observances_in(month.days) if each.days.days > 1]


def _short(days: Window) -> list[Observance]:
    return [each for each in observances_in(days) if each.days.days == 1]


def _kind(on: date) -> Day | None:
    try:
        return day_kind(on)
    except CalendarUnknown:
        return None
