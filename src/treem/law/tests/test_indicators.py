from collections import Counter
from decimal import Decimal

import pytest

from treem.law.errors import UnknownIndicatorSet
from treem.law.indicators import Indicator, Target, catalogue, set_names

PLAN = catalogue("plan-sonla-2026")
TT13 = catalogue("tt13-2021")


def target_of(label: str) -> tuple[Indicator, Target]:
    [found] = [indicator for indicator in PLAN if indicator.label == label]
    assert found.target is not None
    return found, found.target


def test_the_plan_has_28_indicators_with_32_targets() -> None:
    assert len(PLAN) == 32
    numbers = Counter(indicator.label.rstrip("ab") for indicator in PLAN)
    assert set(numbers) == {str(number) for number in range(1, 29)}
    assert {number for number, parts in numbers.items() if parts == 2} == {"15", "21", "22", "24"}
    assert all(indicator.target for indicator in PLAN)


@pytest.mark.parametrize(
    ("label", "comparator", "value", "unit"),
    [
        ("1", "ge", "65", "%"),
        ("3", "lt", "9.4", "per_1000"),
        ("7", "le", "25.6", "%"),
        ("10", "eq", "100", "%"),
        ("13", "lt", "0.11", "%"),
        ("15a", "le", "440", "per_100000"),
        ("15b", "lt", "15.8", "per_100000"),
        ("17", "reduce_by", "0.5", "percentage points per year"),
        ("22b", "lt", "0.5", "%"),
        ("28", "gt", "31", "%"),
    ],
)
def test_a_target_keeps_its_direction_and_its_unit(
    label: str, comparator: str, value: str, unit: str
) -> None:
    indicator, target = target_of(label)
    assert (target.comparator, target.value, indicator.unit) == (comparator, Decimal(value), unit)
    assert target.upper is None


def test_immunisation_is_a_range() -> None:
    _, target = target_of("8")
    assert (target.comparator, target.value, target.upper) == ("range", Decimal(90), Decimal(95))


def test_one_target_has_no_number_for_this_year() -> None:
    assert [
        indicator.label for indicator in PLAN if indicator.target and indicator.target.horizon != 2026
    ] == ["9"]


def test_five_agencies_lead_the_targets() -> None:
    assert Counter(indicator.lead_agency for indicator in PLAN) == {
        "Sở Y tế": 19,
        "Sở Giáo dục và Đào tạo": 10,
        "Sở Nội vụ": 1,
        "Sở Tư pháp": 1,
        "Sở Văn hóa, Thể thao và Du lịch": 1,
    }


def test_statistics_are_unverified_but_for_what_was_read() -> None:
    assert len(TT13) == 58
    read = [indicator for indicator in TT13 if indicator.verified]
    assert len(read) == 15
    assert all(indicator.verified_scope and indicator.pages for indicator in read)
    assert not TT13.verified


def test_a_code_that_was_only_inferred_is_not_shown_as_official() -> None:
    assert {indicator.label for indicator in TT13 if indicator.label} == {"0605", "0101"}
    assert TT13.by_key("pop_children").label == ""
    assert TT13.by_key("pop_children").code_inferred == "0101"


def test_both_sets_name_the_same_measure_alike() -> None:
    plan, statistics = ({indicator.key for indicator in found} for found in (PLAN, TT13))
    assert plan - statistics == {"development_on_track_u5"}
    assert TT13.by_key("abused_children").target is None


def test_an_unknown_set_is_refused_and_the_known_ones_are_named() -> None:
    assert set_names() == ("plan-sonla-2026", "tt13-2021")
    with pytest.raises(UnknownIndicatorSet, match="tt13-2021"):
        catalogue("tt13-2099")
    with pytest.raises(KeyError):
        PLAN.by_key("nothing")
