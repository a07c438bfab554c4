"""Writing: duties given, their further occurrences, and each execution to its end."""

from treem.duties.models import NoteKind
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
from treem.duties.services.reminding import LETTER, make_reminder

__all__ = [
    "EVIDENCE_OF",
    "LETTER",
    "LONGEST_TEXT",
    "NoteKind",
    "accept_execution",
    "answer",
    "ask",
    "assign_inside",
    "assign_obligation",
    "decide_request",
    "draft_obligation",
    "end_recurrence",
    "end_waiver",
    "extend_recurring",
    "grant_unasked",
    "hand_over_executions",
    "issue_obligations",
    "make_reminder",
    "receive",
    "report_execution",
    "return_execution",
    "start_execution",
    "withdraw_request",
    "write_progress",
]
