"""Writing: duties given, their further occurrences, and each execution to its end."""

from treem.duties.models import NoteKind
from treem.duties.services.amending import amend_obligation, restore_obligation, withdraw_obligation
from treem.duties.services.asking import (
    answer,
    ask,
    decide_request,
    end_waiver,
    grant_unasked,
    withdraw_request,
)
from treem.duties.services.executing import (
    accept_execution,
    report_execution,
    return_execution,
    start_execution,
)
from treem.duties.services.extending import Plan, extend_many, plan_extension, undo_extension
from treem.duties.services.feeds import MOST_AN_HOUR, Opened, end_feed, feeds_of, opened_feed, renew_feed
from treem.duties.services.inside import (
    EVIDENCE_OF,
    assign_inside,
    hand_over_executions,
    receive,
    write_progress,
)
from treem.duties.services.issuing import (
    LONGEST_TEXT,
    assign_obligation,
    draft_obligation,
    issue_obligations,
)
from treem.duties.services.recurring import end_recurrence, extend_recurring
from treem.duties.services.reminding import LETTER, make_reminder, prepare_letter, tell_of_issue

__all__ = [
    "EVIDENCE_OF",
    "LETTER",
    "LONGEST_TEXT",
    "MOST_AN_HOUR",
    "NoteKind",
    "Opened",
    "Plan",
    "accept_execution",
    "amend_obligation",
    "answer",
    "ask",
    "assign_inside",
    "assign_obligation",
    "decide_request",
    "draft_obligation",
    "end_feed",
    "end_recurrence",
    "end_waiver",
    "extend_many",
    "extend_recurring",
    "feeds_of",
    "grant_unasked",
    "hand_over_executions",
    "issue_obligations",
    "make_reminder",
    "opened_feed",
    "plan_extension",
    "prepare_letter",
    "receive",
    "renew_feed",
    "report_execution",
    "restore_obligation",
    "return_execution",
    "start_execution",
    "tell_of_issue",
    "undo_extension",
    "withdraw_obligation",
    "withdraw_request",
    "write_progress",
]
