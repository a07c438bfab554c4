"""Writing: duties given, their further occurrences, and each execution to its end."""

from treem.duties.services.executing import (
    accept_execution,
    report_execution,
    return_execution,
    start_execution,
)
from treem.duties.services.issuing import (
    LONGEST_TEXT,
    assign_obligation,
    draft_obligation,
    issue_obligations,
)
from treem.duties.services.recurring import end_recurrence, extend_recurring

__all__ = [
    "LONGEST_TEXT",
    "accept_execution",
    "assign_obligation",
    "draft_obligation",
    "end_recurrence",
    "extend_recurring",
    "issue_obligations",
    "report_execution",
    "return_execution",
    "start_execution",
]
