"""Values against targets: each comparator at its edge."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from treem.indicators.rules import Status, status_of


@pytest.mark.parametrize(
    ("comparator", "value", "expected"),
    [
        ("lt", "6.39", "met"), ("lt", "6.4", "missed"),
        ("le", "6.4", "met"), ("le", "6.41", "missed"),
        ("gt", "6.4", "missed"), ("gt", "6.41", "met"),
        ("ge", "6.4", "met"), ("ge", "6.39", "missed"),
        ("eq", "6.4", "met"), ("eq", "6.39", "missed"),
    ],
)  # fmt: skip
def test_a_comparator_at_its_edge(comparator: str, value: str, expected: Status) -> None:
    got = status_of(
        Fraction(value), comparator=comparator, target=Decimal("6.4"), upper=None, horizon="2026", year=2026
    )
    assert got == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("89.9", "missed"), ("90", "partly"), ("94.99", "partly"), ("95", "met")]
)
@pytest.mark.parametrize("comparator", ["range", "ge"])
def test_a_range_has_a_minimum_and_a_full_mark(comparator: str, value: str, expected: Status) -> None:
    got = status_of(
        Fraction(value),
        comparator=comparator,
        target=Decimal(90),
        upper=Decimal(95),
        horizon="2026",
        year=2026,
    )
    assert got == expected


def test_a_target_of_a_later_year_is_tracked_and_neither_met_nor_missed() -> None:
    assert (
        status_of(Fraction(9), comparator="lt", target=Decimal(2), upper=None, horizon="2030", year=2026)
        == "tracked"
    )


def test_nothing_that_occurred_is_not_zero_percent() -> None:
    assert (
        status_of(None, comparator="eq", target=Decimal(100), upper=None, horizon="2026", year=2026) == "none"
    )
