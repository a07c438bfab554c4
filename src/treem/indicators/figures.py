"""Values of targets: typed by an agency, confirmed by a second person, superseded, never overwritten; and kept counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction

from treem.audit import services as audit
from treem.db import scope
from treem.db.turns import hold
from treem.indicators import rules, selectors
from treem.indicators.entry import Entry
from treem.indicators.errors import (
    AlreadyWaiting,
    DayAhead,
    DayOutsidePeriod,
    LeftPlan,
    NotOpen,
    NotYours,
    ReasonMissing,
    SamePerson,
    SourceMissing,
)
from treem.indicators.formulas import formula_on
from treem.indicators.models import PlanTarget, TargetValue, ValueSource, ValueState
from treem.kernel.periods import Period, Window, parse_period
from treem.kernel.time import local_date
from treem.kernel.typed import record_number
from treem.kernel.vietnamese import date_text
from treem.law.windows import window_of
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.organisations.models import Body, User


@dataclass(frozen=True)
class Typed:
    """What a person typed about one figure."""

    period: str
    as_of: date
    entry: Entry
    source_text: str
    note: str = ""

    def columns(self) -> dict[str, object]:
        """By column of ``TargetValue``."""
        return {
            "period": self.period,
            "as_of": self.as_of,
            "source_text": " ".join(self.source_text.split())[:300],
            "note": self.note.strip().replace("\r\n", "\n"),
            **asdict(self.entry),
        }


def may_answer(target: PlanTarget, on: date) -> Body | None:
    """The body whose figure the scope in force may give, or None. The lead agency answers for every agency of the
    province, and for no commune's own target."""
    body = selectors.answering_body(target, on)
    in_force = scope.current()
    if body is None or in_force is None or body.pk not in in_force.bodies:
        return None
    if selectors.of_commune(target) and in_force.communes != (body.unit_id,):
        return None
    return body


def period_days(period: Period) -> Window:
    """The days on which a figure of the period may be closed: of the administrative and of the calendar period."""
    office, calendar = window_of(period, "administrative"), window_of(period, "calendar")
    return Window(min(office.start, calendar.start), max(office.end, calendar.end))


@transaction.atomic
def enter_value(target: PlanTarget, *, uuid: UUID, typed: Typed, actor: User, at: datetime) -> TargetValue:
    """An agency gives a figure; it counts once a second person has confirmed it. The same figure asked again with the same
    ``uuid`` is the first one; another figure is one of its own, for whoever went back to the form and changed it.

    Raises LeftPlan, NotYours, AlreadyWaiting, DayAhead, DayOutsidePeriod, SourceMissing.
    """
    today = local_date(at)
    if target.withdrawn_at is not None:
        raise LeftPlan()
    body = may_answer(target, today)
    if body is None:
        raise NotYours(body=selectors.answering_body(target, today) or "—")
    hold(uuid)
    uuid = record_number(uuid, target.uuid, body.uuid)
    if earlier := selectors.value_by_uuid(uuid):
        if all(getattr(earlier, name) == each for name, each in typed.columns().items()):
            return earlier
        uuid = uuid4()
    _check(typed, today)
    waiting = TargetValue.objects.filter(
        target=target, body=body, period=typed.period, source=ValueSource.TYPED, state=ValueState.PROPOSED
    )
    if waiting.exists():
        raise AlreadyWaiting(period=parse_period(typed.period).words)
    value = TargetValue(
        uuid=uuid, target=target, body=body, plan_level=not selectors.of_commune(target),
        typed_by=actor, typed_at=at, **typed.columns(),
    )  # fmt: skip
    value.full_clean(exclude=["target", "body", "typed_by"], validate_constraints=False)
    value.save()
    audit.record(actor=actor, action="indicators.enter_value", subject=value, detail={"period": value.period})
    return value


@transaction.atomic
def change_value(value: TargetValue, *, typed: Typed, actor: User, at: datetime, version: int) -> TargetValue:
    """Mend a figure that nobody has confirmed yet; it waits again, now as the figure of whoever mended it.

    Raises StaleVersion, NotOpen, NotYours, AlreadyWaiting, DayAhead, DayOutsidePeriod, SourceMissing.
    """
    locked = _locked(value, version, typed.columns())
    _check_open(locked)
    _check_mine(locked, local_date(at))
    _check(typed, local_date(at))
    same = TargetValue.objects.filter(
        target_id=locked.target_id, body_id=locked.body_id, period=typed.period, source=locked.source,
        state=ValueState.PROPOSED,
    )  # fmt: skip
    if same.exclude(pk=locked.pk).exists():
        raise AlreadyWaiting(period=parse_period(typed.period).words)
    for name, each in typed.columns().items():
        setattr(locked, name, each)
    locked.state, locked.reason = ValueState.PROPOSED, ""
    locked.typed_by, locked.typed_at = actor, at
    _save(locked)
    audit.record(actor=actor, action="indicators.change_value", subject=locked)
    return locked


