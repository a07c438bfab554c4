"""What a document rests on, what rests on it, and what is cited here and not held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from treem.documents import rules
from treem.documents.endings import Ending, Known, endings_of
from treem.documents.models import Citation, Document, Match

MOST = 12
"""So many documents of a level stand in the picture; the tables have all."""


def _edges() -> QuerySet[Citation]:
    found = Citation.objects.filter(rejected=False).select_related(
        "to_document", "from_document", "matched_by"
    )
    return found.defer("to_document__text", "from_document__text")


def rests_on(document: Document) -> list[Citation]:
    """What the document names, in the order of the text."""
    return list(_edges().filter(from_document=document).order_by("start", "pk"))


def resting_on(document: Document) -> list[Citation]:
    """What names the document, the newest first; each document once, with the relation that says most."""
    found: dict[int, Citation] = {}
    for edge in _edges().filter(to_document=document).order_by("-from_document__issued_on", "pk"):
        known = found.get(edge.from_document_id)
        if known is None or _weight(edge) > _weight(known):
            found[edge.from_document_id] = edge
    return list(found.values())


def _weight(edge: Citation) -> tuple[bool, bool]:
    return edge.relation_kind in rules.CHANGES, edge.confirmed


@dataclass(frozen=True)
class Counts:
    """What the page of a document says of its relations."""

    rests_on: int
    missing: int
    open: int
    ended: int
    resting: int


@dataclass
class Node:
    """A document near the one looked at: held, or only cited (``edge``)."""

    key: str
    level: int
    """Below zero: what it rests on; above: what rests on it."""
    parent: str = ""
    edge: Citation | None = None
    """How it hangs on its parent."""
    document: Document | None = None
    ending: Ending | None = None

    @property
    def undecided(self) -> bool:
        """Whether a person has to say which document it is."""
        return self.document is None and self.edge is not None and self.edge.match == Match.OPEN


@dataclass
class Neighbourhood:
    """Two levels up and down. ``left_out``: by level, how many more there are than the picture shows."""

    nodes: dict[str, Node] = field(default_factory=dict)
    lines: dict[tuple[str, str], bool] = field(default_factory=dict)
    """From the cited to the citing, and whether a person has confirmed it."""
    left_out: dict[int, int] = field(default_factory=dict)

    def of_level(self, level: int) -> list[Node]:
        return [node for node in self.nodes.values() if node.level == level]


def neighbourhood(
    document: Document, above: list[Citation], below: list[Citation], known: Known
) -> Neighbourhood:
    """The documents around one: ``above`` what it rests on, ``below`` what rests on it, and one level more each."""
    found = Neighbourhood({f"d{document.pk}": Node(f"d{document.pk}", 0, document=document)})
    # What the picture has no room for is rather what nobody holds.
    telling = sorted(above, key=lambda edge: (edge.to_document_id is None, edge.match != Match.OPEN))
    first = _add(found, -1, telling, up=True)
    _add(found, 1, below, up=False)
    upper = [node.document.pk for node in first if node.document is not None]
    lower = [node.document.pk for node in found.of_level(1) if node.document is not None]
    _add(
        found,
        -2,
        _edges()
        .filter(from_document__in=upper)
        .order_by(F("to_document").asc(nulls_last=True), "from_document", "start"),
        up=True,
    )
    _add(found, 2, _edges().filter(to_document__in=lower).order_by("to_document", "pk"), up=False)
    _mark(found, known)
    return found


def _add(found: Neighbourhood, level: int, edges: Iterable[Citation], *, up: bool) -> list[Node]:
    made: list[Node] = []
    for edge in edges:
        here = f"d{edge.from_document_id}" if up else f"d{edge.to_document_id}"
        there = _key(edge) if up else f"d{edge.from_document_id}"
        if there not in found.nodes:
            if len(made) == MOST:
                found.left_out[level] = found.left_out.get(level, 0) + 1
                continue
            other = edge.to_document if up else edge.from_document
            found.nodes[there] = Node(there, level, here, edge, other)
            made.append(found.nodes[there])
        pair = (there, here) if up else (here, there)
        found.lines[pair] = found.lines.get(pair, False) or edge.confirmed
    return made


def _key(edge: Citation) -> str:
    if edge.to_document_id is not None:
        return f"d{edge.to_document_id}"
    return f"c{edge.cited_key}|{edge.issued_on or edge.date_text}"


def _mark(found: Neighbourhood, known: Known) -> None:
    held = [node.document.pk for node in found.nodes.values() if node.document is not None]
    cited = [node.edge for node in found.nodes.values() if node.document is None and node.edge is not None]
    every = endings_of(held, cited, on=known.on)
    for node in found.nodes.values():
        told = every.of(node.document) if node.document else every.of_cited(node.edge) if node.edge else []
        node.ending = told[0] if told else None


# -- cited and not held ------------------------------------------------------------------------------------


def missing(only_open: bool = False) -> QuerySet[Citation, Any]:
    """Documents that are cited here and not held, the most cited first.

    One row for each number and day as they are written: 06/QĐ-TTg of 2019 and of 2022 are two rows.
    """
    found = Citation.objects.filter(to_document__isnull=True, rejected=False)
    if only_open:
        found = found.filter(match=Match.OPEN)
    rows = found.values("cited_key", "issued_on", "date_text").annotate(
        citing=Count("from_document", distinct=True),
        undecided=Count("pk", filter=Q(match=Match.OPEN)),
        number_symbol=Max("number_symbol"),
        type=Max("type"),
        issuer=Max("issuer"),
        title=Max("title"),
        edge=Max("pk"),
    )
    return rows.order_by("-citing", "cited_key", "issued_on", "date_text")


def citing(cited_key: str, issued_on: date | None, date_text: str) -> list[Citation]:
    """The edges behind one row of ``missing``."""
    found = _edges().filter(
        cited_key=cited_key, issued_on=issued_on, date_text=date_text, to_document__isnull=True
    )
    return list(found.order_by("pk"))


def counts_of(document: Document, on: date) -> Counts:
    """How many there are of each; ended: bases that are in force no more."""
    above = rests_on(document)
    known = endings_of({edge.to_document_id for edge in above if edge.to_document_id}, above, on=on)
    return Counts(
        rests_on=len(above),
        missing=sum(edge.to_document_id is None for edge in above),
        open=sum(edge.match == Match.OPEN for edge in above),
        ended=sum(any(each.ends for each in known.of_cited(edge)) for edge in above),
        resting=Citation.objects.filter(to_document=document, rejected=False)
        .values("from_document")
        .distinct()
        .count(),
    )


@dataclass(frozen=True)
class EndedBasis:
    """A basis of a duty that is in force no more, or was amended: the document itself, or one it rests on."""

    label: str
    ending: Ending
    own: bool
    """Whether it is the very document that gave the duty."""


def ended_bases(document_id: int, on: date) -> list[EndedBasis]:
    """For a duty: what became of the document that gave it, and of those that document rests on (căn cứ, thực hiện)."""
    document = Document.objects.defer("text").filter(pk=document_id).first()
    if document is None:
        return []
    bases = [edge for edge in rests_on(document) if edge.relation_kind in (rules.BASIS, rules.IMPLEMENTS)]
    known = endings_of({document.pk, *(edge.to_document_id or 0 for edge in bases)}, bases, on=on)
    found = [EndedBasis(document.label, each, own=True) for each in known.of(document)]
    for edge in bases:
        name = edge.to_document.label if edge.to_document else edge.label
        # The document itself may have replaced one that it names: that is no loss of its basis.
        told = [each for each in known.of_cited(edge) if each.ends and each.uuid != str(document.uuid)]
        found += [EndedBasis(name, each, own=False) for each in told[:1]]
    return found
