"""What is known of a birth, and the ages that follow. No database here.

A date of birth is kept as the first day of what is known. Ages are counted from the **last** possible day
(31/12 for a year alone): nobody leaves the list too early, and the result is marked uncertain.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Literal

from treem.kernel.time import age_on
from treem.kernel.vietnamese import date_text
from treem.law import lists
from treem.law.errors import NotInForce
from treem.registry.errors import CircumstanceBeforeList, NotAGroup

Precision = Literal["day", "month", "year", "estimated"]

SPECIAL_GROUPS = "children.special_groups"
AGE_GROUPS = "children.age_groups"
REGISTRATION_AGES = "children.registration_ages"
PLAN_AGES = "children.plan_ages"
AGE_LISTS = (REGISTRATION_AGES, AGE_GROUPS, PLAN_AGES)
"""The lists that give ages a code; no code stands in two of them."""
PEOPLES = "children.peoples"

UNDER_FIVE = "u5"
"""Code of the age in the indicator on birth registration (list ``children.registration_ages``)."""


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


def ages_of(code: str, as_of: date) -> lists.Ages:
    """The ages behind a code of the figures, as the lists in force on the day have it.

    Raises NotInForce before the lists, KeyError for a code that none of them has.
    """
    for key in AGE_LISTS:
        for item in lists.listed(key, on=as_of):
            if item.code == code and item.ages is not None:
                return item.ages
    raise KeyError(code)


def majority(as_of: date) -> tuple[str, ...]:
    """The people that is no minority, as records write it. Raises NotInForce before the list."""
    return tuple(item.code for item in lists.listed(PEOPLES, on=as_of) if item.majority)


def special_groups(as_of: date) -> tuple[str, ...]:
    """Codes of the groups in special circumstances on the day; none before the law."""
    try:
        return lists.listed(SPECIAL_GROUPS, on=as_of).codes
    except NotInForce:
        return ()


def special_group_label(code: str, from_on: date) -> str:
    """The words for a group as they held when a child came to belong to it."""
    return lists.label(SPECIAL_GROUPS, code, on=from_on)


def check_special_group(code: str, *, from_on: date, to_on: date | None, today: date) -> None:
    """Refuse a group that the law did not list on any day of the period; an open period reaches to today.

    Raises CircumstanceBeforeList when no list was in force in all that time, NotAGroup for a code of no list.
    """
    known = lists.legal_lists()[SPECIAL_GROUPS]
    in_force = known.between(from_on, to_on or max(from_on, today))
    if not in_force:
        raise CircumstanceBeforeList(since=date_text(known.editions[0].since))
    if not any(code in listing for listing in in_force):
        raise NotAGroup(label=known.label(code, on=from_on))
