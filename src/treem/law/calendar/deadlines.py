"""Fixed dates in orders: “trước ngày D” and “chậm nhất ngày D”.

Such a date was chosen by the superior and is not moved off a Sunday or a holiday; the reminder aims at a
working day before it instead. Terms counted in days roll forward: see ``terms``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from treem.kernel.sources import Source
from treem.kernel.time import end_of, local_date
from treem.law.calendar.days import is_working_day
from treem.law.calendar.terms import last_working_day_before
from treem.law.values import value

_ONE = timedelta(days=1)
_FIRST = date(2000, 1, 1)

Standing = Literal["open", "due", "late"]


@dataclass(frozen=True, slots=True)
class DayDeadline:
    """A dated duty. All days are whole days in Vietnam.

    ``stated_on``      the date as the document writes it
    ``due_on``         the last day that is in time by the letter
    ``shown_due_on``   the day that screens mark "đến hạn"
    ``late_from``      the first day that is "quá hạn", from 00:00
    ``working_target`` the working day that reminders aim at
    ``reading``        where this way of reading the words comes from
    """

    stated_on: date
    due_on: date
    late_from: date
    working_target: date
    reading: Source

    @property
    def shown_due_on(self) -> date:
        return self.late_from - _ONE

    @property
    def due_at(self) -> datetime:
        """24:00 of the last day that is in time."""
        return end_of(self.due_on)

    def standing(self, at: date | datetime) -> Standing:
        """open, due (đến hạn) or late (quá hạn) on the day, or at the moment."""
        day = local_date(at) if isinstance(at, datetime) else at
        if day >= self.late_from:
            return "late"
        return "due" if day >= self.shown_due_on else "open"


def soon_from(start: datetime, end: datetime) -> datetime:
    """The moment from which a clock is due soon: the last part of its time, a fifth unless a province says otherwise.

    The part is the parameter ``deadlines.soon_part`` (per cent) in force on the day the clock ends.
    """
    return end - (end - start) * soon_part(local_date(end)) / 100


def soon_part(on: date) -> int:
    """Due soon when at most so many per cent of the time are left; a fifth for days before any rule."""
    return value("deadlines.soon_part", on=max(on, _FIRST)).whole


def deadline_before(day: date) -> DayDeadline:
    """“Trước ngày D”: due by the end of D-1, shown due on D, late from 00:00 of D+1.

    How late it turns late is the parameter ``deadlines.before_late_after`` in force on D, which a province
    may set stricter (0: late from 00:00 of D, shown due on D-1). Raises NotInForce.
    """
    policy = value("deadlines.before_late_after", on=day)
    return DayDeadline(
        stated_on=day,
        due_on=day - _ONE,
        late_from=day + timedelta(days=policy.whole),
        working_target=last_working_day_before(day),
        reading=policy.source,
    )


def deadline_by(day: date) -> DayDeadline:
    """“Chậm nhất ngày D”, “đến hết ngày D”: due and shown due on D, late from 00:00 of D+1."""
    return DayDeadline(
        stated_on=day,
        due_on=day,
        late_from=day + _ONE,
        working_target=day if is_working_day(day) else last_working_day_before(day),
        reading=Source("Bộ luật Dân sự 2015", "Điều 148"),
    )
