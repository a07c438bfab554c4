"""Reading a typed figure: numerator and denominator, or the rate alone. No database here.

Decimals come with a comma or a point. Three digits after the mark can be thousands as well: where both are possible
the person is asked, and after a point also where only one is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from treem.indicators.errors import (
    FigureMissing,
    HalfRatio,
    NegativeValue,
    NotACount,
    NothingOccurredRate,
    PartAboveWhole,
    PartOfNothing,
    PointInRate,
    RateDisagrees,
    RateTooHigh,
    TooLarge,
    ValueMissing,
)
from treem.kernel.errors import DomainError
from treem.kernel.vietnamese import AmbiguousNumber, number, parse_number

LARGEST = Decimal(10**11)
PLACES = 6
_WRITTEN_BASE = {100: "100\N{NO-BREAK SPACE}%", 1000: "1.000\N{NO-BREAK SPACE}‰", 100_000: "100.000/100.000"}
_ONE_MARK = re.compile(r"([0-9]{1,20})[.,]([0-9]{1,20})")


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed. With both parts of a ratio ``value`` is None unless the agency has only the rate.

    Numerator and denominator 0: nothing occurred, which is neither 0 % nor 100 %.
    """

    value: Decimal | None
    numerator: int | None
    denominator: int | None


class BadEntry(Exception):
    """What is wrong, by field (``""`` for the whole)."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(faults)
        self.faults = faults


def read_rate(text: str, base: int | None) -> Decimal:
    """A rate or a plain value as typed. Raises AmbiguousNumber, PointInRate, NotANumber, NegativeValue, RateTooHigh, TooLarge."""
    given = " ".join(text.split()).removesuffix("%").removesuffix("‰").strip()
    found = _ONE_MARK.fullmatch(given)
    if found:
        decimal = Decimal(f"{found[1]}.{found[2]}")
        readings = {decimal}
        if len(found[2]) == 3 and len(found[1]) <= 3 and not found[1].startswith("0"):
            readings.add(Decimal(found[1] + found[2]))
        possible = sorted(r for r in readings if base is None or r <= base)
        if possible == [decimal] and len(readings) == 2 and "." in given:
            # Everywhere else 1.500 is fifteen hundred: what cannot be one is asked, not guessed.
            raise PointInRate(given=text.strip(), meant=number(decimal.normalize()))
        if len(possible) == 2:
            raise AmbiguousNumber(
                given=text, large="số nguyên", large_text=str(possible[1]), small_text=f"{number(decimal)}0"
            )
        value = possible[0] if possible else decimal
    else:
        value = parse_number(given)
    if value < 0:
        raise NegativeValue(given=text.strip())
    if base is not None and value > base:
        raise RateTooHigh(most=_WRITTEN_BASE.get(base, number(base)), given=text.strip())
    if value > LARGEST:
        raise TooLarge(given=text.strip()[:30])
    return round(value, PLACES)


def read_count(text: str) -> int:
    """A count as typed. Raises AmbiguousNumber, NotACount, TooLarge."""
    given = text.strip()
    try:
        value = parse_number(given)
    except AmbiguousNumber as error:
        if re.fullmatch(r"[0-9]+\.[0-9]+", given):
            raise NotACount(given=given[:30]) from None
        raise error
    except DomainError:
        raise NotACount(given=given[:30]) from None
    if value < 0 or value != value.to_integral_value():
        raise NotACount(given=given[:30])
    if value > LARGEST:
        raise TooLarge(given=given[:30])
    return int(value)


def read_entry(*, numerator: str, denominator: str, value: str, base: int | None) -> Entry:
    """The figure that a person typed. ``base`` None: a plain value, without parts. Raises BadEntry with every fault."""
    faults: dict[str, str] = {}
    parts: dict[str, int | None] = {"numerator": None, "denominator": None}
    for name, text in (("numerator", numerator), ("denominator", denominator)):
        if base is None or not text.strip():
            continue
        try:
            parts[name] = read_count(text)
        except DomainError as error:
            faults[name] = str(error)
    rate = None
    if value.strip():
        try:
            rate = read_rate(value, base)
        except DomainError as error:
            faults["value"] = str(error)
    if faults:
        raise BadEntry(faults)
    try:
        return _agreed(parts["numerator"], parts["denominator"], rate, base)
    except DomainError as error:
        raise BadEntry({error.field or "": str(error)}) from None


def _agreed(upper: int | None, lower: int | None, rate: Decimal | None, base: int | None) -> Entry:
    if base is None:
        if rate is None:
            raise ValueMissing()
        return Entry(rate, None, None)
    if upper is None and lower is None:
        if rate is None:
            raise FigureMissing()
        return Entry(rate, None, None)
    if upper is None or lower is None:
        raise HalfRatio(field="numerator" if upper is None else "denominator")
    if upper > lower == 0:
        raise PartOfNothing(numerator=number(upper))
    if upper > lower:
        raise PartAboveWhole(
            numerator=number(upper), denominator=number(lower), most=_WRITTEN_BASE.get(base, number(base))
        )
    if lower == 0:
        if rate is not None:
            raise NothingOccurredRate()
        return Entry(None, 0, 0)
    if rate is not None:
        computed = Fraction(upper, lower) * base
        # What is typed beside the parts is rounded: to the last digit that was written.
        exponent = rate.normalize().as_tuple().exponent
        places = max(-exponent, 0) if isinstance(exponent, int) else 0
        if abs(computed - Fraction(rate)) > Fraction(1, 2 * 10 ** min(places, 2)):
            raise RateDisagrees(computed=number(computed, 2), given=number(rate.normalize()))
    return Entry(None, upper, lower)
