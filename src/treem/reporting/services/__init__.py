"""Writing: rounds from draft to closed, returns from empty to accepted, the consolidation and its report."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from treem.reporting.services.approvals import approve, check, present, recall, send_back_inside
from treem.reporting.services.closing import check_issuing, close_round, reopen_round
from treem.reporting.services.consolidating import consolidate
from treem.reporting.services.filling import count_rows, fill_from_duties, fill_from_facts, save_return
from treem.reporting.services.following import follow_amendment, rounds_opened_since
from treem.reporting.services.keeping import Kept, keep_typed
from treem.reporting.services.paper import enter_for_body, take_back
from treem.reporting.services.report import REPORT, make_report, prepare_issue, signing_of
from treem.reporting.services.returns import accept, accept_many, return_with_reason, submit
from treem.reporting.services.rounds import (
    draft_again,
    draft_round,
    draft_round_from,
    draft_rounds_coming_near,
    oddities_of,
    open_round,
    same_draft,
    save_draft,
    skip_round,
)

if TYPE_CHECKING:
    from treem.organisations.models import User
    from treem.reporting.models import Return


class WithReason(Protocol):
    """A step of a return that wants a reason."""

    def __call__(
        self, report: Return, *, actor: User, reason: str, at: datetime, version: int | None = None
    ) -> Return: ...


__all__ = [
    "REPORT",
    "Kept",
    "WithReason",
    "accept",
    "accept_many",
    "approve",
    "check",
    "check_issuing",
    "close_round",
    "consolidate",
    "count_rows",
    "draft_again",
    "draft_round",
    "draft_round_from",
    "draft_rounds_coming_near",
    "enter_for_body",
    "fill_from_duties",
    "fill_from_facts",
    "follow_amendment",
    "keep_typed",
    "make_report",
    "oddities_of",
    "open_round",
    "prepare_issue",
    "present",
    "recall",
    "reopen_round",
    "return_with_reason",
    "rounds_opened_since",
    "same_draft",
    "save_draft",
    "save_return",
    "send_back_inside",
    "signing_of",
    "skip_round",
    "submit",
    "take_back",
]
