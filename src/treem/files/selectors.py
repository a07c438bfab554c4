"""Reading files: a person finds a file when the room it belongs to says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from treem.files import hooks
from treem.files.models import Attachment, StoredFile

EVIDENCE = "files.evidence"
"""The purpose of files that are attached to records."""


def file_by_uuid(uuid: UUID) -> StoredFile | None:
    """The row, for rooms that checked who asks."""
    return StoredFile.objects.filter(uuid=uuid).first()


def file_visible_to(user: Any, uuid: UUID) -> StoredFile | None:
    """The file, if the room behind its purpose lets this person have it; else None, as if it were not there."""
    stored = file_by_uuid(uuid)
    if stored is None:
        return None
    allowed = hooks.access.get(stored.purpose)
    return stored if allowed is not None and allowed(user, stored) else None


def attachments_of(subject: Model) -> QuerySet[Attachment]:
    """The evidence on a record, withdrawn pieces included, the oldest first; the scope decides what comes out."""
    found = Attachment.objects.filter(
        subject_type=subject._meta.label_lower,
        subject_uuid=subject.uuid,  # type: ignore[attr-defined]
    )
    return found.select_related("file").order_by("at", "pk")


def evidence_counts(subject_type: str, uuids: Iterable[UUID]) -> dict[UUID, int]:
    """How many pieces of evidence in force each record has, for lists; records without any are left out."""
    counts: dict[UUID, int] = defaultdict(int)
    found = Attachment.objects.filter(
        subject_type=subject_type, subject_uuid__in=list(uuids), withdrawn_at__isnull=True
    )
    for uuid in found.values_list("subject_uuid", flat=True):
        counts[uuid] += 1
    return dict(counts)


def attachment_by_uuid(uuid: UUID) -> Attachment | None:
    """A piece of evidence within the scope."""
    return Attachment.objects.select_related("file").filter(uuid=uuid).first()


_TWICE = timedelta(minutes=10)


def just_withdrawn(attachment: Attachment, *, by: Any, reason: str, at: datetime) -> bool:
    """Whether this person took the evidence back with these very words, a moment ago: a button that was pressed twice
    has done its work."""
    now = Attachment.objects.get(pk=attachment.pk)
    if now.withdrawn_at is None or at - now.withdrawn_at > _TWICE:
        return False
    return (now.withdrawn_by_id, now.withdrawn_why) == (by.pk, " ".join(reason.split())[:300])


def place_for(user: Any, subject_type: str, subject_uuid: UUID) -> hooks.Place | None:
    """Where the person may add and withdraw evidence now; None where not, or where no such record takes any."""
    asked = hooks.places.get(subject_type)
    return asked(user, subject_uuid) if asked else None


def may_download_evidence(_user: Any, stored: StoredFile) -> bool:
    """Whoever sees the record's evidence under the row policy may have the file, until it is withdrawn."""
    return Attachment.objects.filter(file=stored, withdrawn_at__isnull=True).exists()
