"""Holding a value against a target. Direction matters: for most protection targets lower is better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Literal

Status = Literal["met", "partly", "missed", "tracked", "nothing", "none"]
STATUSES: tuple[Status, ...] = ("missed", "partly", "met", "tracked", "nothing", "none")
"""The worst first: the order of the leader's page."""

BASES = {"%": 100, "per_1000": 1000, "per_100000": 100_000}
LOWER_IS_BETTER = frozenset({"lt", "le"})


def base_of(unit: str, comparator: str) -> int | None:
    """What a rate is reckoned on; None where the value is no rate. A yearly fall is a fall of a percentage."""
    return BASES.get(unit, 100 if comparator == "reduce_by" else None)


def for_this_year(horizon: str, year: int) -> bool:
    """Whether the target has a number for the year; a later horizon means none."""
    return not (horizon[:4].isdigit() and int(horizon[:4]) > year)


def status_of(
    value: Fraction | None,
    *,
    comparator: str,
    target: Decimal | None,
    upper: Decimal | None,
    horizon: str,
    year: int,
) -> Status:
    """``met``, ``missed``; ``partly``: the lower end of a range; ``tracked``: no number for this year (a later
    horizon, or a fall whose two years are not both known); ``none``: nothing counted or nothing occurred.

    ``value`` and ``target`` are in the target's unit (a percentage is 0 to 100); for ``reduce_by`` the value is the
    fall against last year (``fall``).
    """
    if target is None or not for_this_year(horizon, year):
        return "tracked"
    if value is None:
        return "tracked" if comparator == "reduce_by" else "none"
    wanted = Fraction(target)
    if comparator == "range" or (comparator == "ge" and upper is not None):
        # "at least 90, if possible 95": the lower end is the minimum, the upper end the full mark.
        if value >= Fraction(upper if upper is not None else wanted):
            return "met"
        return "partly" if value >= wanted else "missed"
    met = {
        "lt": value < wanted,
        "le": value <= wanted,
        "gt": value > wanted,
        "ge": value >= wanted,
        "eq": value == wanted,
        "approx": abs(value - wanted) <= wanted / 100,
        "reduce_by": value >= wanted,
    }[comparator]
    return "met" if met else "missed"


def fall(this_year: Fraction | None, last_year: Fraction | None) -> Fraction | None:
    """By how much a rate has fallen, in points of the rate; None while one of the years is unknown."""
    return None if this_year is None or last_year is None else last_year - this_year


def shortfall(
    value: Fraction | None, *, comparator: str, target: Decimal | None, upper: Decimal | None
) -> Fraction | None:
    """How far the value is from the target, in its unit: positive is still missing (too low, or too high where lower is
    better), negative is better than wanted. Of a range the upper end counts."""
    if value is None or target is None:
        return None
    wanted = Fraction(upper if upper is not None else target)
    if comparator in LOWER_IS_BETTER:
        return value - wanted
    if comparator == "approx":
        return abs(value - wanted)
    return wanted - value


def units_missing(
    numerator: int,
    denominator: int,
    *,
    base: int,
    comparator: str,
    target: Decimal | None,
    upper: Decimal | None,
) -> int:
    """How many more in the numerator (or fewer, where lower is better) would reach the target; 0 when it is reached
    or cannot be said."""
    if target is None or denominator == 0 or comparator in ("reduce_by", "approx"):
        return 0
    wanted = Fraction(upper if upper is not None else target) * denominator / base
    whole = wanted.denominator == 1
    if comparator == "lt":
        return max(0, numerator - (int(wanted) - 1 if whole else floor(wanted)))
    if comparator == "le":
        return max(0, numerator - floor(wanted))
    if comparator == "gt":
        return max(0, floor(wanted) + 1 - numerator)
    return max(0, ceil(wanted) - numerator)


def worse_first(value: Fraction | None, comparator: str) -> tuple[bool, Fraction]:
    """A key that sorts the worst value first, by the direction of the target; the unknown last."""
    if value is None:
        return (True, Fraction(0))
    return (False, -value if comparator in LOWER_IS_BETTER else value)


FEWEST_DAYS = 28
"""Two points nearer than this say nothing about a year."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value on the day up to which it holds."""

    on: date
    value: Fraction


@dataclass(frozen=True, slots=True)
class Pace:
    """Where the year ends if it goes on as between the first and the last point. A straight line, no more."""

    first: Point
    last: Point
    projected: Fraction
    status: Status


def pace_of(
    points: Sequence[Point], *, comparator: str, target: Decimal | None, upper: Decimal | None, horizon: str,
    year: int, most: int | None,
) -> Pace | None:  # fmt: skip
    """The pace of a year; None with fewer than two points four weeks apart, without a number for the year, and for a
    fall, which compares two years. ``most``: a percentage ends at 100."""
    within = sorted((p for p in points if p.on.year == year), key=lambda p: p.on)
    if len(within) < 2 or comparator == "reduce_by" or target is None or not for_this_year(horizon, year):
        return None
    first, last = within[0], within[-1]
    days = (last.on - first.on).days
    if days < FEWEST_DAYS:
        return None
    left = (date(year, 12, 31) - last.on).days
    projected = max(Fraction(0), last.value + (last.value - first.value) * left / days)
    if most is not None:
        projected = min(projected, Fraction(most))
    status = status_of(
        projected, comparator=comparator, target=target, upper=upper, horizon=horizon, year=year
    )
    return Pace(first, last, projected, status)


MAY = ("proposed", "sent_back")
"""States in which a typed value may still be changed or withdrawn."""


def may_confirm(state: str, *, author_id: int, confirmer_id: int) -> bool:
    """Two persons: nobody confirms what he typed himself."""
    return state == "proposed" and author_id != confirmer_id


HIGHER_IS_BETTER = frozenset({"gt", "ge", "eq", "approx", "range", "reduce_by"})
_STRICT = {"lt": "le", "gt": "ge"}
"""A comparator that allows less, and its looser neighbour."""
Against = Literal["weaker", "same", "stronger", "other_way"]


def against(
    *,
    own: str,
    value: Decimal,
    upper: Decimal | None,
    above: str,
    above_value: Decimal | None,
    above_upper: Decimal | None,
) -> Against | None:
    """How a unit's own level stands against the level above it; ``other_way``: one asks for more, the other for less,
    and only a person can say. None where the level above has no number.

    A range, and «at least a, if possible b», are compared by their lower end first.
    """
    if above_value is None:
        return None
    if (own in LOWER_IS_BETTER) != (above in LOWER_IS_BETTER):
        return "other_way"
    lower = own in LOWER_IS_BETTER
    mine, theirs = (value, upper or value), (above_value, above_upper or above_value)
    if mine != theirs:
        better = mine < theirs if lower else mine > theirs
        return "stronger" if better else "weaker"
    if _STRICT.get(above) == own:
        return "weaker"
    return "stronger" if _STRICT.get(own) == above else "same"
