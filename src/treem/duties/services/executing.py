"""Following one execution to its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from treem.audit import services as audit
from treem.duties import rules
from treem.duties.errors import CannotMove, NoteMissing, ReasonMissing
from treem.duties.models import Execution, ExecutionState, StateChange
from treem.kernel.time import local_date
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.organisations.models import User


@transaction.atomic
def start_execution(
    execution: Execution, *, actor: User, at: datetime, version: int | None = None
) -> Execution:
    """The body has begun. Raises CannotMove, StaleVersion."""
    locked = locked_execution(execution, version, {})
    move(locked, ExecutionState.IN_PROGRESS, actor=actor, at=at, started_at=at)
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
    locked = locked_execution(execution, version, {"note": note})
    kept = locked.reported_on if locked.state == rules.REPORTED else None
    move(
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
    locked = locked_execution(execution, version, {})
    move(locked, ExecutionState.ACCEPTED, actor=actor, at=at, accepted_at=at, accepted_by=actor)
    return locked


@transaction.atomic
def return_execution(
    execution: Execution, *, actor: User, reason: str, at: datetime, version: int | None = None
) -> Execution:
    """The lead agency sends a report back with a reason; the work is open again. Raises ReasonMissing,
    CannotMove, StaleVersion."""
    if not reason.strip():
        raise ReasonMissing()
    locked = locked_execution(execution, version, {})
    if locked.state != rules.REPORTED:
        raise CannotMove(state=locked.get_state_display(), to=ExecutionState.IN_PROGRESS.label)
    move(
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


def locked_execution(execution: Execution, version: int | None, mine: Mapping[str, Any]) -> Execution:
    """The row, locked; with a version, only when nobody has saved it since. Raises StaleVersion."""
    locked = Execution.objects.select_for_update(of=("self",)).select_related("body").get(pk=execution.pk)
    if version is not None:
        check_version(locked, version, mine)
    return locked


_ACTIONS = {
    ExecutionState.IN_PROGRESS: "duties.start",
    ExecutionState.REPORTED: "duties.report",
    ExecutionState.ACCEPTED: "duties.accept",
}


def move(
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
