"""A decision that changes units, as it was brought, and what applying it changed."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeState(models.TextChoices):
    DRAFT = "draft", _("Đang xem trước")
    APPLYING = "applying", _("Đang áp dụng")
    APPLIED = "applied", _("Đã áp dụng")
    UNDOING = "undoing", _("Đang hoàn tác")
    UNDONE = "undone", _("Đã hoàn tác")
    DROPPED = "dropped", _("Đã bỏ")


class BoundaryChange(models.Model):
    """One decision on administrative units. ``rows``: the table as it was read; ``before``: by room, what undoing needs."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    act = models.CharField(_("số, ký hiệu quyết định"), max_length=60)
    act_on = models.DateField(_("ngày quyết định"))
    effective_on = models.DateField(_("có hiệu lực từ ngày"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=ChangeState, default=ChangeState.DRAFT)
    rows = models.JSONField()
    file_name = models.CharField(_("tệp"), max_length=200)
    digest = models.CharField(max_length=64)
    """SHA-256 of the file, in hex."""
    counts = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    why = models.CharField(max_length=300, blank=True)
    """What stopped the last attempt, in Vietnamese."""
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField()
    asked_at = models.DateTimeField(null=True)
    asked_by_id = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("thay đổi địa giới")

    def __str__(self) -> str:
        return self.act


class BoundaryRow(models.Model):
    """A protected row that a change gave to another commune. Written and read by the definer functions alone."""

    id = models.BigAutoField(primary_key=True)
    change = models.ForeignKey(BoundaryChange, models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=63)
    """The table."""
    row_id = models.BigIntegerField()
    former_id = models.BigIntegerField()
    """The unit whose row it was."""

    class Meta:
        verbose_name = _("bản ghi đổi xã, phường")
        indexes = [models.Index(fields=["change", "source", "row_id"], name="territory_boundaryrow_found")]
