"""How far the sealer is behind."""

from __future__ import annotations

from django.db import connection

from treem.web.registry import Check

LAG_LIMIT_S = 300


def unsealed() -> float:
    """Entries that no seal covers yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM audit_lag()")
        return float(cursor.fetchone()[0])


def seal_check() -> Check:
    """Ready unless the oldest unsealed entry waits longer than five minutes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT n, seconds FROM audit_lag()")
        n, seconds = cursor.fetchone()
    return Check(seconds < LAG_LIMIT_S, f"{n} unsealed, oldest {seconds:.0f} s")
