"""The encrypted content on disk: ``TREEM_FILES_DIR/ab/cd/<sha256 of the encrypted bytes>``.

Layout: ``TREEMF1\\n | data key id (16) | salt (16) | chunks``. A key of its own for each file comes from the data key
and the salt (HKDF); each chunk of 64 KiB is AES-256-GCM with its number and whether it is the last one bound in, so
a chunk that is missing, changed or out of order does not open.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from treem.kernel.language import gettext as _

MAGIC = b"TREEMF1\n"
CHUNK = 64 * 1024  # bytes of content in a chunk
_TAG = 16
_HEADER = len(MAGIC) + 16 + 16


class VaultError(Exception):
    """The bytes on disk do not open; the text (Vietnamese) says how."""


@dataclass(frozen=True)
class Written:
    """What was written: where it lies, and what the content was."""

    address: str
    sha256: str
    size: int


def path_of(address: str) -> Path:
    """Where the encrypted bytes with this address lie."""
    return Path(settings.TREEM_FILES_DIR) / address[:2] / address[2:4] / address


def write(chunks: Iterable[bytes], key_id: uuid.UUID, key: bytes) -> Written:
    """Encrypt to disk; when this returns, content, name and folders are on the disk."""
    root = Path(settings.TREEM_FILES_DIR)
    incoming = root / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o750)
    draft = incoming / secrets.token_hex(16)
    salt = secrets.token_bytes(16)
    cipher, content, stored, size = _cipher(key, salt), hashlib.sha256(), hashlib.sha256(), 0
    header = MAGIC + key_id.bytes + salt
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as out:

            def put(data: bytes) -> None:
                stored.update(data)
                out.write(data)

            put(header)
            for number, (chunk, last) in enumerate(_even(chunks)):
                content.update(chunk)
                size += len(chunk)
                put(cipher.encrypt(_nonce(number, last), chunk, header))
            out.flush()
            os.fsync(out.fileno())
        target = path_of(stored.hexdigest())
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        os.replace(draft, target)
        for folder in (target.parent, target.parent.parent, root):
            sync_folder(folder)
    finally:
        draft.unlink(missing_ok=True)
    return Written(stored.hexdigest(), content.hexdigest(), size)


def read(source: BinaryIO, key_id: uuid.UUID, key: bytes) -> Iterator[bytes]:
    """The content, chunk by chunk, each proven before it is given. Raises VaultError; closes the source."""
    with source:
        header = source.read(_HEADER)
        if len(header) < _HEADER or not header.startswith(MAGIC):
            raise VaultError(_("không phải tệp do hệ thống lưu."))
        if header[len(MAGIC) : len(MAGIC) + 16] != key_id.bytes:
            raise VaultError(_("nội dung thuộc khóa khác."))
        cipher = _cipher(key, header[-16:])
        number, chunk = 0, source.read(CHUNK + _TAG)
        while True:
            following = source.read(CHUNK + _TAG)
            try:
                yield cipher.decrypt(_nonce(number, not following), chunk, header)
            except (InvalidTag, ValueError):
                raise VaultError(_("nội dung đã bị thay đổi hoặc bị cắt.")) from None
            if not following:
                return
            number, chunk = number + 1, following


def address_of(path: Path) -> str:
    """The sha256 of the bytes as they lie on disk."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, salt=salt, info=b"treem file 1").derive(key))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


def _even(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The same bytes in chunks of CHUNK, each with whether it is the last; one empty chunk for no bytes."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) > CHUNK:
            yield bytes(held[:CHUNK]), False
            del held[:CHUNK]
    yield bytes(held), True
