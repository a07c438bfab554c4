from datetime import date

import pytest

from treem.kernel.periods import Window
from treem.law.calendar import is_working_day, lunar_new_year, mid_autumn, observances_in
from treem.law.errors import CalendarUnknown


@pytest.mark.parametrize(
    ("new_year", "autumn"),
    [
        (date(2024, 2, 10), date(2024, 9, 17)),
        (date(2025, 1, 29), date(2025, 10, 6)),
        (date(2026, 2, 17), date(2026, 9, 25)),
        (date(2027, 2, 6), date(2027, 9, 15)),
        (date(2028, 1, 26), date(2028, 10, 3)),
    ],
)
def test_the_moon_says_when_tet_and_mid_autumn_are(new_year: date, autumn: date) -> None:
    assert lunar_new_year(new_year.year) == new_year
    assert mid_autumn(autumn.year) == autumn
    # The calendar of days off and this table must speak of the same Tết.
    assert not is_working_day(new_year)


def test_a_year_outside_the_lunar_table_is_not_guessed() -> None:
    with pytest.raises(CalendarUnknown, match="2029"):
        mid_autumn(2029)


def test_june_has_the_action_month_and_its_days() -> None:
    found = observances_in(Window(date(2026, 6, 1), date(2026, 6, 30)))
    assert [observance.key for observance in found] == [
        "children_day",
        "action_month",
        "against_child_labour",
    ]
    assert found[1].days == Window(date(2026, 6, 1), date(2026, 6, 30))
    assert str(found[1].source) == "Điều 11, 102/2016/QH13"


def test_an_observance_that_only_touches_the_days_is_among_them() -> None:
    last_days = observances_in(Window(date(2026, 12, 15), date(2027, 1, 31)))
    assert [(observance.key, observance.verified) for observance in last_days] == [
        ("against_gender_violence", False)
    ]
    assert observances_in(Window(date(2026, 12, 16), date(2027, 5, 31))) == []


def test_mid_autumn_moves_and_is_left_out_where_no_table_says_when() -> None:
    def mid_autumns(year: int) -> list[date]:
        whole = Window(date(year, 1, 1), date(year, 12, 31))
        return [found.days.start for found in observances_in(whole) if found.key == "mid_autumn"]

    assert mid_autumns(2026) == [date(2026, 9, 25)]
    assert mid_autumns(2029) == []


def test_mid_autumn_is_no_day_off() -> None:
    assert is_working_day(mid_autumn(2026))
