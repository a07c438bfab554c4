"""Writing the register: a document comes in once and is confirmed by a person."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from treem.audit import services as audit
from treem.documents import selectors
from treem.documents.errors import AlreadyHeld, ImpossibleDate
from treem.documents.models import Direction, Document, DocumentState, Edition
from treem.documents.rules import day_or_none, issuer_key, number_key, number_symbol_of, written_day
from treem.documents.services.citing import match_again
from treem.files import rules as file_rules
from treem.files import services as files
from treem.kernel.time import local_date
from treem.kernel.vietnamese import nfc
from treem.organisations import selectors as organisations

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


@transaction.atomic
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
    """Put a document into the register as a draft; the second value is False when it is there already: the same file,
    or another one with its number, day and issuer.

    ``metadata`` is the letterhead as the reader gives it. A date that does not exist stays as it is written and
    sets no day.
    """
    document = Document(
        sha256=sha256,
        file_name=file_name[-255:],
        text=text,  # exactly: findings point into it by offset
        received_at=at,
        received_by=actor,
        issuer_body=issuer_body,
        **_letterhead(metadata),
    )
    document.direction = _direction(document, local_date(at))
    document.set_keys()
    if earlier := _held(document):
        return earlier, False
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError:
        # Two people sent the same document in the same moment: the other one was first.
        earlier = _held(document)
        if earlier is None:
            raise
        return earlier, False
    audit.record(actor=actor, action="documents.register", subject=document)
    match_again(document)
    return document, True


def _held(document: Document) -> Document | None:
    """The same file, or the same document in another file."""
    return selectors.document_by_sha256(document.sha256) or selectors.document_identified(document.identity)


def _direction(document: Document, on: date) -> Direction:
    """Out when the lead agency itself, or its head, issued it."""
    lead = organisations.lead_body(on)
    own = " ".join((lead.name, str(lead.unit or ""))) if lead else ""
    issuer, ours = (frozenset(issuer_key(name).split()) for name in (document.issuer, own))
    return Direction.OUT if issuer and issuer - {"tinh", "thanh", "pho"} <= ours else Direction.IN


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


def states_another_number(document: Document, metadata: Mapping[str, Any]) -> bool:
    """Whether a letterhead bears another number than the record, both being known."""
    key = number_key(str(_letterhead(metadata)["number_symbol"]))
    return bool(key[:1].isdigit() and document.number_key and key != document.number_key)


@transaction.atomic
def replace_file(
    document: Document, *, data: bytes, file_name: str, text: str, why: str, actor: User, at: datetime,
    stored: StoredFile | None = None,
) -> Document:  # fmt: skip
    """A replacement came for this record: the earlier file and its text stay readable as an edition. ``stored``: the new
    one is kept already.

    The letterhead stays until a person confirms the new one. Raises FileRefused.
    """
    locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    _keep_edition(locked, why=why, actor=actor, at=at)
    locked.edition = selectors.last_edition(locked) + 1
    locked.text, locked.file_name, locked.sha256 = text, file_name[-255:], fingerprint(data)
    locked.received_at, locked.received_by = at, actor
    locked.version += 1
    # The letterhead is not touched, nor what it is compared by.
    locked.save(
        update_fields=["edition", "text", "file_name", "sha256", "received_at", "received_by", "version"]
    )
    keep_file(locked, data=data, actor=actor, stored=stored)
    audit.record(
        actor=actor, action="documents.replace_file", subject=locked, detail={"edition": locked.edition}
    )
    return locked


def _keep_edition(
    document: Document, *, why: str, actor: User, at: datetime, withdrawn: bool = False
) -> None:
    Edition.objects.create(
        document=document, number=document.edition, text=document.text, file_name=document.file_name,
        file_id=document.file_id, sha256=document.sha256, received_at=document.received_at,
        received_by_id=document.received_by_id, replaced_at=at, replaced_by=actor, why=why[:500], withdrawn=withdrawn,
    )  # fmt: skip


@transaction.atomic
def restore_edition(
    document: Document, *, number: int, metadata: Mapping[str, Any], state: str, why: str, actor: User, at: datetime
) -> Document:  # fmt: skip
    """The file of an earlier edition stands again, with its letterhead and in the state that it had; what stood in its
    place stays readable as a withdrawn one.

    Raises AlreadyHeld when another document of the register has taken its number, day and issuer meanwhile.
    """
    locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    earlier = selectors.edition_of(locked, number)
    assert earlier is not None
    assert number != locked.edition
    _keep_edition(locked, why=why, actor=actor, at=at, withdrawn=True)
    for name in ("text", "file_name", "file", "sha256", "received_at", "received_by"):
        setattr(locked, name, getattr(earlier, name))
    locked.edition = number
    for name, value in _letterhead(metadata).items():
        setattr(locked, name, value)
    locked.direction = _direction(locked, local_date(locked.received_at))
    locked.state = DocumentState(state)
    before = locked.number_key
    _check_alone(locked)
    locked.version += 1
    locked.save()
    match_again(locked, before)
    audit.record(
        actor=actor,
        action="documents.restore_edition",
        subject=locked,
        detail={"edition": number, "why": why},
    )
    return locked


def _check_alone(document: Document) -> None:
    """Raises AlreadyHeld when another document has the number, day and issuer that this one now bears."""
    document.set_keys()
    twin = selectors.document_identified(document.identity)
    if twin is not None and twin.pk != document.pk:
        raise AlreadyHeld(label=twin.label)


@transaction.atomic
def confirm_document(
    document: Document, *, metadata: Mapping[str, Any], actor: User, issuer_body: Body | None = None
) -> Document:
    """A person vouches for the letterhead; citations of its number are looked at again.

    Raises ImpossibleDate, AlreadyHeld.
    """
    locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    given = str(metadata.get("date", ""))
    try:
        written_day(given)
    except ValueError:
        raise ImpossibleDate(given=given) from None
    for name, value in _letterhead(metadata).items():
        setattr(locked, name, value)
    locked.issuer_body = issuer_body or locked.issuer_body
    locked.direction = _direction(locked, local_date(locked.received_at))
    if locked.state != DocumentState.ISSUED:
        locked.state = DocumentState.CONFIRMED
    before = locked.number_key
    _check_alone(locked)
    locked.version += 1
    locked.save()
    match_again(locked, before)
    audit.record(actor=actor, action="documents.confirm", subject=locked)
    return locked


def reopen_document(document: Document) -> None:
    """Nobody vouches for the letterhead any more."""
    Document.objects.filter(pk=document.pk, state=DocumentState.CONFIRMED).update(state=DocumentState.DRAFT)


def mark_issued(document: Document) -> None:
    """Its duties bind from now on."""
    Document.objects.filter(pk=document.pk).update(state=DocumentState.ISSUED)


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
