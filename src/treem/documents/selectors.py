"""Reading the register of documents, and papers that go out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import Max, QuerySet

from treem.documents import hooks
from treem.documents.models import Citation, Document, Edition, OutgoingPaper, PaperCheck, PaperState
from treem.documents.rules import MAYBE, NO, fit, number_key

if TYPE_CHECKING:
    from treem.files.models import StoredFile

PAGE = 50


def register(kind: str = "", state: str = "") -> QuerySet[Document]:
    """The register, the last received first; one type of document, one state, or all."""
    found = Document.objects.defer("text")
    if kind:
        found = found.filter(type=kind)
    if state:
        found = found.filter(state=state)
    return found.order_by("-pk")


def issued_between(
    found: QuerySet[Document], first: date | None, last: date | None, received_since: datetime | None
) -> QuerySet[Document]:
    """The part of the register that was issued in these days and taken in since a moment; None: no such limit."""
    if first is not None:
        found = found.filter(issued_on__gte=first)
    if last is not None:
        found = found.filter(issued_on__lte=last)
    return found if received_since is None else found.filter(received_at__gte=received_since)


R = TypeVar("R", Document, OutgoingPaper)


def page_of(found: QuerySet[R], after: str, size: int | None = None) -> tuple[list[R], int | str]:
    """One page of a list whose newest stands first, and what the next one comes after ("" when there is none)."""
    size = size or PAGE
    known = after.isdecimal() and len(after) < 18
    rows = list((found.filter(pk__lt=int(after)) if known else found)[: size + 1])
    return rows[:size], rows[size - 1].pk if len(rows) > size else ""


def document_by_uuid(uuid: UUID) -> Document | None:
    return Document.objects.select_related("issuer_body", "received_by", "file").filter(uuid=uuid).first()


def document_by_sha256(sha256: str) -> Document | None:
    """The document whose file, or an earlier one, has this fingerprint: the same file sent twice is one document. The file
    of a wrong replacement that was withdrawn is that of no document."""
    found = Document.objects.filter(sha256=sha256).first()
    return found or Document.objects.filter(editions__sha256=sha256, editions__withdrawn=False).first()


def editions_of(document: Document) -> list[Edition]:
    """Files of the document that stood once and gave way, the last that did first."""
    rows = document.editions.defer("text").select_related("file", "replaced_by")
    return list(rows.order_by("-replaced_at", "-pk"))


def edition_of(document: Document, number: int) -> Edition | None:
    """A file of the document that gave way, by its number; None for one that never did."""
    return document.editions.select_related("file").filter(number=number).order_by("-pk").first()


def last_edition(document: Document) -> int:
    """The highest number of its files, also of those that were withdrawn."""
    last: int | None = document.editions.aggregate(last=Max("number"))["last"]
    return max(document.edition, last or 0)


def text_of_edition(document: Document, number: int) -> str:
    """The text of one file of the document."""
    earlier = edition_of(document, number) if number != document.edition else None
    return earlier.text if earlier is not None else document.text


def file_of_edition(document: Document, number: int) -> StoredFile | None:
    """One file of the document, as it came in."""
    earlier = edition_of(document, number) if number != document.edition else None
    return earlier.file if earlier is not None else document.file


def documents(ids: list[int]) -> dict[int, Document]:
    """Documents by id."""
    return Document.objects.defer("text").in_bulk(ids)


def document_identified(identity: str | None) -> Document | None:
    """The document that is held under this number, day and issuer."""
    return Document.objects.defer("text").filter(identity=identity).first() if identity else None


def documents_numbered(number_symbol: str) -> list[Document]:
    """All documents we hold with this number and symbol, the newest first."""
    key = number_key(number_symbol)
    return (
        list(Document.objects.defer("text").filter(number_key=key).order_by("-issued_on", "-pk"))
        if key
        else []
    )


def candidates(edges: Sequence[Citation]) -> list[list[tuple[Document, str]]]:
    """For each edge the documents of the register that it surely or maybe is; what the reader suspects is a maybe."""
    asked = [[named for named in (edge.named, edge.suggestion) if named] for edge in edges]
    keys = {number_key(named.number_symbol) for every in asked for named in every} - {""}
    held: dict[str, list[Document]] = {}
    for document in Document.objects.defer("text").filter(number_key__in=keys):
        held.setdefault(document.number_key, []).append(document)
    found = []
    for edge, every in zip(edges, asked, strict=True):
        fits: dict[Document, str] = {}
        for named in every:
            for document in held.get(number_key(named.number_symbol), ()):
                how = fit(named, document.named)
                if how != NO and document.pk != edge.from_document_id:
                    fits.setdefault(document, how if named == edge.named else MAYBE)
        found.append(list(fits.items()))
    return found


def citation_by_pk(pk: int) -> Citation | None:
    """One edge with both its ends."""
    return Citation.objects.select_related("from_document", "to_document", "matched_by").filter(pk=pk).first()


def may_read_source(user: Any, stored: StoredFile) -> bool:
    """A file of the register, also an earlier one of a document: whoever reads the register. One that is still to be read
    or was refused belongs to no document, and nobody has said what it is: only who takes documents in."""
    held = Document.objects.filter(file=stored).exists() or Edition.objects.filter(file=stored).exists()
    if held:
        return bool(user.has_perm("documents.view_document"))
    return any(user.has_perm(act.permission) for act in hooks.register_actions if act.takes_in)


# -- papers that go out -------------------------------------------------------------------------------------


def papers(state: str = "") -> QuerySet[OutgoingPaper]:
    """Outgoing papers in the scope, the last prepared first."""
    found = OutgoingPaper.objects.select_related("body", "replaced_by")
    if state:
        found = found.filter(state=state)
    return found.order_by("-pk")


def paper_visible(uuid: UUID) -> OutgoingPaper | None:
    """The paper, when the scope holds its body."""
    return (
        OutgoingPaper.objects.select_related(
            "body", "prepared_by", "recorded_by", "file", "replaces", "replaced_by"
        )
        .filter(uuid=uuid)
        .first()
    )


def papers_of(origin_kind: str, uuids: Iterable[UUID]) -> dict[UUID, OutgoingPaper]:
    """By origin: the paper that stands now, the newest of its chain."""
    found = OutgoingPaper.objects.filter(origin_kind=origin_kind, origin_uuid__in=list(uuids))
    return {paper.origin_uuid: paper for paper in found.order_by("pk")}


def issued_paper_of(origin_kind: str, uuids: Iterable[UUID]) -> OutgoingPaper | None:
    """The last issued paper of these origins, also where a correction of it is being drafted."""
    found = OutgoingPaper.objects.filter(origin_kind=origin_kind, origin_uuid__in=list(uuids))
    return found.filter(state=PaperState.ISSUED).order_by("-pk").first()


def last_check(paper: OutgoingPaper) -> PaperCheck | None:
    """What the latest check of its signatures found."""
    return paper.checks.select_related("by").order_by("-at", "-pk").first()


def holds_issued_file(stored: StoredFile) -> bool:
    """Whether the file belongs to a paper in the scope."""
    return OutgoingPaper.objects.filter(file=stored).exists()
