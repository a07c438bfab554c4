"""The register of official documents, what each of them rests on, and the papers that go out."""

from treem.documents.models.papers import OutgoingPaper, PaperCheck, PaperCopy, PaperState
from treem.documents.models.register import (
    Citation,
    Direction,
    Document,
    DocumentState,
    Edition,
    Match,
    Relation,
)

__all__ = [
    "Citation",
    "Direction",
    "Document",
    "DocumentState",
    "Edition",
    "Match",
    "OutgoingPaper",
    "PaperCheck",
    "PaperCopy",
    "PaperState",
    "Relation",
]
