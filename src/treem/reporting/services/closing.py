"""A round closed with what is in, and opened again with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from treem.audit import services as audit
from treem.documents import selectors as documents
from treem.kernel.time import VIETNAM
from treem.kernel.vietnamese import date_text
from treem.reporting import rules, selectors
from treem.reporting.errors import ReopenReasonMissing, ReportIssued, RoundMoved, RoundReopened
from treem.reporting.models import Round, RoundAct, RoundChange, RoundState, Snapshot
from treem.reporting.services.consolidating import consolidate
from treem.reporting.services.filling import hold_open
from treem.reporting.services.report import REPORT
from treem.reporting.services.rounds import locked_round

if TYPE_CHECKING:
    from treem.documents.models import OutgoingPaper
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
    if paper := documents.issued_paper_of(REPORT, written):
        raise ReportIssued(label=paper.label)
    locked.state, locked.closed_at, locked.closed_by = RoundState.OPEN, None, None
    locked.version += 1
    locked.save(update_fields=["state", "closed_at", "closed_by", "version"])
    _changed(locked, RoundAct.REOPENED, actor=actor, at=at, reason=reason.strip())
    audit.record(actor=actor, action="reporting.reopen_round", subject=locked)
    return locked


def check_issuing(paper: OutgoingPaper) -> None:
    """Nobody records a version as issued while its round stands reopened: its figures are being mended. Until the end of
    the transaction the round is not reopened either. Told by ``documents.hooks.papers_issuing``.

    Once the round is closed again the version may be recorded: what has gone out has gone out. Raises RoundReopened.
    """
    report = selectors.written_report(paper.origin_uuid) if paper.origin_kind == REPORT else None
    if report is None:
        return
    hold_open(report.round_id)
    report.round.refresh_from_db()
    reopened = selectors.closings_of(report.round).filter(act=RoundAct.REOPENED, at__gte=report.at).first()
    if report.round.state == RoundState.OPEN and reopened is not None:
        at = reopened.at.astimezone(VIETNAM)
        raise RoundReopened(
            at=f"{at:%H:%M} {date_text(at.date())}", number=report.number, reason=reopened.reason
        )


def _changed(round: Round, act: RoundAct, *, actor: User, at: datetime, reason: str = "") -> None:
    states = list(round.returns.values_list("state", flat=True))
    sent = sum(state in rules.SENT for state in states)
    RoundChange.objects.create(
        round=round, at=at, by=actor, act=act, reason=reason, sent=sent, missing=len(states) - sent
    )
