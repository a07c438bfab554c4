"""Drafts of rounds follow their duties: a replacement of the document changed or withdrew one, or that was taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from treem.audit import services as audit
from treem.duties import selectors as duties
from treem.kernel.time import local_date
from treem.reporting.models import Round, RoundState
from treem.reporting.services.rounds import draft_near, guessed

if TYPE_CHECKING:
    from treem.duties.models import Amendment, Obligation

_OF_A_DRAFT = frozenset({"deadline_op", "recurrence", "period", "onward"})
"""What a duty says that its drafts repeat, besides the day."""


def follow_amendment(obligation: Obligation, amendment: Amendment) -> None:
    """A draft whose day moved moves; one whose day is no more is left aside with the reason of the amendment, and is a
    draft again when that is taken back. Rounds that bodies have stay. Told by ``duties.hooks.amended``.
    """
    if amendment.restored:
        _draft_again(obligation, amendment)
    drafts = list(
        Round.objects.select_for_update()
        .filter(obligation_id=obligation.pk, state=RoundState.DRAFT)
        .order_by("deadline", "pk")
    )
    days = _days_of(obligation)
    gone = [round for round in drafts if round.deadline not in days]
    known = set(Round.objects.filter(obligation_id=obligation.pk).values_list("deadline", flat=True))
    came = sorted(day for day in days if day in obligation.pattern.written and day not in known)
    for at, round in enumerate(gone):
        if len(gone) == len(came):
            _move(round, obligation, came[at])
        else:
            _leave_aside(round, amendment)
    if _OF_A_DRAFT & amendment.before.keys():
        for round in drafts:
            if round.deadline in days and round not in gone:
                _move(round, obligation, round.deadline)
    if days:
        draft_near(obligation, on=local_date(amendment.at))


def rounds_opened_since(uuids: Iterable[UUID], since: datetime) -> list[Round]:
    """Rounds of these duties that were opened after the moment."""
    found = Round.objects.filter(obligation__uuid__in=list(uuids), opened_at__gt=since)
    return list(found.order_by("deadline", "pk"))


def _days_of(obligation: Obligation) -> set[date]:
    """The days by which the duty asks for a report now."""
    if obligation.state != "issued" or obligation.unit_type != "reporting":
        return set()
    there = {each.due_on for each in duties.occurrences_of(obligation) if each.due_on is not None}
    return there | set(obligation.pattern.written)


def _draft_again(obligation: Obligation, amendment: Amendment) -> None:
    """What this amendment takes back had left these drafts aside."""
    undone = duties.amendment_before(amendment)
    if undone is None:
        return
    aside = Round.objects.select_for_update().filter(
        obligation_id=obligation.pk, state=RoundState.SKIPPED, closed_at=undone.at
    )
    for round in aside:
        round.state, round.skip_reason, round.closed_at, round.closed_by = RoundState.DRAFT, "", None, None
        _save(round, amendment, "reporting.draft_again")


def _leave_aside(round: Round, amendment: Amendment) -> None:
    round.state, round.skip_reason = RoundState.SKIPPED, amendment.reason
    round.closed_at, round.closed_by = amendment.at, amendment.by
    _save(round, amendment, "reporting.skip_round")


def _move(round: Round, obligation: Obligation, day: date) -> None:
    """The draft asks for the same report by another day. A period that a person has looked at stays."""
    round.deadline, round.deadline_op = day, obligation.deadline_op or "by"
    round.onward = list(obligation.onward)
    if round.period_guessed:
        for name, value in guessed(obligation, day, obligation.period).items():
            setattr(round, name, value)
    round.version += 1
    round.save()


def _save(round: Round, amendment: Amendment, action: str) -> None:
    round.version += 1
    round.save()
    audit.record(actor=amendment.by, action=action, subject=round)
