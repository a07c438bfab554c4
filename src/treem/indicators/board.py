"""How the targets of a year stand: what is wanted, what was counted or typed, the distance, the pace, last year.

Where treem can count a target itself, the count stands, because it opens its records; the agency's confirmed figure stands
beside it. Else the newest confirmed figure of the year stands. What nobody confirmed yet never counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from django.conf import settings

from treem.db import scope
from treem.indicators import selectors
from treem.indicators.catalogue import definition_of
from treem.indicators.counting import Sums, needs_of, ratio_of, sums_of
from treem.indicators.formulas import Formula, formula_on
from treem.indicators.models import PlanTarget, TargetValue, ValueSource, ValueState
from treem.indicators.rules import (
    STATUSES,
    Pace,
    Point,
    Status,
    fall,
    for_this_year,
    pace_of,
    shortfall,
    status_of,
    units_missing,
)
from treem.kernel.periods import Period, Window, parse_period
from treem.kernel.ratio import Ratio
from treem.law.indicators import Indicator
from treem.law.windows import window_of
from treem.territory.selectors import commune_ids_of, province_as_of

if TYPE_CHECKING:
    from treem.organisations.models import Body

NEAR = timedelta(days=45)
"""A figure of last year within so many days of the same day is of the same time of the year."""


@dataclass(frozen=True)
class Count:
    """What was counted from records: the whole province, or the reader's own area."""

    ratio: Ratio
    value: Fraction | None
    as_of: date
    kept: TargetValue | None = None
    """The kept count it comes from; None: counted now, under the reader's own scope."""
    window: Window | None = None
    """The days in which flows were counted."""


@dataclass(frozen=True)
class Standing:
    """One target on one day of its year."""

    target: PlanTarget
    year: int
    body: Body | None
    definition: Indicator | None
    formula: Formula | None
    counted: Count | None = None
    area: Count | None = None
    typed: TargetValue | None = None
    waiting: TargetValue | None = None
    last_year: TargetValue | None = None
    points: tuple[Point, ...] = field(default=())

    @property
    def source(self) -> str:
        """Where the value comes from: ``counted``, ``typed`` or ``""``."""
        return "counted" if self.counted else "typed" if self.typed else ""

    @property
    def ratio(self) -> Ratio | None:
        """Both parts of the value, where they are known."""
        return self.counted.ratio if self.counted else self.typed.ratio if self.typed else None

    @property
    def value(self) -> Fraction | None:
        """In the unit of the target; None when there is none, or nothing occurred."""
        return self.counted.value if self.counted else self.typed.rate if self.typed else None

    @property
    def as_of(self) -> date | None:
        """The day up to which the value holds."""
        return self.counted.as_of if self.counted else self.typed.as_of if self.typed else None

    @property
    def nothing_occurred(self) -> bool:
        """There is a figure, and its denominator is 0."""
        return self.ratio is not None and self.ratio.denominator == 0

    @property
    def measure(self) -> Fraction | None:
        """What is held against the target: the value, or its fall against last year."""
        if self.target.comparator == "reduce_by":
            return fall(self.value, self.last_year.rate if self.last_year else None)
        return self.value

    @property
    def status(self) -> Status:
        """Met, partly, missed, tracked, nothing (a figure was given: nothing occurred), none."""
        if self.nothing_occurred and for_this_year(self.target.horizon, self.year):
            return "nothing"
        if not self.source and for_this_year(self.target.horizon, self.year):
            return "none"
        target = self.target
        return status_of(
            self.measure, comparator=target.comparator, target=target.value, upper=target.upper,
            horizon=target.horizon, year=self.year,
        )  # fmt: skip

    @property
    def shortfall(self) -> Fraction | None:
        """Distance to the target, positive while it is not reached; None without a number for this year."""
        if self.status in ("tracked", "nothing", "none"):
            return None
        target = self.target
        return shortfall(self.measure, comparator=target.comparator, target=target.value, upper=target.upper)

    @property
    def missing(self) -> int:
        """How many more (or fewer) in the numerator would reach the target; 0 when reached or not known."""
        if self.ratio is None or self.target.base is None or self.status not in ("missed", "partly"):
            return 0
        return units_missing(
            int(self.ratio.numerator), int(self.ratio.denominator), base=self.target.base,
            comparator=self.target.comparator, target=self.target.value, upper=self.target.upper,
        )  # fmt: skip

    @property
    def pace(self) -> Pace | None:
        """Where the year ends if it goes on like this; only with two points that are four weeks apart."""
        target = self.target
        return pace_of(
            self.points, comparator=target.comparator, target=target.value, upper=target.upper,
            horizon=target.horizon, year=self.year, most=target.base,
        )  # fmt: skip

    @property
    def change(self) -> Fraction | None:
        """Against the same time of last year, in the unit of the target."""
        before = self.last_year.rate if self.last_year else None
        return None if self.value is None or before is None else self.value - before


def standings(
    targets: Iterable[PlanTarget],
    *,
    period: Period,
    on: date,
    province: Sums | None = None,
    area: Sums | None = None,
) -> list[Standing]:
    """How the targets stand in a period on a day.

    ``province``: sums of all communes, counted now; without them the newest kept count stands. ``area``: of the
    reader's own communes.
    """
    targets = list(targets)
    values = selectors.values_by_target(targets)
    return [_standing(t, values.get(t.pk, []), period, on, province, area) for t in targets]


