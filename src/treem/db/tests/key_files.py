"""A key file of its own for a test, so that none touches the machine's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from treem.db import keys, master_keys


@pytest.fixture
def key_file(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Where master keys will be made at first use; nothing is there yet."""
    settings.TREEM_KEY_FILE = tmp_path / "keys" / "master-keys.json"
    keys.forget()
    yield settings.TREEM_KEY_FILE
    keys.forget()


def lose_master_keys(path: Path) -> None:
    """Put another set of master keys in the place of the file, as after a wrong restore."""
    path.rename(path.with_suffix(".away"))
    master_keys.make_first(path)
    keys.forget()
