"""Whether a worker lives."""

from __future__ import annotations

from django.db import connection

from treem.web.registry import Check

SILENT_AFTER_S = 60


def worker_check() -> Check:
    """Ready when a worker's last heartbeat is younger than a minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")
        (age,) = cursor.fetchone()
    if age is None:
        return Check(False, "no worker")
    return Check(age < SILENT_AFTER_S, f"heartbeat {age:.0f} s ago")
