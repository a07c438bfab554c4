"""Writing the trail and sealing it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.db import connection, models
from django.utils import timezone

from treem.audit import context
from treem.web.logs import request_id


class Person(Protocol):
    """Whoever acts: a user."""

    pk: Any


def record(
    *,
    actor: Person | None,
    action: str,
    subject: models.Model | None = None,
    subject_type: str = "",
    subject_ids: Iterable[Any] = (),
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Append one entry in the transaction under way.

    ``action`` is ``room.verb``. ``subject_ids`` lists what a page of many records showed: one entry a page.
    ``detail`` holds codes and counts, never a name or a narrative.
    """
    if subject is not None:
        subject_type = subject_type or subject._meta.label_lower
        subject_ids = [subject.pk]
    acting = context.current.get()
    with connection.cursor() as cursor:
        # Plain SQL without RETURNING: the application may append, not read.
        cursor.execute(
            "INSERT INTO audit_entry (at, actor_id, appointment_id, action, subject_type, subject_ids, detail, request_id)"
            " VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s)",
            [
                timezone.now(), getattr(actor, "pk", None), acting.appointment_id, action, subject_type,
                json.dumps([_plain(i) for i in subject_ids]), json.dumps(dict(detail or {}), default=str, ensure_ascii=False),
                request_id(),
            ],
        )  # fmt: skip


def _plain(identity: Any) -> int | str:
    return identity if isinstance(identity, int) else str(identity)


def seal() -> int:
    """Seal the entries of finished transactions; returns how many. One sealer at a time, in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_seal_entries()")
        (count,) = cursor.fetchone()
    return int(count)
