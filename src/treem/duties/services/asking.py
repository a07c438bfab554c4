"""What a body asks about an execution (a question, more time, to be let off), and what the lead agency answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction

from treem.audit import services as audit
from treem.duties import rules
from treem.duties.errors import (
    AlreadyDone,
    AnswerMissing,
    ExtensionImplausible,
    GivenInside,
    NothingToExtend,
    ReasonMissing,
    RequestClosed,
    RequestTextMissing,
    RequestWaiting,
)
from treem.duties.models import (
    Clarification,
    Execution,
    ExecutionState,
    Request,
    RequestKind,
    RequestState,
)
from treem.duties.services.executing import locked_execution, move
from treem.duties.services.inside import receive
from treem.kernel.time import local_date
from treem.kernel.typed import record_number
from treem.kernel.vietnamese import date_text
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.organisations.models import User


@transaction.atomic
def ask(
    execution: Execution, *, kind: RequestKind, text: str, until: date | None, actor: User, at: datetime,
    uuid: UUID | None = None,
) -> Request:  # fmt: skip
    """A body asks the lead agency. Whoever asks has received the duty. The same words under the same ``uuid`` (the
    number of the form) again are the first request.

    Raises RequestTextMissing, AlreadyDone (only a question may be asked about what is done), NothingToExtend,
    ExtensionImplausible, RequestWaiting, GivenInside.
    """
    text = text.strip()
    if not text:
        raise RequestTextMissing()
    locked = locked_execution(execution, None, {})
    number = record_number(uuid, locked.uuid)
    earlier = locked.requests.filter(uuid=number).first()
    if earlier is not None and (earlier.kind, earlier.text) == (kind, text):
        return earlier
    if locked.obligation.inside_id is not None:
        raise GivenInside()
    if kind != RequestKind.QUESTION:
        _still_open(locked)
        if locked.requests.filter(kind=kind, state=RequestState.WAITING).exists():
            raise RequestWaiting()
    if kind == RequestKind.EXTENSION:
        _extendable(locked, until, local_date(at))
    receive([locked], actor=actor, at=at)
    made = Request.objects.create(
        uuid=number if earlier is None else uuid4(),
        execution=locked,
        body_id=locked.body_id,
        kind=kind,
        text=text,
        until=until if kind == RequestKind.EXTENSION else None,
        at=at,
        by=actor,
    )
    audit.record(actor=actor, action="duties.ask", subject=locked, detail={"kind": str(kind)})
    return made


@transaction.atomic
def withdraw_request(request: Request, *, actor: User, at: datetime) -> Request:
    """The body takes back what it asked. Raises RequestClosed."""
    locked = _locked(request)
    _check_waiting(locked)
    _close(locked, RequestState.WITHDRAWN, actor=actor, at=at)
    return locked


@transaction.atomic
def answer(request: Request, *, text: str, shared: str = "", actor: User, at: datetime) -> Request:
    """The lead agency answers a question. ``shared``: the question in words that name nobody, when all bodies with the
    duty are to read the answer.

    Raises AnswerMissing, RequestClosed.
    """
    if not text.strip():
        raise AnswerMissing()
    locked = _locked(request)
    if _said_already(locked, RequestState.ANSWERED, text, actor):
        return locked
    _check_waiting(locked)
    _close(locked, RequestState.ANSWERED, actor=actor, at=at, answer=text.strip())
    if shared.strip():
        Clarification.objects.create(
            obligation_id=locked.execution.obligation_id,
            question=shared.strip(),
            answer=text.strip(),
            at=at,
            by=actor,
        )
    return locked


@transaction.atomic
def decide_request(
    request: Request, *, granted: bool, text: str, until: date | None = None, actor: User, at: datetime
) -> Request:
    """The head of the lead agency grants or refuses more time, or a waiver. A refusal needs its reason.

    ``until`` None: as asked. Raises ReasonMissing, RequestClosed, AlreadyDone, ExtensionImplausible.
    """
    if not granted and not text.strip():
        raise ReasonMissing()
    locked = _locked(request)
    state = RequestState.GRANTED if granted else RequestState.REFUSED
    day = until or locked.until
    if _said_already(locked, state, text, actor) and locked.granted_until == (day if granted else None):
        return locked
    _check_waiting(locked)
    if granted:
        execution = locked_execution(locked.execution, None, {})
        _still_open(execution)
        if locked.kind == RequestKind.EXTENSION:
            locked.granted_until = _extendable(execution, day, local_date(at))
            _extend(execution, locked.granted_until, actor=actor, at=at)
        else:
            _waive(execution, text.strip() or locked.text, actor=actor, at=at)
    _close(locked, state, actor=actor, at=at, answer=text.strip())
    return locked


@transaction.atomic
def grant_unasked(
    execution: Execution,
    *,
    kind: RequestKind,
    text: str,
    until: date | None,
    actor: User,
    at: datetime,
    version: int,
    uuid: UUID | None = None,
) -> Request:
    """The head of the lead agency gives more time, or lets a body off, on its own account, with the reason. Asked again
    with the same ``uuid`` and the same words: the first one.

    Raises ReasonMissing, AlreadyDone, NothingToExtend, ExtensionImplausible, RequestWaiting (the body's own request
    is to be answered), GivenInside, StaleVersion.
    """
    if not text.strip():
        raise ReasonMissing()
    locked = locked_execution(execution, None, {})
    number = record_number(uuid, locked.uuid)
    earlier = locked.requests.filter(uuid=number).first()
    if earlier is not None and (earlier.kind, earlier.text) == (kind, text.strip()):
        return earlier
    check_version(locked, version, {"extended_to": until})
    if locked.obligation.inside_id is not None:
        raise GivenInside()
    _still_open(locked)
    if locked.requests.filter(kind=kind, state=RequestState.WAITING).exists():
        raise RequestWaiting()
    granted_until = None
    if kind == RequestKind.EXTENSION:
        granted_until = _extendable(locked, until, local_date(at))
        _extend(locked, granted_until, actor=actor, at=at)
    else:
        _waive(locked, text.strip(), actor=actor, at=at)
    made = Request.objects.create(
        uuid=number if earlier is None else uuid4(),
        execution=locked,
        body_id=locked.body_id,
        kind=kind,
        text=text.strip(),
        until=granted_until,
        granted_until=granted_until,
        at=at,
        by=actor,
        state=RequestState.GRANTED,
        decided_at=at,
        decided_by=actor,
    )
    audit.record(actor=actor, action="duties.request_granted", subject=locked, detail={"kind": str(kind)})
    return made


@transaction.atomic
def end_waiver(
    execution: Execution, *, reason: str, actor: User, at: datetime, version: int | None = None
) -> Execution:
    """The duty binds the body again: a waiver was given by mistake, or its ground is gone. Raises ReasonMissing,
    CannotMove, StaleVersion."""
    if not reason.strip():
        raise ReasonMissing()
    locked = locked_execution(execution, version, {})
    move(
        locked, ExecutionState.NOT_STARTED, actor=actor, at=at, history_note=reason.strip(), action="duties.end_waiver"
    )  # fmt: skip
    return locked


def _still_open(execution: Execution) -> None:
    if execution.state not in rules.OPEN:
        raise AlreadyDone(state=execution.get_state_display())


def _extendable(execution: Execution, until: date | None, today: date) -> date:
    if execution.last_day is None:
        raise NothingToExtend()
    if until is None or not rules.may_extend(until, of=execution.term, today=today):
        raise ExtensionImplausible(last=date_text(execution.last_day))
    return until


def _extend(execution: Execution, until: date, *, actor: User, at: datetime) -> None:
    give_until(execution, until, at)
    execution.save(update_fields=[*TERM, "version"])
    audit.record(actor=actor, action="duties.extend_deadline", subject=execution, detail={"until": until})


TERM = ("extended_to", "last_day", "soon_from", "late_from")
"""What an extension changes of an execution."""


def give_until(execution: Execution, until: date, at: datetime) -> None:
    """The days of an execution whose deadline is moved; not saved yet."""
    term = rules.extended(until, of=execution.term, given_on=local_date(at))
    execution.extended_to, execution.last_day = until, term.last_day
    execution.soon_from, execution.late_from = term.soon_from, term.late_from
    execution.version += 1


def _waive(execution: Execution, reason: str, *, actor: User, at: datetime) -> None:
    move(execution, ExecutionState.WAIVED, actor=actor, at=at, history_note=reason, action="duties.waive")
    # What waits about a duty that no longer binds is answered by the waiver itself.
    for other in execution.requests.filter(state=RequestState.WAITING, kind=RequestKind.EXTENSION):
        _close(other, RequestState.REFUSED, actor=actor, at=at, answer="Đã miễn thực hiện.")


def _locked(request: Request) -> Request:
    return Request.objects.select_for_update(of=("self",)).select_related("execution").get(pk=request.pk)


def _said_already(request: Request, state: RequestState, text: str, actor: User) -> bool:
    """Whether this very person gave this very answer: a button that was pressed twice."""
    return (request.state, request.answer, request.decided_by_id) == (state, text.strip(), actor.pk)


def _check_waiting(request: Request) -> None:
    if request.state != RequestState.WAITING:
        raise RequestClosed(state=request.get_state_display())


def _close(request: Request, state: RequestState, *, actor: User, at: datetime, answer: str = "") -> None:
    request.state, request.answer = state, answer
    request.decided_at, request.decided_by = at, actor
    request.save(update_fields=["state", "answer", "decided_at", "decided_by", "granted_until"])
    audit.record(
        actor=actor, action=f"duties.request_{state}", subject=request.execution, detail={"kind": request.kind}
    )  # fmt: skip
