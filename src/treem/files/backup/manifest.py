"""What a backup says about itself, so that a restore can prove that it is whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from treem.files.backup.errors import RestoreRefused

NAME = "manifest.json"
FORMAT = 1


@dataclass
class Manifest:
    """``counts`` holds for each table how many rows there were before and after the copy was taken: nothing of
    ours is ever deleted, so the copy lies between the two, and on a quiet system is exact."""

    made_at: str
    kind: str
    """``base``: a physical copy with its WAL (pg_basebackup); ``dump``: pg_dump in directory form."""
    postgres: int
    tool: int
    migrations: dict[str, list[str]]
    counts: dict[str, list[int]]
    seal: dict[str, Any] | None
    files: dict[str, Any]
    master_ids: list[str]
    keys_included: bool
    notes: list[str] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup. Raises RestoreRefused."""
    try:
        found = json.loads((folder / NAME).read_text())
        if found["format"] != FORMAT:
            raise RestoreRefused(
                reason=f"bản sao lưu ở dạng {found['format']}, phần mềm này đọc dạng {FORMAT}."
            )
        return Manifest(**found)
    except FileNotFoundError:
        raise RestoreRefused(reason=f"{folder} không phải một bản sao lưu trọn vẹn (thiếu {NAME}).") from None
    except (ValueError, KeyError, TypeError) as error:
        raise RestoreRefused(reason=f"{folder / NAME} hỏng ({type(error).__name__}).") from None


def counts() -> dict[str, int]:
    """Rows of every table of ours."""
    tables = sorted(
        {
            model._meta.db_table
            for config in apps.get_app_configs()
            if config.name.startswith("treem.")
            for model in config.get_models(include_auto_created=True)
            if model._meta.managed
        }
        & set(connection.introspection.table_names())
    )
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own names
            found[table] = int(cursor.fetchone()[0])
    return found


def applied_migrations() -> dict[str, list[str]]:
    """Every migration the database has, by app."""
    loader = MigrationLoader(connection)
    found: dict[str, list[str]] = {}
    for app, name in sorted(loader.applied_migrations):
        found.setdefault(app, []).append(name)
    return found


def unknown_migrations(wanted: dict[str, list[str]]) -> list[str]:
    """Migrations of a backup that this version of the programme does not have. Needs no database."""
    loader = MigrationLoader(None)
    known = set(loader.disk_migrations) | {
        key for m in loader.disk_migrations.values() for key in _replaced(m)
    }
    return [f"{app}.{name}" for app, names in wanted.items() for name in names if (app, name) not in known]


def _replaced(migration: Any) -> list[tuple[str, str]]:
    return list(migration.replaces)


def last_seal() -> dict[str, Any] | None:
    """The end of the audit chain, as the anchors note it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, root, at FROM audit_seal ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    return None if row is None else {"seal": row[0], "root": bytes(row[1]).hex(), "at": row[2].isoformat()}


def digest(path: Path) -> str:
    """The sha256 of a file, or of the list of a folder's files with their own sums."""
    if path.is_file():
        with path.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()
    whole = hashlib.sha256()
    for part in sorted(p for p in path.rglob("*") if p.is_file()):
        whole.update(f"{part.relative_to(path)}\0{part.stat().st_size}\0{digest(part)}\n".encode())
    return whole.hexdigest()
