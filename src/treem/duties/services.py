"""Giving duties to bodies, and following each execution to its end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
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
    CannotMove,
    DeadlineImplausible,
    NoAssignee,
    NoteMissing,
    ObligationWithdrawn,
    ReasonMissing,
    TextTooLong,
)
from treem.duties.models import Execution, ExecutionState, Obligation, ObligationState, StateChange
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
    _check_days(obligation)
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
    """Give each obligation to its bodies: one execution a body and date. Running it again adds only what is missing.

    The deadline's days are reckoned now and stay with the execution. Returns all executions of the obligations.
    Raises NoAssignee, BodyClosed, BodyOutOfReach (a body outside the actor's scope), ObligationWithdrawn,
    DeadlineImplausible.
    """
    today = local_date(at)
    wanted = {obligation.pk: tuple(assignees.get(obligation, ())) for obligation in obligations}
    locked = list(Obligation.objects.select_for_update().filter(pk__in=list(wanted)).order_by("pk"))
    for obligation in locked:
        if obligation.state == ObligationState.WITHDRAWN:
            raise ObligationWithdrawn()
        if not wanted[obligation.pk]:
            raise NoAssignee(path=obligation.path, text=_begin(obligation.text))
        _check_days(obligation)
    _check_bodies({body for bodies in wanted.values() for body in bodies}, today)

    existing = set(
        Execution.objects.filter(obligation_id__in=list(wanted)).values_list(
            "obligation_id", "body_id", "due_on"
        )
    )
    new = [
        execution
        for obligation in locked
        for execution in _executions(obligation, wanted[obligation.pk], at=at, today=today)
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
        obligation.version += 1
        obligation.save(update_fields=["state", "confirmed_by", "confirmed_at", "version"])
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
        _check_days(locked)
        locked.version += 1
        locked.save(update_fields=["deadline", "deadline_op", "version"])
    return issue_obligations([locked], {locked: bodies}, actor, at=at)


def _executions(
    obligation: Obligation, bodies: Collection[Body], *, at: datetime, today: date
) -> Iterable[Execution]:
    for day in _days(obligation):
        term = rules.term(obligation.deadline_op, day, given_on=today)
        for body in bodies:
            yield Execution(
                obligation=obligation,
                body=body,
                # A commune's body answers for its commune; a provincial agency for none.
                commune_id=body.unit_id if body.level == "commune" else None,
                due_on=term.due_on,
                last_day=term.last_day,
                soon_from=term.soon_from,
                late_from=term.late_from,
                issued_at=at,
            )


def _days(obligation: Obligation) -> list[date | None]:
    return [obligation.deadline, *(date.fromisoformat(day) for day in obligation.further_deadlines)]


def _check_days(obligation: Obligation) -> None:
    for day in _days(obligation):
        if day is not None and not rules.plausible(day):
            raise DeadlineImplausible(day=date_text(day), path=obligation.path)


def _check_bodies(bodies: set[Body], today: date) -> None:
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


# -- one execution ----------------------------------------------------------------------------------------


@transaction.atomic
def start_execution(
    execution: Execution, *, actor: User, at: datetime, version: int | None = None
) -> Execution:
    """The body has begun. Raises CannotMove, StaleVersion."""
    locked = _locked(execution, version, {})
    _move(locked, ExecutionState.IN_PROGRESS, actor=actor, at=at, started_at=at)
    return locked


@transaction.atomic
def report_execution(
    execution: Execution, *, actor: User, note: str, at: datetime, version: int | None = None
) -> Execution:
    """The body reports its result; done in time or late by the day of the first report that stands.

    ``version`` None: called for the body by another room (an accepted return). Raises NoteMissing, CannotMove
    (confirmed or waived already), StaleVersion.
    """
    note = note.strip()
    if not note:
        raise NoteMissing()
    locked = _locked(execution, version, {"note": note})
    kept = locked.reported_on if locked.state == rules.REPORTED else None
    _move(
        locked,
        ExecutionState.REPORTED,
        actor=actor,
        at=at,
        history_note=note,
        note=note,
        reported_at=at,
        # Completing the words of a report later does not make it late.
        reported_on=kept or local_date(at),
        reported_by=actor,
    )
    return locked


@transaction.atomic
def accept_execution(
    execution: Execution, *, actor: User, at: datetime, version: int | None = None
) -> Execution:
    """The lead agency confirms the reported result. Raises CannotMove, StaleVersion."""
    locked = _locked(execution, version, {})
    _move(locked, ExecutionState.ACCEPTED, actor=actor, at=at, accepted_at=at, accepted_by=actor)
    return locked


@transaction.atomic
def return_execution(
    execution: Execution, *, actor: User, reason: str, at: datetime, version: int | None = None
) -> Execution:
    """The lead agency sends a report back with a reason; the work is open again. Raises ReasonMissing,
    CannotMove, StaleVersion."""
    if not reason.strip():
        raise ReasonMissing()
    locked = _locked(execution, version, {})
    if locked.state != rules.REPORTED:
        raise CannotMove(state=locked.get_state_display(), to=ExecutionState.IN_PROGRESS.label)
    _move(
        locked,
        ExecutionState.IN_PROGRESS,
        actor=actor,
        at=at,
        history_note=reason.strip(),
        action="duties.return",
        reported_on=None,
        reported_at=None,
        reported_by=None,
    )
    return locked


def _locked(execution: Execution, version: int | None, mine: Mapping[str, Any]) -> Execution:
    locked = Execution.objects.select_for_update(of=("self",)).select_related("body").get(pk=execution.pk)
    if version is not None:
        check_version(locked, version, mine)
    return locked


_ACTIONS = {
    ExecutionState.IN_PROGRESS: "duties.start",
    ExecutionState.REPORTED: "duties.report",
    ExecutionState.ACCEPTED: "duties.accept",
}


def _move(
    execution: Execution,
    to: ExecutionState,
    *,
    actor: User,
    at: datetime,
    history_note: str = "",
    action: str = "",
    **changes: Any,
) -> None:
    if not rules.may_move(execution.state, to):
        raise CannotMove(state=execution.get_state_display(), to=to.label)
    StateChange.objects.create(
        execution=execution,
        body_id=execution.body_id,
        at=at,
        by=actor,
        from_state=execution.state,
        to_state=to,
        note=history_note,
    )
    execution.state = to
    for name, value in changes.items():
        setattr(execution, name, value)
    execution.version += 1
    execution.save(update_fields=["state", "version", *changes])
    audit.record(actor=actor, action=action or _ACTIONS[to], subject=execution)
