"""More time given to many bodies at once, so that it can be looked at, and undone, as one."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Extension(models.Model):
    """One decision of the lead agency: these bodies have until the end of a day. It belongs to the agency that gave it;
    what concerns each body is in its line, and in the request that was granted unasked."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    obligation = models.ForeignKey("duties.Obligation", models.PROTECT, related_name="extensions")
    body = models.ForeignKey("organisations.Body", models.PROTECT, related_name="+")
    until = models.DateField(_("gia hạn đến hết ngày"))
    reason = models.TextField(_("lý do"))
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(_("hoàn tác lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("gia hạn cho nhiều đơn vị")
        indexes = [models.Index(fields=["obligation", "at"], name="duties_extension_of")]

    def __str__(self) -> str:
        return f"{self.obligation_id}: {self.until}"


class ExtensionLine(models.Model):
    """One body's part of it: the days before, and when and why they came back."""

    id = models.BigAutoField(primary_key=True)
    extension = models.ForeignKey(Extension, models.PROTECT, related_name="lines")
    execution = models.ForeignKey("duties.Execution", models.PROTECT, related_name="extensions")
    request = models.ForeignKey("duties.Request", models.PROTECT, related_name="+")
    body_id = models.BigIntegerField()
    last_day = models.DateField(null=True)
    soon_from = models.DateField(null=True)
    late_from = models.DateField(null=True)
    extended_to = models.DateField(null=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_why = models.TextField(blank=True)

    class Meta:
        verbose_name = _("đơn vị được gia hạn")
        constraints = [
            models.UniqueConstraint(fields=["extension", "execution"], name="duties_extended_once_by")
        ]

    def __str__(self) -> str:
        return f"{self.execution_id}: {self.last_day}"
