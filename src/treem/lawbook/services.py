"""Proposing, approving, withdrawing. An approved decision applies from its own date; nothing earlier changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from treem import law
from treem.kernel.vietnamese import date_text, nfc
from treem.law.calendar import day_kind
from treem.law.errors import UnknownParameter
from treem.lawbook import hooks, rules
from treem.lawbook.book import book
from treem.lawbook.errors import (
    AlreadyDecided,
    AlreadyProposed,
    NothingChanges,
    RefusalNeedsReason,
    SamePerson,
    TooEarly,
)
from treem.lawbook.models import CalendarDay, DayKind, Override

D = TypeVar("D", Override, CalendarDay)
EARLIEST = date(1945, 1, 1)
STATES = {"approved": gettext_noop("duyệt"), "withdrawn": gettext_noop("rút lại")}


class Person(Protocol):
    """Whoever acts: a user."""

    pk: Any


@transaction.atomic
def propose(
    *,
    parameter: str,
    value: str,
    from_on: date,
    document: str,
    actor: Person,
    at: datetime,
    article: str = "",
    note: str = "",
    back_to_law: bool = False,
) -> Override:
    """Propose a value of the province from a day on, or to follow the texts again.

    Nothing applies before another person approves. Raises UnknownParameter, ValueRefused, TooEarly,
    AlreadyProposed.
    """
    found = law.parameters().get(parameter)
    if found is None:
        raise UnknownParameter(key=parameter)
    if from_on < EARLIEST:
        raise TooEarly(day=date_text(from_on))
    proposal = Override(
        parameter=parameter,
        value=None if back_to_law else rules.parse(found, value),
        back_to_law=back_to_law,
        from_on=from_on,
        **_papers(document, article, note, actor, at),
    )
    same = Override.objects.filter(parameter=parameter, value=proposal.value, from_on=from_on)
    if same.filter(approved_at__isnull=True, withdrawn_at__isnull=True).exists():
        raise AlreadyProposed()
    proposal.full_clean()
    proposal.save()
    hooks.record(
        actor=actor, action="lawbook.propose", subject=proposal,
        detail={"parameter": parameter, "value": proposal.value, "from": from_on.isoformat()},
    )  # fmt: skip
    return proposal


@transaction.atomic
def propose_day(
    *,
    on: date,
    kind: str,
    document: str,
    actor: Person,
    at: datetime,
    name: str = "",
    article: str = "",
    note: str = "",
) -> CalendarDay:
    """Propose what a day is for the offices of the province. Raises NothingChanges, AlreadyProposed, CalendarUnknown."""
    proposal = CalendarDay(
        on=on, kind=DayKind(kind), name=nfc(name.strip()), **_papers(document, article, note, actor, at)
    )
    if day_kind(on).kind == kind and not proposal.name:
        raise NothingChanges()
    same = CalendarDay.objects.filter(on=on, kind=kind, name=proposal.name)
    if same.filter(approved_at__isnull=True, withdrawn_at__isnull=True).exists():
        raise AlreadyProposed(field="on")
    proposal.full_clean()
    proposal.save()
    hooks.record(
        actor=actor,
        action="lawbook.propose_day",
        subject=proposal,
        detail={"on": on.isoformat(), "kind": kind},
    )
    return proposal


def _papers(document: str, article: str, note: str, actor: Person, at: datetime) -> dict[str, Any]:
    return {
        "document": nfc(document.strip()), "article": nfc(article.strip()), "note": nfc(note.strip()),
        "proposed_by_id": actor.pk, "proposed_at": at,
    }  # fmt: skip


@transaction.atomic
def approve(proposal: D, *, actor: Person, at: datetime) -> D:
    """Put a proposal into force from its date. Raises SamePerson, AlreadyDecided."""
    locked = _open(proposal)
    if locked.proposed_by_id == actor.pk:
        raise SamePerson()
    locked.approved_by_id, locked.approved_at = actor.pk, at
    return _close(locked, actor, "lawbook.approve", ["approved_by_id", "approved_at", "version"])


@transaction.atomic
def withdraw(proposal: D, *, actor: Person, at: datetime, reason: str = "") -> D:
    """Take a proposal back, or turn down another person's, with the reason. What is approved is not withdrawn but
    followed by another decision.

    Raises AlreadyDecided, RefusalNeedsReason.
    """
    locked = _open(proposal)
    locked.withdrawn_reason = nfc(" ".join(reason.split()))
    if locked.proposed_by_id != actor.pk and not locked.withdrawn_reason:
        raise RefusalNeedsReason()
    locked.withdrawn_by_id, locked.withdrawn_at = actor.pk, at
    return _close(
        locked, actor, "lawbook.withdraw", ["withdrawn_by_id", "withdrawn_at", "withdrawn_reason", "version"]
    )


def _open(proposal: D) -> D:
    locked: D = type(proposal)._default_manager.select_for_update().get(pk=proposal.pk)
    if locked.state != "waiting":
        raise AlreadyDecided(state=_(STATES[locked.state]))
    return locked


def _close(locked: D, actor: Person, action: str, fields: list[str]) -> D:
    locked.version += 1
    # Only these columns: the application may not change what was proposed.
    locked.save(update_fields=fields)
    hooks.record(actor=actor, action=action, subject=locked, detail={"what": str(locked)})
    transaction.on_commit(book.forget)
    return locked
