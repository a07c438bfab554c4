"""A rate that keeps both its parts, because facts add up and percentages do not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from treem.kernel.language import gettext_noop

Count: TypeAlias = int | Decimal | Fraction

NOT_OCCURRED = gettext_noop("không phát sinh")


@dataclass(frozen=True, slots=True)
class Ratio:
    """``numerator`` of ``denominator``, exact.

    With nothing in the denominator the value is None and the screen says "không phát sinh": neither 0 %
    nor 100 %. Ratios add by adding both parts, so a province is the sum of its communes. Raises
    ValueError for a negative part, TypeError for a float (which is not exact).
    """

    numerator: Count
    denominator: Count

    def __post_init__(self) -> None:
        for part in (self.numerator, self.denominator):
            if isinstance(part, bool) or not isinstance(part, int | Decimal | Fraction):
                raise TypeError(f"A ratio counts exactly: {part!r} is not int, Decimal or Fraction.")
            if isinstance(part, Decimal) and not part.is_finite():
                raise ValueError(f"A part of a ratio must be a number: {part}.")
            if part < 0:
                raise ValueError(f"A part of a ratio cannot be negative: {part}.")

    @property
    def value(self) -> Fraction | None:
        """The exact quotient, or None when the denominator is 0."""
        if self.denominator == 0:
            return None
        return Fraction(self.numerator) / Fraction(self.denominator)

    def per(self, base: int) -> Fraction | None:
        """The rate on ``base`` (100, 1,000, 100,000), or None when the denominator is 0."""
        return None if (value := self.value) is None else value * base

    @property
    def percent(self) -> Fraction | None:
        return self.per(100)

    @property
    def per_1000(self) -> Fraction | None:
        return self.per(1_000)

    @property
    def per_100000(self) -> Fraction | None:
        return self.per(100_000)

    def __add__(self, other: object) -> Ratio:
        if not isinstance(other, Ratio):
            return NotImplemented
        return Ratio(
            _sum(self.numerator, other.numerator),
            _sum(self.denominator, other.denominator),
        )

    def __radd__(self, other: object) -> Ratio:
        return self if other == 0 else NotImplemented  # sum() starts from 0


def _sum(left: Count, right: Count) -> Count:
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    return Fraction(left) + Fraction(right)  # Decimal and Fraction do not add to each other
