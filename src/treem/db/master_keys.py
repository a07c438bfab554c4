"""The master keys: one JSON file outside the database, ``{"active": id, "keys": {id: base64 of 32 bytes}}``.

Outside production the file is made at first use. In production it must be there, readable by its owner and at most
its group (two accounts need it: the one that serves and the one that backs up), and kept apart from the backups: whoever holds both reads everything. Old keys stay in the file, for old backups.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import os
import secrets
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from treem.db.errors import KeyFileError

SIZE = 32  # bytes: AES-256
FORBIDDEN = stat.S_IRWXO | stat.S_IWGRP | stat.S_IXGRP


@dataclass(frozen=True)
class MasterKeys:
    """The keys by id, and which one wraps what is new."""

    active: str
    keys: dict[str, bytes]

    def __repr__(self) -> str:
        return f"<MasterKeys {sorted(self.keys)}, active {self.active}>"  # never the keys themselves


_read: tuple[tuple[str, int, int, int], MasterKeys] | None = None


def master_keys() -> MasterKeys:
    """The keys in force, read again whenever the file has changed. Raises KeyFileError."""
    global _read
    path = Path(settings.TREEM_KEY_FILE)
    try:
        state = path.stat()
    except FileNotFoundError:
        _make(path)
        state = path.stat()
    except OSError as error:
        raise KeyFileError(path=path, reason=f"không đọc được ({error.strerror}).") from None
    if settings.PRODUCTION and state.st_mode & FORBIDDEN:
        raise KeyFileError(
            path=path,
            reason=f"người khác đọc hoặc ghi được (quyền {state.st_mode & 0o777:04o}). Chạy: chmod 600 {path} "
            "(hoặc chmod 640 khi nhóm của dịch vụ cần đọc)",
        )
    version = (str(path), state.st_mtime_ns, state.st_size, state.st_ino)
    if _read is None or _read[0] != version:
        _read = (version, _parse(path))
    return _read[1]


def add_master_key() -> str:
    """Add a new master key and make it the active one; the older ones stay. Returns its id."""
    path = Path(settings.TREEM_KEY_FILE)
    known = master_keys()
    identity = _new_id()
    _write(path, MasterKeys(identity, {**known.keys, identity: secrets.token_bytes(SIZE)}), replace=True)
    return identity


def _make(path: Path) -> None:
    if settings.PRODUCTION:
        raise KeyFileError(
            path=path,
            reason="chưa có. Hệ thống mới: chạy ./treem manage rotate_keys --first. Hệ thống đã có dữ liệu: đặt "
            "TREEM_KEY_FILE tới tệp khóa chủ của nó (quyền 0600 hoặc 0640); nếu mất tệp, lấy lại từ nơi cất riêng, "
            "đừng tạo tệp mới khi đã có dữ liệu mã hóa.",
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    identity = _new_id()
    _write(path, MasterKeys(identity, {identity: secrets.token_bytes(SIZE)}), replace=False)


def make_first(path: Path) -> str:
    """Make the file for a new system, in production too. Raises KeyFileError when there is one already."""
    if path.exists():
        raise KeyFileError(path=path, reason="đã có, không ghi đè.")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    identity = _new_id()
    _write(path, MasterKeys(identity, {identity: secrets.token_bytes(SIZE)}), replace=False)
    return identity


def _new_id() -> str:
    return f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(4)}"


def _write(path: Path, keys: MasterKeys, *, replace: bool) -> None:
    """Whole or not at all, on the disk before we go on. Without ``replace`` the first of two writers wins."""
    shown = {"active": keys.active, "keys": {k: base64.b64encode(v).decode() for k, v in keys.keys.items()}}
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as out:
            json.dump(shown, out, indent=1)
            out.flush()
            os.fsync(out.fileno())
        if replace:
            before = path.stat()
            # The web process must still be able to read it, through the group too.
            with contextlib.suppress(PermissionError):
                os.chown(draft, before.st_uid if os.geteuid() == 0 else -1, before.st_gid)
                os.chmod(draft, stat.S_IMODE(before.st_mode) & ~FORBIDDEN)
            os.replace(draft, path)
        else:
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _parse(path: Path) -> MasterKeys:
    try:
        return parse(path.read_text())
    except OSError as error:
        raise KeyFileError(path=path, reason=f"không đọc được ({error.strerror}).") from None
    except ValueError as error:
        raise KeyFileError(path=path, reason=str(error)) from None


def parse(text: str) -> MasterKeys:
    """The keys in the text of a file. Raises ValueError saying what is wrong, never showing a key."""
    try:
        found: Any = json.loads(text)
        active, encoded = found["active"], found["keys"]
        keys = {str(k): base64.b64decode(v, validate=True) for k, v in encoded.items()}
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise ValueError('không đúng dạng {"active": …, "keys": {…}}.') from None
    if active not in keys:
        raise ValueError(f"khóa đang dùng {active} không có trong tệp.")
    if wrong := sorted(k for k, v in keys.items() if len(v) != SIZE):
        raise ValueError(f"khóa {', '.join(wrong)} không dài {SIZE} byte.")
    return MasterKeys(str(active), keys)
