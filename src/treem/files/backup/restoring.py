"""Putting a backup in place of what is there, and proving that it is what it says."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from treem.db import keys, master_keys
from treem.db.addresses import address, uses_embedded_server
from treem.db.server import Server, embedded_server
from treem.files import hooks, services
from treem.files.backup import programs
from treem.files.backup.errors import RestoreFailed, RestoreRefused
from treem.files.backup.manifest import (
    Manifest,
    applied_migrations,
    counts,
    digest,
    read_manifest,
    unknown_migrations,
)

Say = Callable[[str], None]
KEYS = "master-keys.json"


def find_backup(folder: Path) -> Path:
    """The backup meant: the folder itself, or the newest whole one in it. Raises RestoreRefused."""
    if (folder / "manifest.json").exists():
        return folder.resolve()
    inside = sorted(path.parent for path in folder.glob("treem-*/manifest.json"))
    if not inside:
        raise RestoreRefused(reason=f"không thấy bản sao lưu trọn vẹn nào trong {folder}.")
    return inside[-1].resolve()


def restore(
    folder: Path, *, over: bool = False, without_keys: bool = False, say: Say = print
) -> dict[str, float]:
    """Put the backup in place and verify it; returns the seconds of each step.

    Without ``over`` (``--replace``) only where nothing is yet. What was there is moved aside, never deleted.
    Raises RestoreRefused (nothing was touched) or RestoreFailed (in place, but not as the backup says).
    """
    backup = find_backup(folder)
    manifest = read_manifest(backup)
    clock = time.perf_counter()
    seconds: dict[str, float] = {}

    def lap(name: str) -> None:
        nonlocal clock
        now = time.perf_counter()
        seconds[name], clock = round(now - clock, 2), now

    for part, wanted in manifest.parts.items():
        if not (backup / part).exists() or digest(backup / part) != wanted:
            raise RestoreRefused(reason=f"phần “{part}” của bản sao lưu đã bị thay đổi hoặc mất.")
    if unknown := unknown_migrations(manifest.migrations):
        raise RestoreRefused(
            reason=f"bản sao lưu thuộc phiên bản phần mềm mới hơn ({', '.join(unknown[:5])})."
        )
    _check_keys(backup, manifest, over=over, without_keys=without_keys)
    files = Path(settings.TREEM_FILES_DIR)
    if not over and files.is_dir() and any(files.iterdir()):
        raise RestoreRefused(
            reason=f"{files} đã có tệp. Thêm --replace: dữ liệu cũ được chuyển sang bên, không xóa."
        )
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    if uses_embedded_server():
        server = embedded_server(Path(settings.VAR))
        _check_embedded(server, manifest, over=over)
        lap("check")
        _replace_embedded(server, backup, stamp, say)
    else:
        _check_real(manifest)
        lap("check")
        _load_dump(backup, manifest)
    _replace_files(backup, files, stamp, say)
    _replace_small(backup, stamp, say)
    lap("restore")
    keys.forget()
    _verify(backup, manifest, decrypt=not without_keys)
    lap("verify")
    hooks.record(
        actor=None, action="files.restore",
        detail={"made_at": manifest.made_at, "seal": manifest.seal and manifest.seal["seal"], "kind": manifest.kind},
    )  # fmt: skip
    return seconds


# --- Before anything is touched -------------------------------------------------------------------------------


def _check_keys(backup: Path, manifest: Manifest, *, over: bool, without_keys: bool) -> None:
    path = Path(settings.TREEM_KEY_FILE)
    held: set[str] = set()
    if path.exists():
        held = set(master_keys.master_keys().keys)
    if manifest.keys_included:
        if path.exists() and not over and path.read_bytes() != (backup / KEYS).read_bytes():
            raise RestoreRefused(
                reason=f"{path} đã có và khác bản sao lưu. Thêm --replace để chuyển tệp cũ sang bên."
            )
        held = set(master_keys.parse((backup / KEYS).read_text()).keys)
    lost = sorted(set(manifest.master_ids) - held)
    if lost and not without_keys:
        raise RestoreRefused(
            reason=f"thiếu khóa chủ {', '.join(lost)} trong {path}: nội dung mã hóa sẽ không đọc được. Đặt lại tệp khóa "
            "chủ, hoặc thêm --without-keys để khôi phục phần còn lại."
        )


def _check_embedded(server: Server, manifest: Manifest, *, over: bool) -> None:
    if manifest.kind != "base":
        raise RestoreRefused(
            reason="bản sao lưu là pg_dump của một máy chủ thật; hãy đặt DATABASE_URL và TREEM_OWNER_URL tới một cơ sở dữ liệu trống."
        )
    major = int(server.program("initdb", "--version").stdout.split()[2].split(".")[0])
    if major != manifest.postgres:
        raise RestoreRefused(reason=f"bản sao lưu của PostgreSQL {manifest.postgres}, ở đây là {major}.")
    if not over and (server.data / "PG_VERSION").exists():
        running = " và đang chạy" if server.is_running() else ""
        raise RestoreRefused(
            reason=f"{server.data} đã có dữ liệu{running}. Dừng hệ thống (./treem stop) rồi thêm --replace: "
            "dữ liệu cũ được chuyển sang bên, không xóa."
        )


def _check_real(manifest: Manifest) -> None:
    if manifest.kind != "dump":
        raise RestoreRefused(
            reason="bản sao vật lý của một máy chủ PostgreSQL thật do người quản trị máy chủ khôi phục: dừng máy chủ, đặt thư mục "
            "database của bản sao lưu vào chỗ thư mục dữ liệu, khởi động lại; rồi chạy ./treem manage verify_files."
        )
    if connection.introspection.table_names():
        raise RestoreRefused(
            reason="cơ sở dữ liệu đích đã có bảng. Tạo một cơ sở dữ liệu trống mới và đặt DATABASE_URL, TREEM_OWNER_URL tới đó; "
            "cơ sở dữ liệu cũ giữ nguyên."
        )
    programs.need("pg_restore", manifest.tool)


# --- Putting in place -----------------------------------------------------------------------------------------


def _replace_embedded(server: Server, backup: Path, stamp: str, say: Say) -> None:
    """Copy first, then swap by renaming: a full disk leaves the running system as it was."""
    server.home.mkdir(parents=True, exist_ok=True)
    incoming = server.home / f"data-incoming-{stamp}"
    shutil.copytree(backup / "database", incoming, symlinks=True)
    incoming.chmod(0o700)
    if server.user:
        account = pwd.getpwnam(server.user)
        for path in (incoming, *incoming.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    os.sync()
    connection.close()
    with server.at_rest():  # a demo that watches its database would start it in the middle
        if server.data.exists():
            aside = server.home / f"data-before-restore-{stamp}"
            server.data.rename(aside)
            say(f"Dữ liệu cũ giữ ở {aside}")
        incoming.rename(server.data)
    server.ensure()


def _load_dump(backup: Path, manifest: Manifest) -> None:
    program = programs.need("pg_restore", manifest.tool)
    url = address("owner", Path(settings.VAR))
    database = str(connection.settings_dict["NAME"])
    connection.close()
    done = programs.run(
        program, "-Fd", "-j", "2", "-w", "--no-owner", "-d", database, str(backup / "database"), url=url
    )
    faults = [line for line in done.stderr.splitlines() if "error:" in line]
    # A dump of 17 or newer sets a parameter that older servers do not know; nothing depends on it.
    serious = [line for line in faults if "transaction_timeout" not in line]
    if serious or (done.returncode and not faults):
        raise RestoreFailed(reason=f"pg_restore: {'; '.join(serious)[:1500] or done.stderr.strip()[-500:]}")


def _replace_files(backup: Path, files: Path, stamp: str, say: Say) -> None:
    incoming = files.with_name(f"{files.name}-incoming-{stamp}")
    # Copies, not links: the backup must not share a disk block with what is in use.
    shutil.copytree(backup / "files", incoming)
    if files.exists():
        if any(files.iterdir()):
            aside = files.with_name(f"{files.name}-before-restore-{stamp}")
            files.rename(aside)
            say(f"Tệp cũ giữ ở {aside}")
        else:
            files.rmdir()
    files.parent.mkdir(parents=True, exist_ok=True)
    incoming.rename(files)


def _replace_small(backup: Path, stamp: str, say: Say) -> None:
    # Anchors newer than the backup would say that the tail of the trail was cut off: it was, by this restore.
    places = {
        "anchors.jsonl": Path(settings.VAR) / "audit" / "anchors.jsonl",
        KEYS: Path(settings.TREEM_KEY_FILE),
    }
    for name, place in places.items():
        source = backup / name
        if name == KEYS and not source.exists():
            continue
        if place.exists() and (not source.exists() or place.read_bytes() != source.read_bytes()):
            aside = place.with_name(f"{place.name}.before-restore-{stamp}")
            place.rename(aside)
            say(f"{place.name} cũ giữ ở {aside}")
        if source.exists() and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if name == KEYS else 0o755)
            shutil.copy2(source, place)
            if name == KEYS:
                place.chmod(0o600)


# --- Afterwards -----------------------------------------------------------------------------------------------


def _verify(backup: Path, manifest: Manifest, *, decrypt: bool) -> None:
    problems = []
    if applied_migrations() != manifest.migrations:
        problems.append("các bước tạo bảng không khớp")
    found = counts()
    for table, (least, most) in manifest.counts.items():
        if not least <= found.get(table, -1) <= most:
            problems.append(f"{table}: {found.get(table)} dòng, bản sao lưu có {least}–{most}")
    # The one noted in the manifest, and those noted before.
    anchors = backup / "anchors.jsonl"
    lines = anchors.read_text().splitlines() if anchors.exists() else []
    lines += [json.dumps(manifest.seal)] if manifest.seal else []
    checking = Path(settings.VAR) / "audit" / "anchors-restored.jsonl"
    checking.parent.mkdir(parents=True, exist_ok=True)
    checking.write_text("".join(f"{line}\n" for line in lines))
    try:
        call_command("verify_audit", anchors=checking)
    except CommandError as error:
        problems.append(str(error))
    finally:
        checking.unlink()
    checked = services.verify_files(decrypt=decrypt)
    expected = set(manifest.files["damaged"]) | set(manifest.files["missing"])
    if checked.problems and not expected:
        problems += checked.problems[:10]
    if problems:
        raise RestoreFailed(reason="; ".join(problems))
