"""How figures travel from the units of one day to those of another (pure arithmetic)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treem.territory.rules import WHOLE, Change, Weight, restated, weights_forward

BEFORE, REFORM, AFTER = date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 1)


def test_whole_mergers_add_up_exactly() -> None:
    changes = [Change(1, 9, REFORM, WHOLE), Change(2, 9, REFORM, WHOLE)]
    sums = restated({1: 120, 2: 80}, weights_forward([1, 2], changes, at=BEFORE, on=AFTER))
    assert sums[9].value == 200
    assert sums[9].complete
    assert not sums[9].estimated


def test_a_unit_that_did_not_change_keeps_its_figure() -> None:
    assert weights_forward([5], [Change(1, 9, REFORM, WHOLE)], at=BEFORE, on=AFTER) == (
        Weight(5, 5, WHOLE, True),
    )


def test_a_change_on_the_very_day_counts_and_one_the_day_after_does_not() -> None:
    changes = [Change(1, 9, REFORM, WHOLE)]
    assert weights_forward([1], changes, at=BEFORE, on=REFORM)[0].target == 9
    assert weights_forward([1], changes, at=BEFORE, on=BEFORE)[0].target == 1
    assert weights_forward([1], changes, at=REFORM, on=AFTER)[0].target == 1


def test_two_changes_in_a_row_are_followed() -> None:
    changes = [Change(1, 9, REFORM, WHOLE), Change(9, 10, date(2026, 4, 30), WHOLE)]
    assert weights_forward([1], changes, at=BEFORE, on=AFTER) == (Weight(1, 10, WHOLE, True),)


def test_a_stated_split_is_an_estimate() -> None:
    changes = [Change(1, 8, REFORM, Decimal("0.25")), Change(1, 9, REFORM, Decimal("0.75"))]
    sums = restated({1: 100}, weights_forward([1], changes, at=BEFORE, on=AFTER))
    assert [sums[8].value, sums[9].value] == [25, 75]
    assert sums[8].estimated
    assert sums[8].complete


def test_a_split_without_a_figure_leaves_the_sum_incomplete() -> None:
    changes = [Change(1, 8, REFORM, None), Change(2, 8, REFORM, WHOLE)]
    sums = restated({1: 100, 2: 40}, weights_forward([1, 2], changes, at=BEFORE, on=AFTER))
    assert sums[8].value == 40
    assert sums[8].missing == {1}


def test_a_unit_that_did_not_report_is_missing_and_not_zero() -> None:
    changes = [Change(1, 9, REFORM, WHOLE), Change(2, 9, REFORM, WHOLE)]
    weights = weights_forward([1, 2], changes, at=BEFORE, on=AFTER)
    one_silent = restated({1: 120, 2: None}, weights)[9]
    assert (one_silent.value, one_silent.missing, one_silent.complete) == (
        Decimal(120),
        frozenset({2}),
        False,
    )
    assert restated({}, weights)[9].value is None
    assert restated({1: 0, 2: 0}, weights)[9].value == 0


def test_parts_that_meet_again_are_one_weight() -> None:
    half = Decimal("0.5")
    changes = [Change(1, 2, REFORM, half), Change(1, 3, REFORM, half)]
    changes += [Change(unit, 4, date(2026, 1, 1), WHOLE) for unit in (2, 3)]
    assert weights_forward([1], changes, at=BEFORE, on=AFTER) == (Weight(1, 4, WHOLE, False),)


def test_nothing_is_split_back_into_former_units() -> None:
    with pytest.raises(ValueError, match="earlier"):
        weights_forward([9], [], at=AFTER, on=BEFORE)


@given(st.dictionaries(st.integers(0, 30), st.integers(0, 10_000), min_size=1))
def test_whole_mergers_lose_nobody(figures: dict[int, int]) -> None:
    changes = [Change(unit, 100 + unit % 4, REFORM, WHOLE) for unit in figures if unit % 5]
    sums = restated(figures, weights_forward(figures, changes, at=BEFORE, on=AFTER))
    assert sum(one.value or 0 for one in sums.values()) == sum(figures.values())
