"""Web, worker and sealer as children of ``./treem demo``, with their numbers kept under ``var/run``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("web", "worker", "sealer")


def web_command(arguments: list[str], *, port: int = 8000, workers: int = 2) -> list[str]:
    """gunicorn with threads; further arguments pass through."""
    bind = [] if any(a.startswith(("--bind", "-b")) for a in arguments) else ["--bind", f"127.0.0.1:{port}"]
    return [
        sys.executable, "-m", "gunicorn", "treem.config.wsgi:application", *bind, "--workers", str(workers), "--threads", "4", "--worker-class", "gthread",
        "--timeout", "60", "--graceful-timeout", "20", "--max-requests", "20000", "--max-requests-jitter", "2000",
        "--log-level", "warning", *arguments,
    ]  # fmt: skip


def collect_static() -> None:
    """Hash and compress the static files once for each version of them."""
    call_command("collectstatic", interactive=False, verbosity=0)


def start(var: Path, port: int) -> dict[str, subprocess.Popen[bytes]]:
    """Start the three as the application role. Those of an earlier start are stopped first."""
    stop_all(var)
    environment = {**os.environ, "TREEM_CONNECT_AS": "app", "PYTHONPATH": str(ROOT / "src")}
    manage = [sys.executable, "-m", "django"]
    environment.setdefault("DJANGO_SETTINGS_MODULE", "treem.config.settings")
    commands = {
        "web": web_command([], port=port),
        "worker": [*manage, "procrastinate", "worker"],
        "sealer": [*manage, "seal_audit"],
    }
    (var / "run").mkdir(parents=True, exist_ok=True)
    (var / "log").mkdir(parents=True, exist_ok=True)
    started = {}
    for name, command in commands.items():
        with (var / "log" / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        (var / "run" / f"{name}.pid").write_text(f"{process.pid} {_started_at(process.pid)}")
        started[name] = process
    return started


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
