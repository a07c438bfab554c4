"""Old Word files (.doc), .rtf and .odt, turned into .docx by LibreOffice (a program of the system, found or not).

It runs by itself: a profile of its own that is thrown away, macros and links switched off, no network where the system
lets us take it away, limits of time, memory and size, one at a time on a machine.
"""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from treem.directives.reader.errors import ReadError

SECONDS = 60
"""For one file; a letter of three pages takes about three."""
MEMORY = 3 * 1024**3
LARGEST = 200 * 1024 * 1024
"""Bytes of any file that it writes."""
_RESTART = 81
"""What it answers after laying out a new profile: to be called again."""
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@cache
def program() -> str:
    """LibreOffice's own binary, or its starter; "" where it is not installed."""
    starter = shutil.which("soffice") or shutil.which("libreoffice")
    if starter is None:
        return ""
    binary = Path(starter).resolve().parent / "soffice.bin"
    return str(binary) if binary.is_file() else starter


@cache
def _alone() -> tuple[str, ...]:
    """The words before a command that take its network away, where the system allows it."""
    if shutil.which("unshare") is None:
        return ()
    words = ("unshare", "--user", "--map-root-user", "--net")
    try:
        done = subprocess.run([*words, "true"], capture_output=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return ()
    return words if done.returncode == 0 else ()


def to_docx(data: bytes, filename: str, ending: str, *, seconds: float = SECONDS) -> bytes:
    """The file as a .docx. ``ending`` ("doc", "rtf", "odt") tells what it is. Raises ReadError: no_office, unreadable,
    stopped."""
    if not program():
        raise ReadError("no_office", filename)
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="treem-office-") as folder, _turn(until, filename):
        place = Path(folder)
        source, out = place / f"in.{ending}", place / "out"
        source.write_bytes(data)
        settings = place / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        command = [
            *_alone(), program(), f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out), str(source),
        ]  # fmt: skip
        if _run(command, place, until, filename) == _RESTART:
            _run(command, place, until, filename)
        made = out / "in.docx"
        if not made.is_file():
            raise ReadError("unreadable", filename)
        return made.read_bytes()


def _run(command: list[str], home: Path, until: float, filename: str) -> int:
    # Nothing of our own surroundings goes along: no keys, no addresses of databases, no proxy.
    environment = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
    }
    try:
        return subprocess.run(
            command, capture_output=True, timeout=max(1.0, until - time.monotonic()), env=environment, cwd=home,
            preexec_fn=_limits,
        ).returncode  # fmt: skip
    except subprocess.TimeoutExpired:
        raise ReadError("stopped", filename, f"{SECONDS} giây") from None
    except (OSError, subprocess.SubprocessError) as error:
        raise ReadError("unreadable", filename) from error


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def _turn(until: float, filename: str) -> Iterator[None]:
    """Wait until no other process of ours has LibreOffice at work. Raises ReadError ``stopped``."""
    place = Path(tempfile.gettempdir()) / f"treem-office-{os.getuid()}.lock"
    handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise ReadError("stopped", filename, f"{SECONDS} giây") from None
                time.sleep(0.1)
        yield
    finally:
        os.close(handle)
