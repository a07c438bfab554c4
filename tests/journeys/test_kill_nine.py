"""kill -9 of everything, in the middle of the load and while people work: a new start loses nothing."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.journey]


class Machine:
    """A demo in a folder of its own, which can be killed as a power cut would."""

    def __init__(self, var: Path) -> None:
        self.var = var
        hidden = ("DATABASE_URL", "TREEM_OWNER_URL", "TREEM_CONNECT_AS", "TREEM_TEST_DB")
        self.environment = {k: v for k, v in os.environ.items() if k not in hidden}
        self.environment |= {"TREEM_VAR": str(var), "PYTHONPATH": str(ROOT / "src")}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "treem.config.cli",
            "demo",
            "--children",
            "300",
            "--port",
            "0",
            *arguments,
        ]
        with (self.var / "demo.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=log
            )
        return self.process

    def wait_until_it_says(self, words: str) -> None:
        """Wait for a step of the load, told after the last start."""
        log = self.var / "demo.log"
        end = time.monotonic() + 300
        while words not in log.read_text().rpartition("treem demo →")[2]:
            ended = self.process is not None and self.process.poll() is not None
            assert not ended, log.read_text()[-3000:]
            assert time.monotonic() < end, log.read_text()[-3000:]
            time.sleep(0.05)

    def wait_until_it_answers(self) -> None:
        """Wait until the web finds its database."""
        address = (self.var / "run" / "demo.address").read_text()
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                answer = urllib.request.urlopen(f"{address}/readyz", timeout=5)  # noqa: S310 - our own address
                if answer.status == 200:
                    return
            time.sleep(0.2)
        raise AssertionError((self.var / "demo.log").read_text()[-3000:])

    def kill_everything(self) -> int:
        """SIGKILL to every process that belongs to this folder; returns how many."""
        killed = 0
        for number in self._processes():
            try:
                os.kill(number, signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                continue
        end = time.monotonic() + 10
        while self._processes() and time.monotonic() < end:  # a power cut leaves nobody dying
            time.sleep(0.05)
        return killed

    def _processes(self) -> list[int]:
        numbers = [self.process.pid] if self.process and self.process.poll() is None else []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                environment = (folder / "environ").read_bytes()
                command = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            ours = f"TREEM_VAR={self.var}".encode() in environment.split(b"\0")
            if (
                ours
                or str(self.server.data).encode() in command.split(b"\0")
                or self._is_child_of_postgres(folder)
            ):
                numbers.append(int(folder.name))
        return [n for n in dict.fromkeys(numbers) if n != os.getpid()]

    def _is_child_of_postgres(self, folder: Path) -> bool:
        try:
            main = int((self.server.data / "postmaster.pid").read_text().split()[0])
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            return False
        return main in (parent, int(folder.name))

    @property
    def server(self) -> Any:
        from treem.db.server import embedded_server

        return embedded_server(self.var)

    def sql(self, text: str) -> Any:
        with psycopg.connect(self.server.url("treem_owner"), autocommit=True) as own:
            return own.execute(text).fetchall()

    def finish(self) -> dict[str, Any]:
        process = self.start("--check")
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        process.wait(60)
        assert line, (self.var / "demo.log").read_text()[-3000:]
        return dict(json.loads(line))


@pytest.fixture
def machine() -> Any:
    var = ROOT / "var" / "kill-nine"
    machine = Machine(var)
    var.mkdir(parents=True, exist_ok=True)
    machine.kill_everything()
    shutil.rmtree(var)
    var.mkdir()
    yield machine
    machine.kill_everything()
    subprocess.run(
        [sys.executable, "-m", "treem.config.cli", "stop"], env=machine.environment, cwd=ROOT, check=False
    )


def test_a_load_cut_off_at_any_moment_is_finished_by_the_next_start(machine: Machine) -> None:
    for moment, seconds in (("đang tạo bảng", 1.5), ("vòng báo cáo năm", 0.5)):
        machine.start()
        machine.wait_until_it_says(moment)
        time.sleep(seconds)
        assert machine.kill_everything() > 1
    machine.start()
    machine.wait_until_it_says("Sẵn sàng")
    assert machine.sql("SELECT count(*) FROM registry_child") == [(300,)]
    # The tables ended as the migrations make them: indexes and keys are back.
    missing = machine.sql(
        "SELECT count(*) FILTER (WHERE contype = 'f'), count(*) FILTER (WHERE contype = 'u') FROM pg_constraint"
        " WHERE conrelid = 'registry_child'::regclass"
    )
    assert missing[0][0] >= 5
    before = machine.sql("SELECT count(*), max(id) FROM audit_entry")[0]
    written = machine.sql(
        "UPDATE registry_child SET residence_note = 'trước khi mất điện' WHERE id <= 5 RETURNING id"
    )
    assert len(written) > 0
    # The database alone dies: the demo brings it back.
    os.kill(int((machine.server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    machine.wait_until_it_answers()
    assert machine.kill_everything() > 3
    told = machine.finish()
    assert (told["children"], told["pages_ok"]) == (300, True)
    machine.server.ensure()
    kept = machine.sql("SELECT count(*) FROM registry_child WHERE residence_note = 'trước khi mất điện'")
    assert kept[0][0] == len(written)
    after = machine.sql("SELECT count(*), max(id) FROM audit_entry")[0]
    assert after[0] >= before[0]
