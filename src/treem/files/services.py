"""Taking files in, giving them out, and checking that they are still what they were."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast

from django.db import transaction

from treem.db import keys
from treem.db.turns import hold
from treem.files import hooks, rules, vault
from treem.files.errors import (
    AttachmentWithdrawn,
    ContentLost,
    EmptyFile,
    TooLarge,
    TooManyAttachments,
    WithdrawalReasonMissing,
)
from treem.files.models import Attachment, StoredFile
from treem.files.selectors import EVIDENCE
from treem.kernel.errors import DomainError
from treem.kernel.language import gettext as _

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.files.base import File


class Person(Protocol):
    """Whoever uploads: a user."""

    pk: Any


@transaction.atomic
def store(
    upload: File[bytes],
    *,
    actor: Person | None,
    purpose: str,
    kinds: Collection[str] = rules.EVERY_KIND,
    limit: int = rules.DEFAULT_LIMIT,
    data_key_id: uuid.UUID | None = None,
    only_read: bool = False,
    unpacked: int = rules.UNPACKED_LIMIT,
) -> StoredFile:
    """Check an upload, write it encrypted to the disk, and keep a row of it.

    ``kinds`` are keys of ``rules.KINDS``; ``limit`` is in bytes; ``only_read`` and
    ``unpacked`` as in ``rules.detect``. ``data_key_id`` puts the file under the key of a
    record (a case); then the same content twice lies on the disk once. The row commits only after the bytes
    are on the disk; a transaction that is rolled back leaves bytes that nobody can name. Raises a FileRefused.
    """
    size = upload.size or 0
    if size > limit:
        raise TooLarge(size_mb=_megabytes(size), limit_mb=_megabytes(limit))
    if not size:
        raise EmptyFile()
    kind = rules.detect(cast(BinaryIO, upload), frozenset(kinds), only_read=only_read, unpacked=unpacked)
    stored = StoredFile(
        purpose=purpose,
        size=size,
        media_type=kind.media_type,
        name=rules.safe_name(upload.name or "", kind),
        uploaded_by_id=getattr(actor, "pk", None),
        data_key_id=data_key_id or keys.new_data_key(),
    )
    earlier = _same_under(data_key_id, upload) if data_key_id else None
    if earlier is not None:
        stored.sha256, stored.address = earlier.sha256, earlier.address
    else:
        upload.seek(0)
        written = vault.write(
            upload.chunks(), stored.data_key_id, keys.data_key_for_writing(stored.data_key_id)
        )
        stored.sha256, stored.address, stored.size = written.sha256, written.address, written.size
    stored.save()
    hooks.record(
        actor=actor,
        action="files.store",
        subject=stored,
        detail={"purpose": purpose, "kind": kind.key, "size": stored.size},
    )
    return stored


def _same_under(data_key_id: uuid.UUID, upload: File[bytes]) -> StoredFile | None:
    content = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        content.update(chunk)
    found = StoredFile.objects.filter(data_key_id=data_key_id, sha256=content.hexdigest()).first()
    return found if found is not None and vault.path_of(found.address).exists() else None


def _megabytes(size: int) -> str:
    return f"{size / rules.MEBIBYTE:.1f}".removesuffix(".0").replace(".", ",")


def open_file(stored: StoredFile) -> Iterator[bytes]:
    """The content in chunks. Whether it is there at all is found out now, not while it is being sent.

    Raises ContentLost, KeyLost, KeyFileError; while reading, ContentLost where the bytes were changed.
    """
    key = keys.data_key(stored.data_key_id)
    try:
        source = vault.path_of(stored.address).open("rb")
    except OSError as error:
        raise ContentLost(
            uuid=stored.uuid, reason=_("không có trên đĩa ({error}).").format(error=error.strerror)
        ) from None
    return _reading(stored, source, key)


def _reading(stored: StoredFile, source: BinaryIO, key: bytes) -> Iterator[bytes]:
    try:
        yield from vault.read(source, stored.data_key_id, key)
    except vault.VaultError as error:
        raise ContentLost(uuid=stored.uuid, reason=str(error)) from None


def read_whole(stored: StoredFile) -> bytes:
    """The whole content, proven to be what was stored. Raises ContentLost, KeyLost, KeyFileError."""
    content = b"".join(open_file(stored))
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise ContentLost(uuid=stored.uuid, reason=_("nội dung không khớp dấu vân tay."))
    return content


def record_download(stored: StoredFile, *, actor: Person) -> None:
    """Write down who took the file away."""
    hooks.record(actor=actor, action="files.download", subject=stored, detail={"purpose": stored.purpose})


# --- Evidence -------------------------------------------------------------------------------------------------


@transaction.atomic
def attach(
    upload: File[bytes],
    *,
    subject_type: str,
    subject_uuid: uuid.UUID,
    body_id: int,
    actor: Any,
    at: datetime,
    label: str = "",
    part: str = "",
) -> Attachment:
    """Hang evidence on a record of a body. The same content on the same line again gives the first one.

    The caller has checked that the person may (``selectors.place_for``). Raises a FileRefused, TooManyAttachments.
    """
    hold(f"files.attach {subject_type} {subject_uuid}")
    there = Attachment.objects.filter(
        subject_type=subject_type, subject_uuid=subject_uuid, withdrawn_at__isnull=True
    )
    upload.seek(0)
    content = hashlib.sha256()
    for chunk in upload.chunks():
        content.update(chunk)
    # A second press of the button, or the same picture chosen twice, is one piece of evidence.
    if earlier := there.filter(file__sha256=content.hexdigest(), part=part).first():
        return earlier
    if there.count() >= rules.MOST_ATTACHMENTS:
        raise TooManyAttachments(most=rules.MOST_ATTACHMENTS)
    stored = store(upload, actor=actor, purpose=EVIDENCE, kinds=rules.EVIDENCE, limit=rules.EVIDENCE_LIMIT)
    attachment = Attachment.objects.create(
        subject_type=subject_type, subject_uuid=subject_uuid, part=part, body_id=body_id, file=stored,
        label=" ".join(label.split())[:200], at=at, by_id=getattr(actor, "pk", None), by_name=str(actor or ""),
    )  # fmt: skip
    hooks.record(actor=actor, action="files.attach", subject=attachment, detail={"subject": subject_type})
    return attachment


@transaction.atomic
def withdraw_attachment(attachment: Attachment, *, actor: Any, reason: str, at: datetime) -> Attachment:
    """Take evidence back that does not belong there; row and content stay. Raises WithdrawalReasonMissing,
    AttachmentWithdrawn."""
    reason = " ".join(reason.split())
    if not reason:
        raise WithdrawalReasonMissing()
    locked = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if locked.withdrawn_at is not None:
        raise AttachmentWithdrawn()
    locked.withdrawn_at, locked.withdrawn_by_id, locked.withdrawn_why = at, actor.pk, reason[:300]
    locked.version += 1
    locked.save(update_fields=["withdrawn_at", "withdrawn_by_id", "withdrawn_why", "version"])
    hooks.record(
        actor=actor, action="files.withdraw", subject=locked, detail={"subject": locked.subject_type}
    )
    return locked


# --- Checking -------------------------------------------------------------------------------------------------


@dataclass
class Findings:
    """What a check of every file found; no problems: all is there and unchanged."""

    files: int = 0
    bytes: int = 0
    problems: list[str] = field(default_factory=list)


def verify_files(*, decrypt: bool = True) -> Findings:
    """Compare every row with its bytes on disk; without ``decrypt`` (no keys at hand) only the encrypted bytes."""
    found = Findings()
    for stored in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        found.files += 1
        found.bytes += stored.size
        path = vault.path_of(stored.address)
        if not path.exists():
            found.problems.append(f"{stored.uuid}: không có trên đĩa")
            continue
        if vault.address_of(path) != stored.address:
            found.problems.append(f"{stored.uuid}: các byte trên đĩa đã thay đổi")
            continue
        if not decrypt:
            continue
        try:
            content, size = hashlib.sha256(), 0
            for chunk in open_file(stored):
                content.update(chunk)
                size += len(chunk)
            if (content.hexdigest(), size) != (stored.sha256, stored.size):
                found.problems.append(f"{stored.uuid}: nội dung không khớp dấu vân tay")
        except DomainError as error:
            found.problems.append(f"{stored.uuid}: {error}")
    return found
