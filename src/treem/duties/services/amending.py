"""A duty that bodies have already, changed or withdrawn because its document was replaced; and the way back after a wrong
replacement. Each body reads why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from treem.audit import services as audit
from treem.duties import hooks, rules
from treem.duties.errors import ObligationWithdrawn, ReasonMissing
from treem.duties.models import (
    AmendedWork,
    Amendment,
    Execution,
    ExecutionState,
    Note,
    NoteKind,
    Obligation,
    ObligationState,
    StateChange,
)
from treem.duties.recurrence import Occurrence
from treem.duties.services.executing import move
from treem.duties.services.issuing import (
    check_bodies,
    check_days,
    executions_for,
    issue_obligations,
    occurrences_by_text,
)
from treem.kernel.time import local_date

if TYPE_CHECKING:
    from django.db.models import Field

    from treem.organisations.models import Body, User

_STAYS = frozenset({"origin_kind", "document_id"})
"""What an amendment never touches: a duty stays the duty of its document."""
_POINTERS = frozenset({"origin_id", "origin_url", "document_label"})
"""Where the words stand now: nothing that a body has to know."""


_DAYS = ("due_on", "last_day", "soon_from", "late_from", "extended_to")
_CLOCK = frozenset({"deadline", "further_deadlines", "deadline_op", "recurrence", "rrule", "period"})


@transaction.atomic
def amend_obligation(
    uuid: UUID, *, fields: Mapping[str, Any], bodies: Collection[Body], reason: str, actor: User, at: datetime
) -> Obligation:
    """The duty says something else from now on. What a body has done stays; open work moves to the new day.

    ``bodies``: who has it now (empty: as before). A body that has it no more is let off, a new one gets it. Raises
    ReasonMissing, ObligationWithdrawn, DeadlineImplausible, BodyClosed, BodyOutOfReach.
    """
    locked = _locked(uuid, reason)
    changes = {
        name: value for name, value in fields.items() if name not in _STAYS and getattr(locked, name) != value
    }
    before = {name: getattr(locked, name) for name in changes if name not in _POINTERS}
    dated = bool(_CLOCK & changes.keys())
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.full_clean()
    check_days(locked)
    locked.version += 1
    locked.save()
    if not before and not _other_bodies(locked, bodies):
        return locked
    if locked.state == ObligationState.DRAFT:
        if bodies:
            before["state"] = ObligationState.DRAFT.value
        _keep(locked, before, reason, actor, at)
        if bodies:
            issue_obligations([locked], {locked: bodies}, actor, at=at)
    else:
        check_bodies(set(bodies), local_date(at))
        kept = _keep(locked, before, reason, actor, at)
        _move_work(locked, dated, bodies, reason, actor, at)
        _tell(locked, kept)
    audit.record(actor=actor, action="duties.amend", subject=locked, detail={"columns": sorted(before)})
    return locked


@transaction.atomic
def withdraw_obligation(uuid: UUID, *, reason: str, actor: User, at: datetime) -> Obligation:
    """The duty binds nobody any more; open work is waived, what was done stays. Raises ReasonMissing,
    ObligationWithdrawn."""
    locked = _locked(uuid, reason)
    kept = _keep(locked, {"state": locked.state}, reason, actor, at, withdrawn=True)
    for execution in locked.executions.select_for_update().filter(state__in=rules.OPEN).order_by("pk"):
        _let_off(execution, reason, actor, at)
    locked.state = ObligationState.WITHDRAWN
    locked.confirmed_by = locked.confirmed_by or actor
    locked.confirmed_at = locked.confirmed_at or at
    locked.version += 1
    locked.save(update_fields=["state", "confirmed_by", "confirmed_at", "version"])
    _tell(locked, kept)
    audit.record(actor=actor, action="duties.withdraw", subject=locked)
    return locked


@transaction.atomic
def restore_obligation(
    uuid: UUID, *, since: datetime, pointers: Mapping[str, Any], reason: str, actor: User, at: datetime
) -> Obligation:
    """What was done to a duty at a moment (changed, withdrawn, given to others) is taken back: it says what it said, and the
    work of each body is open again with the days that it had. What a body did meanwhile stays.

    ``pointers``: where its words stand (``origin_id``, ``origin_url``, ``document_label``). Raises ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing()
    locked = Obligation.objects.select_for_update(of=("self",)).select_related("document").get(uuid=uuid)
    amendment = locked.amendments.filter(at=since).order_by("-pk").first()
    was = amendment.before if amendment is not None else {}
    before = {name: getattr(locked, name) for name in was}
    for name, value in was.items():
        setattr(locked, name, cast("Field[Any, Any]", Obligation._meta.get_field(name)).to_python(value))
    for name in _POINTERS & pointers.keys():
        setattr(locked, name, pointers[name])
    locked.full_clean()
    locked.version += 1
    locked.save()
    if amendment is not None:
        kept = _keep(locked, before, reason, actor, at, restored=True)
        _bring_work_back(locked, amendment, reason, actor, at)
        _tell(locked, kept)
    audit.record(actor=actor, action="duties.restore", subject=locked, detail={"columns": sorted(before)})
    return locked


