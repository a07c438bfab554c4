"""Loading many rows at once as the owner: without indexes, foreign keys and history, which come back at the end.

What is taken away is written down first (``Stage.detail``), so a load that was killed can be begun again and
the tables still end as the migrations made them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psycopg
from django.db import connection, transaction


def definitions(tables: Sequence[str]) -> list[str]:
    """The statements that put back the secondary indexes and foreign keys of the tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
            " WHERE c.relname = ANY (%s) AND NOT i.indisprimary"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)"
            " ORDER BY 1",
            [list(tables)],
        )
        indexes = [sql for (sql,) in cursor.fetchall()]
        cursor.execute(
            "SELECT format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', c.relname, k.conname, pg_get_constraintdef(k.oid))"
            " FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
            " WHERE c.relname = ANY (%s) AND k.contype IN ('f', 'u', 'x') ORDER BY k.contype DESC, 1",
            [list(tables)],
        )
        return indexes + [sql for (sql,) in cursor.fetchall()]


def strip(tables: Sequence[str]) -> None:
    """Drop the secondary indexes and foreign keys of the tables, and silence their triggers."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %%I DROP CONSTRAINT %%I CASCADE', c.relname, k.conname) FROM pg_constraint k"
            " JOIN pg_class c ON c.oid = k.conrelid WHERE c.relname = ANY (%s) AND k.contype IN ('f', 'u', 'x')"
            " ORDER BY k.contype",
            [list(tables)],
        )
        drops = [sql for (sql,) in cursor.fetchall()]
        cursor.execute(
            "SELECT format('DROP INDEX %%I', ic.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
            " JOIN pg_class ic ON ic.oid = i.indexrelid WHERE c.relname = ANY (%s) AND NOT i.indisprimary"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)",
            [list(tables)],
        )
        drops += [sql for (sql,) in cursor.fetchall()]
        drops += [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
        for sql in drops:
            cursor.execute(sql)


def _cost(index: str) -> tuple[bool, int]:
    """Words and parts of words take longest, then the longer definition."""
    return "USING gin" in index, len(index)


def restore(tables: Sequence[str], statements: Iterable[str], url: str) -> None:
    """Put back what ``strip`` took away; what is there already stays, so a restore that was cut off is begun again.

    Indexes are made by two connections to ``url`` at once, the dearest first: each keeps one core busy for seconds.
    """
    missing = set(statements) - set(definitions(tables))
    indexes = deque(sorted((sql for sql in missing if sql.startswith("CREATE")), key=_cost, reverse=True))
    database = connection.settings_dict["NAME"]

    def make_indexes() -> None:
        with psycopg.connect(url, dbname=database, autocommit=True) as own:
            own.execute("SET maintenance_work_mem = '256MB'")
            while indexes:
                with suppress(IndexError):  # the other one took the last
                    own.execute(indexes.popleft())

    with ThreadPoolExecutor(2) as pool:
        for made in [pool.submit(make_indexes), pool.submit(make_indexes)]:
            made.result()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        # Unique ones first: foreign keys point at them.
        for sql in sorted(
            (sql for sql in missing if not sql.startswith("CREATE")), key=lambda s: ("FOREIGN KEY" in s, s)
        ):
            cursor.execute(sql)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest((SELECT max(id) FROM {table}), 1))"
            )
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {table}")


def empty(tables: Sequence[str]) -> None:
    """Empty the tables of a load that was cut off: invented rows, never finished."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
