"""How old the last backup is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from treem.web.registry import Check

LIMIT_H = 48


def _note() -> Path:
    return Path(settings.VAR) / "backups" / "last.json"


def note_backup(folder: Path, at: datetime) -> None:
    """Remember on this machine that a whole backup was made."""
    note = _note()
    note.parent.mkdir(parents=True, exist_ok=True)
    draft = note.with_suffix(".new")
    draft.write_text(json.dumps({"at": at.isoformat(timespec="seconds"), "folder": str(folder)}))
    draft.replace(note)


def last_backup_at() -> datetime | None:
    """When the last whole backup of this machine was made; None when none was, or the note cannot be read."""
    try:
        return datetime.fromisoformat(json.loads(_note().read_text())["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def seconds_since_backup() -> float:
    """For ``/metrics``; -1 when there is none."""
    at = last_backup_at()
    return -1.0 if at is None else (datetime.now(UTC) - at).total_seconds()


def backup_check() -> Check:
    """In production not ready when the last backup is older than 48 hours, or when there is none."""
    age_s = seconds_since_backup()
    fresh = 0 <= age_s <= LIMIT_H * 3600
    note = "no backup yet" if age_s < 0 else f"last backup {age_s / 3600:.0f} h ago"
    return Check(fresh or not settings.PRODUCTION, note)
