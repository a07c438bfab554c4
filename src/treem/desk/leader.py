"""The leader's page: six figures and three lists, counted from every room; the screen and the A4 page are one.

Counts only: no child, no informant, no narrative. Each figure is compared with the plan of the year or with the same
period of last year where there is something to compare with; where there is nothing, it says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from treem.cases import selectors as cases
from treem.cases.selectors import GraveCount
from treem.duties import following
from treem.duties import selectors as duties
from treem.indicators import board
from treem.indicators.board import Risk
from treem.indicators.rules import Status
from treem.kernel.periods import Window, parse_period
from treem.kernel.vietnamese import place_key
from treem.law.windows import window_of
from treem.organisations import selectors as organisations
from treem.reporting import selectors as reporting
from treem.territory import selectors as territory

if TYPE_CHECKING:
    from treem.organisations.models import Body
    from treem.reporting.models import Round
    from treem.territory.models import Unit

SLOWEST = 5
"""Communes and agencies in their lists: one page, one minute."""
RISKS = 8


@dataclass(frozen=True)
class SlowCommune:
    """A commune with late work: overdue duties, returns that should have come, since when the oldest."""

    unit: Unit
    body: Body | None
    """Its People's Committee, which answers for the work."""
    late_duties: int
    late_returns: int
    since: date | None

    @property
    def late(self) -> int:
        """What orders the list."""
        return self.late_duties + self.late_returns


@dataclass(frozen=True)
class LateAgency:
    """An agency of the province with overdue duties."""

    body: Body
    late: int
    total: int


@dataclass(frozen=True)
class RoundLine:
    """A round under way: what is missing of how many."""

    round: Round
    missing: int
    total: int
    late: bool

    @property
    def sent(self) -> int:
        return self.total - self.missing


@dataclass(frozen=True)
class Grave:
    """Reports of immediate danger in the year's window so far, and in the same days of last year."""

    now: GraveCount
    before: int
    window: Window


@dataclass(frozen=True)
class LeaderPage:
    """Everything on the page, as of a moment."""

    today: date
    at: datetime
    targets: Mapping[Status, int]
    """How many targets of the year stand in each status of ``indicators.rules.STATUSES``."""
    risks: list[Risk]
    more_risks: int
    duties: duties.Tally
    long_days: int
    long_overdue: int
    """Duties late by so many days or more: what is told to the leader."""
    reporting: reporting.Progress
    silent: int
    """Communes whose bodies have taken note of none of their duties."""
    communes: int
    grave: Grave
    slowest: list[SlowCommune]
    agencies: list[LateAgency]
    rounds: list[RoundLine]

    @property
    def targets_with_level(self) -> int:
        """Targets that have a number for this year."""
        return sum(n for status, n in self.targets.items() if status != "tracked")


def leader_page(*, today: date, now: datetime) -> LeaderPage:
    """Count the page under the scope in force."""
    # Targets without a figure are a figure of their own; the list is for those that will be missed.
    risks = [risk for risk in board.targets_at_risk(today) if risk.reason != "silent"]
    return LeaderPage(
        today=today,
        at=now,
        targets=dict(board.tally(board.standings_of_year(today))),
        risks=risks[:RISKS],
        more_risks=max(len(risks) - RISKS, 0),
        duties=duties.count_executions(duties.all_executions(), today),
        long_days=following.escalation_days("leader", today),
        long_overdue=following.overdue_by(following.escalation_days("leader", today), today).count(),
        reporting=reporting.progress(today=today),
        silent=len(duties.communes_without_answer()),
        communes=len(board.province_communes(today)),
        grave=_grave(today, now),
        slowest=_slowest(today),
        agencies=_agencies(today),
        rounds=[line for line in rounds_under_way(today) if line.missing],
    )


def _grave(today: date, now: datetime) -> Grave:
    year = window_of(parse_period(str(today.year)), "administrative")
    # The administrative year begins on 15/12: from then on the days belong to the next one.
    if today > year.end:
        year = window_of(parse_period(str(today.year + 1)), "administrative")
    window = Window(year.start, today)
    before = Window(_a_year_before(window.start), _a_year_before(today))
    last = cases.grave_intakes_count(before, now=now).received
    return Grave(cases.grave_intakes_count(window, now=now), last, window)


def _a_year_before(day: date) -> date:
    return (day.replace(day=28) if (day.month, day.day) == (2, 29) else day).replace(year=day.year - 1)


def _slowest(today: date) -> list[SlowCommune]:
    late = duties.late_by_commune(today)
    returns = reporting.late_by_commune(today=today)
    units = territory.units({*late, *returns})
    committees = organisations.commune_bodies(units, today)
    found = [
        SlowCommune(
            units[pk],
            committees.get(pk),
            late[pk].n if pk in late else 0,
            returns[pk].n if pk in returns else 0,
            min((each.since for each in (late.get(pk), returns.get(pk)) if each), default=None),
        )
        for pk in units
    ]
    return sorted(found, key=lambda c: (-c.late, c.since or date.max, place_key(c.unit.name)))[:SLOWEST]


def _agencies(today: date) -> list[LateAgency]:
    tallies = duties.counts_by_body(today)
    late = {pk: tally for pk, tally in tallies.items() if tally.overdue}
    bodies = organisations.bodies(late)
    found = [
        LateAgency(body, late[pk].overdue, late[pk].total)
        for pk, body in bodies.items()
        if body.level == "province"
    ]
    return sorted(found, key=lambda a: (-a.late, str(a.body)))[:SLOWEST]


def rounds_under_way(today: date) -> list[RoundLine]:
    """Open rounds with what is missing in each, the nearest deadline first."""
    opened = [each for each in reporting.rounds(drafts=False) if each.state == "open"]
    tallies = reporting.tallies(each.pk for each in opened)
    lines = [
        RoundLine(each, tallies[each.pk].missing, tallies[each.pk].total, _late(each, today))
        for each in opened
        if each.pk in tallies
    ]
    return sorted(lines, key=lambda line: (line.round.deadline or date.max, line.round.pk))


def _late(round: Round, today: date) -> bool:
    return round.term.late_from is not None and round.term.late_from <= today
