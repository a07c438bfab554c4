"""Values against targets: each comparator at its edge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from treem.indicators.rules import (
    Point,
    Status,
    fall,
    pace_of,
    shortfall,
    status_of,
    units_missing,
    worse_first,
)


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


def test_a_yearly_fall_needs_both_years_and_then_counts() -> None:
    def status(value: Fraction | None) -> Status:
        return status_of(
            value, comparator="reduce_by", target=Decimal("0.5"), upper=None, horizon="2026", year=2026
        )

    assert status(fall(Fraction(12), None)) == "tracked"
    assert status(fall(Fraction(12), Fraction("12.5"))) == "met"
    assert status(fall(Fraction(12), Fraction("12.49"))) == "missed"
    assert status(fall(Fraction(13), Fraction(12))) == "missed"


@pytest.mark.parametrize(
    ("comparator", "value", "missing"),
    [("ge", "60", 5), ("ge", "66", -1), ("lt", "70", 5), ("lt", "60", -5), ("le", "65", 0), ("eq", "60", 5)],
)
def test_the_distance_is_positive_while_the_target_is_not_reached(
    comparator: str, value: str, missing: int
) -> None:
    assert shortfall(Fraction(value), comparator=comparator, target=Decimal(65), upper=None) == missing


def test_the_distance_to_a_range_is_to_its_upper_end() -> None:
    assert shortfall(Fraction(92), comparator="range", target=Decimal(90), upper=Decimal(95)) == 3


@pytest.mark.parametrize(
    ("comparator", "numerator", "missing"),
    # 65 % of 75 is 48,75; 64 % is 48 exactly.
    [("ge", 48, 1), ("ge", 49, 0), ("gt", 48, 1), ("lt", 49, 1), ("lt", 48, 0), ("le", 50, 2), ("eq", 40, 9)],
)
def test_the_distance_in_whole_communes(comparator: str, numerator: int, missing: int) -> None:
    got = units_missing(numerator, 75, base=100, comparator=comparator, target=Decimal(65), upper=None)
    assert got == missing


def test_strictly_more_than_a_whole_number_needs_one_more() -> None:
    def more(comparator: str, numerator: int) -> int:
        return units_missing(numerator, 75, base=100, comparator=comparator, target=Decimal(64), upper=None)

    assert (more("gt", 48), more("ge", 48), more("lt", 48), more("le", 48)) == (1, 0, 1, 0)


def test_the_worst_is_first_in_both_directions_and_the_unknown_last() -> None:
    values = [Fraction(5), None, Fraction(9), Fraction(1)]
    assert sorted(values, key=lambda v: worse_first(v, "ge")) == [1, 5, 9, None]
    assert sorted(values, key=lambda v: worse_first(v, "lt")) == [9, 5, 1, None]


def _pace(*points: tuple[date, int], comparator: str = "ge", horizon: str = "2026") -> object:
    return pace_of(
        [Point(day, Fraction(value)) for day, value in points], comparator=comparator, target=Decimal(65),
        upper=None, horizon=horizon, year=2026, most=100,
    )  # fmt: skip


def test_one_point_has_no_pace_and_two_within_four_weeks_have_none() -> None:
    assert _pace((date(2026, 3, 1), 40)) is None
    assert _pace((date(2026, 3, 1), 40), (date(2026, 3, 28), 44)) is None
    assert _pace((date(2025, 3, 1), 40), (date(2026, 3, 29), 44)) is None
    assert _pace((date(2026, 3, 1), 40), (date(2026, 3, 29), 44), horizon="2030") is None


def test_the_pace_goes_on_in_a_straight_line_to_the_end_of_the_year() -> None:
    slow = _pace((date(2026, 1, 1), 40), (date(2026, 7, 2), 50))
    fast = _pace((date(2026, 1, 1), 40), (date(2026, 7, 2), 55))
    assert (slow.projected, slow.status) == (60, "missed")  # type: ignore[attr-defined]
    assert (fast.projected, fast.status) == (70, "met")  # type: ignore[attr-defined]


def test_a_pace_ends_between_nothing_and_the_whole() -> None:
    up = _pace((date(2026, 1, 1), 10), (date(2026, 3, 1), 90))
    down = _pace((date(2026, 1, 1), 90), (date(2026, 3, 1), 10))
    assert up.projected == 100  # type: ignore[attr-defined]
    assert down.projected == 0  # type: ignore[attr-defined]
