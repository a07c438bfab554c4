"""Loading the indicator sets: ``sets.toml`` names them, a CSV of the same name holds each."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from treem.kernel.sources import Source
from treem.law.errors import LawFileError, UnknownIndicatorSet
from treem.law.files import Table, read_toml

FOLDER = Path(__file__).parent

Comparator = Literal["lt", "le", "gt", "ge", "eq", "range", "reduce_by", "approx"]
SetKind = Literal["plan", "statistics"]


@dataclass(frozen=True, slots=True)
class Target:
    """What a plan wants of an indicator by the end of ``horizon``, in the indicator's unit.

    ``range`` has an ``upper`` value: at least ``value``, if possible ``upper``. ``reduce_by`` is the fall a
    year. A horizon after the plan's year means: no number for this year, tracked only. The national levels
    are words to show beside it, never to compute with (they may be on another measure).
    """

    comparator: Comparator
    value: Decimal
    upper: Decimal | None
    horizon: int
    national_2025: str
    national_2030: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of a set. ``key`` is ours and the same in every set that measures the same thing.

    ``label`` is what the document calls it (15a, 0605), empty where no official code was seen;
    ``code_inferred`` a likely code, never to be shown as official. ``unit`` of a plan is ``%``, per_1000,
    per_100000 or words. ``verified_scope`` says what of it was read, when not the whole. The ``…_vi`` texts are the
    project's own reading of a plan in Vietnamese; ``at_most`` is the key of an indicator that cannot be lower
    (neonatal deaths are among infant deaths).
    """

    set_name: str
    key: str
    label: str
    group: str
    name_vi: str
    name_en: str
    unit: str
    numerator: str
    denominator: str
    figures_from: tuple[str, ...]
    lead_agency: str
    cooperating_agencies: str
    verified: bool
    verified_scope: str = ""
    code_inferred: str = ""
    formula: str = ""
    breakdowns: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    note: str = ""
    numerator_vi: str = ""
    denominator_vi: str = ""
    figures_from_vi: str = ""
    note_vi: str = ""
    at_most: str = ""
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    """A set with its document and the days it is for (``until`` None: until replaced)."""

    name: str
    kind: SetKind
    title: str
    since: date
    until: date | None
    source: Source
    verified: bool
    doubt: str
    indicators: tuple[Indicator, ...]
    groups: Mapping[str, str] = field(default_factory=dict)
    """Names of the groups of objectives, by the number the document gives them."""

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators)

    def __len__(self) -> int:
        return len(self.indicators)

    def by_key(self, key: str) -> Indicator:
        """The indicator of our key. Raises KeyError."""
        for indicator in self.indicators:
            if indicator.key == key:
                return indicator
        raise KeyError(key)


def set_names() -> tuple[str, ...]:
    """The names that ``catalogue`` knows."""
    return tuple(_sets())


def catalogue(set_name: str) -> IndicatorSet:
    """The set of that name. Raises UnknownIndicatorSet."""
    try:
        return _sets()[set_name]
    except KeyError:
        raise UnknownIndicatorSet(name=set_name, known=", ".join(_sets())) from None


@cache
def _sets() -> dict[str, IndicatorSet]:
    table = read_toml(FOLDER / "sets.toml")
    names = sorted(path.stem for path in FOLDER.glob("*.csv"))
    found = {name: _set(name, table.table(name)) for name in names}
    table.done()
    return found


def _set(name: str, table: Table) -> IndicatorSet:
    kind: SetKind = "plan" if table.text("kind") == "plan" else "statistics"
    read = _plan_row if kind == "plan" else _statistics_row
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        indicators = tuple(read(name, row) for row in csv.DictReader(file))
    if len({indicator.key for indicator in indicators}) != len(indicators):
        raise table.error("a key stands twice")
    found = IndicatorSet(
        name=name,
        kind=kind,
        title=table.text("title"),
        since=table.day("from"),
        until=table.day("until") if "until" in table else None,
        source=table.source(),
        verified=table.flag("verified"),
        doubt=table.text("doubt", ""),
        indicators=indicators,
        groups=_groups(table),
    )
    table.done()
    return found


def _groups(table: Table) -> Mapping[str, str]:
    if "groups" not in table:
        return {}
    return {str(number): str(name) for number, name in dict(table.raw("groups")).items()}


def _plan_row(set_name: str, row: dict[str, str]) -> Indicator:
    comparator = next((known for known in get_args(Comparator) if known == row["comparator"]), None)
    if comparator is None or bool(row["target_upper"]) != (comparator == "range"):
        raise LawFileError(f"{set_name}.csv {row['number']}{row['part']}: comparator {row['comparator']}")
    return Indicator(
        set_name=set_name,
        key=row["key"],
        label=f"{row['number']}{row['part']}",
        group=row["objective"],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        unit=row["unit"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        figures_from=(row["figures_from"],),
        lead_agency=row["lead_agency"],
        cooperating_agencies=row["cooperating_agencies"],
        verified=True,
        note=row["note"],
        numerator_vi=row["numerator_vi"],
        denominator_vi=row["denominator_vi"],
        figures_from_vi=row["figures_from_vi"],
        note_vi=row["note_vi"],
        at_most=row["at_most"],
        target=Target(
            comparator=comparator,
            value=Decimal(row["target"]),
            upper=Decimal(row["target_upper"]) if row["target_upper"] else None,
            horizon=int(row["horizon"]),
            national_2025=row["national_2025"],
            national_2030=row["national_2030"],
        ),
    )


def _statistics_row(set_name: str, row: dict[str, str]) -> Indicator:
    return Indicator(
        set_name=set_name,
        key=row["key"],
        label=row["code"],
        group=row["group"],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        unit=row["unit"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        figures_from=_parts(row["figures_from"]),
        lead_agency=row["lead_agency"],
        cooperating_agencies=", ".join(_parts(row["cooperating_agencies"])),
        verified=row["verified"] == "true",
        verified_scope=row["verified_scope"],
        code_inferred=row["code_inferred"],
        formula=row["formula"],
        breakdowns=_parts(row["breakdowns"]),
        periods=_parts(row["period"]),
        pages=tuple(page for page in (row["source_page"], row["method_page"]) if page),
        note=row["note"],
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)
