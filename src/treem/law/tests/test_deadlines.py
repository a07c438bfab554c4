from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from treem import law
from treem.kernel.time import VIETNAM
from treem.law.calendar import (
    days_after,
    deadline_before,
    deadline_by,
    last_working_day_before,
    roll_forward,
    working_days_after,
)

# The dated orders of three real letters of 2024 and 2026, and the monthly one on days that fall on a weekend.
ORDERS = [
    (date(2026, 12, 15), "Tuesday", date(2026, 12, 14)),
    (date(2026, 5, 10), "Sunday", date(2026, 5, 8)),
    (date(2026, 11, 5), "Thursday", date(2026, 11, 4)),
    (date(2024, 5, 15), "Wednesday", date(2024, 5, 14)),
    (date(2024, 11, 10), "Sunday", date(2024, 11, 8)),
    (date(2026, 4, 12), "Sunday", date(2026, 4, 10)),
    (date(2026, 7, 12), "Sunday", date(2026, 7, 10)),
    (date(2026, 9, 12), "Saturday", date(2026, 9, 11)),
    (date(2026, 12, 12), "Saturday", date(2026, 12, 11)),
]


@pytest.mark.parametrize(("day", "weekday", "target"), ORDERS)
def test_before_a_day_is_due_the_day_before_and_late_the_day_after(
    day: date, weekday: str, target: date
) -> None:
    deadline = deadline_before(day)
    assert f"{day:%A}" == weekday
    assert deadline.working_target == target
    assert deadline.stated_on == day  # never moved off a Sunday: the superior chose it
    assert deadline.due_on == day - timedelta(days=1)
    assert deadline.shown_due_on == day
    assert deadline.late_from == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("moment", "standing"),
    [
        (datetime(2026, 12, 14, 23, 59, 59, tzinfo=VIETNAM), "open"),
        (datetime(2026, 12, 15, 0, 0, tzinfo=VIETNAM), "due"),
        (datetime(2026, 12, 15, 23, 59, 59, tzinfo=VIETNAM), "due"),
        (datetime(2026, 12, 16, 0, 0, tzinfo=VIETNAM), "late"),
        (date(2026, 12, 15), "due"),
        (date(2026, 12, 16), "late"),
    ],
)
def test_the_late_flag_switches_on_at_midnight_after_the_day(moment: date, standing: str) -> None:
    deadline = deadline_before(date(2026, 12, 15))
    assert deadline.standing(moment) == standing
    assert deadline.due_at == datetime(2026, 12, 15, 0, 0, tzinfo=VIETNAM)


@pytest.fixture
def strict_province() -> Iterator[None]:
    def resolve(key: str, on: date) -> law.LegalValue | None:
        if key != "deadlines.before_late_after":
            return None
        return replace(law.parameters()[key].on(on), value=0, source=law.Source("01/2026/QĐ-UBND"))

    law.resolvers.insert(0, resolve)
    yield
    law.resolvers.remove(resolve)


@pytest.mark.usefixtures("strict_province")
def test_a_stricter_province_is_late_on_the_day_itself() -> None:
    deadline = deadline_before(date(2026, 12, 15))
    assert deadline.standing(date(2026, 12, 14)) == "due"
    assert deadline.standing(date(2026, 12, 15)) == "late"
    assert deadline.working_target == date(2026, 12, 14)
    assert deadline.reading.document == "01/2026/QĐ-UBND"


@pytest.mark.parametrize(
    ("day", "target"),
    [
        (date(2026, 12, 15), date(2026, 12, 15)),
        (date(2026, 5, 10), date(2026, 5, 8)),
        (date(2026, 8, 22), date(2026, 8, 22)),
    ],
)
def test_by_a_day_is_due_on_the_day(day: date, target: date) -> None:
    deadline = deadline_by(day)
    assert deadline.due_on == deadline.shown_due_on == day
    assert deadline.standing(day) == "due"
    assert deadline.standing(day + timedelta(days=1)) == "late"
    assert deadline.working_target == target


@pytest.mark.parametrize(
    ("event", "count", "last"),
    [
        # An ordinary week: the day of the event is not counted.
        (date(2026, 3, 2), 5, date(2026, 3, 9)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        # Over Tết: Friday 13/02, then off until Monday 23/02.
        (date(2026, 2, 12), 1, date(2026, 2, 13)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        # Information on mùng một: the term starts with the first working day after.
        (date(2026, 2, 17), 2, date(2026, 2, 24)),
        # The leap day is a working day of 2024.
        (date(2024, 2, 28), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 1, date(2024, 3, 1)),
        # A swapped Friday and the Saturday that is worked for it.
        (date(2025, 12, 31), 1, date(2026, 1, 5)),
        (date(2026, 1, 9), 1, date(2026, 1, 10)),
        (date(2026, 8, 21), 1, date(2026, 8, 22)),
    ],
)
def test_a_term_of_working_days_starts_the_day_after_the_event(event: date, count: int, last: date) -> None:
    assert working_days_after(event, count) == last


@pytest.mark.parametrize(
    ("event", "count", "last"),
    [
        (date(2026, 3, 2), 10, date(2026, 3, 12)),
        (date(2026, 3, 4), 10, date(2026, 3, 16)),  # ends on Saturday 14/3
        (date(2026, 2, 4), 10, date(2026, 2, 23)),  # ends on Saturday 14/02, before Tết
        (date(2026, 1, 31), 10, date(2026, 2, 10)),
        (date(2024, 1, 30), 30, date(2024, 2, 29)),
    ],
)
def test_a_term_of_days_that_ends_on_a_day_off_ends_with_the_next_working_day(
    event: date, count: int, last: date
) -> None:
    assert days_after(event, count) == last


@pytest.mark.parametrize("count", [0, -1])
def test_a_term_has_at_least_one_day(count: int) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        working_days_after(date(2026, 3, 2), count)
    with pytest.raises(ValueError, match="at least one day"):
        days_after(date(2026, 3, 2), count)


@pytest.mark.parametrize(
    ("day", "before", "forward"),
    [
        (date(2026, 2, 13), date(2026, 2, 12), date(2026, 2, 13)),
        (date(2026, 2, 17), date(2026, 2, 13), date(2026, 2, 23)),
        (date(2026, 2, 23), date(2026, 2, 13), date(2026, 2, 23)),
        (date(2026, 8, 22), date(2026, 8, 21), date(2026, 8, 22)),
        (date(2026, 8, 24), date(2026, 8, 22), date(2026, 8, 24)),
        (date(2026, 8, 29), date(2026, 8, 28), date(2026, 9, 3)),
        (date(2026, 1, 2), date(2025, 12, 31), date(2026, 1, 5)),
    ],
)
def test_working_days_are_found_on_both_sides_of_days_off(day: date, before: date, forward: date) -> None:
    assert last_working_day_before(day) == before
    assert roll_forward(day) == forward
