"""Holding a value against a target. Direction matters: for most protection targets lower is better."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal

Status = Literal["met", "partly", "missed", "tracked", "none"]

BASES = {"%": 100, "per_1000": 1000, "per_100000": 100_000}


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
    horizon, or a target that compares two years); ``none``: nothing counted or nothing occurred.

    ``value`` and ``target`` are in the target's unit (a percentage is 0 to 100).
    """
    if target is None or (horizon[:4].isdigit() and int(horizon[:4]) > year) or comparator == "reduce_by":
        return "tracked"
    if value is None:
        return "none"
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
    }[comparator]
    return "met" if met else "missed"
