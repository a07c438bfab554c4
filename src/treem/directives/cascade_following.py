"""Following how directives are passed on: which want papers, who has made none, the chain of one duty both ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from treem.directives.cascade_rules import asks_for_a_paper
from treem.directives.cascade_words import wording
from treem.directives.models import Cascade, CascadeCall, CascadeDuty, CascadeState
from treem.documents import selectors as documents
from treem.duties import selectors as duties
from treem.kernel.vietnamese import place_key
from treem.organisations import selectors as organisations

if TYPE_CHECKING:
    from treem.documents.models import Document
    from treem.duties.models import Obligation
    from treem.organisations.models import Body


# -- which documents want a paper of one's own -------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """A document from which bodies are to make a paper of their own; ``said``: by the lead agency's word."""

    document: Document
    said: CascadeCall | None = None

    @property
    def due_on(self) -> date | None:
        return self.said.due_on if self.said else None


def call_of(document_id: int) -> CascadeCall | None:
    return CascadeCall.objects.filter(document_id=document_id).select_related("by").first()


def gave_duties(document_id: int) -> bool:
    """Whether the document gave duties that the province follows."""
    return any(pk == document_id for pk, _label in duties.documents_with_duties())


def is_wanted(document: Document) -> bool:
    """Whether bodies are to make a paper of their own from the document."""
    return any(each.document.pk == document.pk for each in wanted_documents([document.pk]))


def wanted_documents(ids: Iterable[int] | None = None) -> list[Wanted]:
    """Documents that gave duties and want a paper of each body's own, the newest first."""
    known = [pk for pk, _label in duties.documents_with_duties()]
    asked = [pk for pk in known if ids is None or pk in set(ids)]
    calls = {call.document_id: call for call in CascadeCall.objects.filter(document_id__in=asked)}
    found = documents.documents(asked)
    texts = duties.texts_by_document([pk for pk in asked if pk not in calls])
    words = wording()
    return [
        Wanted(found[pk], calls.get(pk))
        for pk in asked
        if pk in found
        and (
            calls[pk].wanted
            if pk in calls
            else asks_for_a_paper(
                found[pk].type, texts.get(pk, ()), types=words.wanted_types, words=words.wanted_words
            )
        )
    ]


# -- who has made none ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One body under one document: what it has made of it, if anything."""

    wanted: Wanted
    body: Body
    cascade: Cascade | None

    @property
    def answered(self) -> bool:
        """Issued, or said with a reason that none is made."""
        return self.cascade is not None and self.cascade.state in (CascadeState.ISSUED, CascadeState.DECLINED)

    @property
    def issued(self) -> bool:
        return self.cascade is not None and self.cascade.state == CascadeState.ISSUED


@dataclass
class Followed:
    """One document: every body that has duties of it, and how far each is."""

    wanted: Wanted
    lines: list[Line] = field(default_factory=list)

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if not line.answered]

    @property
    def issued(self) -> int:
        return sum(line.issued for line in self.lines)

    @property
    def declined(self) -> int:
        return len(self.lines) - self.issued - len(self.missing)


def followed(ids: Iterable[int] | None = None) -> list[Followed]:
    """How every wanted document is passed on, as far as the scope reaches: a fixed number of queries."""
    wanted = wanted_documents(ids)
    pairs = duties.bodies_by_document([each.document.pk for each in wanted])
    bodies = organisations.bodies({body for found in pairs.values() for body in found})
    made: dict[tuple[int, int], Cascade] = {}
    rows = Cascade.objects.filter(document_id__in=list(pairs)).exclude(state=CascadeState.DROPPED)
    for cascade in rows.select_related("issued_document").defer("issued_document__text").order_by("pk"):
        earlier = made.get((cascade.document_id, cascade.body_id))
        if earlier is None or earlier.state != CascadeState.ISSUED or cascade.state == CascadeState.ISSUED:
            made[cascade.document_id, cascade.body_id] = cascade
    found = []
    for each in wanted:
        # In a commune the committee makes the paper, for its divisions as well.
        there = [
            body
            for pk in pairs.get(each.document.pk, ())
            if (body := bodies.get(pk)) and (body.level != "commune" or body.kind == "peoples_committee")
        ]
        lines = [
            Line(each, body, made.get((each.document.pk, body.pk))) for body in sorted(there, key=_order)
        ]
        found.append(Followed(each, lines))
    return found


def _order(body: Body) -> tuple[bool, str, int]:
    """Communes by name, then agencies by name."""
    commune = body.level == "commune"
    return not commune, place_key(body.unit.name if commune and body.unit is not None else body.name), body.pk


def missing() -> list[Line]:
    """Every body under every wanted document that has issued nothing and has not said that it makes none."""
    return [line for each in followed() for line in each.missing]


def to_cascade(body: Body | None) -> list[Line]:
    """The documents from which one body still has to make its paper."""
    if body is None:
        return []
    return [line for each in followed() for line in each.missing if line.body.pk == body.pk]


# -- the chain --------------------------------------------------------------------------------------------

DEEPEST = 6
"""Ministry, province, commune, division: a longer chain is a mistake."""


@dataclass(frozen=True)
class Link:
    """One step of the chain: the line of a paper, the duty above it, and the duty that it became."""

    line: CascadeDuty

    @property
    def above(self) -> Obligation | None:
        return self.line.obligation

    @property
    def cascade(self) -> Cascade:
        return self.line.cascade


def _lines() -> QuerySet[CascadeDuty]:
    return CascadeDuty.objects.select_related(
        "cascade", "cascade__body", "cascade__document", "cascade__issued_document", "obligation",
        "obligation__document", "own", "person",
    )  # fmt: skip


def chain_above(obligation: Obligation) -> list[Link]:
    """The steps from the duty up to the first document, the nearest first; as far as the scope reaches."""
    found: list[Link] = []
    at: Obligation | None = obligation
    while at is not None and len(found) < DEEPEST:
        line = _lines().filter(own=at).first()
        if line is None:
            break
        found.append(Link(line))
        at = line.obligation
    return found


def carried_on(obligation: Obligation) -> list[CascadeDuty]:
    """Lines of issued papers that took the duty over or left it out, as far as the scope reaches."""
    found = _lines().filter(obligation=obligation, cascade__state=CascadeState.ISSUED)
    return sorted(found, key=lambda line: (_order(line.cascade.body), line.pk))


def bodies_without(obligation: Obligation) -> list[Line]:
    """Bodies with the duty that have made no paper from its document; nothing when none is wanted."""
    if obligation.document_id is None:
        return []
    has = set(duties.executions_of_obligation(obligation, None).order_by().values_list("body_id", flat=True))
    return [
        line for each in followed([obligation.document_id]) for line in each.missing if line.body.pk in has
    ]


@dataclass(frozen=True)
class Parts:
    """What a paper took over, added and left out."""

    taken: int
    own: int
    left_out: tuple[CascadeDuty, ...]


def parts_of(ids: Iterable[int]) -> dict[int, Parts]:
    """By paper, in one query."""
    lines: dict[int, list[CascadeDuty]] = defaultdict(list)
    for line in (
        CascadeDuty.objects.filter(cascade_id__in=list(ids)).select_related("obligation").order_by("position")
    ):
        lines[line.cascade_id].append(line)
    return {
        pk: Parts(
            sum(row.taken and row.obligation_id is not None for row in rows),
            sum(row.taken and row.obligation_id is None for row in rows),
            tuple(row for row in rows if not row.taken),
        )
        for pk, rows in lines.items()
    }
