"""Citations become edges; the machine says which document each is where nothing else fits, a person where it is a
question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from treem.audit import services as audit
from treem.documents import rules, selectors
from treem.documents.models import Citation, Document, Match, Relation
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.organisations.models import User


@transaction.atomic
def record_citations(
    document: Document,
    citations: Iterable[Mapping[str, Any]],
    *,
    confirmed: Iterable[bool] | None = None,
    findings: Iterable[UUID] | None = None,
) -> list[Citation]:
    """Keep what a document names, as edges; each points to the document itself where the register surely holds it.

    ``citations`` are dicts as the reader gives them, ``confirmed`` whether a person vouches for each, ``findings`` the
    finding each comes from: recorded again, it is the same edge as it reads now. Without findings, running it again adds
    nothing twice. The document itself (kind ``self``) is no edge.
    """
    rows = list(citations)
    vouched = list(confirmed) if confirmed is not None else [False] * len(rows)
    keys: Sequence[UUID | None] = list(findings) if findings is not None else [None] * len(rows)
    edges = []
    for row, sure, finding in zip(rows, vouched, keys, strict=True):
        if row.get("kind") == "self":
            continue
        edge = _edge(document, row, finding)
        if edge.pk is None or finding is not None:
            _write(edge, row)
            edge.confirmed, edge.rejected = sure or edge.by_person, False
        edges.append(edge)
    _match([edge for edge in edges if not edge.by_person])
    for edge in edges:
        edge.save()
    return edges


def _edge(document: Document, row: Mapping[str, Any], finding: UUID | None) -> Citation:
    """The edge that this finding is already, or one in the same place, or a new one."""
    known = Citation.objects.filter(from_document=document)
    if finding is not None and (found := known.filter(finding=finding).first()):
        return found
    place = {
        "start": int(row.get("start", 0)), "end": int(row.get("end", 0)),
        "number_symbol": str(row.get("number_symbol", "") or "")[:100], "date_text": str(row.get("date", "") or "")[:60],
    }  # fmt: skip
    found = known.filter(**place, finding=None).first() or Citation(from_document=document, **place)
    found.finding = finding
    return found


def _write(edge: Citation, row: Mapping[str, Any]) -> None:
    before = (edge.number_symbol, edge.date_text, edge.relation)
    written = str(row.get("date", "") or "")
    edge.number_symbol, edge.date_text = str(row.get("number_symbol", "") or "")[:100], written[:60]
    edge.start, edge.end = int(row.get("start", 0)), int(row.get("end", 0))
    edge.issued_on = rules.day_or_none(written)
    edge.kind, edge.raw = str(row.get("kind", "full"))[:10], str(row.get("raw", ""))
    edge.type, edge.issuer = str(row.get("type", "") or "")[:60], str(row.get("issuer", "") or "")[:300]
    edge.title, edge.relation = str(row.get("title", "") or ""), str(row.get("relation", "") or "")[:60]
    edge.flags, edge.suggested = list(row.get("flags", ())), dict(row.get("suggested", {}))
    if edge.pk is None or edge.relation != before[2]:
        edge.relation_kind = rules.relation_of(edge.relation)
    if edge.pk is not None and (edge.number_symbol, edge.date_text) != before[:2]:
        edge.match, edge.matched_by, edge.matched_at = Match.NONE, None, None  # said about another number


def reject_citations(document: Document, findings: Iterable[UUID]) -> None:
    """A person says that these findings are no citations, or the edition that stands has them no more; the edges stay, and
    count nowhere."""
    Citation.objects.filter(from_document=document, finding__in=list(findings)).update(
        rejected=True, confirmed=False
    )


@transaction.atomic
def cite(document: Document, named: Document, *, relation: str, actor: User, at: datetime) -> Citation:
    """A document made here names another one that the register holds: a confirmed edge. Asked again, the same one."""
    if earlier := Citation.objects.filter(from_document=document, to_document=named).first():
        return earlier
    place = document.citations.count()  # it has no place in a text: they are told apart by their order
    return Citation.objects.create(
        from_document=document, to_document=named, start=place, end=place, raw=named.label, type=named.type,
        number_symbol=named.number_symbol, date_text=named.issued_text, issued_on=named.issued_on, issuer=named.issuer,
        title=named.subject, relation=relation, relation_kind=rules.relation_of(relation), confirmed=True,
        match=Match.PERSON, matched_by=actor, matched_at=at,
    )  # fmt: skip


def move_findings(document: Document, moved: Mapping[UUID, UUID]) -> None:
    """The document was read anew: the edge of an earlier finding is that of the later one, with all that was said of it."""
    for edge in Citation.objects.select_for_update().filter(from_document=document, finding__in=list(moved)):
        edge.finding = moved[edge.finding] if edge.finding else None
        edge.save(update_fields=["finding"])


def match_again(document: Document, *before: str) -> int:
    """Look again at citations of a document's number (and of the numbers it had ``before``) that no person has settled;
    how many found it."""
    keys = {key for key in (document.number_key, *before) if key}
    if not keys:
        return 0
    wanted = Q(cited_key__in=keys) | Q(suggested__number_symbol=document.number_symbol)
    settled = (Match.PERSON, Match.ABSENT)
    loose = list(
        Citation.objects.select_for_update().filter(wanted).exclude(match__in=settled).order_by("pk")
    )
    had = {edge.pk: edge.to_document_id for edge in loose}
    _match(loose)
    for edge in loose:
        edge.save(update_fields=["to_document", "match"])
    return sum(edge.to_document_id == document.pk and had[edge.pk] != document.pk for edge in loose)


def _match(edges: Sequence[Citation]) -> None:
    """Set which document each edge surely is, or that a person has to say."""
    for edge, candidates in zip(edges, selectors.candidates(edges), strict=True):
        sure = [document for document, how in candidates if how == rules.SURE]
        edge.to_document = sure[0] if len(sure) == 1 else None
        edge.match = Match.MACHINE if len(sure) == 1 else Match.OPEN if candidates else Match.NONE


@transaction.atomic
def settle_citation(
    citation: Citation, *, to: Document | None, relation: str, version: int, actor: User, at: datetime
) -> Citation:
    """A person says which document of the register is cited (None: none of them) and what the relation is.

    Raises StaleVersion.
    """
    locked = (
        Citation.objects.select_for_update(of=("self",)).select_related("to_document").get(pk=citation.pk)
    )
    check_version(locked, version, {"relation_kind": relation, "to_document": to})
    was = locked.to_document_id
    locked.to_document, locked.relation_kind = to, Relation(relation)
    locked.match = Match.PERSON if to is not None else Match.ABSENT
    locked.matched_by, locked.matched_at = actor, at
    locked.confirmed, locked.rejected = True, False
    locked.version += 1
    locked.save()
    audit.record(
        actor=actor, action="documents.settle_citation", subject=locked,
        detail={"from": was, "to": to.pk if to else None, "relation": relation},
    )  # fmt: skip
    return locked
