"""Reading files: a person finds a file when the room it belongs to says so."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from treem.files import hooks
from treem.files.models import StoredFile


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
