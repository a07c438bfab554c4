"""Two at once take turns: whoever comes second sees what the first has done."""

from __future__ import annotations

from uuid import UUID

from django.db import connection


def hold(key: UUID | str) -> None:
    """Until the end of the transaction nobody else gets past this line with the same key. For the number that a form
    carries, before the row with that number exists and could be locked: a button pressed twice on a bad line."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"turn {key}"])
