"""Reading what follows up a duty: questions and requests, long lateness and its reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count

from treem.duties import selectors
from treem.duties.models import Extension, Note, NoteKind, Request, RequestState
from treem.kernel.typed import record_number
from treem.law import values as law

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from treem.duties.models import Execution, Obligation
    from treem.organisations.models import Body


def requests(*, waiting: bool) -> QuerySet[Request]:
    """What bodies asked, as far as the scope reaches: what waits, the oldest first; or what was closed, the newest
    first."""
    found = Request.objects.select_related("execution__body", "execution__obligation", "by")
    if waiting:
        return found.filter(state=RequestState.WAITING).order_by("at", "pk")
    return found.exclude(state=RequestState.WAITING).order_by("-decided_at", "-pk")


def request_visible(uuid: UUID, bodies: Collection[int] | None) -> Request | None:
    """The request, when it is of one of the bodies (None: of any body in the scope)."""
    found = Request.objects.filter(uuid=uuid)
    if bodies is not None:
        found = found.filter(body_id__in=list(bodies))
    return found.select_related("execution__body", "execution__obligation").first()


def extensions_of(obligation: Obligation) -> QuerySet[Extension]:
    """What was given to many bodies at once, the newest first, as far as the scope holds the agency that gave it."""
    return obligation.extensions.select_related("by").annotate(bodies=Count("lines")).order_by("-at", "-pk")


def extension_number(form: UUID | None, obligation: Obligation, issuer: Body) -> UUID:
    """The ``uuid`` of what the form with this number records for the duty in the name of the agency."""
    return record_number(form, obligation.uuid, issuer.uuid)


def extension_visible(uuid: UUID) -> Extension | None:
    """One of them, when the scope holds the agency that gave it."""
    return Extension.objects.filter(uuid=uuid).select_related("obligation", "by").first()


def escalation_days(level: str, today: date) -> int:
    """From how many days late on a duty of a body is told to ``lead`` (heads of the lead agency) or ``leader`` (of the
    province): the dated values ``deadlines.escalate_…``."""
    return law.value(f"deadlines.escalate_{level}", on=today).whole


def overdue_by(days: int, today: date) -> QuerySet[Execution]:
    """Executions of the scope that are late by so many days or more on the day (the first late day is 1), the longest
    first."""
    found = selectors.all_executions().filter(selectors.is_overdue(today - timedelta(days=max(days, 1) - 1)))
    return found.select_related("obligation", "body__unit", "assigned_to").order_by("late_from", "pk")


def late_bodies_of(found: QuerySet[Execution], rows: Iterable[Execution]) -> dict[int, int]:
    """How many of the late executions each duty of these rows has, by duty."""
    mine = found.filter(obligation__in={row.obligation_id for row in rows}).order_by()
    return dict(mine.values_list("obligation_id").annotate(n=Count("pk")))


def latest_reasons(ids: Iterable[int]) -> dict[int, Note]:
    """The last reason that was given for being late, by execution."""
    found = Note.objects.filter(execution_id__in=list(ids), kind=NoteKind.EXPLANATION)
    return {note.execution_id: note for note in found.select_related("by").order_by("at", "pk")}
