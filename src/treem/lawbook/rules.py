"""Values of legal parameters as people type them, as the book keeps them, and as the law gives them. No Django."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from treem.kernel.language import gettext as _
from treem.law.values import Parameter
from treem.lawbook.errors import ValueRefused

LARGEST = 1_000_000


def sample_of(parameter: Parameter) -> Any:
    """The last value that the texts give: what kind of value the parameter has."""
    return next((block.value for block in reversed(parameter.blocks) if not block.repealed), None)


def parse(parameter: Parameter, given: str) -> int | str:
    """What a person typed, in the form in which it is kept (JSON). Raises ValueRefused."""
    text, sample = given.strip(), sample_of(parameter)
    if parameter.unit == "month-day":
        return _month_day(text)
    if isinstance(sample, bool) or not isinstance(sample, int | Decimal):
        raise ValueRefused(
            given=text, how=_("tham số này không phải một con số; chỉ sửa được trong mã nguồn.")
        )
    number = _number(text)
    if isinstance(sample, int) and number != number.to_integral_value():
        raise ValueRefused(given=text, how=_("cần một số nguyên."))
    if not 0 <= number <= LARGEST:
        raise ValueRefused(given=text, how=_("cần một số từ 0 đến {largest}.").format(largest=LARGEST))
    if parameter.unit == "day of the month" and not 1 <= number <= 28:
        raise ValueRefused(given=text, how=_("cần một ngày từ 1 đến 28, để tháng nào cũng có."))
    return int(number) if isinstance(sample, int) else str(number)


def _number(text: str) -> Decimal:
    # "1.000" is a thousand and "1,5" one and a half, as people write here.
    plain = re.sub(r"(?<=\d)\.(?=\d{3}(?:\D|$))", "", text).replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise ValueRefused(given=text, how=_("cần một con số.")) from None
    if not number.is_finite():
        raise ValueRefused(given=text, how=_("cần một con số."))
    return number


def _month_day(text: str) -> str:
    found = re.fullmatch(r"(\d{1,2})[/-](\d{1,2})", text)
    try:
        if found is None:
            raise ValueError
        day = date(
            2025, int(found.group(2)), int(found.group(1))
        )  # a common year: 29/02 would not come each year
    except ValueError:
        raise ValueRefused(given=text, how=_("cần ngày và tháng có thật hằng năm, ví dụ 20/7.")) from None
    return f"{day:%m-%d}"


def as_law(parameter: Parameter, kept: Any) -> Any:
    """A kept value in the type that the texts use for this parameter."""
    return Decimal(kept) if isinstance(sample_of(parameter), Decimal) else kept


def shown(unit: str, value: Any) -> str:
    """A value for a screen, without its unit: ``07-20`` is 20/7."""
    if unit == "month-day" and isinstance(value, str):
        month, _, day = value.partition("-")
        return f"{int(day)}/{int(month)}"
    return str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)
