"""Arithmetic of boundaries: how a figure travels from the units of one day to those of another.

Counts travel and are added. A rate never travels: it is computed again from the counts that did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

UNKNOWN_START = date(1900, 1, 1)
"""Stands for "nobody recorded since when": old units, old agencies. Shown as unknown, never as this date."""

WHOLE = Decimal(1)


@dataclass(frozen=True)
class Change:
    """People of ``source`` belong to ``target`` from the day ``on``.

    ``share`` is the part of its children, above 0 and up to 1; None when only a part went and nobody said
    how large it was.
    """

    source: int
    target: int
    on: date
    share: Decimal | None


@dataclass(frozen=True)
class Weight:
    """The part of the figure of ``source`` that belongs to ``target``.

    ``exact`` is False as soon as one step of the way was a stated split; ``share`` is None where a split has
    no figure, so nothing can be said about the target.
    """

    source: int
    target: int
    share: Decimal | None
    exact: bool


@dataclass(frozen=True)
class Restated:
    """A figure on the units of another day.

    ``missing`` names the units whose figure is absent: their part of the sum is unknown, which is not zero.
    ``value`` is None when no part is known. ``estimated`` says that a split was applied.
    """

    value: Decimal | None
    estimated: bool
    missing: frozenset[int]

    @property
    def complete(self) -> bool:
        """Whether every unit that flowed in gave its figure and its share."""
        return self.value is not None and not self.missing


def weights_forward(
    sources: Iterable[int], changes: Iterable[Change], *, at: date, on: date
) -> tuple[Weight, ...]:
    """How each unit in force on ``at`` is spread over the units in force on the later day ``on``.

    Follows changes with ``at < change.on <= on``; a unit without such a change stays itself. Raises
    ValueError when ``on`` lies before ``at``: figures cannot be split back into former communes.
    """
    if on < at:
        raise ValueError("a figure cannot be restated to earlier boundaries")
    leaving: dict[int, list[Change]] = {}
    for change in changes:
        if at < change.on <= on:
            leaving.setdefault(change.source, []).append(change)

    found: list[Weight] = []
    for source in sources:
        sums: dict[int, Weight] = {}
        ways: list[tuple[int, Decimal | None, bool, date]] = [(source, WHOLE, True, at)]
        while ways:
            unit, share, exact, since = ways.pop()
            steps = [change for change in leaving.get(unit, ()) if change.on > since]
            if not steps:
                sums[unit] = _added(sums.get(unit), Weight(source, unit, share, exact))
            for step in steps:
                part = None if share is None or step.share is None else share * step.share
                ways.append((step.target, part, exact and step.share == WHOLE, step.on))
        found.extend(sums.values())
    return tuple(found)


def _added(before: Weight | None, weight: Weight) -> Weight:
    """Two ways from one unit to another (a split whose parts meet again) are one weight."""
    if before is None:
        return weight
    share = None if before.share is None or weight.share is None else before.share + weight.share
    return Weight(weight.source, weight.target, share, before.exact and weight.exact)


def restated(values: Mapping[int, Decimal | int | None], weights: Iterable[Weight]) -> dict[int, Restated]:
    """Counts of the sources, added up on the targets. None, or no entry, means "not reported"."""
    into: dict[int, list[Weight]] = {}
    for weight in weights:
        into.setdefault(weight.target, []).append(weight)
    return {target: _sum(values, parts) for target, parts in into.items()}


def _sum(values: Mapping[int, Decimal | int | None], parts: list[Weight]) -> Restated:
    total: Decimal | None = None
    missing: set[int] = set()
    for part in parts:
        value = values.get(part.source)
        if value is None or part.share is None:
            missing.add(part.source)
            continue
        total = (total or Decimal(0)) + Decimal(value) * part.share
    return Restated(total, any(not part.exact for part in parts), frozenset(missing))
