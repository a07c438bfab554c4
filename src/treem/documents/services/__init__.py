"""Writing: the register of documents that came in, and the papers that go out."""

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
    cite,
    confirm_document,
    fingerprint,
    join_citations,
    keep_file,
    record_citations,
    register_document,
    replace_file,
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
    "join_citations",
    "keep_file",
    "prepare_paper",
    "record_citations",
    "record_issue",
    "register_document",
    "replace_file",
    "replace_paper",
    "store_source",
]
