"""Writing: the register of documents that came in, and the papers that go out."""

from treem.documents.services.citing import (
    cite,
    match_again,
    move_findings,
    record_citations,
    reject_citations,
    settle_citation,
)
from treem.documents.services.papers import (
    ISSUED,
    check_again,
    prepare_paper,
    record_issue,
    replace_paper,
)
from treem.documents.services.register import (
    SOURCE,
    check_file,
    confirm_document,
    fingerprint,
    keep_file,
    mark_issued,
    register_document,
    reopen_document,
    replace_file,
    restore_edition,
    states_another_number,
    store_source,
)

__all__ = [
    "ISSUED",
    "SOURCE",
    "check_again",
    "check_file",
    "cite",
    "confirm_document",
    "fingerprint",
    "keep_file",
    "mark_issued",
    "match_again",
    "move_findings",
    "prepare_paper",
    "record_citations",
    "record_issue",
    "register_document",
    "reject_citations",
    "reopen_document",
    "replace_file",
    "replace_paper",
    "restore_edition",
    "settle_citation",
    "states_another_number",
    "store_source",
]
