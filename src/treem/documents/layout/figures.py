"""Numbers and days as Vietnamese papers write them. Values in, text out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from treem.documents.layout.errors import BadFigure
from treem.documents.layout.standard import PaperStandard
from treem.kernel.vietnamese.writing import number

NO_DATA = "…"
"""Printed where a figure is missing: never an empty cell, never a zero."""

Figure: TypeAlias = int | Decimal | Fraction | float
Cell: TypeAlias = str | Figure | None


def number_text(value: Figure, decimals: int | None = None) -> str:
    """1234567.5 as «1.234.567,5»; ``decimals`` rounds half up and keeps them all.

    Raises BadFigure for truth values, infinity and "not a number".
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction | float):
        raise BadFigure(value=repr(value))
    exact = Decimal(str(value)) if isinstance(value, float) else value
    if isinstance(exact, Decimal) and not exact.is_finite():
        raise BadFigure(value=str(value))
    text = number(exact, decimals)
    return text.removeprefix("-") if not text.strip("-0,") else text  # «-0,0» is no figure


def cell_text(value: Cell, decimals: int | None = None) -> str:
    """Text of one table cell: text as it is, figures formatted, None as «…»."""
    if value is None:
        return NO_DATA
    return value if isinstance(value, str) else number_text(value, decimals)


def day_words(day: date, standard: PaperStandard) -> str:
    """«ngày 05 tháng 01 năm 2026», «ngày 29 tháng 6 năm 2026».

    Source: Phụ lục I, Phần I, Mục II khoản 4 điểm b, Nghị định 30/2020/NĐ-CP:
    a zero before days under 10 and before the months 1 and 2 only.
    """
    day_part = f"{day.day:02d}" if day.day < standard.zero_before_days_below else str(day.day)
    month_part = f"{day.month:02d}" if day.month in standard.zero_before_months else str(day.month)
    return f"ngày {day_part} tháng {month_part} năm {day.year}"


def blank_day_words(year: int) -> str:
    """Day and month left open for the clerk, as real drafts do."""
    return f"ngày     tháng     năm {year}"


def roman(number: int) -> str:
    """Roman numeral of an annex, 1 to 3999."""
    if not 1 <= number <= 3999:
        raise ValueError(number)
    parts = (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
        (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    )  # fmt: skip
    text = ""
    for value, letters in parts:
        count, number = divmod(number, value)
        text += letters * count
    return text


def punctuated(lines: Sequence[str]) -> list[str]:
    """A list as papers end it: «;» after each line, «.» after the last, whatever was typed."""
    bare = [line.strip().rstrip(".; ") for line in lines]
    return [f"{line};" for line in bare[:-1]] + [f"{line}." for line in bare[-1:]]
