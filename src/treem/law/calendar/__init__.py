"""The working-day calendar of state offices, deadlines that count in it, and the dates of child work."""

from treem.law.calendar.days import Day, Kind, day_kind, is_working_day, resolvers
from treem.law.calendar.deadlines import (
    DayDeadline,
    Standing,
    deadline_before,
    deadline_by,
    soon_from,
    soon_part,
)
from treem.law.calendar.observances import (
    Observance,
    lunar_new_year,
    mid_autumn,
    observances_in,
)
from treem.law.calendar.terms import (
    days_after,
    last_working_day_before,
    roll_forward,
    working_days_after,
)

__all__ = [
    "Day",
    "DayDeadline",
    "Kind",
    "Observance",
    "Standing",
    "day_kind",
    "days_after",
    "deadline_before",
    "deadline_by",
    "is_working_day",
    "last_working_day_before",
    "lunar_new_year",
    "mid_autumn",
    "observances_in",
    "resolvers",
    "roll_forward",
    "soon_from",
    "soon_part",
    "working_days_after",
]
