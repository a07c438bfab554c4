"""What the application role may do with each table.

Rooms' tables: SELECT, INSERT, UPDATE; nobody deletes a record. Tables of packages (sessions, jobs, sign-in)
also DELETE. A room that wants less for a table says so with ``limit`` when it starts. Granted after every
migration, so a new table is never forgotten.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connections

APP_ROLE = "treem_app"
ROOM = "SELECT, INSERT, UPDATE"
PACKAGE = "SELECT, INSERT, UPDATE, DELETE"
APPEND = "SELECT, INSERT"
HISTORY = "INSERT"

_limits: dict[str, str] = {}


def limit(table: str, privileges: str) -> None:
    """Grant only these privileges on the table (``""``: none at all)."""
    _limits[table] = privileges


def privileges_of(table: str, *, in_room: bool) -> str:
    """The privileges of the application role on a table."""
    if table in _limits:
        return _limits[table]
    if table.endswith("event") and in_room:
        return HISTORY
    return ROOM if in_room else PACKAGE


def grant_all(using: str = "default", **_: Any) -> None:
    """Give the application role its privileges on every table of the schema."""
    room_tables = {
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name.startswith("treem.")
        for model in config.get_models(include_auto_created=True)
    }
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone() is None:
            return
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        statements = [f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}"]
        for (table,) in cursor.fetchall():
            name = connection.ops.quote_name(table)
            wanted = privileges_of(table, in_room=table in room_tables)
            statements.append(f"REVOKE ALL ON {name} FROM {APP_ROLE}")
            if wanted:
                statements.append(f"GRANT {wanted} ON {name} TO {APP_ROLE}")
        statements.append(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
        cursor.execute(";\n".join(statements))
