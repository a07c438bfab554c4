"""Dates of the work with children: action month, children's day, mid-autumn. No days off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from treem.kernel.periods import Window
from treem.kernel.sources import Source
from treem.law.calendar.days import FOLDER
from treem.law.errors import CalendarUnknown
from treem.law.files import Table, read_toml


@dataclass(frozen=True, slots=True)
class Observance:
    """A date or span of one year that activities and campaigns gather around."""

    key: str
    name_vi: str
    days: Window
    source: Source
    verified: bool
    note: str = ""


def lunar_new_year(year: int) -> date:
    """Mùng một Tết. Raises CalendarUnknown for a year without entry in the table."""
    return _lunar(year, "new_year")


def mid_autumn(year: int) -> date:
    """Tết Trung thu, 15/8 of the lunar calendar. Raises CalendarUnknown."""
    return _lunar(year, "mid_autumn")


def observances_in(days: Window) -> list[Observance]:
    """The observances that touch the days, earliest first. One by the moon is left out of years without table."""
    found = [
        observance
        for year in range(days.start.year, days.end.year + 1)
        for rule in _observances()
        if (observance := rule.in_year(year)) is not None and observance.days.overlaps(days)
    ]
    return sorted(found, key=lambda observance: (observance.days, observance.key))


def _lunar(year: int, name: str) -> date:
    try:
        return _lunar_years()[year][name]
    except KeyError:
        raise CalendarUnknown(year=year) from None


@cache
def _lunar_years() -> Mapping[int, Mapping[str, date]]:
    table = read_toml(FOLDER / "lunar.toml")
    years = {}
    for row in table.tables("years"):
        years[row.whole("year")] = {name: row.day(name) for name in ("new_year", "mid_autumn")}
        row.done()
    table.done()
    return MappingProxyType(years)


@dataclass(frozen=True, slots=True)
class _Rule:
    key: str
    name_vi: str
    first: str
    last: str
    lunar: str
    source: Source
    verified: bool
    note: str

    def in_year(self, year: int) -> Observance | None:
        if not self.lunar:
            start, end = (date.fromisoformat(f"{year:04d}-{day}") for day in (self.first, self.last))
        elif year in _lunar_years():
            start = end = _lunar(year, self.lunar)
        else:
            return None
        return Observance(self.key, self.name_vi, Window(start, end), self.source, self.verified, self.note)


@cache
def _observances() -> tuple[_Rule, ...]:
    table = read_toml(FOLDER / "observances.toml")
    rules = tuple(_rule(row) for row in table.tables("observances"))
    table.done()
    return rules


def _rule(row: Table) -> _Rule:
    lunar = row.text("lunar", "")
    rule = _Rule(
        key=row.text("key"),
        name_vi=row.text("name"),
        first="" if lunar else row.text("first"),
        last="" if lunar else row.text("last"),
        lunar=lunar,
        source=row.source(),
        verified=row.flag("verified"),
        note=row.text("note", ""),
    )
    row.done()
    return rule
