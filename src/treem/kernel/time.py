"""Vietnamese time. Rules take their moment as an argument; ``now`` and ``today`` are the one place that
looks at the clock, for views, commands, jobs and sign-in only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from treem.kernel.sources import Source

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("A moment needs a time zone; give it tzinfo=VIETNAM.")
    return moment


def now() -> datetime:
    """This moment, in Vietnam."""
    return datetime.now(VIETNAM)


def today() -> date:
    """This day in Vietnam."""
    return now().date()


def local_date(moment: datetime) -> date:
    """The day in Vietnam on which the moment falls. Raises ValueError for a moment without zone."""
    return _aware(moment).astimezone(VIETNAM).date()


def start_of(day: date) -> datetime:
    """00:00 of the day in Vietnam."""
    return datetime.combine(day, time.min, tzinfo=VIETNAM)


def end_of(day: date) -> datetime:
    """24:00 of the day in Vietnam, which is 00:00 of the next one (Điều 148 Bộ luật Dân sự 2015)."""
    return start_of(day + timedelta(days=1))


def age_on(born: date, day: date) -> int:
    """Completed years of age on the day.

    A child born on 29/02 completes a year on 01/3 of a common year, as PostgreSQL's age() says too, so
    that lists and counts agree; no text that says otherwise was found (11/2026). Raises ValueError when
    the day lies before the birth.
    """
    if day < born:
        raise ValueError(f"{day} lies before the birth on {born}.")
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment by which something must be done, with the article that says so.

    The moment itself is still in time; a moment after it is late.
    """

    at: datetime
    source: Source

    def __post_init__(self) -> None:
        _aware(self.at)

    @property
    def on(self) -> date:
        """The last day in Vietnam on which the deadline can still be met.

        A deadline at 24:00 of a day is stored as 00:00 of the next one, and still belongs to the first.
        """
        return local_date(self.at - timedelta(microseconds=1))

    def is_late(self, moment: datetime) -> bool:
        return _aware(moment) > self.at

    def left(self, moment: datetime) -> timedelta:
        """Elapsed time that is left; negative once it is late."""
        return self.at - _aware(moment)