def _bring_work_back(
    obligation: Obligation, amendment: Amendment, reason: str, actor: User, at: datetime
) -> None:
    work = {line.execution_id: line for line in amendment.work.all()}
    bodies = {line.body_id for line in work.values()}
    dated = bool(_CLOCK & amendment.before.keys())
    for execution in obligation.executions.select_for_update().order_by("pk"):
        line = work.get(execution.pk)
        if line is not None:
            _as_before(execution, line, reason, actor, at)
            continue
        # What a recurrence has made since would have come without the amendment too, unless that moved its days.
        came_anyhow = not dated and execution.issued_at > amendment.at and execution.body_id in bodies
        if execution.state in rules.OPEN and not came_anyhow:
            _let_off(execution, reason, actor, at)


def _as_before(execution: Execution, line: AmendedWork, reason: str, actor: User, at: datetime) -> None:
    """Days and openness of one piece of work as they were; the body reads why where anything is other than now."""
    changed = []
    for name in _DAYS:
        if getattr(execution, name) != getattr(line, name):
            setattr(execution, name, getattr(line, name))
            changed.append(name)
    if execution.state == ExecutionState.WAIVED and line.state in rules.OPEN:
        StateChange.objects.create(
            execution=execution, body_id=execution.body_id, at=at, by=actor, from_state=execution.state,
            to_state=line.state, note=reason.strip(),
        )  # fmt: skip
        execution.state = ExecutionState(line.state)
        changed.append("state")
    if changed:
        execution.version += 1
        execution.save(update_fields=["version", *changed])
    if execution.state in rules.OPEN:
        _say_why(execution, reason, actor, at)


def _say_why(execution: Execution, reason: str, actor: User, at: datetime) -> None:
    Note.objects.create(
        execution=execution, body_id=execution.body_id, at=at, by=actor, kind=NoteKind.AMENDED, text=reason.strip()
    )  # fmt: skip


def _tell(obligation: Obligation, amendment: Amendment) -> None:
    for told in hooks.amended:
        told(obligation, amendment)


def _locked(uuid: UUID, reason: str) -> Obligation:
    if not reason.strip():
        raise ReasonMissing()
    locked = Obligation.objects.select_for_update(of=("self",)).select_related("document").get(uuid=uuid)
    if locked.state == ObligationState.WITHDRAWN:
        raise ObligationWithdrawn()
    return locked


def _other_bodies(obligation: Obligation, bodies: Collection[Body]) -> bool:
    there = set(obligation.executions.exclude(state=ExecutionState.WAIVED).values_list("body_id", flat=True))
    return bool(bodies) and there != {body.pk for body in bodies}


