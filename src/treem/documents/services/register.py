"""Writing the register: a document comes in once, is confirmed by a person, and its citations become edges."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from treem.audit import services as audit
from treem.documents import selectors
from treem.documents.errors import ImpossibleDate
from treem.documents.models import Citation, Document, DocumentState, Edition
from treem.documents.rules import day_or_none, number_symbol_of, written_day
from treem.files import rules as file_rules
from treem.files import services as files
from treem.kernel.vietnamese import nfc

if TYPE_CHECKING:
    from treem.files.models import StoredFile
    from treem.organisations.models import Body, User

SOURCE = "documents.source"
"""The purpose under which the files of documents are kept."""
SOURCE_KINDS = frozenset({"docx", "doc", "rtf", "odt", "html", "pdf", "png", "jpeg", "tiff", "txt", "oldtxt"})
SOURCE_LIMIT = 30 * file_rules.MEBIBYTE

_LENGTHS = {
    "type": 60, "number": 40, "symbol": 60, "issuer": 300, "parent_issuer": 300, "signer": 120, "capacity": 60,
    "position": 160, "place": 120,
}  # fmt: skip


def fingerprint(data: bytes) -> str:
    """The sha256 of a file, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def register_document(
    *,
    sha256: str,
    file_name: str,
    text: str,
    metadata: Mapping[str, Any],
    actor: User | None,
    at: datetime,
    issuer_body: Body | None = None,
) -> tuple[Document, bool]:
    """Put a document into the register as a draft; the second value is False when its file is there already.

    ``metadata`` is the letterhead as the reader gives it. A date that does not exist stays as it is written and
    sets no day.
    """
    if earlier := selectors.document_by_sha256(sha256):
        return earlier, False
    document = Document(
        sha256=sha256,
        file_name=file_name[-255:],
        text=text,  # exactly: findings point into it by offset
        received_at=at,
        received_by=actor,
        issuer_body=issuer_body,
        **_letterhead(metadata),
    )
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError:
        # Two people sent the same file in the same moment: the other one was first.
        earlier = selectors.document_by_sha256(sha256)
        if earlier is None:
            raise
        return earlier, False
    audit.record(actor=actor, action="documents.register", subject=document)
    return document, True


def check_file(data: bytes) -> None:
    """Look at an upload before anything reads it: kind by content, no password or bomb. Macros are let in: the file is
    read and kept, never run. Raises FileRefused."""
    file_rules.detect(io.BytesIO(data), SOURCE_KINDS, only_read=True)


@transaction.atomic
def keep_file(
    document: Document, *, data: bytes, actor: User | None, stored: StoredFile | None = None
) -> None:
    """Keep the file as it came in, encrypted; everybody who may read the document may download it. ``stored``: it is kept
    already.

    Raises FileRefused.
    """
    document.file = stored or store_source(data, document.file_name, actor=actor)
    document.save(update_fields=["file"])


def store_source(data: bytes, file_name: str, *, actor: User | None) -> StoredFile:
    """Keep the file of a document, also before it is known which. Raises FileRefused."""
    return files.store(
        ContentFile(data, name=file_name), actor=actor, purpose=SOURCE, kinds=SOURCE_KINDS, limit=SOURCE_LIMIT, only_read=True
    )  # fmt: skip


@transaction.atomic
def replace_file(
    document: Document, *, data: bytes, file_name: str, text: str, why: str, actor: User, at: datetime
) -> Document:
    """A replacement came for this record: the earlier file and its text stay readable as an edition.

    The letterhead stays until a person confirms the new one. Raises FileRefused.
    """
    locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    Edition.objects.create(
        document=locked, number=locked.edition, text=locked.text, file_name=locked.file_name, file_id=locked.file_id,
        sha256=locked.sha256, received_at=locked.received_at, received_by_id=locked.received_by_id, replaced_at=at,
        replaced_by=actor, why=why[:500],
    )  # fmt: skip
    locked.edition += 1
    locked.text, locked.file_name, locked.sha256 = text, file_name[-255:], fingerprint(data)
    locked.received_at, locked.received_by = at, actor
    locked.version += 1
    locked.save()
    keep_file(locked, data=data, actor=actor)
    audit.record(
        actor=actor, action="documents.replace_file", subject=locked, detail={"edition": locked.edition}
    )
    return locked


