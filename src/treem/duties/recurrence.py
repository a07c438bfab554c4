"""Which days a duty falls due on, when its text says «hằng tháng», «6 tháng», several dates. No Django.

A duty with recurrence is carried out once for each occurrence; each has its own day, and the name of the period it
is about. What is continuous, on an event, as regulated or without any day is one occurrence without a clock.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from treem import law
from treem.kernel.periods import Period, Window, parse_period
from treem.law.errors import NotInForce
from treem.law.windows import window_of

STEP_MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
"""What comes again by itself, and after how many months."""

AHEAD = timedelta(days=31)
"""The following occurrences are made when less than this much dated work is left."""

_DAY = timedelta(days=1)
_FIRST = date(2000, 1, 1)
_PARTS = {
    "monthly": tuple(f"-{month:02d}" for month in range(1, 13)),
    "quarterly": ("-Q1", "-Q2", "-Q3", "-Q4"),
    "half_yearly": ("-H1", "-H2"),
    "yearly": ("",),
}
_NAMED = {"H1", "H2", "Q1", "Q2", "Q3", "Q4", "9M"}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a duty must be done: by which day (None: no clock), about which period (a key of
    ``kernel.periods``, "" when it is about none)."""

    due_on: date | None
    period: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the text says about when: days written out, how often, the rule (RFC 5545), the period named."""

    op: str = ""
    days: tuple[date, ...] = ()
    recurrence: str = ""
    rrule: str = ""
    period: str = ""

    @property
    def written(self) -> tuple[date, ...]:
        """The days themselves. Of «từ ngày A đến ngày B» only B is a deadline."""
        days = tuple(sorted(set(self.days)))
        return days[-1:] if self.op == "window" else days

    @property
    def comes_again(self) -> bool:
        """Whether further days follow from it."""
        return self.recurrence in STEP_MONTHS and bool(_rule(self.rrule) or self.written)


def first_occurrences(pattern: Pattern, *, given_on: date, until: date) -> list[Occurrence]:
    """The occurrences of a duty given on a day: each day written out, also one that has passed, then what follows
    from the recurrence up to ``until``. Never empty: without any day it is one occurrence without a clock."""
    days = list(pattern.written)
    # «Trước ngày D» given on D itself cannot be met any more.
    start = days[-1] if days else given_on - (timedelta(0) if pattern.op == "before" else _DAY)
    days += [day for day in further_days(pattern, after=start, until=until) if day >= given_on]
    return [_occurrence(pattern, day) for day in days] or [Occurrence(None)]


def following_occurrences(pattern: Pattern, *, last: date, until: date) -> list[Occurrence]:
    """The occurrences after the last one that exists, up to ``until``."""
    return [_occurrence(pattern, day) for day in further_days(pattern, after=last, until=until)]


def further_days(pattern: Pattern, *, after: date, until: date) -> list[date]:
    """The days later than ``after`` up to ``until`` that follow from the recurrence; none where it names no day."""
    if not pattern.comes_again:
        return []
    rule = _rule(pattern.rrule)
    if rule:
        found: Iterator[date] = _by_rule(rule, after, until)
    else:
        found = (day for first in pattern.written for day in _by_steps(first, _step(pattern), after, until))
    return sorted({day for day in found if after < day <= until})


def horizon(document_year: int | None, given_on: date) -> date:
    """How far occurrences are made when a duty is given: to the end of the document's year, or the next 12 months."""
    if document_year is not None and document_year >= given_on.year:
        return date(document_year, 12, 31)
    return add_months(given_on, 12)


_SPAN = re.compile(r"\b(?:giai đoạn|từ năm)\s+(\d{4})\s*(?:-|–|đến(?: năm)?)\s*(\d{4})\b", re.IGNORECASE)
_YEAR = re.compile(r"\bnăm\s+(\d{4})\b", re.IGNORECASE)


def last_day_of_plan(subject: str) -> date | None:
    """The last day of a document that says for which years it is («năm 2026», «giai đoạn 2026-2030»); None when
    it does not say."""
    years = [int(year) for _, year in _SPAN.findall(subject)] or [int(y) for y in _YEAR.findall(subject)]
    return date(max(years), 12, 31) if years and 1900 <= max(years) <= 2199 else None


