"""Pictures of the pages of a file, beside what was read from them: drawn when asked for, kept as encrypted files.

They are a copy of what the vault holds: under the same key, in a folder of limited size that no backup takes along.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from treem.audit import services as audit
from treem.db import keys
from treem.directives.errors import NoPicture
from treem.files import rules as file_rules
from treem.files import services as files

if TYPE_CHECKING:
    from treem.directives.models import Reading
    from treem.files.models import StoredFile
    from treem.organisations.models import User

JPEG = "image/jpeg"
SHOWN_AS_THEY_ARE = frozenset({"image/png", JPEG})
DRAWN = frozenset({"application/pdf", "image/tiff"})
"""No browser shows these as a picture."""
SECONDS = 40
KEPT_BYTES = 400 * file_rules.MEBIBYTE
_NONCE = 12
_SOURCE = Path(__file__).resolve().parents[3]


def can_be_shown(stored: StoredFile | None) -> bool:
    """Whether pages of the file can be looked at."""
    return stored is not None and stored.media_type in SHOWN_AS_THEY_ARE | DRAWN


def picture_of_page(reading: Reading, stored: StoredFile, number: int, *, actor: User) -> tuple[bytes, str]:
    """The picture of a page (from 1) and its media type; who looked is written down as a download is.

    Raises NoPicture, ContentLost, KeyLost.
    """
    if stored.media_type in SHOWN_AS_THEY_ARE and number == 1:
        found = files.read_whole(stored), stored.media_type
    elif stored.media_type in DRAWN and number >= 1:
        found = _kept(stored, number) or _draw(stored, number), JPEG
    else:
        raise NoPicture(number=number)
    audit.record(
        actor=actor,
        action="directives.look_at_page",
        subject=reading,
        detail={"page": number, "file": stored.pk},
    )
    return found


def _folder() -> Path:
    folder = Path(settings.TREEM_FILES_DIR) / "pages"
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    return folder


def _name(stored: StoredFile, number: int) -> str:
    return f"{hashlib.sha256(f'{stored.uuid} {number}'.encode()).hexdigest()}.page"


def _bound(stored: StoredFile, number: int) -> bytes:
    return f"treem page {stored.uuid} {number}".encode()


def _kept(stored: StoredFile, number: int) -> bytes | None:
    path = _folder() / _name(stored, number)
    try:
        sealed = path.read_bytes()
        os.utime(path)  # the least looked at go first
        cipher = AESGCM(keys.data_key(stored.data_key_id))
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(stored, number))
    except (OSError, InvalidTag, ValueError):
        return None


def _draw(stored: StoredFile, number: int) -> bytes:
    content = files.read_whole(stored)
    with (_folder() / "drawing").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # one page at a time: the machine has others to serve
        picture = _kept(stored, number) or _drawn(content, number)
        _keep(stored, number, picture)
    return picture


def _drawn(content: bytes, number: int) -> bytes:
    command = [sys.executable, "-m", "treem.directives.page_process", str(number)]
    environment = {**os.environ, "PYTHONPATH": str(_SOURCE)}
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise NoPicture(number=number) from None
    if done.returncode or not done.stdout:
        raise NoPicture(number=number)
    return done.stdout


def _keep(stored: StoredFile, number: int, picture: bytes) -> None:
    nonce = secrets.token_bytes(_NONCE)
    sealed = nonce + AESGCM(keys.data_key(stored.data_key_id)).encrypt(nonce, picture, _bound(stored, number))
    path = _folder() / _name(stored, number)
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    draft.write_bytes(sealed)
    os.replace(draft, path)
    _make_room()


def _make_room() -> None:
    """Forget the pictures not looked at for longest, until the folder is small enough."""
    there = []
    for path in _folder().glob("*.page"):
        try:
            about = path.stat()
        except OSError:
            continue
        there.append((about.st_mtime, about.st_size, path))
    size = sum(each[1] for each in there)
    for _when, bytes_, path in sorted(there):
        if size <= KEPT_BYTES:
            return
        path.unlink(missing_ok=True)
        size -= bytes_
