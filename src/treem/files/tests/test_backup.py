"""A backup is made, the system goes on and is lost, the backup is restored, and everything is compared.

Runs on a PostgreSQL server of its own, through the commands as an administrator types them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from treem.db.server import SUPERUSER, Server, ServerError, embedded_server
from treem.files.backup import age
from treem.files.backup.errors import RestoreRefused
from treem.files.backup.manifest import digest
from treem.files.backup.restoring import restore

pytestmark = [pytest.mark.database, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[4]

FILL = """
import django; django.setup()
from django.core.files.base import ContentFile
from treem.files.services import store
from treem.files.tests.samples import PDF
from treem.audit.services import seal
for number in range(int({count})):
    store(ContentFile(PDF + b"%" + str(number).encode() + b"%%EOF", "{name}.pdf"), actor=None, purpose="test.paper")
print(seal())
"""
LOOK = """
import django, hashlib, json; django.setup()
from treem.audit.models import Entry, Seal
from treem.db.models import DataKey
from treem.files.models import StoredFile
from treem.files.services import read_whole
print(json.dumps({
    "files": [[str(f.uuid), f.name, hashlib.sha256(read_whole(f)).hexdigest() == f.sha256] for f in StoredFile.objects.order_by("pk")],
    "keys": sorted(str(k.pk) for k in DataKey.objects.all()),
    "entries": list(Entry.objects.order_by("pk").values_list("pk", "action")),
    "seals": [bytes(s.root).hex() for s in Seal.objects.order_by("pk")],
}))
"""


@dataclass
class Machine:
    """A checkout's data folder with commands run against it, as on a machine of its own."""

    var: Path
    server: Server
    extra: dict[str, str]

    def call(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("TREEM_", "DATABASE_URL"))
        }
        environment |= {
            "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "treem.config.settings", "TREEM_VAR": str(self.var),
            "TREEM_CONNECT_AS": "owner", **self.extra,
        }  # fmt: skip
        if pg := os.environ.get("TREEM_PG_BIN"):
            environment["TREEM_PG_BIN"] = pg
        done = subprocess.run(
            [sys.executable, *arguments],
            env=environment,
            text=True,
            capture_output=True,
            cwd=ROOT,
            check=False,
        )
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def command(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        return self.call("-m", "django", *arguments, code=code)

    def fill(self, count: int, name: str) -> None:
        self.call("-c", FILL.format(count=count, name=name))

    def look(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.call("-c", LOOK).stdout)
        return found


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Machine]]:
    """Makes machines; their servers are stopped and what lies outside the tests' folders is removed."""
    made: list[Machine] = []

    def make(name: str, **extra: str) -> Machine:
        var = tmp_path_factory.mktemp(name)
        try:
            machine = Machine(var, embedded_server(var), extra)
        except ServerError as error:
            pytest.skip(f"no PostgreSQL to start: {error}")
        made.append(machine)
        return machine

    yield make
    for machine in made:
        machine.server.stop()
        if machine.var not in machine.server.home.parents:
            shutil.rmtree(machine.server.home, ignore_errors=True)


@pytest.fixture(scope="module")
def first(machines: Callable[..., Machine]) -> Machine:
    """A machine with all tables, three files under keys, and a sealed trail; the tests share it."""
    machine = machines("first")
    machine.call("-m", "treem.config.cli", "manage", "migrate", "--verbosity", "0")
    machine.fill(3, "truoc")
    return machine


