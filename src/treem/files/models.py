"""Uploaded files: the row says what and whose, the content lies encrypted on disk."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
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


class Attachment(models.Model):
    """Evidence (minh chứng) that hangs on a record of another room: an execution, a return, a typed figure.

    ``subject_type`` is the model's label ("duties.execution"), ``subject_uuid`` its record. The row carries the body it
    belongs to, and the row policy looks at that. Nothing is deleted: what was attached by mistake is withdrawn with
    a reason and stays in the list, without its content.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    subject_type = models.CharField(max_length=60)
    subject_uuid = models.UUIDField()
    part = models.CharField(max_length=60, blank=True)
    """Which line of the record it proves, where the record has lines."""
    body_id = models.BigIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments", verbose_name=_("tệp"))
    label = models.CharField(_("nội dung minh chứng"), max_length=200, blank=True)
    at = models.DateTimeField(_("đính kèm lúc"))
    by_id = models.BigIntegerField(_("người đính kèm"), null=True)
    by_name = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True, blank=True)
    withdrawn_by_id = models.BigIntegerField(null=True, blank=True)
    withdrawn_why = models.CharField(_("lý do rút"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("minh chứng")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_why=""),
                name="files_withdrawn_has_reason",
            )
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_uuid", "at"], name="files_attachment_subject"),
            models.Index(fields=["body_id"], name="files_attachment_body"),
        ]

    def __str__(self) -> str:
        return self.label or str(self.uuid)

    @property
    def shown(self) -> str:
        """What the list calls it: the label, else the name of the file."""
        return self.label or str(self.file.name)