def add_months(day: date, months: int) -> date:
    """The corresponding day some months later, or the last day of that month (Điều 148 Bộ luật Dân sự 2015)."""
    whole = day.year * 12 + day.month - 1 + months
    return _clamped(whole // 12, whole % 12 + 1, day.day)


def _clamped(year: int, month: int, day: int) -> date:
    last = monthrange(year, month)[1]
    return date(year, month, min(day if day > 0 else last + 1 + day, last))


def _step(pattern: Pattern) -> int:
    """Months from one occurrence of a written day to the next. Several days, or a day for a named half or
    quarter, come again every year."""
    if len(pattern.written) > 1 or pattern.period.upper() in _NAMED:
        return 12
    return STEP_MONTHS[pattern.recurrence]


def _by_steps(first: date, months: int, after: date, until: date) -> Iterator[date]:
    count = max((after.year - first.year) * 12 + after.month - first.month, 0) // months
    while (day := add_months(first, count * months)) <= until:
        if day > after:
            yield day
        count += 1


# -- rules as RFC 5545 writes them ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rule:
    months: tuple[int, ...]
    days: tuple[int, ...]
    until: date | None


def _rule(text: str) -> _Rule | None:
    """The rule, as far as directives need it: FREQ MONTHLY or YEARLY, INTERVAL, BYMONTH, BYMONTHDAY, UNTIL.

    None for anything else, which then is no day at all: nothing is guessed from a rule nobody understood. A rule of
    every n-th month without BYMONTH means the last month of each such stretch («tháng cuối quý»).
    """
    parts = dict(part.split("=", 1) for part in text.upper().replace(" ", "").split(";") if "=" in part)
    if not parts or set(parts) - {"FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "UNTIL"}:
        return None
    try:
        days = tuple(int(day) for day in parts["BYMONTHDAY"].split(","))
        every = int(parts.get("INTERVAL", "1"))
        months = tuple(int(month) for month in parts.get("BYMONTH", "0").split(","))
        stop = parts.get("UNTIL", "")[:8]
        until = date(int(stop[:4]), int(stop[4:6]), int(stop[6:])) if stop else None
    except (KeyError, ValueError):
        return None
    if any(not 1 <= abs(day) <= 31 for day in days):
        return None
    if parts.get("FREQ") == "MONTHLY" and "BYMONTH" not in parts and every in (1, 2, 3, 4, 6, 12):
        months = tuple(month for month in range(1, 13) if month % every == 0)
    elif every != 1 or parts.get("FREQ") not in ("MONTHLY", "YEARLY"):
        return None
    return _Rule(months, days, until) if all(1 <= month <= 12 for month in months) else None


def _by_rule(rule: _Rule, after: date, until: date) -> Iterator[date]:
    last = min(until, rule.until or until)
    for year in range(after.year, last.year + 1):
        for month in rule.months:
            for day in rule.days:
                found = _clamped(year, month, day)
                if found <= last:
                    yield found


# -- the period an occurrence is about --------------------------------------------------------------------


def _occurrence(pattern: Pattern, day: date) -> Occurrence:
    return Occurrence(day, period_of(pattern, day))


def period_of(pattern: Pattern, day: date) -> str:
    """The period that work due on the day is about: the one the text names, of the nearest year; else the period of
    its kind that has just closed, else the one under way. "" for work that comes once and names none."""
    named = pattern.period.strip().upper()
    last_day = day - _DAY if pattern.op == "before" else day
    if named in _NAMED:
        near = (parse_period(f"{year}-{named}") for year in range(last_day.year - 1, last_day.year + 2))
        return min(near, key=lambda p: abs(days_of(p).end - last_day)).key
    if re.fullmatch(r"\d{4}(-(H[12]|Q[1-4]|9M|0[1-9]|1[0-2]))?", named) and len(pattern.written) == 1:
        first = pattern.written[0]
        if day == first:
            return named
    if pattern.recurrence not in _PARTS:
        return ""
    return period_around(pattern.recurrence, last_day).key


def period_around(recurrence: str, last_day: date) -> Period:
    """The period that a report of this kind is about when it must be there by ``last_day`` and its text names none:
    the one that has just closed (parameters ``reporting.just_closed_…``, days), else the one under way."""
    periods: Sequence[Period] = [
        parse_period(f"{year}{part}")
        for year in range(last_day.year - 1, last_day.year + 2)
        for part in _PARTS[recurrence]
    ]
    days = law.value(f"reporting.just_closed_{recurrence}", on=max(last_day, _FIRST)).whole
    for period in periods:
        if timedelta(0) < last_day - days_of(period).end <= timedelta(days=days):
            return period
    return next(period for period in periods if last_day in days_of(period))


def days_of(period: Period) -> Window:
    """The days of administrative reports; of years before Nghị định 09/2019, for guesses only, the calendar."""
    try:
        return window_of(period, "administrative")
    except NotInForce:
        return window_of(period, "calendar")
