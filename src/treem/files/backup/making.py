"""Making a backup: into a folder that gets its name only when it is whole."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from treem.db import keys
from treem.db.addresses import address, uses_embedded_server
from treem.db.errors import KeyFileError
from treem.db.server import ServerError, embedded_server
from treem.files import hooks, vault
from treem.files.backup import programs
from treem.files.backup.age import note_backup
from treem.files.backup.errors import BackupError
from treem.files.backup.manifest import Manifest, applied_migrations, counts, digest, last_seal
from treem.files.models import StoredFile

Say = Callable[[str], None]


def make_backup(parent: Path, *, with_keys: bool = False, copy_files: bool = False, say: Say = print) -> Path:
    """Make a backup in a new folder under ``parent``; returns that folder. Needs the owner's connection.

    The database first, then the files. Files are hard-linked where the disk is the same (they never change),
    unless ``copy_files``. Master keys only ``with_keys``. Raises BackupError; what was begun stays beside, named
    ``.partial``.
    """
    now = datetime.now(UTC)
    parent = parent.resolve()
    folder = parent / f"treem-{now:%Y%m%dT%H%M%SZ}"
    partial = parent / f".{folder.name}.partial"
    try:
        parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir(mode=0o700)
    except OSError as error:
        raise BackupError(reason=f"không ghi được vào {parent} ({error.strerror}).") from None
    clock = _Clock()
    before, seal = counts(), last_seal()
    manifest = Manifest(
        made_at=now.isoformat(timespec="seconds"), kind="", postgres=connection.cursor().connection.info.server_version // 10000,
        tool=0, migrations=applied_migrations(), counts={}, seal=seal, files={}, master_ids=keys.master_ids_in_use(),
        keys_included=with_keys,
    )  # fmt: skip
    if uses_embedded_server():
        _base_of_embedded(partial, manifest, say)
    else:
        _of_real_server(partial, manifest, say)
    manifest.seconds["database"] = clock.lap()
    after = counts()
    manifest.counts = {table: [before.get(table, 0), after[table]] for table in after}
    _files(partial, manifest, copy_files=copy_files, say=say)
    manifest.seconds["files"] = clock.lap()
    _anchors_and_keys(partial, manifest, with_keys=with_keys, say=say)
    manifest.parts = {part.name: digest(part) for part in sorted(partial.iterdir())}
    manifest.seconds["sums"] = clock.lap()
    manifest.write(partial)
    os.sync()
    partial.rename(folder)
    vault.sync_folder(parent)
    note_backup(folder, now)
    hooks.record(
        actor=None, action="files.backup",
        detail={"kind": manifest.kind, "files": manifest.files["count"], "keys": manifest.keys_included, "seal": seal and seal["seal"]},
    )  # fmt: skip
    if manifest.files["damaged"] or manifest.files["missing"]:
        wrong = len(manifest.files["damaged"]) + len(manifest.files["missing"])
        raise BackupError(
            reason=f"đã có bản sao lưu {folder}, nhưng {wrong} tệp trên hệ thống hỏng hoặc mất; xem manifest.json."
        )
    return folder


class _Clock:
    def __init__(self) -> None:
        self.begin = time.perf_counter()

    def lap(self) -> float:
        now = time.perf_counter()
        passed, self.begin = now - self.begin, now
        return round(passed, 2)


def _base_of_embedded(partial: Path, manifest: Manifest, say: Say) -> None:
    server = embedded_server(Path(settings.VAR))
    # Beside the data, where the server's user may write; then moved.
    staging = server.home / f"outgoing{partial.name}"
    try:
        server.program(
            "pg_ctl", "reload", "-D", str(server.data)
        )  # a server started before replication was allowed
        server.program(
            "pg_basebackup", "-h", str(server.run), "-U", "treem", "-D", str(staging), "-X", "stream", "-c", "fast",
            "--no-password", "--manifest-checksums=SHA256", "-l", partial.name,
        )  # fmt: skip
        shutil.move(staging, partial / "database")
        # After the move: between two disks it is a copy.
        if (server.binaries / "pg_verifybackup").exists():
            replace(server, user=None).program("pg_verifybackup", "-q", str(partial / "database"))
        else:
            manifest.notes.append(
                "pg_verifybackup not found: the base backup was not verified by PostgreSQL."
            )
    except ServerError as error:
        raise BackupError(reason=str(error)) from None
    manifest.kind, manifest.tool = "base", manifest.postgres
    say("Cơ sở dữ liệu: bản sao vật lý kèm WAL (pg_basebackup).")


def _of_real_server(partial: Path, manifest: Manifest, say: Say) -> None:
    url = address("owner", Path(settings.VAR))
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user")
        replication = bool(cursor.fetchone()[0])
    if replication and (base := programs.find("pg_basebackup", manifest.postgres)):
        arguments = (
            "-D",
            str(partial / "database"),
            "-X",
            "stream",
            "-c",
            "fast",
            "-w",
            "--manifest-checksums=SHA256",
        )
        done = programs.run(base, *arguments, url=url)
        if done.returncode == 0:
            manifest.kind, manifest.tool = "base", base.major
            if verify := programs.find("pg_verifybackup", manifest.postgres):
                checked = programs.run(verify, "-q", str(partial / "database"), url=url)
                if checked.returncode:
                    raise BackupError(reason=f"pg_verifybackup: {checked.stderr.strip()}")
            say("Cơ sở dữ liệu: bản sao vật lý kèm WAL (pg_basebackup).")
            return
        manifest.notes.append(f"pg_basebackup was refused: {done.stderr.strip()[-300:]}")
        shutil.rmtree(partial / "database", ignore_errors=True)
    dump = programs.need("pg_dump", manifest.postgres)
    done = programs.run(dump, "-Fd", "-j", "2", "-w", "-f", str(partial / "database"), url=url)
    if done.returncode:
        raise BackupError(reason=f"pg_dump: {done.stderr.strip()}")
    manifest.kind, manifest.tool = "dump", dump.major
    manifest.notes.append("A logical dump: restores to the moment it was taken, no point-in-time recovery.")
    say(
        "Cơ sở dữ liệu: pg_dump, vì tài khoản chủ không có quyền REPLICATION (không khôi phục được tới một thời điểm bất kỳ)."
    )


def _files(partial: Path, manifest: Manifest, *, copy_files: bool, say: Say) -> None:
    source, target = Path(settings.TREEM_FILES_DIR), partial / "files"
    target.mkdir()
    count = size = linked = 0
    damaged, there = [], set()
    for path in sorted(source.glob("??/??/*")) if source.is_dir() else ():
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        linked += _link_or_copy(path, copy, copy_files=copy_files)
        # The name is the sum of the bytes.
        if vault.address_of(copy) != path.name:
            damaged.append(path.name)
        there.add(path.name)
        count, size = count + 1, size + copy.stat().st_size
    missing = sorted(set(StoredFile.objects.values_list("address", flat=True)) - there)
    # A file that came in while we copied is in the next backup.
    missing = [name for name in missing if not vault.path_of(name).exists()]
    manifest.files = {
        "count": count,
        "bytes": size,
        "hard_links": linked,
        "damaged": damaged,
        "missing": missing,
    }
    say(f"Tệp: {count}, {size} byte.")


def _link_or_copy(path: Path, copy: Path, *, copy_files: bool) -> bool:
    if not copy_files:
        try:
            os.link(path, copy)
            return True
        except OSError:
            pass  # another disk, or one without hard links
    shutil.copy2(path, copy)
    return False


def _anchors_and_keys(partial: Path, manifest: Manifest, *, with_keys: bool, say: Say) -> None:
    anchors = Path(settings.VAR) / "audit" / "anchors.jsonl"
    if anchors.exists():
        shutil.copy2(anchors, partial / "anchors.jsonl")
    key_file = Path(settings.TREEM_KEY_FILE)
    if with_keys and not key_file.exists() and not manifest.master_ids:
        manifest.keys_included = False
        manifest.notes.append("Master keys were asked for; this system has none yet, nothing is encrypted.")
        say("Hệ thống chưa có khóa chủ (chưa mã hóa gì), nên bản sao lưu không kèm khóa.")
    elif with_keys:
        if not key_file.exists():
            raise BackupError(reason=str(KeyFileError(path=key_file, reason="chưa có, không sao lưu được.")))
        shutil.copy2(key_file, partial / "master-keys.json")
        (partial / "master-keys.json").chmod(0o600)
        manifest.notes.append("Holds the master keys: whoever has this folder reads everything.")
        say("Có kèm khóa chủ: ai có thư mục này đọc được mọi nội dung. Hãy cất như cất khóa.")
    elif manifest.master_ids:
        needed = ", ".join(manifest.master_ids)
        manifest.notes.append(
            f"Without the master keys {needed} (kept apart) encrypted fields and files cannot be read."
        )
        say(
            f"KHÔNG kèm khóa chủ. Không có tệp khóa chủ ({needed}), nội dung mã hóa không đọc được: hãy cất tệp đó riêng."
        )
