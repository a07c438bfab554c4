"""Counting facts: cells from the rooms, sums over units, ratios from sums."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from treem.indicators import facts as registry
from treem.indicators.facts import Cell
from treem.indicators.formulas import formula_on
from treem.indicators.models import PlanTarget
from treem.indicators.rules import BASES, Status, status_of
from treem.kernel.periods import Period, Window
from treem.kernel.ratio import Ratio
from treem.law.windows import window_of


@dataclass(frozen=True)
class Counted:
    """All cells of a fact for some units, and how long it took (seconds)."""

    fact: registry.Fact
    as_of: date
    window: Window
    cells: list[Cell]
    seconds: float

    def total(self) -> int:
        """The sum over units and breakdowns."""
        return sum(cell.n for cell in self.cells)

    def by_unit(self) -> dict[int, int]:
        """The sum for each unit that has one."""
        sums: dict[int, int] = defaultdict(int)
        for cell in self.cells:
            sums[cell.unit_id] += cell.n
        return dict(sums)

    def by(self, dimension: str) -> dict[str, int]:
        """The sum for each value of a dimension."""
        at = self.fact.dimensions.index(dimension)
        sums: dict[str, int] = defaultdict(int)
        for cell in self.cells:
            sums[cell.values[at]] += cell.n
        return dict(sums)


def count(key: str, *, as_of: date, window: Window, units: Sequence[int]) -> Counted:
    """Count one fact under the scope in force. KeyError when no room answers for it."""
    fact = registry.fact(key)
    begin = time.perf_counter()
    cells = fact.count(as_of=as_of, window=window, units=units)
    return Counted(fact, as_of, window, cells, time.perf_counter() - begin)


def count_all(period: Period, *, units: Sequence[int], today: date) -> dict[str, Counted]:
    """Every fact for a period: flows in its administrative window, stocks at its last day, or today if it still runs."""
    window = window_of(period, "administrative")
    as_of = min(window.end, today)
    return {
        fact.key: count(fact.key, as_of=as_of, window=window, units=units) for fact in registry.all_facts()
    }


@dataclass(frozen=True)
class TargetFigure:
    """A target with what was counted for it. ``source`` is ``counted`` or, when no formula is in force, ``''``."""

    target: PlanTarget
    ratio: Ratio | None
    value: Fraction | None
    status: Status
    source: str


def figures(targets: Iterable[PlanTarget], sums: dict[str, int], *, on: date) -> list[TargetFigure]:
    """Hold the sums of facts against targets, by the formulas in force on the day."""
    answers = []
    for target in targets:
        formula = formula_on(target.indicator_key, on)
        ratio = None
        if formula and all(need in sums for need in formula.needs):
            ratio = formula.compute(sums)
        value = ratio.per(BASES.get(target.unit, 1)) if ratio else None
        status = status_of(
            value, comparator=target.comparator, target=target.value, upper=target.upper, horizon=target.horizon,
            year=on.year,
        )  # fmt: skip
        if ratio is None and status != "tracked":
            status = "none"
        answers.append(TargetFigure(target, ratio, value, status, "counted" if ratio else ""))
    return answers