def _keep(
    obligation: Obligation,
    before: dict[str, Any],
    reason: str,
    actor: User,
    at: datetime,
    *,
    withdrawn: bool = False,
    restored: bool = False,
) -> Amendment:
    encode = DjangoJSONEncoder().default
    plain = {
        name: value if isinstance(value, str | int | list | dict | None) else encode(value)
        for name, value in before.items()
    }
    kept = Amendment.objects.create(
        obligation=obligation, at=at, by=actor, reason=reason.strip(), withdrawn=withdrawn, restored=restored,
        before=plain,
    )  # fmt: skip
    AmendedWork.objects.bulk_create(
        AmendedWork(
            amendment=kept, execution=each, body_id=each.body_id, state=each.state,
            **{name: getattr(each, name) for name in _DAYS},
        )
        for each in obligation.executions.order_by("pk")
    )  # fmt: skip
    return kept


def _move_work(
    obligation: Obligation, dated: bool, bodies: Collection[Body], reason: str, actor: User, at: datetime
) -> None:
    """``dated``: its days are others now; else they stay as they are, also those that a recurrence added since."""
    today = local_date(at)
    there = list(obligation.executions.select_for_update().order_by("pk"))
    wanted = sorted(
        {Occurrence(each.due_on, each.period) for each in there}, key=lambda one: one.due_on or date.max
    )
    moved: dict[date | None, date | None] = {}
    gone: set[date | None] = set()
    if dated:
        since = local_date(obligation.confirmed_at) if obligation.confirmed_at else today
        last = max((each.due_on for each in there if each.due_on), default=None)
        wanted = occurrences_by_text(obligation, since, at_least_until=last)
        moved, gone = _other_days({each.due_on for each in there}, {each.due_on for each in wanted})
    staying = {body.pk for body in bodies}
    for execution in there:
        if execution.state not in rules.OPEN:
            continue
        if (staying and execution.body_id not in staying) or execution.due_on in gone:
            _let_off(execution, reason, actor, at)
            continue
        if dated:
            _move_day(execution, obligation, moved.get(execution.due_on, execution.due_on), today)
        _say_why(execution, reason, actor, at)
    _give(obligation, wanted, bodies, actor, at)


def _other_days(
    old: set[date | None], new: set[date | None]
) -> tuple[dict[date | None, date | None], set[date | None]]:
    """Which day became which, where as many went as came; and the days that only went."""
    went = sorted(old - new, key=lambda day: day or date.max)
    came = sorted(new - old, key=lambda day: day or date.max)
    if len(went) == len(came):
        return dict(zip(went, came, strict=True)), set()
    return {}, set(went)


def _move_day(execution: Execution, obligation: Obligation, day: date | None, today: date) -> None:
    term = rules.term(obligation.deadline_op, day, given_on=today)
    until = execution.extended_to
    if until is not None and term.last_day is not None and until > term.last_day:
        term = rules.extended(until, of=term, given_on=today)
    else:
        execution.extended_to = None
    execution.due_on, execution.last_day = term.due_on, term.last_day
    execution.soon_from, execution.late_from = term.soon_from, term.late_from
    execution.version += 1
    execution.save(update_fields=["due_on", "last_day", "soon_from", "late_from", "extended_to", "version"])


def _give(
    obligation: Obligation, wanted: list[Occurrence], bodies: Collection[Body], actor: User, at: datetime
) -> None:
    """Executions for what is new: bodies that did not have the duty, days that it did not have."""
    today = local_date(at)
    written = obligation.pattern.written
    ahead = [each for each in wanted if each.due_on is None or each.due_on >= today or each.due_on in written]
    existing = set(obligation.executions.values_list("body_id", "due_on"))
    new = [
        execution
        for execution in executions_for(obligation, ahead, bodies, at=at)
        if (execution.body_id, execution.due_on) not in existing
    ]
    Execution.objects.bulk_create(new)
    StateChange.objects.bulk_create(
        StateChange(execution=each, body_id=each.body_id, at=at, by=actor, to_state=each.state)
        for each in new
    )


def _let_off(execution: Execution, reason: str, actor: User, at: datetime) -> None:
    move(
        execution, ExecutionState.WAIVED, actor=actor, at=at, history_note=reason.strip(), action="duties.waive"
    )  # fmt: skip