@transaction.atomic
def confirm_value(value: TargetValue, *, actor: User, at: datetime, version: int) -> TargetValue:
    """A second person confirms. An earlier figure for the same period and day is superseded and stays.

    Raises StaleVersion, NotOpen, NotYours, SamePerson.
    """
    locked = _locked(value, version, {})
    if locked.state != ValueState.PROPOSED:
        raise NotOpen(state=locked.get_state_display())
    _check_mine(locked, local_date(at))
    if not rules.may_confirm(locked.state, author_id=locked.typed_by_id or 0, confirmer_id=actor.pk):
        raise SamePerson()
    locked.state = ValueState.CONFIRMED
    locked.confirmed_by, locked.confirmed_at = actor, at
    _save(locked)
    replaced = _supersede(locked)
    audit.record(
        actor=actor, action="indicators.confirm_value", subject=locked, detail={"superseded": replaced}
    )
    return locked


@transaction.atomic
def send_back_value(
    value: TargetValue, *, actor: User, at: datetime, version: int, reason: str
) -> TargetValue:
    """Back to whoever typed it, with a reason. Raises ReasonMissing, StaleVersion, NotOpen, NotYours, SamePerson."""
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissing()
    locked = _locked(value, version, {})
    if locked.state != ValueState.PROPOSED:
        raise NotOpen(state=locked.get_state_display())
    _check_mine(locked, local_date(at))
    if locked.typed_by_id == actor.pk:
        raise SamePerson()
    locked.state, locked.reason = ValueState.SENT_BACK, reason[:500]
    _save(locked)
    audit.record(actor=actor, action="indicators.send_back_value", subject=locked)
    return locked


@transaction.atomic
def withdraw_value(value: TargetValue, *, actor: User, at: datetime, version: int) -> TargetValue:
    """Take back a figure that nobody has confirmed; it stays in the history. Raises StaleVersion, NotOpen, NotYours."""
    locked = _locked(value, version, {})
    _check_open(locked)
    _check_mine(locked, local_date(at))
    locked.state = ValueState.WITHDRAWN
    _save(locked)
    audit.record(actor=actor, action="indicators.withdraw_value", subject=locked)
    return locked


@transaction.atomic
def keep_counts(
    targets: Iterable[PlanTarget], sums: Mapping[str, int], *, as_of: date, at: datetime, actor: User | None
) -> list[TargetValue]:
    """Keep today's count of the whole province for each target that has a formula: a point of the year, and the figure
    for those who may not count. The same figure twice on a day is kept once.

    ``sums`` are of all communes; whoever calls has made sure of that.
    """
    kept = []
    for target in targets:
        formula = formula_on(target.indicator_key, as_of)
        body = selectors.answering_body(target, as_of)
        if formula is None or body is None or selectors.of_commune(target):
            continue
        if any(need not in sums for need in formula.needs):
            continue
        ratio = formula.compute(sums)
        columns = {"numerator": int(ratio.numerator), "denominator": int(ratio.denominator)}
        found = TargetValue.objects.filter(
            target=target, as_of=as_of, source=ValueSource.COUNTED, state=ValueState.CONFIRMED
        )
        if found.filter(**columns).exists():
            continue
        value = TargetValue.objects.create(
            target=target, body=body, period=str(as_of.year), as_of=as_of, source=ValueSource.COUNTED,
            source_text=formula.source, state=ValueState.CONFIRMED, typed_at=at, confirmed_at=at, **columns,
        )  # fmt: skip
        _supersede(value)
        kept.append(value)
    if kept:
        audit.record(
            actor=actor, action="indicators.keep_counts", subject_type="indicators.targetvalue",
            subject_ids=[value.pk for value in kept], detail={"as_of": as_of},
        )  # fmt: skip
    return kept


# -- shared -----------------------------------------------------------------------------------------------


def _supersede(value: TargetValue) -> int:
    earlier = TargetValue.objects.filter(
        target_id=value.target_id, period=value.period, as_of=value.as_of, source=value.source,
        state=ValueState.CONFIRMED,
    ).exclude(pk=value.pk)  # fmt: skip
    return earlier.update(state=ValueState.SUPERSEDED, superseded_by=value)


def _check(typed: Typed, today: date) -> None:
    if typed.as_of > today:
        raise DayAhead(day=date_text(typed.as_of))
    period = parse_period(typed.period)
    days = period_days(period)
    if typed.as_of not in days:
        raise DayOutsidePeriod(
            day=date_text(typed.as_of),
            period=period.label,
            first=date_text(days.start),
            last=date_text(days.end),
        )
    if not typed.source_text.strip():
        raise SourceMissing()


def _check_open(value: TargetValue) -> None:
    if value.state not in rules.MAY:
        raise NotOpen(state=value.get_state_display())


def _check_mine(value: TargetValue, today: date) -> None:
    in_force = scope.current()
    if in_force is None or value.body_id not in in_force.bodies or may_answer(value.target, today) is None:
        raise NotYours(body=value.body)


def _locked(value: TargetValue, version: int, mine: Mapping[str, object]) -> TargetValue:
    """The value as it is now. A value that the scope may read and not write is not there to be locked."""
    locked = (
        TargetValue.objects.select_for_update(of=("self",))
        .select_related("target", "target__lead", "target__owner", "body")
        .filter(pk=value.pk)
        .first()
    )
    if locked is None:
        raise NotYours(body=value.body)
    check_version(locked, version, mine)
    return locked


def _save(value: TargetValue) -> None:
    value.version += 1
    value.save()
