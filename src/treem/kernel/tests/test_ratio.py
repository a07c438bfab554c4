from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treem.kernel.ratio import Ratio

COUNTS = st.integers(min_value=0, max_value=10**9)


def test_a_rate_is_exact() -> None:
    assert Ratio(1, 3).percent == Fraction(100, 3)
    assert Ratio(94, 10_000).per_1000 == Fraction("9.4")
    assert Ratio(60, 382_104).per_100000 == Fraction(6_000_000, 382_104)
    assert Ratio(Decimal("0.5"), 2).value == Fraction(1, 4)


def test_nothing_to_count_is_neither_zero_nor_everything() -> None:
    empty = Ratio(0, 0)
    assert empty.value is None
    assert empty.percent is None
    assert Ratio(0, 5).percent == 0


def test_a_province_is_the_sum_of_both_parts_of_its_communes() -> None:
    communes = [Ratio(1, 2), Ratio(0, 0), Ratio(1, 98)]
    assert sum(communes, Ratio(0, 0)) == Ratio(2, 100)
    assert sum(communes) == Ratio(2, 100)
    assert sum(communes, Ratio(0, 0)).percent == 2


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1))
def test_the_sum_does_not_depend_on_the_order(parts: list[tuple[int, int]]) -> None:
    ratios = [Ratio(*part) for part in parts]
    assert sum(ratios, Ratio(0, 0)) == sum(reversed(ratios), Ratio(0, 0))


def test_parts_of_different_kinds_add() -> None:
    assert Ratio(Decimal("0.5"), 1) + Ratio(Fraction(1, 3), 1) == Ratio(Fraction(5, 6), 2)


def test_a_ratio_adds_to_nothing_but_a_ratio() -> None:
    with pytest.raises(TypeError):
        Ratio(1, 2) + 1
    with pytest.raises(TypeError):
        1 + Ratio(1, 2)


@pytest.mark.parametrize("part", [-1, Decimal("-0.1"), Decimal("NaN"), Decimal("Infinity")])
def test_an_impossible_part_is_refused(part: int | Decimal) -> None:
    with pytest.raises(ValueError, match="part of a ratio"):
        Ratio(part, 1)
    with pytest.raises(ValueError, match="part of a ratio"):
        Ratio(1, part)


@pytest.mark.parametrize("part", [0.1, True, "1", None])
def test_what_does_not_count_exactly_is_refused(part: object) -> None:
    with pytest.raises(TypeError):
        Ratio(part, 1)  # type: ignore[arg-type]
