"""One migrated database that each test database is a copy of: migrating takes as long as a hundred tests."""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "treem_template_"
READY = "migrated to its end"


def template_database() -> str:
    """The name of a database with every migration of this checkout; made when there is none, or another one.

    Called with Django set up and its connection free. Workers that come meanwhile wait for the first one.
    """
    from django.db import connection

    name = PREFIX + _fingerprint()
    given = connection.get_connection_params() | {"autocommit": True}
    given.pop("cursor_factory", None)
    given.pop("context", None)
    with psycopg.connect(**given) as owner:
        owner.execute("SET lock_timeout = 0")  # roles of a server wait seconds; migrating takes longer
        owner.execute("SET statement_timeout = 0")
        owner.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
        kept = {
            found: comment == READY
            for found, comment in owner.execute(
                "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE %s",
                [PREFIX + "%"],
            )
        }
        if not kept.get(name):
            for old in kept:
                owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
            _migrate(name)
            owner.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(READY))
            )
    return name


def _fingerprint() -> str:
    """Of all that the tables come from: migrations, the operations they use, and the packages with tables."""
    source = ROOT / "src" / "treem"
    files = [
        *source.glob("*/migrations/*.py"), *source.glob("db/**/*.py"), *source.glob("**/*.sql"),
        ROOT / "requirements" / "dev.txt",
    ]  # fmt: skip
    told = hashlib.sha256()
    for path in sorted(files):
        told.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return told.hexdigest()[:16]


def _migrate(name: str) -> None:
    """Django's own way to a test database, under another name; the connection is itself again afterwards."""
    from django.conf import settings
    from django.db import connection

    usual = connection.settings_dict["NAME"]
    test = connection.settings_dict["TEST"]
    usual_test = test["NAME"]
    test["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.close()
        test["NAME"] = usual_test
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = usual
