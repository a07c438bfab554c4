"""The embedded server: its own lock, and what it leaves behind."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from treem.db.server import Server, _data_of, embedded_server


def test_nobody_starts_the_server_while_it_is_held_at_rest(tmp_path: Path) -> None:
    server = Server(home=tmp_path, binaries=tmp_path, libraries=None, user=None)
    with server.at_rest(), (tmp_path / "start.lock").open("w") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with (tmp_path / "start.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of data that the server's user may enter, with a path short enough for its socket."""
    made = Path(tempfile.mkdtemp(prefix="treem-"))
    made.chmod(0o755)
    yield made
    embedded_server(made).stop()
    shutil.rmtree(made)


def first_process(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes cannot be looked at here")
def test_a_server_whose_data_were_deleted_does_not_take_the_new_one_along(folder: Path) -> None:
    server = embedded_server(folder)
    server.ensure()
    old = first_process(server)
    shutil.rmtree(server.home)
    server.ensure()
    new = first_process(server)
    assert new != old
    assert _data_of(old) == b"", "the old one has ended and cannot remove the new socket any more"
    assert _data_of(new) == str(server.data).encode()
    assert server.answers()
