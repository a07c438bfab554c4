"""Encrypted text in a model: ``data_key = DataKeyField()`` and ``story = EncryptedTextField()``.

The column holds ``version | data key id | nonce | ciphertext`` (AES-256-GCM). Bound into each ciphertext: the data
key, the column, and the record's ``uuid`` where it has one; moved to another row or column it does not open.
Decrypted when the attribute is read, so a list of records loads also when one of them cannot be read; that one
shows the text of the error, naming the key, and saving it keeps its bytes.

There is no searching and no ``update()``: both would work on bytes that mean nothing. For exact look-up see
``keys.blind_index``. A history (pghistory) that should be readable tracks ``data_key`` and ``uuid`` as well.
"""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING, Any

import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django import forms
from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from treem.db import keys
from treem.db.errors import SearchRefused, Undecipherable
from treem.kernel.errors import DomainError
from treem.kernel.language import gettext as _

if TYPE_CHECKING:
    Field = models.Field[Any, Any]
else:
    Field = models.Field  # takes no type arguments when it runs

VERSION = 1
_HEADER = 1 + 16 + keys.NONCE  # bytes before the ciphertext


class Ciphertext(bytes):
    """The stored bytes, as a query gives them."""

    @property
    def data_key_id(self) -> uuid.UUID:
        return uuid.UUID(bytes=bytes(self[1:17]))

    def __repr__(self) -> str:
        return f"<Ciphertext of {len(self)} bytes>"


class Unreadable(str):
    """Stands where the text would be: words for a person, and the stored bytes, which are not lost."""

    ciphertext: Ciphertext
    error: DomainError

    def __new__(cls, ciphertext: Ciphertext, error: DomainError) -> Unreadable:
        made = super().__new__(cls, f"[{error}]")
        made.ciphertext, made.error = ciphertext, error
        return made


class DataKeyField(models.ForeignKey[Any, Any]):
    """The record's data key, made when the record is first saved. Give another record's id to share its key."""

    def __init__(self, to: Any = "treem_db.DataKey", on_delete: Any = models.PROTECT, **options: Any) -> None:
        options.setdefault("related_name", "+")
        options.setdefault("editable", False)
        options.setdefault("blank", True)
        super().__init__(to, on_delete, **options)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return (
            _ensure_key(model_instance, self.attname)
            if not self.null
            else super().pre_save(model_instance, add)
        )


def _ensure_key(record: models.Model, attribute: str) -> uuid.UUID:
    identity: uuid.UUID | None = getattr(record, attribute)
    if identity is None:
        identity = keys.new_data_key()
        setattr(record, attribute, identity)
    return identity


class _Sealed:
    """Reads and writes the attribute; opens the bytes when somebody looks."""

    def __init__(self, field: EncryptedTextField) -> None:
        self.field = field

    def __get__(self, record: models.Model | None, owner: type[models.Model] | None = None) -> Any:
        if record is None:
            return self
        name = self.field.attname
        if name not in record.__dict__:
            record.refresh_from_db(fields=[name])  # the column was deferred
        value = record.__dict__[name]
        if isinstance(value, Ciphertext):
            value = record.__dict__[name] = self.field.open(record, value)
        return value

    def __set__(self, record: models.Model, value: Any) -> None:
        if isinstance(value, Unreadable):
            value = value.ciphertext
        if isinstance(value, Ciphertext):
            record.__dict__[self.field.kept] = value
        record.__dict__[self.field.attname] = value


