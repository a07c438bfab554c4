"""What is known of a birth, and the ages that follow. No database here.

A date of birth is kept as the first day of what is known. Ages are counted from the **last** possible day
(31/12 for a year alone): nobody leaves the list too early, and the result is marked uncertain.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from treem.kernel.time import age_on

Precision = Literal["day", "month", "year", "estimated"]

AGE_GROUPS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"0-5": (0, 5), "6-10": (6, 10), "11-15": (11, 15)}
)
"""Age groups of the figures, completed years, both ends included; the last ends where childhood ends."""

KINH = "Kinh"

UNDER_FIVE_YEARS = 5
"""Of the plan's indicator on birth registration: children under five years."""


@dataclass(frozen=True, slots=True)
class Age:
    """Completed years; ``certain`` is False when the birth is not known to the day and another age is possible."""

    years: int
    certain: bool


@dataclass(frozen=True, slots=True)
class Birth:
    """A date of birth with its precision."""

    on: date
    precision: str

    @property
    def latest(self) -> date:
        """The last day on which the child may have been born."""
        if self.precision == "year":
            return date(self.on.year, 12, 31)
        if self.precision == "month":
            return date(self.on.year, self.on.month, calendar.monthrange(self.on.year, self.on.month)[1])
        return self.on

    def age_on(self, day: date) -> Age:
        """Age on the day; 0 for somebody who may not be born yet. Raises ValueError before the first possible day."""
        oldest = age_on(self.on, day)
        youngest = age_on(self.latest, day) if self.latest <= day else 0
        return Age(youngest, certain=self.precision != "estimated" and oldest == youngest)


def first_day_known(year: int, month: int | None, day: int | None) -> Birth:
    """The birth from the parts that are known. Raises ValueError for a date that does not exist."""
    if month is None:
        return Birth(date(year, 1, 1), "year")
    if day is None:
        return Birth(date(year, month, 1), "month")
    return Birth(date(year, month, day), "day")


def born_after(as_of: date, years: int) -> date:
    """The day after which one must be born to be **under** ``years`` on ``as_of``.

    Agrees with ``kernel.time.age_on``: born on 29/02/2012, six years are completed on 01/3/2018.
    """
    if (as_of.month, as_of.day) == (2, 29) and not calendar.isleap(as_of.year - years):
        return date(as_of.year - years, 2, 28)
    return as_of.replace(year=as_of.year - years)


def is_look_alike(
    *, folded: str, other_folded: str, year: int, other_year: int, mother: str, other_mother: str
) -> bool:
    """Whether a person should look before a second record is made: same folded name, and birth or mother agree."""
    if folded != other_folded:
        return False
    return year == other_year or bool(mother and mother == other_mother)