def _standing(
    target: PlanTarget, values: Sequence[TargetValue], period: Period, on: date,
    province: Sums | None, area: Sums | None,
) -> Standing:  # fmt: skip
    of_commune = selectors.of_commune(target)
    formula = formula_on(target.indicator_key, on)
    confirmed = [v for v in values if v.state == ValueState.CONFIRMED]
    inside = [v for v in confirmed if _belongs(v, period, on)]
    typed = [v for v in inside if v.source == ValueSource.TYPED]
    kept = [v for v in inside if v.source == ValueSource.COUNTED]
    counted = _count(target, area if of_commune else province, on) if formula else None
    if counted is None and kept and formula and not of_commune:
        newest = kept[-1]
        counted = Count(newest.ratio or Ratio(0, 0), newest.rate, newest.as_of, kept=newest)
    source = ValueSource.COUNTED if counted else ValueSource.TYPED
    points = [
        Point(v.as_of, v.rate)
        for v in inside
        if v.source == source and v.rate is not None and v.as_of.year == period.year
    ]
    if counted and counted.kept is None and counted.value is not None:
        points = [p for p in points if p.on != counted.as_of] + [Point(counted.as_of, counted.value)]
    latest = typed[-1] if typed else None
    day = counted.as_of if counted else latest.as_of if latest else on
    return Standing(
        target, period.year, selectors.answering_body(target, on),
        definition_of(target.indicator_key, on), formula,
        counted=counted,
        area=_count(target, area, on) if formula and area and not of_commune else None,
        typed=latest,
        waiting=next((v for v in reversed(values) if v.state == ValueState.PROPOSED), None),
        last_year=_last_year(confirmed, period, source, day, whole=target.comparator == "reduce_by"),
        points=tuple(points),
    )  # fmt: skip


def _belongs(value: TargetValue, period: Period, on: date) -> bool:
    """A figure of the year that was closed by the day. When the administrative period is over, figures of the very
    period count too: an agency that reckons by the calendar closes them some days later."""
    if value.as_period.year != period.year:
        return False
    return value.as_of <= on or (value.period == period.key and on >= window_of(period, "administrative").end)


def _count(target: PlanTarget, sums: Sums | None, on: date) -> Count | None:
    ratio = ratio_of(target, sums.total, on) if sums else None
    if ratio is None or sums is None:
        return None
    return Count(ratio, ratio.per(target.base or 1), sums.as_of, window=sums.counted_in)


def _last_year(
    confirmed: Sequence[TargetValue], period: Period, source: str, day: date, *, whole: bool
) -> TargetValue | None:
    """The figure of last year to compare with: the same period's, nearest to the same day; for a yearly fall the last
    one of that year. Of the same source where there is one."""
    before = [v for v in confirmed if v.as_period.year == period.year - 1]
    if not before:
        return None
    if whole:
        return before[-1]
    then = day - timedelta(days=365)
    near = [v for v in before if v.period == period.a_year_before().key or abs(v.as_of - then) <= NEAR]
    return min(near, key=lambda v: (v.source != source, abs(v.as_of - then)), default=None)


# -- for a person, and for everybody ------------------------------------------------------------------------


def province_communes(on: date) -> tuple[int, ...]:
    """Ids of all communes of the province on the day; none before the catalogue is loaded."""
    province = province_as_of(settings.TREEM_PROVINCE, on)
    return tuple(commune_ids_of(province, on)) if province else ()


def standings_for(
    targets: Sequence[PlanTarget], *, today: date, may_count: bool, year: int | None = None
) -> list[Standing]:
    """How the targets stand for whoever reads, under the scope in force.

    Whoever may count and reaches every commune gets the province counted now; whoever reaches some gets the kept count of
    the province, and the own area counted now; everybody else the kept count.
    """
    period = parse_period(str(year or today.year))
    in_force = scope.current()
    communes = in_force.communes if in_force and may_count else ()
    keys = needs_of(targets, today) if communes else ()
    sums = sums_of(keys, period, units=communes, today=today) if keys else None
    whole = bool(communes) and set(communes) >= set(province_communes(today))
    return standings(
        targets, period=period, on=today, province=sums if whole else None, area=None if whole else sums
    )


def standings_of_year(today: date, *, bodies: Collection[int] = ()) -> list[Standing]:
    """How this year's targets stand by what is kept and confirmed; nothing is counted, so it is quick."""
    return standings(
        selectors.targets_in_force(today.year, bodies=bodies), period=parse_period(str(today.year)), on=today
    )


@dataclass(frozen=True)
class Risk:
    """A target that needs the leader: ``missed`` now, ``pace`` (will be missed if the year goes on like this), or
    ``silent`` (nobody gave a figure and the year is more than half over)."""

    standing: Standing
    reason: str


def targets_at_risk(today: date) -> list[Risk]:
    """Which targets of the year will be missed, the worst reason first. For the leader's page: reads only what is
    published, whatever the scope."""
    found = []
    for each in standings_of_year(today):
        pace = each.pace
        if each.status == "missed":
            found.append(Risk(each, "missed"))
        elif pace is not None and pace.status == "missed":
            found.append(Risk(each, "pace"))
        elif not each.source and each.status == "none" and today >= date(today.year, 7, 1):
            found.append(Risk(each, "silent"))
    order = ("missed", "pace", "silent")
    return sorted(found, key=lambda risk: order.index(risk.reason))


def tally(rows: Iterable[Standing]) -> Mapping[Status, int]:
    """How many targets stand in each status, every status named."""
    counts = Counter(row.status for row in rows)
    return {status: counts[status] for status in STATUSES}
