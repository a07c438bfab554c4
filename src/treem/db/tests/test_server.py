"""The embedded server's own lock."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from treem.db.server import Server


def test_nobody_starts_the_server_while_it_is_held_at_rest(tmp_path: Path) -> None:
    server = Server(home=tmp_path, binaries=tmp_path, libraries=None, user=None)
    with server.at_rest(), (tmp_path / "start.lock").open("w") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with (tmp_path / "start.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
