"""A file read in a process of its own: no file takes the web or the worker down with it.

Limited in memory and time; our keys and addresses do not go along; when whoever asked dies, it dies too.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, Any

from treem.directives.reader.errors import ReadError, TakesLong
from treem.directives.reader.source import MAX_BYTES, Patience

QUICK_S = 8.0
"""So long somebody waits before a page that reads at once."""
SLOW_S = 240.0
"""For everything but the scanned pages, which have their own time."""
_SOURCE = Path(__file__).resolve().parents[3]
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TESSDATA_PREFIX", "HOME")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What was read, as ``Reading`` gives it."""

    text: str
    found: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The contract's JSON object."""
        return self.found


def read_apart(data: bytes, filename: str, patience: Patience | None = None) -> Found:
    """Read one file as ``read_bytes`` does, in a process of its own.

    Raises ReadError, among them ``stopped`` and ``failed`` for a process that had to be ended or fell over; TakesLong
    where the patience asks to be answered at once.
    """
    patience = patience or Patience()
    if len(data) > MAX_BYTES:
        raise ReadError("too_large", filename, f"{MAX_BYTES // 1024**2} MB")
    limit = QUICK_S if patience.quick else SLOW_S + patience.seconds
    order = {"name": filename, "seconds": patience.seconds, "quick": patience.quick, "limit": limit}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as made:
        given.write(json.dumps(order).encode() + b"\n" + data)
        given.seek(0)
        status, slow, last = _run(given, made, limit, patience.told)
        made.seek(0)
        if slow:
            if patience.quick:
                raise TakesLong
            raise ReadError("stopped", filename, f"{round(limit / 60)} phút")
        answer = made.read() if status == 0 else b""
    if not answer:
        log.error("the reader fell over (status %s) on a file of %d bytes: %s", status, len(data), last)
        raise ReadError("failed", filename)
    return _answered(json.loads(answer))


def _answered(answer: dict[str, Any]) -> Found:
    if answer.get("long"):
        raise TakesLong
    if code := answer.get("refused"):
        raise ReadError(code, answer["name"], answer["limit"])
    return Found(answer["text"], answer["found"])


def _run(
    given: IO[bytes], made: IO[bytes], limit: float, told: Callable[[int, int], None] | None
) -> tuple[int, bool, str]:
    """Its exit status, whether it had to be ended, and the end of what it complained about."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-m", "treem.directives.reader.apart_process"],
        stdin=given, stdout=made, stderr=subprocess.PIPE, env={**environment, "PYTHONPATH": str(_SOURCE)},
        start_new_session=True,
    )  # fmt: skip
    slow = False

    def end() -> None:
        nonlocal slow
        slow = True
        _kill(process)

    timer = Timer(limit, end)
    timer.daemon = True
    timer.start()
    complaints: list[str] = []
    try:
        assert process.stderr is not None
        for line in process.stderr:
            words = line.split()
            if len(words) == 3 and words[0] == b"page":
                if told is not None:
                    told(int(words[1]), int(words[2]))
            else:
                complaints = [*complaints[-20:], line.decode("utf-8", "replace").strip()[:300]]
        return process.wait(), slow, " | ".join(complaints)
    finally:
        timer.cancel()
        if process.poll() is None:
            _kill(process)
            process.wait()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """With whatever it started: Tesseract, LibreOffice."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
