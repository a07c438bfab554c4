"""Writing: rounds from draft to closed, returns from empty to accepted, the consolidation and its report."""

from treem.reporting.services.consolidating import consolidate
from treem.reporting.services.filling import count_rows, fill_from_facts, save_return
from treem.reporting.services.report import report_docx
from treem.reporting.services.returns import accept, accept_many, return_with_reason, submit
from treem.reporting.services.rounds import close_round, draft_round, draft_round_from, open_round, save_draft

__all__ = [
    "accept",
    "accept_many",
    "close_round",
    "consolidate",
    "count_rows",
    "draft_round",
    "draft_round_from",
    "fill_from_facts",
    "open_round",
    "report_docx",
    "return_with_reason",
    "save_draft",
    "save_return",
    "submit",
]
