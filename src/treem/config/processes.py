"""Web, worker and sealer, with their numbers kept under ``var/run``: children of ``./treem demo``
(``web.pid``), or run by a person in the foreground (``serve-123.pid``)."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("web", "worker", "sealer")
DEMO = "demo"
WORKER = ("procrastinate", "worker", "--concurrency", "2")
"""Two at a time: a scan that is read for minutes leaves room for the rest."""


def web_command(arguments: list[str], *, port: int = 8000, workers: int = 2) -> list[str]:
    """gunicorn with threads; further arguments pass through."""
    bind = [] if any(a.startswith(("--bind", "-b")) for a in arguments) else ["--bind", f"127.0.0.1:{port}"]
    return [
        sys.executable, "-m", "gunicorn", "treem.config.wsgi:application", *bind, "--preload",
        "--workers", str(workers), "--threads", "4", "--worker-class", "gthread", "--timeout", "60", "--graceful-timeout", "20", "--max-requests", "20000", "--max-requests-jitter", "2000",
        "--log-level", "warning", *arguments,
    ]  # fmt: skip


def is_free(port: int) -> bool:
    """Whether this machine's own address still has the port for us."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            return False
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def collect_static() -> subprocess.Popen[bytes] | None:
    """Begin to hash and compress the static files, unless this very set of files was done before.

    Returns the process to wait for (``finish_static``), or None when nothing needs doing.
    """
    from django.conf import settings

    root = Path(settings.STATIC_ROOT)
    signature = _static_signature()
    if (root / STAMP).exists() and (root / STAMP).read_text() == signature:
        return None
    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "treem.config.settings",
    }
    return subprocess.Popen(command, cwd=ROOT, env=environment)


def finish_static(process: subprocess.Popen[bytes] | None) -> None:
    """Wait for ``collect_static`` and remember what it did. Raises CalledProcessError when it failed."""
    from django.conf import settings

    if process is None:
        return
    if process.wait():
        raise subprocess.CalledProcessError(process.returncode, process.args)
    (Path(settings.STATIC_ROOT) / STAMP).write_text(_static_signature())


STAMP = ".collected"


def _static_signature() -> str:
    """Names, sizes and times of all static files, and the version of the packages that bring some."""
    files = sorted((ROOT / "src").glob("treem/*/static/**/*"))
    told = [f"{f}:{f.stat().st_size}:{f.stat().st_mtime_ns}" for f in files if f.is_file()]
    told.append(str((ROOT / "requirements" / "server.txt").stat().st_mtime_ns))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def start(var: Path, port: int, names: tuple[str, ...] = NAMES) -> dict[str, subprocess.Popen[bytes]]:
    """Start web, worker, sealer, or some of them, as the application role and in sessions of their own."""
    environment = {**os.environ, "TREEM_CONNECT_AS": "app", "PYTHONPATH": str(ROOT / "src")}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "treem.config.settings")
    manage = [sys.executable, "-m", "django"]
    commands = {
        "web": web_command([], port=port),
        "worker": [*manage, *WORKER],
        "sealer": [*manage, "seal_audit"],
    }
    (var / "log").mkdir(parents=True, exist_ok=True)
    started = {}
    for name in names:
        with (var / "log" / f"{name}.log").open("ab") as log:
            started[name] = subprocess.Popen(
                commands[name], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        _note(var, name, started[name].pid)
    return started


def clear_remains(process: subprocess.Popen[bytes]) -> None:
    """End what a dead child left in its session: gunicorn's workers would hold the port."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def note_self(var: Path, name: str) -> None:
    """Note this process, run by a person in the foreground, so that ``./treem stop`` finds it.

    The number and the moment of its birth outlive ``exec``. A folder that cannot be written is no reason not to run.
    """
    with contextlib.suppress(OSError):
        for old in (var / "run").glob(f"{name}-*.pid"):
            if not _noted(old):
                old.unlink(missing_ok=True)
        _note(var, f"{name}-{os.getpid()}", os.getpid())


def note_demo(var: Path) -> None:
    """Note this process as the one that watches the demo."""
    _note(var, DEMO, os.getpid())


def demo_parent(var: Path) -> int | None:
    """The number of the process that watches a demo, when there is one."""
    return _noted(var / "run" / f"{DEMO}.pid")


def running(var: Path) -> list[str]:
    """What of this folder runs, each kind once: demo, web, worker, sealer, serve."""
    notes = sorted((var / "run").glob("*.pid"), key=lambda note: (note.stem != DEMO, note.stem))
    return list(dict.fromkeys(note.stem.partition("-")[0] for note in notes if _noted(note) is not None))


def anybody(var: Path) -> bool:
    """Whether a demo, a server, a worker or a sealer of this folder runs."""
    return bool(running(var))


def stop_demo(var: Path) -> None:
    """Tell the demo to end and wait until it has: it stops its own children and would start a dead one again."""
    number = demo_parent(var)
    if number is None or number == os.getpid():
        return
    _end([number], whole_session=False, patience_s=40)
    (var / "run" / f"{DEMO}.pid").unlink(missing_ok=True)


def stop_all(var: Path, names: tuple[str, ...] | None = None) -> None:
    """Stop what was started under this folder (``names``: these only); a number that meanwhile belongs to another
    program is left alone."""
    children: list[int] = []
    foreground: list[int] = []
    for note in sorted((var / "run").glob("*.pid")):
        if note.stem == DEMO or (names is not None and note.stem not in names):
            continue
        number = _noted(note)
        if number is not None and number != os.getpid():
            (children if note.stem in NAMES else foreground).append(number)
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)
    _end(foreground, whole_session=False)
    _end(children, whole_session=True)


def _note(var: Path, name: str, number: int) -> None:
    (var / "run").mkdir(parents=True, exist_ok=True)
    (var / "run" / f"{name}.pid").write_text(f"{number} {_started_at(number)}")


def _noted(note: Path) -> int | None:
    """The process of a note, when that very process still runs."""
    try:
        number, _, since = note.read_text().partition(" ")
    except OSError:
        return None
    return int(number) if number.isdigit() and since and _started_at(int(number)) == since else None


def _end(numbers: list[int], *, whole_session: bool, patience_s: float = 10) -> None:
    """SIGTERM, patience, SIGKILL. Each child was started in a session of its own, a person's process was not."""
    alive = [n for n in numbers if _signal(n, signal.SIGTERM, whole_session=whole_session)]
    end = time.monotonic() + patience_s
    while alive and time.monotonic() < end:
        time.sleep(0.05)
        alive = [process for process in alive if _started_at(process)]
    for stubborn in alive:
        _signal(stubborn, signal.SIGKILL, whole_session=whole_session)


def _signal(number: int, what: signal.Signals, *, whole_session: bool) -> bool:
    """Send a signal; False when there is nobody to wait for."""
    try:
        (os.killpg if whole_session else os.kill)(number, what)
    except ProcessLookupError:
        return False
    except PermissionError:
        print(f"treem: không có quyền dừng tiến trình {number} (của người dùng khác).", file=sys.stderr)
        return False
    return True


def _started_at(number: int) -> str:
    """When a process began (clock ticks since boot), so that a reused number is not mistaken; '' when it is gone."""
    try:
        stat = Path(f"/proc/{number}/stat").read_text()
    except OSError:
        try:
            done = subprocess.run(
                ["ps", "-o", "lstart=", "-p", str(number)], capture_output=True, text=True, check=False
            )
        except OSError:
            return ""
        return done.stdout.strip()
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]
