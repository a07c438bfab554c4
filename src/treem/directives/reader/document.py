"""What is read from one directive, and its stable JSON form (schema 1).

Offsets (``start``, ``end``) count characters of the NFC text; ``text`` and ``raw`` are exactly
``nfc[start:end]``. What the directive does not say is empty. ``confidence`` (0 to 1) is the reader's own
estimate, so that doubtful entries can be reviewed first; it is not a probability.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

SCHEMA = 1

UnitType = Literal["task", "reporting", "closing", "unassigned"]
Role = Literal["lead", "cooperate", "advise", "direct", "supervise", "report", "implement"]
Modality = Literal["order", "assign", "request", "notify"]
CitationKind = Literal["full", "no_date", "name", "self"]


@dataclass(slots=True)
class Metadata:
    """Letterhead, subject, addressees and signature."""

    issuer: str = ""
    parent_issuer: str = ""
    number: str = ""
    symbol: str = ""
    place: str = ""
    date: str = ""
    type: str = ""
    subject: str = ""
    addressees: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    directed_by: str = ""
    signer: str = ""
    capacity: str = ""
    position: str = ""


@dataclass(slots=True)
class Citation:
    """Another document named in the text, as written; ``suggested`` holds a likely correction."""

    kind: CitationKind
    raw: str
    start: int
    end: int
    type: str = ""
    number_symbol: str = ""
    date: str = ""
    issuer: str = ""
    title: str = ""
    relation: str = ""
    suggested: dict[str, str] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Obligation:
    """One duty: who, in what role, what, by when, reporting to whom."""

    path: str
    unit_type: UnitType
    text: str
    start: int
    end: int
    assignees: list[str] = field(default_factory=list)
    role: Role = "implement"
    roles: list[Role] = field(default_factory=list)
    modality: Modality = "order"
    cooperators: list[str] = field(default_factory=list)
    advise_to: str = ""
    via: str = ""
    condition: str = ""
    deadline: str | list[str] = ""
    deadline_op: str = ""
    recurrence: str = ""
    rrule: str = ""
    period: str = ""
    recipient: str = ""
    onward: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    confidence: float = 1.0


@dataclass(slots=True)
class Target:
    """One number to reach at one horizon. ``value`` uses a decimal point."""

    number: str
    part: str
    indicator_name: str
    comparator: str
    value: str
    start: int
    end: int
    text: str
    upper: str = ""
    unit: str = ""
    horizon: str = ""
    lead_agency: str = ""
    flags: list[str] = field(default_factory=list)
    confidence: float = 1.0


@dataclass(slots=True)
class Report:
    """One report that the directive asks for."""

    kind: str
    deadline: str | list[str] = ""
    recipient: str = ""
    reporters: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SourceInfo:
    """Where the text came from."""

    format: str = "txt"
    pages: int | None = None
    ocr_confidence: float | None = None
    unread: list[int] = field(default_factory=list)
    """Numbers of scanned pages that could not be read in time."""
    flags: list[str] = field(default_factory=list)
    """``legacy_font`` (turned from a code table of the years before Unicode), ``macro`` (inside, never run),
    ``two_documents``, ``pages_out_of_order``."""
    page_numbers: list[int] = field(default_factory=list)
    """As printed on the pages, 0 where there is none, when they are out of order."""
    parts: list[dict[str, Any]] = field(default_factory=list)
    """The papers in one file, when there are two: where each begins, and its letterhead. The first one was read."""
    weak: list[int] = field(default_factory=list)
    """Numbers of scanned pages whose words are uncertain (mean confidence below 0.85)."""
    page_starts: list[int] = field(default_factory=list)
    """Where each page begins in the text, for a file of several pages."""


@dataclass(slots=True)
class Reading:
    """Everything read from one document, with the NFC text the offsets refer to."""

    id: str
    text: str
    metadata: Metadata
    citations: list[Citation]
    obligations: list[Obligation]
    targets: list[Target]
    reporting: list[Report]
    source: SourceInfo

    def to_json(self) -> dict[str, Any]:
        """The contract's JSON object; the text itself goes beside it as ``<id>.txt``."""
        return {
            "id": self.id,
            "schema": SCHEMA,
            "metadata": asdict(self.metadata),
            "citations": [asdict(c) for c in self.citations],
            "obligations": [asdict(o) for o in self.obligations],
            "targets": [asdict(t) for t in self.targets],
            "reporting": [asdict(r) for r in self.reporting],
            "source": _source(self.source),
        }


_ALWAYS = ("format", "pages", "ocr_confidence")


def _source(info: SourceInfo) -> dict[str, Any]:
    """The three keys of the contract; the others only when they say something."""
    found = asdict(info)
    return {key: value for key, value in found.items() if key in _ALWAYS or value}
