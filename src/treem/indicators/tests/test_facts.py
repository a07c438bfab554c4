"""The registry of facts: one source each; formulas by date; names of targets recognised or left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from treem.indicators import facts
from treem.indicators.catalogue import recognise
from treem.indicators.facts import Cell, Fact, FactRegisteredTwice
from treem.indicators.formulas import formula_on
from treem.kernel.periods import Window
from treem.kernel.ratio import Ratio


def _other(*, as_of: date, window: Window | None, units: Sequence[int]) -> list[Cell]:
    return []


def test_a_fact_has_exactly_one_source() -> None:
    known = facts.all_facts()[0]
    facts.register(known)  # the same again is harmless: ready() may run twice
    with pytest.raises(FactRegisteredTwice):
        facts.register(Fact(known.key, "", "child", "stock", ("d",), _other))


def test_what_every_formula_needs_is_counted_by_some_room() -> None:
    from treem.indicators.formulas import _formulas

    counted = {fact.key for fact in facts.all_facts()}
    needed = {need for versions in _formulas.values() for f in versions for need in f.needs}
    assert needed - counted == set()


def test_before_a_formula_is_in_force_there_is_none() -> None:
    assert formula_on("birth_reg_u5", date(2025, 12, 31)) is None
    formula = formula_on("birth_reg_u5", date(2026, 1, 1))
    assert formula is not None
    assert formula.compute({"under5_birth_registered": 986, "under5": 1000}) == Ratio(986, 1000)


def test_a_target_is_recognised_by_its_name_or_left_alone() -> None:
    assert recognise({"indicator_name": "Tỷ lệ trẻ em dưới 5 tuổi được đăng ký khai sinh"}) == "birth_reg_u5"
    assert recognise({"indicator_name": "Tỷ lệ hộ gia đình có hố xí hợp vệ sinh"}) == ""
    assert recognise({"indicator_name": ""}) == ""


def test_names_that_differ_in_a_number_are_two_indicators() -> None:
    rate = "Tỷ suất tử vong trẻ em dưới {} tuổi trên 1.000 trẻ đẻ sống"
    assert recognise({"number": "4", "indicator_name": rate.format(1)}) == "infant_mortality"
    assert recognise({"number": "5", "indicator_name": rate.format(5)}) == "u5_mortality"


def test_the_number_of_the_plan_helps_a_name_in_other_words_and_never_makes_one_up() -> None:
    assert recognise({"number": "17", "indicator_name": "Tỷ lệ tảo hôn"}) == "child_marriage"
    assert recognise({"number": "3", "indicator_name": "Tỷ lệ tảo hôn"}) == ""
    assert recognise({"number": "17", "indicator_name": "Tỷ lệ hộ có nước sạch"}) == ""


def test_every_countable_denominator_is_a_fact_with_its_dimension() -> None:
    from treem.indicators.formulas import _denominators

    for each in _denominators.values():
        fact = facts.fact(each.fact)
        assert not each.dimension or each.dimension in fact.dimensions
