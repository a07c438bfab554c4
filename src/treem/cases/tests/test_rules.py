"""The hours of the decree, and what people type."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from treem.cases import rules
from treem.kernel.time import VIETNAM
from treem.law import NotInForce


def _at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


def test_the_clock_runs_through_the_night() -> None:
    due = rules.emergency_measures_due(_at(2026, 3, 6, 21))
    assert due.at == _at(2026, 3, 7, 9)
    assert str(due.source) == "Điều 26 khoản 3, 56/2017/NĐ-CP"


def test_the_clock_stops_neither_for_tet_nor_for_a_sunday_nor_for_the_leap_day() -> None:
    assert rules.emergency_measures_due(_at(2026, 2, 16, 20)).at == _at(2026, 2, 17, 8)
    assert rules.emergency_measures_due(_at(2026, 11, 22, 5)).at == _at(2026, 11, 22, 17)
    assert rules.emergency_measures_due(_at(2028, 2, 28, 18)).at == _at(2028, 2, 29, 6)


def test_the_moment_itself_is_in_time_and_the_next_one_is_late() -> None:
    due = rules.emergency_measures_due(_at(2026, 3, 6, 21))
    assert not due.is_late(_at(2026, 3, 7, 9))
    assert due.is_late(_at(2026, 3, 7, 9) + timedelta(seconds=1))


def test_before_the_decree_there_is_no_clock() -> None:
    with pytest.raises(NotInForce):
        rules.emergency_measures_due(_at(2017, 6, 30, 23, 59))
    assert rules.emergency_measures_due(_at(2017, 7, 1, 0)).at == _at(2017, 7, 1, 12)


@pytest.mark.parametrize(
    ("urgency", "aside", "measured", "runs"),
    [
        ("immediate", False, False, True),
        ("unknown", False, False, True),
        ("later", False, False, False),
        ("immediate", True, False, False),
        ("immediate", False, True, False),
    ],
)
def test_measures_are_owed_while_danger_is_there_or_unknown(
    urgency: str, aside: bool, measured: bool, runs: bool
) -> None:
    at = _at(2026, 3, 6, 21) if measured else None
    assert rules.clock_runs(urgency=urgency, set_aside=aside, measures_at=at) is runs


def test_a_number_says_commune_year_and_nothing_else() -> None:
    assert rules.number_of("04108", 2026, 7) == "04108-2026-007"
    assert rules.number_of("04108", 2026, 1234) == "04108-2026-1234"


@pytest.mark.parametrize(
    "typed", ["0912 000 345", "+84 912 000 345", "84912000345", "0912.000.345", "(0912) 000-345"]
)
def test_a_phone_number_has_one_form(typed: str) -> None:
    assert rules.phone_digits(typed) == "0912000345"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("21:05", time(21, 5)), ("21h05", time(21, 5)), ("21h", time(21)), ("2105", time(21, 5)), ("9", time(9)),
        ("21 giờ 5 phút", time(21, 5)), ("9.30", time(9, 30)), ("705", time(7, 5)), (" 0:00 ", time(0)),
    ],
)  # fmt: skip
def test_an_hour_is_read_as_people_write_it(typed: str, meant: time) -> None:
    assert rules.time_typed(typed) == meant


@pytest.mark.parametrize("typed", ["", "25:00", "21:60", "tối", "21:05:09", "²1", "12345", "21:5a"])
def test_what_is_no_hour_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        rules.time_typed(typed)
