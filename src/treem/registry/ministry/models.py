"""What the ministry's child software is known to hold, and the files by which it is brought up to date.

The ministry's software stands beside treem (Quyết định 3978/QĐ-BYT of 26/12/2025); there is no connection. Somebody
enters the file, or looks at an export, and says so: that is how a copy is known.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Known(models.TextChoices):
    """How it is known what stands in the ministry's software."""

    ENTERED = "entered", _("Đã nhập theo tệp")
    SEEN = "seen", _("Thấy trong tệp xuất của Bộ")


class MinistryCopy(models.Model):
    """One child as it stands in the ministry's software, as far as that is known.

    ``values`` holds only what is known (``values.KEYS``): an export that lacks a column says nothing of it. ``present``
    is false for a child that was taken out there, or whose entry was taken back. ``before`` is what was known before
    the last change, so that a confirmation can be taken back.
    """

    id = models.BigAutoField(primary_key=True)
    child = models.OneToOneField("registry.Child", models.PROTECT, related_name="ministry_copy")
    commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+")
    present = models.BooleanField(default=True)
    values = models.JSONField(default=dict)
    how = models.CharField(max_length=8, choices=Known)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    file = models.ForeignKey(
        "registry.MinistryFile", models.PROTECT, null=True, related_name="+", db_index=False
    )
    before = models.JSONField(null=True)

    class Meta:
        verbose_name = _("bản ghi ở hệ thống của Bộ")

    def __str__(self) -> str:
        return str(self.child_id)


class FileState(models.TextChoices):
    """How far a file for the ministry's software is."""

    DRAFTED = "drafted", _("Chờ nhập lên hệ thống của Bộ")
    ENTERED = "entered", _("Đã nhập lên hệ thống của Bộ")
    DROPPED = "dropped", _("Đã bỏ")


class Kind(models.TextChoices):
    """Why a child is in the file."""

    NEW = "new", _("Mới")
    CHANGED = "changed", _("Thay đổi")
    LEFT = "left", _("Rời danh sách")


class MinistryFile(models.Model):
    """The children of a commune who must be entered or mended in the ministry's software, as they were that day."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+")
    state = models.CharField(_("trạng thái"), max_length=8, choices=FileState, default=FileState.DRAFTED)
    counts = models.JSONField(default=dict)
    """Rows by kind."""
    made_at = models.DateTimeField(_("lập lúc"))
    made_by_id = models.BigIntegerField()
    entered_on = models.DateField(_("ngày nhập"), null=True)
    entered_by_id = models.BigIntegerField(null=True)
    dropped_by_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("tệp cập nhật hệ thống của Bộ")
        constraints = [
            models.UniqueConstraint(
                fields=["commune"], condition=Q(state="drafted"), name="registry_ministryfile_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state="entered", entered_on__isnull=False)
                | ~Q(state="entered") & Q(entered_on__isnull=True),
                name="registry_ministryfile_entered",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class MinistryFileRow(models.Model):
    """One child of a file. ``refused`` is what the ministry's software said of it; such a row counts as not entered."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(MinistryFile, models.PROTECT, related_name="rows", db_index=False)
    commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    child = models.ForeignKey("registry.Child", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    values = models.JSONField()
    changes = models.JSONField(default=list)
    """Keys of the values that differ from what stands there."""
    refused = models.CharField(_("lý do chưa nhập được"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("dòng của tệp cập nhật hệ thống của Bộ")
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="registry_ministryfilerow_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}"
