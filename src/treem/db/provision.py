"""Make the roles and the database on the embedded server; safe to run again."""

from __future__ import annotations

from importlib import resources

import psycopg

from treem.db.server import SUPERUSER, Server


def provision(server: Server, database: str = "treem") -> None:
    """Create roles and database when they are missing (embedded server only: we are its superuser)."""
    url = server.url(SUPERUSER, "postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if row:
            return
        connection.execute(resources.files("treem.db").joinpath("sql/roles.sql").read_text().encode())
        # The suite makes its own database as the owner; on a real server this right is not needed.
        connection.execute("ALTER ROLE treem_owner CREATEDB")
        connection.execute(
            f"CREATE DATABASE {database} OWNER treem_owner TEMPLATE template0 ENCODING 'UTF8'".encode()
        )
