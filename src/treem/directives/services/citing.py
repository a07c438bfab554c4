"""Findings about citations and the letterhead reach the register as they are decided on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from treem.directives.models import Item, ItemKind, ItemState
from treem.documents import services as documents

if TYPE_CHECKING:
    from treem.organisations.models import User


def record_citations(items: Iterable[Item]) -> None:
    """The citations among the findings of one reading as edges: confirmed where a person kept them, left out of account
    where a person rejected them."""
    cited = [item for item in items if item.kind == ItemKind.CITATION]
    if not cited:
        return
    document = cited[0].reading.document
    kept = [item for item in cited if item.state != ItemState.REJECTED]
    documents.record_citations(
        document,
        [item.content for item in kept],
        confirmed=[item.kept for item in kept],
        findings=[item.uuid for item in kept],
    )
    documents.reject_citations(document, [item.uuid for item in cited if item.state == ItemState.REJECTED])


def carry_citations(before: Iterable[Item], now: Iterable[Item]) -> None:
    """A new edition was read: the edge of a citation follows its words; what is not there any more counts nowhere."""
    old = [item for item in before if item.kind == ItemKind.CITATION]
    new = [item for item in now if item.kind == ItemKind.CITATION]
    record_citations(old)  # edges from before findings were told apart get theirs
    followed = {item.earlier_id: item.uuid for item in new if item.earlier_id is not None}
    if old:
        document = old[0].reading.document
        documents.move_findings(
            document, {item.uuid: followed[item.pk] for item in old if item.pk in followed}
        )
        documents.reject_citations(document, [item.uuid for item in old if item.pk not in followed])
    record_citations(new)


def take_back_citations(wrong: Iterable[Item], back: Iterable[Item]) -> None:
    """A wrong edition is withdrawn: each edge is that of the words of the edition before again; what only the wrong one cited
    counts nowhere."""
    gone = [item for item in wrong if item.kind == ItemKind.CITATION]
    stands = [item for item in back if item.kind == ItemKind.CITATION]
    if gone:
        document = gone[0].reading.document
        uuids = {item.pk: item.uuid for item in stands}
        followed = {item.uuid: uuids[item.earlier_id] for item in gone if item.earlier_id in uuids}
        documents.move_findings(document, followed)
        documents.reject_citations(document, [item.uuid for item in gone if item.uuid not in followed])
    record_citations(stands)


def vouch_for_letterhead(items: Iterable[Item], actor: User) -> None:
    """The letterhead of the document as a person kept it; nobody vouches for one that is open again or rejected.

    Raises ImpossibleDate, AlreadyHeld.
    """
    for item in items:
        if item.kind != ItemKind.METADATA:
            continue
        if item.kept:
            documents.confirm_document(item.reading.document, metadata=item.content, actor=actor)
        else:
            documents.reopen_document(item.reading.document)


def reopen_letterhead(items: Iterable[Item]) -> None:
    """After a new edition was read: nobody vouches for its letterhead where that reads otherwise than before."""
    for item in items:
        if item.kind == ItemKind.METADATA and not item.kept:
            documents.reopen_document(item.reading.document)
