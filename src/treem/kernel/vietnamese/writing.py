"""Numbers and dates as Vietnamese papers write them, and numbers read back."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from treem.kernel.errors import DomainError


class NotANumber(DomainError):
    code = "numbers.not_a_number"
    text = "“{given}” không phải là số. Viết số như 1.234 hoặc 1,73: dấu chấm ngăn hàng nghìn, dấu phẩy ngăn phần thập phân."


class AmbiguousNumber(DomainError):
    code = "numbers.ambiguous"
    text = "“{given}” có thể hiểu hai cách. Nếu là {large}, viết {large_text}; nếu là số thập phân, viết {small_text}."


def number(value: int | Decimal | Fraction, places: int | None = None) -> str:
    """The number in Vietnamese form: 382104 -> 382.104, 1.73 -> 1,73.

    ``places`` rounds half up to so many decimals and keeps them all. Without it an int or Decimal is
    written as it is, a Fraction with at most two decimals.
    """
    if isinstance(value, Fraction):
        rounded = _rounded(value, 2 if places is None else places)
        if places is None:
            rounded = rounded.normalize()
    elif places is not None:
        rounded = _rounded(Fraction(value), places)
    else:
        rounded = Decimal(value)
    return f"{rounded:,f}".translate(str.maketrans(",.", ".,"))


def _rounded(value: Fraction, places: int) -> Decimal:
    with localcontext(prec=60, rounding=ROUND_HALF_UP):
        # Scaling first keeps the rounding exact: a division would round once already.
        scaled = value * 10**places
        whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
        whole += 2 * rest >= scaled.denominator
        return Decimal(-whole if scaled < 0 else whole).scaleb(-places)


_PLAIN = re.compile(r"[0-9]+(?:,[0-9]+)?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?|[1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?")
_COMMA_LIKE_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_POINT_DECIMAL = re.compile(r"[0-9]+\.[0-9]+")
_LONGEST = 27  # digits and marks; longer than any count, and within the precision of Decimal


def narrow(text: str) -> str:
    """Full-width digits and marks (１２,５) as ordinary ones, without the invisible marks that come with a paste."""
    seen = (c for c in text if unicodedata.category(c) != "Cf")
    return "".join(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in seen)


def parse_number(text: str) -> Decimal:
    """A number typed in Vietnamese form: 1.234,5 -> 1234.5. A leading minus is read.

    Raises AmbiguousNumber for what English and Vietnamese read differently (1,234 or 1.5), NotANumber
    for anything else that is not a number. A point before exactly three digits is a thousands mark, as
    this system itself writes it. Full-width digits count, invisible marks do not.
    """
    given = " ".join(narrow(text).split())
    sign, body = (-1, given[1:].lstrip()) if given[:1] in {"-", "−"} else (1, given)
    if len(body) > _LONGEST:
        raise NotANumber(given=f"{text[:_LONGEST]}…")
    if _COMMA_LIKE_THOUSANDS.fullmatch(body):
        whole = int(body.replace(",", ""))
        raise AmbiguousNumber(given=text, large="số nguyên", large_text=number(whole), small_text=f"{body}0")
    if _PLAIN.fullmatch(body) or _GROUPED.fullmatch(body):
        return sign * Decimal(re.sub(r"[. ]", "", body).replace(",", "."))
    if _POINT_DECIMAL.fullmatch(body):
        whole = int(body.replace(".", ""))
        raise AmbiguousNumber(
            given=text, large="số nguyên", large_text=number(whole), small_text=number(Decimal(body))
        )
    raise NotANumber(given=text)


def date_text(day: date) -> str:
    """The date as official papers print it: 0 before days under 10 and before months 1 and 2 only.

    09/5/2017, 24/02/2021, 15/12/2026 (form of Nghị định 30/2020/NĐ-CP).
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year:04d}"
