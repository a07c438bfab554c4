"""Counting facts: cells from the rooms, sums over units, ratios from sums."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from treem.indicators import facts as registry
from treem.indicators.facts import Cell
from treem.indicators.formulas import formula_on
from treem.indicators.models import PlanTarget
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


def needs_of(targets: Iterable[PlanTarget], on: date) -> tuple[str, ...]:
    """The facts that the formulas in force for the targets need."""
    formulas = (formula_on(target.indicator_key, on) for target in targets)
    return tuple(sorted({need for formula in formulas if formula for need in formula.needs}))


@dataclass(frozen=True)
class Sums:
    """Sums of facts over units, and of each unit, up to a day."""

    as_of: date
    window: Window
    total: dict[str, int]
    by_unit: dict[int, dict[str, int]]

    @property
    def counted_in(self) -> Window:
        """The days in which flows were counted: the window up to the day."""
        return Window(self.window.start, max(self.window.start, min(self.window.end, self.as_of)))


def sums_of(keys: Iterable[str], period: Period, *, units: Sequence[int], today: date) -> Sums:
    """Count some facts for a period: flows in its window, stocks at its last day, or today if it still runs. A unit
    without records has zeros."""
    window = window_of(period, "administrative")
    as_of = max(window.start, min(window.end, today))
    total: dict[str, int] = {}
    by_unit: dict[int, dict[str, int]] = {unit: {} for unit in units}
    for key in keys:
        counted = count(key, as_of=as_of, window=Window(window.start, as_of), units=units)
        total[key] = counted.total()
        there = counted.by_unit()
        for unit in units:
            by_unit[unit][key] = there.get(unit, 0)
    return Sums(as_of, window, total, by_unit)


def ratio_of(target: PlanTarget, sums: dict[str, int], on: date) -> Ratio | None:
    """The target's ratio by the formula in force on the day; None without a formula, or without its facts."""
    formula = formula_on(target.indicator_key, on)
    if formula is None or any(need not in sums for need in formula.needs):
        return None
    return formula.compute(sums)
