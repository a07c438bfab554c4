"""Files and keys of a test lie in its own folder; the trail is a list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from treem.db import keys
from treem.files import hooks, selectors
from treem.files.selectors import EVIDENCE
from treem.kernel.trail import Trail


@pytest.fixture
def trail() -> list[dict[str, Any]]:
    """What was written into the trail."""
    return []


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path, monkeypatch: Any, trail: list[dict[str, Any]]) -> Iterator[Path]:
    """Returns the folder of stored files."""
    settings.TREEM_KEY_FILE = tmp_path / "keys" / "master-keys.json"
    settings.TREEM_FILES_DIR = tmp_path / "files"
    monkeypatch.setattr(hooks, "record", Trail([lambda **entry: trail.append(entry)]).record)
    monkeypatch.setattr(hooks, "access", {EVIDENCE: selectors.may_download_evidence})
    keys.forget()
    yield settings.TREEM_FILES_DIR
    keys.forget()
