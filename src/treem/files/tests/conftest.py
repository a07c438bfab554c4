"""Files and keys of a test lie in its own folder; the trail is handed in as the rooms above do it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from treem.audit import services as audit
from treem.db import keys
from treem.files import hooks


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[Path]:
    """Returns the folder of stored files."""
    settings.TREEM_KEY_FILE = tmp_path / "keys" / "master-keys.json"
    settings.TREEM_FILES_DIR = tmp_path / "files"
    monkeypatch.setattr(hooks, "recorders", [audit.record])
    monkeypatch.setattr(hooks, "access", {})
    keys.forget()
    yield settings.TREEM_FILES_DIR
    keys.forget()
