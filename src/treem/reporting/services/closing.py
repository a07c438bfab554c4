"""A round closed with what is in, and opened again with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from treem.audit import services as audit
from treem.documents import selectors as documents
from treem.reporting import rules, selectors
from treem.reporting.errors import ReopenReasonMissing, ReportIssued, RoundMoved
from treem.reporting.models import Round, RoundAct, RoundChange, RoundState, Snapshot
from treem.reporting.services.consolidating import consolidate
from treem.reporting.services.report import REPORT
from treem.reporting.services.rounds import locked_round

if TYPE_CHECKING:
    from treem.organisations.models import User


@transaction.atomic
def close_round(round: Round, actor: User, *, at: datetime, seen: str | None = None) -> Round:
    """End the round and freeze its consolidation as it stands, the missing ones named.

    ``seen``: how the round stood on the page of whoever closes it (``selectors.standing_mark``); None: a job of the system.
    Raises RoundNotOpen, RoundMoved.
    """
    locked = locked_round(round, RoundState.OPEN)
    if seen is not None and seen != selectors.standing_mark(locked):
        raise RoundMoved()
    result = consolidate(locked)
    locked.state, locked.closed_at, locked.closed_by = RoundState.CLOSED, at, actor
    locked.version += 1
    locked.save(update_fields=["state", "closed_at", "closed_by", "version"])
    assert locked.recipient_id is not None  # a round opens with one only
    Snapshot.objects.create(
        round=locked, number=locked.snapshots.count() + 1, body_id=locked.recipient_id, data=result.as_json(),
        at=at, by=actor,
    )  # fmt: skip
    _changed(locked, RoundAct.CLOSED, actor=actor, at=at)
    audit.record(
        actor=actor, action="reporting.close_round", subject=locked,
        detail={"included": len(result.included), "missing": len(result.missing)},
    )  # fmt: skip
    return locked


@transaction.atomic
def reopen_round(round: Round, actor: User, *, reason: str, at: datetime) -> Round:
    """A closed round takes returns again: one came late after all, a figure was wrong. What was frozen is kept as a
    version; the next closing makes another.

    Raises ReopenReasonMissing, RoundNotOpen (it is not closed), ReportIssued.
    """
    if not reason.strip():
        raise ReopenReasonMissing()
    locked = locked_round(round, RoundState.CLOSED)
    written = list(locked.written_reports.values_list("uuid", flat=True))
    for paper in documents.papers_of(REPORT, written).values():
        if paper.issued:
            raise ReportIssued(label=paper.label)
    locked.state, locked.closed_at, locked.closed_by = RoundState.OPEN, None, None
    locked.version += 1
    locked.save(update_fields=["state", "closed_at", "closed_by", "version"])
    _changed(locked, RoundAct.REOPENED, actor=actor, at=at, reason=reason.strip())
    audit.record(actor=actor, action="reporting.reopen_round", subject=locked)
    return locked


def _changed(round: Round, act: RoundAct, *, actor: User, at: datetime, reason: str = "") -> None:
    states = list(round.returns.values_list("state", flat=True))
    sent = sum(state in rules.SENT for state in states)
    RoundChange.objects.create(
        round=round, at=at, by=actor, act=act, reason=reason, sent=sent, missing=len(states) - sent
    )
