"""Births known in part, and the ages that follow."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treem.kernel.errors import DomainError
from treem.kernel.time import age_on
from treem.law.errors import NotInForce
from treem.law.lists import Ages
from treem.registry.errors import CircumstanceBeforeList, NotAGroup
from treem.registry.rules import (
    Age,
    Birth,
    ages_of,
    born_after,
    check_special_group,
    first_day_known,
    special_groups,
)


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="day"):
        first_day_known(2026, 2, 29)
    assert first_day_known(2024, 2, 29) == Birth(date(2024, 2, 29), "day")


def test_what_is_unknown_is_kept_as_its_first_and_last_day() -> None:
    assert first_day_known(2016, None, None) == Birth(date(2016, 1, 1), "year")
    assert first_day_known(2016, None, None).latest == date(2016, 12, 31)
    assert first_day_known(2016, 2, None).latest == date(2016, 2, 29)
    assert first_day_known(2015, 12, None).latest == date(2015, 12, 31)


def test_age_is_counted_from_the_last_possible_day_and_marked_uncertain() -> None:
    birth = first_day_known(2010, None, None)
    assert birth.age_on(date(2026, 6, 30)) == Age(15, certain=False)
    assert birth.age_on(date(2026, 12, 30)) == Age(15, certain=False)
    assert birth.age_on(date(2026, 12, 31)) == Age(16, certain=True)
    assert Birth(date(2016, 3, 5), "estimated").age_on(date(2026, 6, 30)) == Age(10, certain=False)
    assert first_day_known(2026, None, None).age_on(date(2026, 6, 30)) == Age(0, certain=True)


def test_before_the_first_possible_day_there_is_no_age() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        first_day_known(2016, 3, 5).age_on(date(2016, 3, 4))


@given(
    st.dates(date(2000, 1, 1), date(2026, 12, 31)),
    st.dates(date(2017, 6, 1), date(2030, 12, 31)),
    st.integers(1, 18),
)
def test_the_boundary_of_an_age_agrees_with_counting_years(born: date, as_of: date, years: int) -> None:
    if born <= as_of:
        assert (born > born_after(as_of, years)) == (age_on(born, as_of) < years)


def test_leap_day_children_complete_a_year_on_the_first_of_march() -> None:
    assert date(2010, 2, 28) <= born_after(date(2026, 2, 28), 16) < date(2010, 3, 1)
    assert born_after(date(2028, 2, 29), 16) == date(2012, 2, 29)
    assert born_after(date(2028, 2, 29), 5) == date(2023, 2, 28)


def test_ages_of_the_figures_come_from_the_lists_of_the_day() -> None:
    assert ages_of("u5", date(2026, 6, 30)) == Ages(0, 4)
    assert ages_of("6-10", date(2026, 6, 30)) == Ages(6, 10)
    with pytest.raises(KeyError):
        ages_of("6-11", date(2026, 6, 30))
    with pytest.raises(NotInForce):
        ages_of("u5", date(2017, 5, 31))


TODAY = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("from_on", "to_on", "refused"),
    [
        (date(2012, 1, 1), None, None),  # open: reaches into the time of the list
        (date(2012, 1, 1), date(2017, 6, 1), None),
        (date(2012, 1, 1), date(2017, 5, 31), CircumstanceBeforeList),
        (date(2027, 1, 1), None, None),
    ],
)
def test_a_group_is_listed_on_some_day_of_its_period(
    from_on: date, to_on: date | None, refused: type[DomainError] | None
) -> None:
    if refused is None:
        check_special_group("d", from_on=from_on, to_on=to_on, today=TODAY)
        return
    with pytest.raises(refused, match="01/6/2017"):
        check_special_group("d", from_on=from_on, to_on=to_on, today=TODAY)


def test_a_letter_that_no_list_has_is_no_group() -> None:
    with pytest.raises(NotAGroup):
        check_special_group("z", from_on=date(2020, 1, 1), to_on=None, today=TODAY)


def test_before_the_law_there_are_no_groups() -> None:
    assert special_groups(date(2017, 5, 31)) == ()
    assert len(special_groups(date(2017, 6, 1))) == 14