class EncryptedTextField(Field):
    """A text encrypted under the record's data key.

    ``binding`` names the column inside the ciphertext (``app.model.field`` by itself): give the old one when a
    model or field is renamed. ``key`` is the name of the record's DataKeyField.
    """

    descriptor_class = _Sealed
    empty_strings_allowed = True

    def __init__(self, *args: Any, binding: str = "", key: str = "data_key", **options: Any) -> None:
        self.binding_given = bool(binding)
        self.binding = binding
        self.key = key
        super().__init__(*args, **options)

    @property
    def kept(self) -> str:
        """Where an instance keeps the bytes that the database holds."""
        return f"_{self.attname}_kept"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not self.binding_given:
            self.binding = f"{cls._meta.label_lower}.{name}"

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        # Written out, so that the table of its history, and a later rename, still know what was bound.
        kwargs["binding"] = self.binding
        if self.key != "data_key":
            kwargs["key"] = self.key
        return name, path, list(args), kwargs

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        found = super().check(**options)
        try:
            self.model._meta.get_field(self.key)
        except FieldDoesNotExist:
            found.append(
                checks.Error(
                    f"{self.model.__name__} has no data key {self.key!r}.", obj=self, id="treem_db.E001"
                )
            )
        return found

    # --- Opening and sealing --------------------------------------------------------------------------------

    def _bound(self, record: models.Model, key: uuid.UUID) -> bytes:
        identity = getattr(record, "uuid", None)
        mark = uuid.UUID(str(identity)).bytes if identity else b""
        return b"treem text\0" + bytes([VERSION]) + key.bytes + self.binding.encode() + b"\0" + mark

    def open(self, record: models.Model, stored: Ciphertext) -> str:
        """The text, or Unreadable: reading never fails for the page."""
        own: uuid.UUID | None = getattr(record, f"{self.key}_id")
        if len(stored) < _HEADER or stored[0] != VERSION:
            return Unreadable(stored, Undecipherable(key=own, reason=_("dữ liệu lưu không đúng dạng.")))
        if stored.data_key_id != own:
            return Unreadable(
                stored,
                Undecipherable(
                    key=own, reason=_("nội dung thuộc khóa {key}.").format(key=stored.data_key_id)
                ),
            )
        try:
            plain = AESGCM(keys.data_key(own)).decrypt(
                stored[17:_HEADER], stored[_HEADER:], self._bound(record, own)
            )
        except DomainError as error:
            return Unreadable(stored, error)
        except InvalidTag:
            reason = _("nội dung đã bị thay đổi hoặc thuộc bản ghi khác.")
            return Unreadable(stored, Undecipherable(key=own, reason=reason))
        return plain.decode()

    def seal(self, record: models.Model, text: str) -> Ciphertext:
        """Encrypt for this record. Raises KeyLost, KeyFileError."""
        own = _ensure_key(record, f"{self.key}_id")
        nonce = secrets.token_bytes(keys.NONCE)
        sealed = AESGCM(keys.data_key_for_writing(own)).encrypt(
            nonce, text.encode(), self._bound(record, own)
        )
        return Ciphertext(bytes([VERSION]) + own.bytes + nonce + sealed)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The bytes to store: as they were when nothing changed, so that a save makes no new history.

        Raises Undecipherable or KeyLost rather than write over, or copy, what cannot be read.
        """
        value = model_instance.__dict__.get(self.attname)
        if value is None:
            return None
        kept: Ciphertext | None = model_instance.__dict__.get(self.kept)
        if kept is not None:
            untouched = isinstance(value, Ciphertext | Unreadable)
            if untouched and not add:
                return kept
            opened = self.open(model_instance, kept)
            if isinstance(opened, Unreadable):
                raise opened.error
            if untouched or opened == value:
                return kept
        sealed = self.seal(model_instance, str(value))
        model_instance.__dict__[self.kept] = sealed
        return sealed

    # --- What Django asks of a field ------------------------------------------------------------------------

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(
        self, value: Any, _expression: Any, _connection: BaseDatabaseWrapper
    ) -> Ciphertext | None:
        return None if value is None else Ciphertext(value)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: ARG002
        if value is None:
            return None
        if not isinstance(value, Ciphertext):
            raise SearchRefused(
                f"{self.binding} is encrypted: save the record; update() and queries see bytes only."
            )
        return psycopg.Binary(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise SearchRefused(f"{self.binding} is encrypted and cannot be searched; see keys.blind_index.")

    def get_transform(self, lookup_name: str) -> Any:
        raise SearchRefused(f"{self.binding} is encrypted: no {lookup_name} on it.")

    def value_to_string(self, obj: models.Model) -> str:  # noqa: ARG002
        raise SearchRefused(
            f"{self.binding} is encrypted: dumpdata would write it in plain text. Use ./treem backup."
        )

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": forms.CharField, "widget": forms.Textarea, **options})
