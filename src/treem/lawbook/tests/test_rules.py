"""Values as people type them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from treem.kernel.sources import Source
from treem.law.values import Block, Parameter
from treem.lawbook.errors import ValueRefused
from treem.lawbook.rules import as_law, parse, shown


def parameter(value: Any, unit: str = "hour") -> Parameter:
    block = Block(date(2020, 1, 1), value, False, Source("x"), True, "")
    return Parameter(
        "test.x",
        "Thử",
        unit,
        "",
        (block, replace(block, since=date(2021, 1, 1), value=None, repealed=True)),
        None,
    )


@pytest.mark.parametrize(
    ("sample", "unit", "given", "kept", "law"),
    [
        (12, "hour", " 6 ", 6, 6),
        (12, "hour", "1.000", 1000, 1000),
        (0, "day", "0", 0, 0),
        (Decimal("1.5"), "%", "2,25", "2.25", Decimal("2.25")),
        (15, "day of the month", "28", 28, 28),
        ("07-20", "month-day", "5/7", "07-05", "07-05"),
        ("07-20", "month-day", "31-12", "12-31", "12-31"),
    ],
)
def test_a_value_keeps_the_type_of_the_texts(sample: Any, unit: str, given: str, kept: Any, law: Any) -> None:
    found = parameter(sample, unit)
    assert parse(found, given) == kept
    assert as_law(found, kept) == law
    assert type(as_law(found, kept)) is type(sample)


@pytest.mark.parametrize(
    ("sample", "unit", "given"),
    [
        (12, "hour", ""), (12, "hour", "mười hai"), (12, "hour", "1,5"), (12, "hour", "-1"), (12, "hour", "1e9"),
        (12, "hour", "NaN"), (12, "hour", "Infinity"), (15, "day of the month", "0"), (15, "day of the month", "31"),
        ("07-20", "month-day", "31/2"), ("07-20", "month-day", "29/2"), ("07-20", "month-day", "20"),
        ("07-20", "month-day", "20/7/2026"), (True, "x", "1"), (("a",), "x", "a"), ("chữ", "x", "a"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_what_is_expected(sample: Any, unit: str, given: str) -> None:
    with pytest.raises(ValueRefused) as caught:
        parse(parameter(sample, unit), given)
    assert caught.value.field == "value"
    assert "…" not in str(caught.value)


def test_values_are_shown_as_people_write_them() -> None:
    assert (shown("month-day", "07-05"), shown("%", Decimal("2.25")), shown("hour", 12)) == (
        "5/7",
        "2,25",
        "12",
    )
