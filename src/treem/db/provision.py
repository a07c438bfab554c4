"""What we do on the embedded server as its superuser: make roles and database, see who is connected."""

from __future__ import annotations

from importlib import resources

import psycopg

from treem.db.server import SUPERUSER, Server


def provision(server: Server, database: str = "treem") -> None:
    """Create roles and database when they are missing; safe to run again."""
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


def others_connected(server: Server) -> bool:
    """Whether anybody but us is connected to the running server."""
    with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    return row is not None and row[0] > 0
