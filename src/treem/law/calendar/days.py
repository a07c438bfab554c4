"""What kind of day a day is for a state office.

The package ``holidays`` computes the public holidays, the compensation days and the swaps it knows; the
files of the years beside this module correct and confirm it, each day with its act. A province's own
decisions come first, through ``resolvers``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, get_args

from treem.kernel.language import gettext_noop
from treem.kernel.sources import Source
from treem.law.errors import CalendarUnknown
from treem.law.files import Table, read_toml

Kind = Literal["working", "weekend", "holiday", "compensation", "swapped_off", "make_up_work"]

FOLDER: Final = Path(__file__).parent
_FIRST_YEAR, _LAST_YEAR = 1901, 2100  # what the package covers
_PROPOSED = "proposed_off"  # in the files only: shown as a doubt, changes nothing
_NAMES: Final[dict[Kind, str]] = {
    "working": gettext_noop("Ngày làm việc"),
    "weekend": gettext_noop("Nghỉ hằng tuần"),
    "holiday": gettext_noop("Ngày nghỉ lễ"),
    "compensation": gettext_noop("Nghỉ bù"),
    "swapped_off": gettext_noop("Ngày nghỉ hoán đổi"),
    "make_up_work": gettext_noop("Làm bù"),
}


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar: its kind, Vietnamese name, source, and how sure this is.

    ``forecast`` means that the arrangement of that year is not published yet; ``doubt`` (Vietnamese) says
    what is open.
    """

    on: date
    kind: Kind
    name_vi: str
    source: Source
    verified: bool
    forecast: bool = False
    doubt: str = ""

    @property
    def working(self) -> bool:
        return self.kind in ("working", "make_up_work")


Resolver: TypeAlias = Callable[[date], Day | None]

resolvers: list[Resolver] = []
"""Asked first, in order: a province's own decisions. None means: nothing of mine."""


def day_kind(day: date) -> Day:
    """What the day is. Raises CalendarUnknown for years that the lunar tables do not cover."""
    for resolve in resolvers:
        if (found := resolve(day)) is not None:
            return found
    if (special := _year(day.year).get(day)) is not None:
        return special
    kind: Kind = "weekend" if day.weekday() >= 5 else "working"
    return Day(day, kind, _NAMES[kind], _rules().sources["weekend"], verified=True)


def is_working_day(day: date) -> bool:
    """Whether state offices work on the day: make-up Saturdays count, swapped days do not."""
    return day_kind(day).working


@dataclass(frozen=True, slots=True)
class _Entry:
    source: Source
    verified: bool
    doubt: str
    kind: str = "holiday"
    name: str = ""
    forecast: bool = False


@dataclass(frozen=True, slots=True)
class _Rules:
    looked_at_until: int
    sources: Mapping[str, Source]
    fixed: Mapping[str, _Entry]


@cache
def _rules() -> _Rules:
    table = read_toml(FOLDER / "rules.toml")
    until, rows, fixed = table.whole("looked_at_until"), table.table("sources"), table.tables("fixed")
    table.done()
    sources = {kind: rows.source(kind) for kind in get_args(Kind) if kind != "working"}
    rows.done()
    return _Rules(until, MappingProxyType(sources), MappingProxyType(dict(map(_fixed, fixed))))


def _fixed(row: Table) -> tuple[str, _Entry]:
    day = row.text("day")
    entry = _Entry(row.source(), row.flag("verified"), row.text("doubt", ""))
    row.done()
    return day, entry


def corrections(year: int, folder: Path = FOLDER) -> Mapping[date, _Entry]:
    """What the file of the year says beyond the package; empty without a file. Raises LawFileError."""
    path = folder / f"{year}.toml"
    if not path.exists():
        return {}
    table = read_toml(path)
    found: dict[date, _Entry] = {}
    for row in table.tables("days"):
        day, kind = row.day("date"), row.text("kind")
        if day.year != year or day in found:
            raise row.error(f"{day} must stand once, in the file of its year")
        if kind not in (*get_args(Kind), _PROPOSED):
            raise row.error(f"no such kind of day: {kind}")
        entry = _Entry(
            kind=kind,
            name=row.text("name", ""),
            forecast=row.flag("forecast", False),
            source=row.source(),
            verified=row.flag("verified"),
            doubt=row.text("doubt", ""),
        )
        row.done()
        found[day] = entry
    table.done()
    return found


@cache
def _year(year: int) -> Mapping[date, Day]:
    """Every day of the year that is more than an ordinary working day or weekend."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise CalendarUnknown(year=year)
    days = {day.on: day for day in _computed(year)}
    for on, entry in corrections(year).items():
        computed = days.get(on)
        kind: Kind
        if entry.kind == _PROPOSED:
            kind, name = "working", _NAMES["working"]
        else:
            kind = next(known for known in get_args(Kind) if known == entry.kind)
            name = entry.name or (computed.name_vi if computed and computed.kind == kind else _NAMES[kind])
        days[on] = Day(on, kind, name, entry.source, entry.verified, entry.forecast, entry.doubt)
    return MappingProxyType(days)


def _computed(year: int) -> list[Day]:
    # Imported here: the package loads every country of the world, half a second that most starts can spare.
    from holidays.countries.vietnam import Vietnam

    rules = _rules()
    forecast = year > rules.looked_at_until
    # Without a language the names follow the locale of the process.
    package = Vietnam(years=year, language="vi")
    found = []
    for on, name in sorted(package.items()):
        kind = _kind_of(name)
        fixed = rules.fixed.get(f"{on:%m-%d}") if kind == "holiday" else None
        if fixed is not None:
            found.append(Day(on, kind, name, fixed.source, fixed.verified, doubt=fixed.doubt))
        else:
            found.append(Day(on, kind, name, rules.sources[kind], verified=False, forecast=forecast))
    make_up: Kind = "make_up_work"
    found += [
        Day(on, make_up, _NAMES[make_up], rules.sources[make_up], verified=False)
        for on in sorted(package.weekend_workdays)
        if on.year == year
    ]
    return found


def _kind_of(name: str) -> Kind:
    if "nghỉ bù" in name:
        return "compensation"
    return "swapped_off" if "thay cho ngày" in name else "holiday"
