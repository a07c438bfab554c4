"""Giving duties to bodies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from treem.audit import services as audit
from treem.db import scope
from treem.duties import hooks, rules
from treem.duties.errors import (
    BodyClosed,
    BodyOutOfReach,
    ClosingOrder,
    DeadlineImplausible,
    NoAssignee,
    ObligationWithdrawn,
    TextTooLong,
)
from treem.duties.models import Execution, Obligation, ObligationState, StateChange, UnitType
from treem.duties.recurrence import Occurrence, first_occurrences, horizon, last_day_of_plan
from treem.kernel.time import local_date
from treem.kernel.vietnamese import date_text, number
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.organisations.models import Body, User


LONGEST_TEXT = 20_000
"""Characters of one duty."""


@transaction.atomic
def draft_obligation(*, uuid: UUID, actor: User, **fields: Any) -> Obligation:
    """Write down a duty that binds nobody yet. Asking again with the same ``uuid`` gives the first one.

    ``fields`` are columns of ``Obligation``: origin, document, text, roles, deadline … Raises TextTooLong,
    DeadlineImplausible, and Django's ValidationError for what else the columns cannot hold.
    """
    if earlier := Obligation.objects.filter(uuid=uuid).first():
        return earlier
    obligation = Obligation(uuid=uuid, state=ObligationState.DRAFT, **fields)
    obligation.full_clean()
    if len(obligation.text) > LONGEST_TEXT:
        raise TextTooLong(path=obligation.path, most=number(LONGEST_TEXT))
    check_days(obligation)
    obligation.save()
    audit.record(actor=actor, action="duties.draft", subject=obligation)
    return obligation


@transaction.atomic
def issue_obligations(
    obligations: Iterable[Obligation],
    assignees: Mapping[Obligation, Collection[Body]],
    actor: User,
    *,
    at: datetime,
) -> list[Execution]:
    """Give each obligation to its bodies: one execution a body and occurrence. Running it again adds only what is
    missing.

    The deadline's days are reckoned now and stay with the execution. Returns all executions of the obligations.
    Raises NoAssignee, BodyClosed, BodyOutOfReach (a body outside the actor's scope), ObligationWithdrawn,
    ClosingOrder, DeadlineImplausible.
    """
    today = local_date(at)
    wanted = {obligation.pk: tuple(assignees.get(obligation, ())) for obligation in obligations}
    locked = list(Obligation.objects.select_for_update().filter(pk__in=list(wanted)).order_by("pk"))
    for obligation in locked:
        if obligation.state == ObligationState.WITHDRAWN:
            raise ObligationWithdrawn()
        if obligation.unit_type == UnitType.CLOSING:
            raise ClosingOrder()
        if not wanted[obligation.pk]:
            raise NoAssignee(path=obligation.path, text=_begin(obligation.text))
        check_days(obligation)
    check_bodies({body for bodies in wanted.values() for body in bodies}, today)

    existing = set(
        Execution.objects.filter(obligation_id__in=list(wanted)).values_list(
            "obligation_id", "body_id", "due_on"
        )
    )
    new = [
        execution
        for obligation in locked
        for execution in executions_for(
            obligation, occurrences(obligation, today), wanted[obligation.pk], at=at
        )
        if (obligation.pk, execution.body_id, execution.due_on) not in existing
    ]
    Execution.objects.bulk_create(new)
    StateChange.objects.bulk_create(
        StateChange(execution=each, body_id=each.body_id, at=at, by=actor, to_state=each.state)
        for each in new
    )
    first_time = [obligation for obligation in locked if obligation.state == ObligationState.DRAFT]
    for obligation in first_time:
        obligation.state = ObligationState.ISSUED
        obligation.confirmed_by, obligation.confirmed_at = actor, at
        obligation.recurs_until = obligation.recurs_until or _end_of_plan(obligation, today)
        obligation.version += 1
        obligation.save(update_fields=["state", "confirmed_by", "confirmed_at", "recurs_until", "version"])
    if new or first_time:
        audit.record(
            actor=actor,
            action="duties.issue",
            subject_type="duties.obligation",
            subject_ids=[obligation.pk for obligation in locked],
            detail={"executions": len(new), "obligations": len(first_time)},
        )
    for obligation in first_time:
        for told in hooks.confirmed:
            told(obligation)
    return list(
        Execution.objects.filter(obligation_id__in=list(wanted)).select_related("body").order_by("pk")
    )


@transaction.atomic
def assign_obligation(
    obligation: Obligation,
    *,
    bodies: Collection[Body],
    actor: User,
    at: datetime,
    version: int,
    deadline: date | None = None,
    deadline_op: str = "",
) -> list[Execution]:
    """Give one duty to bodies from its page. A deadline is set only while nobody has the duty yet.

    Raises what ``issue_obligations`` raises, and StaleVersion.
    """
    locked = Obligation.objects.select_for_update().get(pk=obligation.pk)
    check_version(locked, version, {})
    if locked.state == ObligationState.DRAFT and (deadline, deadline_op) != (
        locked.deadline,
        locked.deadline_op,
    ):
        locked.deadline, locked.deadline_op = deadline, deadline_op if deadline else ""
        check_days(locked)
        locked.version += 1
        locked.save(update_fields=["deadline", "deadline_op", "version"])
    return issue_obligations([locked], {locked: bodies}, actor, at=at)


def occurrences(obligation: Obligation, today: date) -> list[Occurrence]:
    """When the duty is to be done, for a body that gets it today.

    A duty that runs already has the occurrences it has; those of a recurrence that have passed are nobody's any more.
    """
    pattern = obligation.pattern
    if obligation.state == ObligationState.ISSUED:
        rows = obligation.executions.order_by("due_on").values_list("due_on", "period").distinct()
        standing = [
            Occurrence(day, period)
            for day, period in rows
            if day is None or day >= today or day in pattern.written
        ]
        if standing:
            return standing
    return occurrences_by_text(obligation, today)


def occurrences_by_text(
    obligation: Obligation, given_on: date, *, at_least_until: date | None = None
) -> list[Occurrence]:
    """When the duty is to be done by what it says, given on a day; whatever executions it has."""
    issued_on = obligation.document.issued_on if obligation.document is not None else None
    until = horizon(issued_on.year if issued_on else None, given_on)
    until = max(until, at_least_until or until)
    if ends := obligation.recurs_until or _end_of_plan(obligation, given_on):
        until = min(until, ends)
    return first_occurrences(obligation.pattern, given_on=given_on, until=until)


def _end_of_plan(obligation: Obligation, today: date) -> date | None:
    """Until when a plan for certain years lets its duties come again; a year before today names something else."""
    subject = obligation.document.subject if obligation.document is not None else ""
    found = last_day_of_plan(subject)
    return found if found is not None and found >= today else None


def executions_for(
    obligation: Obligation, found: Sequence[Occurrence], bodies: Collection[Body], *, at: datetime
) -> Iterable[Execution]:
    """New executions, not saved yet: one a body and occurrence."""
    given_on = local_date(at)
    for occurrence in found:
        term = rules.term(obligation.deadline_op, occurrence.due_on, given_on=given_on)
        for body in bodies:
            yield Execution(
                obligation=obligation,
                body=body,
                # A commune's body answers for its commune; a provincial agency for none.
                commune_id=body.unit_id if body.level == "commune" else None,
                period=occurrence.period,
                due_on=term.due_on,
                last_day=term.last_day,
                soon_from=term.soon_from,
                late_from=term.late_from,
                issued_at=at,
            )


def check_days(obligation: Obligation) -> None:
    """Refuse a day that is not of this time. Raises DeadlineImplausible."""
    for day in obligation.pattern.days:
        if not rules.plausible(day):
            raise DeadlineImplausible(day=date_text(day), path=obligation.path)


def check_bodies(bodies: set[Body], today: date) -> None:
    """Refuse bodies that are closed or out of reach. Raises BodyClosed, BodyOutOfReach."""
    closed = sorted(str(body) for body in bodies if not body.in_force(today))
    if closed:
        raise BodyClosed(names=", ".join(closed), on=date_text(today))
    in_force = scope.current()
    outside = sorted(str(body) for body in bodies if in_force and body.pk not in in_force.bodies)
    if outside:
        # Said here, because the row policy would only say no.
        raise BodyOutOfReach(names=", ".join(outside))


def _begin(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
