"""Web, worker and sealer as children of ``./treem demo``, with their numbers kept under ``var/run``."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("web", "worker", "sealer")


def web_command(arguments: list[str], *, port: int = 8000, workers: int = 2) -> list[str]:
    """gunicorn with threads; further arguments pass through."""
    bind = [] if any(a.startswith(("--bind", "-b")) for a in arguments) else ["--bind", f"127.0.0.1:{port}"]
    return [
        sys.executable, "-m", "gunicorn", "treem.config.wsgi:application", *bind, "--preload",
        "--workers", str(workers), "--threads", "4", "--worker-class", "gthread", "--timeout", "60", "--graceful-timeout", "20", "--max-requests", "20000", "--max-requests-jitter", "2000",
        "--log-level", "warning", *arguments,
    ]  # fmt: skip


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


def start(var: Path, port: int, names: tuple[str, ...] = NAMES) -> None:
    """Start web, worker, sealer, or some of them, as the application role and in sessions of their own."""
    environment = {**os.environ, "TREEM_CONNECT_AS": "app", "PYTHONPATH": str(ROOT / "src")}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "treem.config.settings")
    manage = [sys.executable, "-m", "django"]
    commands = {
        "web": web_command([], port=port),
        "worker": [*manage, "procrastinate", "worker"],
        "sealer": [*manage, "seal_audit"],
    }
    (var / "run").mkdir(parents=True, exist_ok=True)
    (var / "log").mkdir(parents=True, exist_ok=True)
    for name in names:
        with (var / "log" / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                commands[name], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        (var / "run" / f"{name}.pid").write_text(f"{process.pid} {_started_at(process.pid)}")


def stop_all(var: Path) -> None:
    """Stop what was started here; a number that meanwhile belongs to another program is left alone."""
    alive: list[int] = []
    for name in NAMES:
        note = var / "run" / f"{name}.pid"
        if not note.exists():
            continue
        number, _, since = note.read_text().partition(" ")
        if number.isdigit() and since and _started_at(int(number)) == since:
            _signal(int(number), signal.SIGTERM)
            alive.append(int(number))
        note.unlink(missing_ok=True)
    end = time.monotonic() + 10
    while alive and time.monotonic() < end:
        alive = [process for process in alive if _started_at(process)]
        time.sleep(0.05)
    for stubborn in alive:
        _signal(stubborn, signal.SIGKILL)


def _signal(number: int, what: signal.Signals) -> None:
    try:
        os.killpg(number, what)  # each was started in a session of its own
    except ProcessLookupError:
        pass
    except PermissionError:
        os.kill(number, what)


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
