"""Uploaded files: the row says what and whose, the content lies encrypted on disk."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from treem.db.encrypted import DataKeyField, EncryptedTextField


class StoredFile(models.Model):
    """A file as it was taken in. Never changed afterwards: a new version is a new file.

    ``sha256`` is of the content, ``address`` of the encrypted bytes on disk, where they lie under that name: what
    is on disk can be checked without any key. ``purpose`` names the room and the place ("documents.source") and
    decides who may download it. ``uploaded_by_id`` is a plain number, as in the audit.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    purpose = models.CharField(_("dùng cho"), max_length=60)
    sha256 = models.CharField(_("dấu vân tay"), max_length=64, db_index=True)
    address = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("dung lượng (byte)"))
    media_type = models.CharField(_("loại nội dung"), max_length=100)
    name = EncryptedTextField(_("tên tệp"))
    data_key = DataKeyField()
    uploaded_by_id = models.BigIntegerField(_("người tải lên"), null=True, blank=True)
    created_at = models.DateTimeField(_("tải lên lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("tệp")

    def __str__(self) -> str:
        return str(self.uuid)
