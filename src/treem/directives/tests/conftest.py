"""Uploads of a test, and their keys, lie in its own folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def own_files(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Returns the folder of stored files."""
    from treem.db import keys

    settings.TREEM_KEY_FILE = tmp_path / "keys" / "master-keys.json"
    settings.TREEM_FILES_DIR = tmp_path / "files"
    keys.forget()
    yield settings.TREEM_FILES_DIR
    keys.forget()