@pytest.fixture(scope="module")
def with_keys(first: Machine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it with the master keys and with copies of the files."""
    folder = tmp_path_factory.mktemp("with-keys")
    first.command("backup", str(folder), "--with-keys", "--copy")
    return newest(folder)


def newest(folder: Path) -> Path:
    return sorted(folder.glob("treem-*"))[-1]


def test_a_restored_system_is_the_one_that_was_backed_up(
    first: Machine, machines: Callable[..., Machine], tmp_path: Path, capsys: Any
) -> None:
    before = first.look()
    assert [row[1:] for row in before["files"]] == [["truoc.pdf", True]] * 3

    # The backup.
    backups = tmp_path / "backups"
    begin = time.perf_counter()
    said = first.command("backup", str(backups))
    backup_s = time.perf_counter() - begin
    backup = newest(backups)
    assert said.stdout.strip() == str(backup)
    assert "KHÔNG kèm khóa chủ" in said.stderr
    assert [path.name for path in backups.iterdir()] == [backup.name], "a partial folder was left"
    manifest = json.loads((backup / "manifest.json").read_text())
    assert (manifest["kind"], manifest["keys_included"], manifest["files"]["count"]) == ("base", False, 3)
    assert manifest["counts"]["files_storedfile"] == [3, 3]
    assert manifest["seal"]["root"] == before["seals"][-1]
    assert not (backup / "master-keys.json").exists()
    assert all(digest(backup / part) == wanted for part, wanted in manifest["parts"].items())
    assert backup.stat().st_mode & 0o077 == 0

    # Life goes on, and is put aside.
    first.fill(1, "sau")
    refused = first.command("restore", str(backups), code=1)
    assert "chưa có gì thay đổi" in refused.stderr
    assert len(first.look()["files"]) == 4
    begin = time.perf_counter()
    said = first.command("restore", str(backups), "--replace")
    restore_s = time.perf_counter() - begin
    seconds = json.loads(said.stdout.splitlines()[-1])["seconds"]
    after = first.look()
    assert {**after, "entries": after["entries"][: len(before["entries"])]} == before
    assert [action for _, action in after["entries"][len(before["entries"]) :]] == ["files.restore"]
    assert list(first.server.home.glob("data-before-restore-*/PG_VERSION")), "the old data were not kept"
    assert len(list(first.var.glob("files-before-restore-*/??/??/*"))) == 4, "the old files were not kept"

    # A new machine: without the keys it refuses, with them it is the same system.
    second = machines("second")
    refused = second.command("restore", str(backup), code=1)
    assert manifest["master_ids"][0] in refused.stderr
    assert not second.server.data.exists()
    shutil.copytree(first.var / "keys", second.var / "keys")
    second.command("restore", str(backup))
    again = second.look()
    assert (again["files"], again["keys"], again["seals"]) == (
        before["files"],
        before["keys"],
        before["seals"],
    )
    second.call("-m", "treem.config.cli", "audit", "verify")
    with capsys.disabled():
        print(f"\nbackup {backup_s:.1f} s, restore {restore_s:.1f} s {seconds}")


def test_a_backup_with_its_keys_restores_on_a_bare_machine(
    first: Machine, with_keys: Path, machines: Callable[..., Machine]
) -> None:
    assert json.loads((with_keys / "manifest.json").read_text())["files"]["hard_links"] == 0
    bare = machines("bare")
    bare.command("restore", str(with_keys.parent))
    assert (bare.var / "keys" / "master-keys.json").stat().st_mode & 0o777 == 0o600
    assert bare.look()["files"] == first.look()["files"]


@pytest.mark.parametrize("part", ["database/PG_VERSION", "files", "master-keys.json", "manifest.json"])
def test_a_spoilt_backup_is_refused_before_anything_is_touched(
    with_keys: Path, tmp_path: Path, settings: Any, part: str
) -> None:
    settings.VAR = tmp_path / "var"
    backup = shutil.copytree(with_keys, tmp_path / "backup")
    if part == "files":
        next((backup / "files").glob("??/??/*")).write_bytes(b"x")
    elif part == "manifest.json":
        (backup / part).unlink()
    else:
        with (backup / part).open("a") as out:
            out.write("\n")
    with pytest.raises(RestoreRefused, match="chưa có gì thay đổi"):
        restore(backup, over=True)
    assert not settings.VAR.exists()


def test_a_backup_of_a_newer_programme_is_refused(with_keys: Path, tmp_path: Path) -> None:
    backup = shutil.copytree(with_keys, tmp_path / "backup")
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["migrations"]["files"].append("0099_of_tomorrow")
    (backup / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(RestoreRefused, match=r"files\.0099_of_tomorrow"):
        restore(backup, over=True)


def test_a_damaged_file_is_found_when_the_backup_is_made(first: Machine, tmp_path: Path) -> None:
    files = shutil.copytree(first.var / "files", tmp_path / "files")
    damaged, lost, *_ = sorted(files.glob("??/??/*"))
    damaged.write_bytes(b"x")
    lost.unlink()
    machine = Machine(first.var, first.server, {"TREEM_FILES_DIR": str(files)})
    said = machine.command("backup", str(tmp_path / "backups"), code=1)
    assert "2 tệp" in said.stderr
    manifest = json.loads((newest(tmp_path / "backups") / "manifest.json").read_text())
    assert (manifest["files"]["damaged"], manifest["files"]["missing"]) == ([damaged.name], [lost.name])


def test_a_real_server_is_dumped_and_restored_into_an_empty_database(
    first: Machine, machines: Callable[..., Machine], tmp_path: Path
) -> None:
    before = first.look()
    home = {
        "TREEM_KEY_FILE": str(first.var / "keys" / "master-keys.json"),
        "TREEM_FILES_DIR": str(first.var / "files"),
    }
    urls = {"DATABASE_URL": first.server.url("treem_app"), "TREEM_OWNER_URL": first.server.url("treem_owner")}
    real = machines("real", **urls, **home)
    said = real.command("backup", str(tmp_path / "backups"))
    assert "pg_dump" in said.stderr
    refused = real.command("restore", str(tmp_path / "backups"), "--replace", code=1)
    assert "cơ sở dữ liệu trống" in refused.stderr
    with psycopg.connect(first.server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE treem_new OWNER treem_owner TEMPLATE template0 ENCODING 'UTF8'")
    urls = {
        "DATABASE_URL": first.server.url("treem_app", "treem_new"),
        "TREEM_OWNER_URL": first.server.url("treem_owner", "treem_new"),
    }
    new = machines("new", **urls, TREEM_KEY_FILE=home["TREEM_KEY_FILE"])
    new.command("restore", str(tmp_path / "backups"))
    after = new.look()
    assert (after["files"], after["seals"]) == (before["files"], before["seals"])
    with psycopg.connect(first.server.url("treem_app", "treem_new")) as app:
        assert app.execute("SELECT count(*) FROM files_storedfile").fetchone() == (3,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("SELECT * FROM audit_entry")


def test_an_upgrade_makes_a_backup_before_it_changes_anything(first: Machine) -> None:
    said = first.command("upgrade")
    assert newest(first.var / "backups").is_dir()
    steps = [said.stderr.index(step) for step in ("1/3", "2/3", "3/3", "khởi động lại")]
    assert steps == sorted(steps)


@pytest.mark.parametrize(
    ("hours", "production", "ok"),
    [
        (None, True, False),
        (None, False, True),
        (1, True, True),
        (47, True, True),
        (49, True, False),
        (49, False, True),
    ],
)
def test_in_production_an_old_backup_makes_the_system_not_ready(
    settings: Any, tmp_path: Path, hours: int | None, production: bool, ok: bool
) -> None:
    settings.VAR, settings.PRODUCTION = tmp_path, production
    if hours is not None:
        age.note_backup(tmp_path, datetime.now(UTC) - timedelta(hours=hours))
    assert age.backup_check().ok is ok
    assert not (tmp_path / "backup").exists(), "two folders, backup and backups, mislead"


def test_the_check_of_the_backup_is_registered() -> None:
    from treem.web.registry import gauges, readiness

    assert readiness["backup"] is age.backup_check
    assert gauges["backup_age_seconds"] is age.seconds_since_backup
