"""Duties and executions as another program asks for them: by body, document, state, deadline, and what changed since."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from treem.duties import selectors
from treem.duties.models import Execution, Note, Obligation, Request, StateChange
from treem.duties.selectors import SHOWN

STATES = SHOWN
"""What a list may be narrowed to, as on the screens."""


@dataclass(frozen=True)
class Filters:
    """What somebody asks for; None: not asked. ``body`` is the code of one body, ``state`` one of ``STATES``."""

    body: str | None = None
    document: UUID | None = None
    state: str = "all"
    due_from: date | None = None
    due_to: date | None = None
    updated_since: datetime | None = None


def executions_asked(bodies: Collection[int] | None, asked: Filters, today: date) -> QuerySet[Execution]:
    """The executions of issued duties, of the bodies or of all in the scope (None), the nearest deadline first; each with
    ``updated_at``."""
    found = selectors.all_executions().select_related("obligation__document", "body")
    if bodies is not None:
        found = found.filter(body_id__in=list(bodies))
    if asked.document is not None:
        found = found.filter(obligation__document__uuid=asked.document)
    if asked.body is not None:
        found = found.filter(body__code=asked.body)
    if asked.due_from is not None:
        found = found.filter(due_on__gte=asked.due_from)
    if asked.due_to is not None:
        found = found.filter(due_on__lte=asked.due_to)
    found = _with_changes(selectors.shown(found, asked.state, today), asked.updated_since)
    return found.order_by(F("due_on").asc(nulls_last=True), "pk")


def execution_with_changes(uuid: UUID, bodies: Collection[int] | None) -> Execution | None:
    """One of them, whatever its state, with ``updated_at``."""
    return executions_asked(bodies, Filters(), date.max).filter(uuid=uuid).first()


def _with_changes(found: QuerySet[Execution], since: datetime | None) -> QuerySet[Execution]:
    """With the moment of the last thing that happened to each: given, received, moved, noted, asked or answered; those
    to which something happened since a moment."""

    def last(rows: QuerySet[Any], at: str) -> Subquery:
        mine = rows.filter(execution=OuterRef("pk")).order_by().values("execution")
        return Subquery(mine.annotate(last=Max(at)).values("last"), output_field=DateTimeField())

    changed = found.annotate(
        updated_at=Greatest(
            "issued_at",
            "received_at",
            last(StateChange.objects.all(), "at"),
            last(Note.objects.all(), "at"),
            last(Request.objects.all(), "at"),
            last(Request.objects.all(), "decided_at"),
        )
    )
    return changed if since is None else changed.filter(updated_at__gte=since)


def obligations_asked(bodies: Collection[int] | None, asked: Filters, today: date) -> QuerySet[Obligation]:
    """Issued duties with at least one execution that fits, in reach of the bodies or of the scope (None), the nearest
    deadline first."""
    fitting = executions_asked(bodies, asked, today).order_by().values("obligation_id")
    found = Obligation.objects.filter(pk__in=fitting).select_related("document")
    return found.order_by(F("deadline").asc(nulls_last=True), "pk")
