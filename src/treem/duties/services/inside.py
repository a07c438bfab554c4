"""What a body does with an execution on its own: takes note, gives it to an officer, writes how far it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction

from treem.audit import services as audit
from treem.db.scope import scoped
from treem.duties import assigning, rules
from treem.duties.errors import (
    AlreadyDone,
    InternalDuePassed,
    InternalDueTooLate,
    NotOfThisBody,
    ProgressMissing,
)
from treem.duties.models import Execution, ExecutionState, Note, NoteKind
from treem.duties.services.executing import locked_execution, move
from treem.files import services as files
from treem.kernel.time import local_date
from treem.kernel.typed import record_number
from treem.kernel.vietnamese import date_text
from treem.organisations.selectors import scope_of_system

if TYPE_CHECKING:
    from django.core.files.base import File

    from treem.organisations.models import Body, User

EVIDENCE_OF = "duties.execution"
"""The subject type of evidence on executions."""


@transaction.atomic
def receive(executions: Iterable[Execution], *, actor: User, at: datetime) -> int:
    """«Đã nhận»: somebody who answers for the body has seen the duty. All occurrences of it are received at once.

    Asking again changes nothing. Returns how many were new. The version stays: nobody's open page grows old by it.
    """
    wanted = {(each.obligation_id, each.body_id) for each in executions if each.received_at is None}
    new: list[int] = []
    for obligation_id, body_id in sorted(wanted):
        fresh = Execution.objects.filter(
            obligation_id=obligation_id, body_id=body_id, received_at__isnull=True
        )
        ids = list(fresh.values_list("pk", flat=True))
        if fresh.filter(pk__in=ids).update(received_at=at, received_by=actor):
            new += ids
    if new:
        audit.record(
            actor=actor, action="duties.receive", subject_type="duties.execution", subject_ids=new
        )  # fmt: skip
    return len(new)


@transaction.atomic
def assign_inside(
    execution: Execution,
    *,
    officer: User | None,
    internal_due_on: date | None,
    actor: User,
    at: datetime,
    version: int,
) -> Execution:
    """The head of a body gives an execution to one of its people, by an earlier day when wanted; None takes it back.

    Raises AlreadyDone, NotOfThisBody, InternalDueTooLate, InternalDuePassed, StaleVersion.
    """
    today = local_date(at)
    locked = locked_execution(
        execution, version, {"assigned_to": officer, "internal_due_on": internal_due_on}
    )
    if locked.state not in rules.OPEN:
        raise AlreadyDone(state=locked.get_state_display())
    if officer is not None and officer not in assigning.officers_of(locked.body, today):
        raise NotOfThisBody()
    if internal_due_on is not None and internal_due_on != locked.internal_due_on:
        if internal_due_on < today:
            raise InternalDuePassed(day=date_text(internal_due_on))
        if locked.last_day is not None and internal_due_on > locked.last_day:
            raise InternalDueTooLate(last=date_text(locked.last_day))
    locked.assigned_to = officer
    locked.internal_due_on = internal_due_on if officer is not None else None
    locked.version += 1
    locked.save(update_fields=["assigned_to", "internal_due_on", "version"])
    receive([locked], actor=actor, at=at)
    _note(locked, NoteKind.ASSIGNED, _given(locked), actor=actor, at=at)
    audit.record(
        actor=actor,
        action="duties.assign_inside",
        subject=locked,
        detail={"officer": locked.assigned_to_id, "by": locked.internal_due_on},
    )
    return locked


def _given(execution: Execution) -> str:
    """Kept in the words of the day it was written, as all notes are."""
    if execution.assigned_to is None:
        return "Chưa giao cho ai."
    if execution.internal_due_on is None:
        return f"Giao cho {execution.assigned_to}."
    return f"Giao cho {execution.assigned_to}, hạn nội bộ {date_text(execution.internal_due_on)}."


@transaction.atomic
def write_progress(
    execution: Execution,
    *,
    kind: NoteKind,
    text: str,
    actor: User,
    at: datetime,
    evidence: Collection[File[bytes]] = (),
    label: str = "",
    uuid: UUID | None = None,
) -> Note:
    """«Ghi tiến độ», or the reason why an overdue duty is late, with evidence. Progress begins the work.

    ``uuid``: the number of the form. The same words under it again are the first note; other words a note of their own.

    Raises ProgressMissing, AlreadyDone (the result is reported: it is completed there), and what files refuse.
    """
    text = text.strip()
    if not text:
        raise ProgressMissing()
    locked = locked_execution(execution, None, {})
    number = record_number(uuid, locked.uuid)
    earlier = locked.notes.filter(uuid=number).first()
    if earlier is not None and (earlier.kind, earlier.text) == (kind, text):
        return earlier
    if locked.state not in rules.OPEN and kind == NoteKind.PROGRESS:
        raise AlreadyDone(state=locked.get_state_display())
    receive([locked], actor=actor, at=at)
    if locked.state == rules.NOT_STARTED and kind == NoteKind.PROGRESS:
        move(locked, ExecutionState.IN_PROGRESS, actor=actor, at=at, started_at=at)
    note = _note(locked, kind, text, actor=actor, at=at, uuid=None if earlier else number)
    for upload in evidence:
        files.attach(
            upload, subject_type=EVIDENCE_OF, subject_uuid=locked.uuid, body_id=locked.body_id, actor=actor, at=at,
            label=label, part=str(note.uuid),
        )  # fmt: skip
    audit.record(actor=actor, action=f"duties.note_{kind}", subject=locked)
    return note


def _note(
    execution: Execution, kind: NoteKind, text: str, *, actor: User, at: datetime, uuid: UUID | None = None
) -> Note:
    return Note.objects.create(
        uuid=uuid or uuid4(), execution=execution, body_id=execution.body_id, at=at, by=actor, kind=kind, text=text
    )  # fmt: skip


def hand_over_executions(from_user: User, to_user: User, body: Body) -> int:
    """A hand-over gives the open work of one person at a body (a commune's bodies together) to another.

    Told by ``organisations.hooks.handing_over``. Whoever hands over people may not see duties: the system does it.
    """
    with scoped(scope_of_system("duties.hand_over")):
        open_work = Execution.objects.filter(assigned_to=from_user, state__in=rules.OPEN)
        if body.level == "commune":
            open_work = open_work.filter(commune_id=body.unit_id)
        else:
            open_work = open_work.filter(body=body)
        return open_work.update(assigned_to=to_user)