@transaction.atomic
def confirm_document(
    document: Document, *, metadata: Mapping[str, Any], actor: User, issuer_body: Body | None = None
) -> Document:
    """A person vouches for the letterhead. Raises ImpossibleDate."""
    locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    given = str(metadata.get("date", ""))
    try:
        written_day(given)
    except ValueError:
        raise ImpossibleDate(given=given) from None
    for name, value in _letterhead(metadata).items():
        setattr(locked, name, value)
    locked.issuer_body = issuer_body or locked.issuer_body
    locked.state = DocumentState.CONFIRMED
    locked.version += 1
    locked.save()
    audit.record(actor=actor, action="documents.confirm", subject=locked)
    return locked


def _letterhead(metadata: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: nfc(str(metadata.get(name, "") or ""))[:size] for name, size in _LENGTHS.items()}
    written = str(metadata.get("date", "") or "")
    return {
        **fields,
        "number_symbol": number_symbol_of(fields["number"], fields["symbol"])[:100],
        "subject": nfc(str(metadata.get("subject", "") or "")),
        "issued_text": written[:60],
        "issued_on": day_or_none(written),
    }


@transaction.atomic
def record_citations(
    document: Document, citations: Iterable[Mapping[str, Any]], *, confirmed: Iterable[bool] | None = None
) -> list[Citation]:
    """Keep what a document names, as edges; each points to the document itself where the register holds it.

    ``citations`` are dicts as the reader gives them, ``confirmed`` whether a person vouches for each. Running it
    again adds nothing twice. The document itself (kind ``self``) is no edge.
    """
    rows = list(citations)
    vouched = list(confirmed) if confirmed is not None else [False] * len(rows)
    edges = []
    for row, sure in zip(rows, vouched, strict=True):
        if row.get("kind") == "self":
            continue
        written = str(row.get("date", "") or "")
        issued_on = day_or_none(written)
        number_symbol = str(row.get("number_symbol", "") or "")[:100]
        to = selectors.document_numbered(number_symbol, issued_on.year if issued_on else None)
        edge, _made = Citation.objects.get_or_create(
            from_document=document,
            start=int(row.get("start", 0)),
            end=int(row.get("end", 0)),
            number_symbol=number_symbol,
            date_text=written[:60],
            defaults={
                "to_document": to if to is not None and to.pk != document.pk else None,
                "kind": str(row.get("kind", "full"))[:10],
                "raw": str(row.get("raw", "")),
                "type": str(row.get("type", "") or "")[:60],
                "issued_on": issued_on,
                "issuer": str(row.get("issuer", "") or "")[:300],
                "title": str(row.get("title", "") or ""),
                "relation": str(row.get("relation", "") or "")[:60],
                "flags": list(row.get("flags", ())),
                "suggested": dict(row.get("suggested", {})),
                "confirmed": sure,
            },
        )
        edges.append(edge)
    return edges


@transaction.atomic
def join_citations(document: Document) -> int:
    """Point earlier citations of this number to the document that has now come in; how many found it."""
    if not document.number_symbol:
        return 0
    loose = Citation.objects.filter(
        to_document__isnull=True, number_symbol__icontains=document.number_symbol.split("/")[0].lstrip("0")
    ).exclude(from_document=document)
    joined = 0
    for citation in loose:
        year = citation.issued_on.year if citation.issued_on else None
        found = selectors.document_numbered(citation.number_symbol, year)
        if found is not None and found.pk == document.pk:
            citation.to_document = document
            citation.save(update_fields=["to_document"])
            joined += 1
    return joined


@transaction.atomic
def cite(document: Document, named: Document, *, relation: str) -> Citation:
    """A document made here names another one that the register holds: a confirmed edge. Asked again, the same one."""
    if earlier := Citation.objects.filter(from_document=document, to_document=named).first():
        return earlier
    place = document.citations.count()  # it has no place in a text: they are told apart by their order
    return Citation.objects.create(
        from_document=document, to_document=named, start=place, end=place, raw=named.label, type=named.type,
        number_symbol=named.number_symbol, date_text=named.issued_text, issued_on=named.issued_on, issuer=named.issuer,
        title=named.subject, relation=relation, confirmed=True,
    )  # fmt: skip
