"""What was found doubtful in the register, how it stood on which day, and what was mended in bulk."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FindingState(models.TextChoices):
    """How a finding stands. Nothing is deleted: what is no longer so says how it ended."""

    OPEN = "open", _("Chưa xử lý")
    FIXED = "fixed", _("Đã sửa")
    ACCEPTED = "accepted", _("Chấp nhận, có lý do")
    GONE = "gone", _("Không còn áp dụng")


class QualityFinding(models.Model):
    """One rule that one child breaks, or broke.

    ``since`` is the first day of the present spell, ``closed_on`` its last. ``seen`` is a fingerprint of what the rule
    looked at: what a person accepted stays accepted until that changes. Goes with the child to another commune.
    """

    id = models.BigAutoField(primary_key=True)
    child = models.ForeignKey(
        "registry.Child", models.PROTECT, related_name="quality_findings", db_index=False
    )
    commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(max_length=32)
    state = models.CharField(_("trạng thái"), max_length=8, choices=FindingState, default=FindingState.OPEN)
    since = models.DateField(_("từ ngày"))
    closed_on = models.DateField(null=True)
    seen = models.IntegerField()
    reason = models.CharField(_("lý do"), max_length=250, blank=True, default="")
    by_id = models.BigIntegerField(null=True)
    """Who accepted it."""

    class Meta:
        verbose_name = _("điểm cần xem của hồ sơ trẻ em")
        constraints = [
            models.UniqueConstraint(fields=["child", "rule"], name="registry_qualityfinding_once"),
            models.CheckConstraint(
                condition=Q(state="open", closed_on__isnull=True) | ~Q(state="open") & Q(closed_on__isnull=False),
                name="registry_qualityfinding_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | ~Q(reason="") & Q(by_id__isnull=False),
                name="registry_qualityfinding_accepted",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["commune", "rule", "child"], name="registry_qualityfinding_open", condition=Q(state="open")
            ),
            models.Index(fields=["commune", "closed_on"], name="registry_qualityfinding_done"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.rule


class QualityScore(models.Model):
    """The register of a commune on a day: how many children are listed, how many of them without an open finding that
    is serious, findings by rule, children with one by field.

    ``habits`` is what the commune keeps at all: rules on schools or cards say nothing where nobody writes them down.
    """

    id = models.BigAutoField(primary_key=True)
    commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    children = models.PositiveIntegerField(default=0)
    clean_records = models.PositiveIntegerField(default=0)
    by_rule = models.JSONField(default=dict)
    by_field = models.JSONField(default=dict)
    habits = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("chất lượng dữ liệu trẻ em của xã, phường")
        constraints = [models.UniqueConstraint(fields=["commune", "on"], name="registry_qualityscore_once")]

    def __str__(self) -> str:
        return f"{self.commune_id} {self.on}"


class QualityBatch(models.Model):
    """Proposals of one rule that a person confirmed together; taken back as one.

    ``changes``: of each record what stood there, what was put there, and its version afterwards
    (``proposing.Change``).
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+")
    rule = models.CharField(max_length=32)
    changes = models.JSONField(default=list)
    made_at = models.DateTimeField(_("sửa lúc"))
    made_by_id = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("lần sửa hàng loạt")

    def __str__(self) -> str:
        return str(self.uuid)
