"""Counting terms: days and working days, from and to which day (Điều 147, 148 Bộ luật Dân sự 2015)."""

from __future__ import annotations

from datetime import date, timedelta

from treem.law.calendar.days import is_working_day

_ONE = timedelta(days=1)


def roll_forward(day: date) -> date:
    """The day itself when offices work, else the next working day (Điều 148: a term that ends on a day off
    ends with the next working day). Not for a fixed date in an order, which its superior chose."""
    while not is_working_day(day):
        day += _ONE
    return day


def last_working_day_before(day: date) -> date:
    """The last working day strictly before the day: what a reminder aims at."""
    day -= _ONE
    while not is_working_day(day):
        day -= _ONE
    return day


def working_days_after(day: date, count: int) -> date:
    """The last day of a term of ``count`` working days after an event on ``day``.

    The day of the event is not counted (Điều 147). Raises ValueError for a term of less than one day.
    """
    _at_least_one(count)
    for _ in range(count):
        day = roll_forward(day + _ONE)
    return day


def days_after(day: date, count: int) -> date:
    """The last day of a term of ``count`` calendar days after an event on ``day``, rolled forward.

    The day of the event is not counted (Điều 147). Raises ValueError for a term of less than one day.
    """
    _at_least_one(count)
    return roll_forward(day + timedelta(days=count))


def _at_least_one(count: int) -> None:
    if count < 1:
        raise ValueError(f"A term has at least one day, not {count}.")
