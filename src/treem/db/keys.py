"""Data keys: made, opened, wrapped anew; and the blind index for exact look-up.

Envelope: what is secret is encrypted under a data key, the data key under a master key. AES-256-GCM everywhere; the
id of the data key is bound into its wrapping, so wrappings cannot change places.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.db.models import QuerySet

from treem.db.errors import KeyLost
from treem.db.master_keys import SIZE, MasterKeys, add_master_key, master_keys
from treem.db.models import DataKey
from treem.kernel.language import gettext as _

NONCE = 12  # bytes
_REMEMBERED = 4096  # opened keys kept in this process
INDEX_KEY = uuid.UUID("5f6d1c1e-6b0a-5d6e-9c55-74726565006d")
"""The data key of the blind index: one for the system, kept and rotated like every other."""

_opened: dict[uuid.UUID, bytes] = {}


def new_data_key() -> uuid.UUID:
    """Make a data key in the transaction under way; returns its id. Raises KeyFileError."""
    return _insert(uuid.uuid4(), master_keys()).id


def _insert(identity: uuid.UUID, masters: MasterKeys) -> DataKey:
    plain = secrets.token_bytes(SIZE)
    row = DataKey(id=identity, wrapped=_wrap(plain, identity, masters), master_id=masters.active)
    DataKey.objects.bulk_create([row], ignore_conflicts=True)
    return row


def data_key(identity: uuid.UUID) -> bytes:
    """The opened key, for reading; remembered by this process. Raises KeyLost, KeyFileError."""
    if (known := _opened.get(identity)) is not None:
        return known
    return _remember(identity, data_key_for_writing(identity))


def data_key_for_writing(identity: uuid.UUID) -> bytes:
    """The opened key, looked up anew.

    Never from memory: a key made in a transaction that was rolled back is no row any more, and what is
    encrypted under it would be lost. Raises KeyLost, KeyFileError.
    """
    row = DataKey.objects.filter(pk=identity).first()
    if row is None:
        raise KeyLost(key=identity, reason=_("không có trong cơ sở dữ liệu."))
    return _unwrap(row, master_keys())


def preload(identities: Iterable[uuid.UUID]) -> None:
    """Open the keys of a list with one query. Keys that do not open are left to the record that needs them."""
    wanted = {identity for identity in identities if identity not in _opened}
    if not wanted:
        return
    masters = master_keys()
    for row in DataKey.objects.filter(pk__in=wanted):
        try:
            _remember(row.id, _unwrap(row, masters))
        except KeyLost:
            continue


def forget() -> None:
    """Drop the opened keys from memory."""
    _opened.clear()


def _remember(identity: uuid.UUID, plain: bytes) -> bytes:
    if len(_opened) >= _REMEMBERED:
        _opened.clear()
    _opened[identity] = plain
    return plain


def _binding(identity: uuid.UUID, master_id: str) -> bytes:
    return b"treem data key\0" + identity.bytes + master_id.encode()


def _wrap(plain: bytes, identity: uuid.UUID, masters: MasterKeys) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    sealed = AESGCM(masters.keys[masters.active]).encrypt(nonce, plain, _binding(identity, masters.active))
    return nonce + sealed


def _unwrap(row: DataKey, masters: MasterKeys) -> bytes:
    master = masters.keys.get(row.master_id)
    if master is None:
        raise KeyLost(key=row.id, reason=_("tệp khóa chủ không có khóa {key}.").format(key=row.master_id))
    wrapped = bytes(row.wrapped)
    try:
        return AESGCM(master).decrypt(wrapped[:NONCE], wrapped[NONCE:], _binding(row.id, row.master_id))
    except (InvalidTag, ValueError):
        raise KeyLost(
            key=row.id, reason=_("khóa chủ {key} không phải khóa đã bọc nó.").format(key=row.master_id)
        ) from None


# --- Looking up without reading -------------------------------------------------------------------------------


def blind_index(value: str, purpose: str) -> str:
    """A keyed fingerprint (64 hexadecimal digits) for exact look-up of an encrypted value.

    ``purpose`` ("cases.informant_phone") keeps the same value in two columns apart. Bring the value to its one
    form first (digits of a phone, NFC and small letters of a name). Raises KeyLost, KeyFileError.
    """
    # Looked up each time: remembered from a transaction that was rolled back, it would index under a key nobody has.
    try:
        key = data_key_for_writing(INDEX_KEY)
    except KeyLost:
        if DataKey.objects.filter(pk=INDEX_KEY).exists():
            raise
        _insert(INDEX_KEY, master_keys())
        key = data_key_for_writing(INDEX_KEY)  # somebody else's, when two were first at once
    return hmac.new(key, purpose.encode() + b"\0" + value.encode(), hashlib.sha256).hexdigest()


# --- A new master key -----------------------------------------------------------------------------------------


@dataclass
class Rotation:
    """What a rotation did. ``made`` is False when it finished an earlier one that had been cut short."""

    master_id: str
    made: bool
    rewrapped: int = 0
    lost: list[uuid.UUID] = field(default_factory=list)


def rotate(*, batch: int = 500, after_batch: Callable[[int], None] | None = None) -> Rotation:
    """Make a new master key and wrap every data key under it; needs the owner's connection.

    Each batch commits by itself. Cut short, some keys are wrapped by the old master and some by the new one,
    both are in the file, and everything stays readable; the next run finishes before it makes another key.
    Data keys whose master is lost are left as they are and listed.
    """
    active = master_keys().active
    lost: list[uuid.UUID] = []
    pending = _not_under(active, lost)
    # A key that no longer opens must not keep every later run from making a new master.
    openable = any(_opens(row) for row in pending.iterator())
    result = Rotation(active if openable else add_master_key(), made=not openable, lost=lost)
    masters = master_keys()
    while True:
        with transaction.atomic():
            rows = list(_not_under(masters.active, lost).select_for_update()[:batch])
            if not rows:
                return result
            good = []
            for row in rows:
                try:
                    plain = _unwrap(row, masters)
                except KeyLost:
                    lost.append(row.id)
                    continue
                row.wrapped, row.master_id = _wrap(plain, row.id, masters), masters.active
                good.append(row)
            DataKey.objects.bulk_update(good, ["wrapped", "master_id"])
            result.rewrapped += len(good)
        if after_batch:
            after_batch(result.rewrapped)


def _not_under(master_id: str, lost: list[uuid.UUID]) -> QuerySet[DataKey]:
    return DataKey.objects.exclude(master_id=master_id).exclude(pk__in=lost).order_by("pk")


def _opens(row: DataKey) -> bool:
    try:
        _unwrap(row, master_keys())
    except KeyLost:
        return False
    return True


def master_ids_in_use() -> list[str]:
    """The master keys without which some data key cannot be opened."""
    return sorted(DataKey.objects.values_list("master_id", flat=True).distinct())
