"""What is recorded about a child, table by table, and what of it goes with the child to another commune.

Found in the database itself: every table that points to a child. A room that adds one need not tell the register; it
goes along when it carries a ``commune_id``, unless the room says in ``stays`` that it belongs to the commune.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

stays: dict[str, str] = {
    "registry_ministryfilerow": "a file for the ministry's software stays as it was made",
    "registry_alikepair": "a pair has two communes; a trigger keeps both in step with its children",
    "registry_merge": "a merge has two communes; the same trigger keeps them in step",
}
"""By table: why its rows stay in the commune when the child moves. Rooms above add their own when they start."""


@dataclass(frozen=True)
class Table:
    """A table that points to a child by ``pointer``; ``follows`` when its rows go where the child goes."""

    name: str
    pointer: str
    follows: bool


def tables() -> list[Table]:
    """Every table with a foreign key to a child, but the children themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text, a.attname, EXISTS (SELECT 1 FROM pg_attribute k"
            " WHERE k.attrelid = c.conrelid AND k.attname = 'commune_id' AND NOT k.attisdropped)"
            " FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND c.confrelid = 'registry_child'::regclass AND c.conrelid <> c.confrelid"
            " ORDER BY 1, 2"
        )
        return [Table(name, pointer, placed and name not in stays) for name, pointer, placed in cursor]


def records_of(child_id: int) -> dict[str, int]:
    """How many rows each table holds about the child, as far as the scope in force sees them."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table in tables():
            said = f'SELECT count(*) FROM {table.name} WHERE "{table.pointer}" = %s'  # noqa: S608 - our catalog
            cursor.execute(said, [child_id])
            (count,) = cursor.fetchone()
            if count:
                found[table.name] = found.get(table.name, 0) + count
    return found
