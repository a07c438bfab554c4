"""Addresses under which a calendar program reads a person's deadlines."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FeedKind(models.TextChoices):
    ME = "me", _("Việc giao cho tôi")
    BODY = "body", _("Việc của đơn vị")


class Feed(models.Model):
    """One address with its own key, for one person in one role: whoever holds it reads what that person would read.

    The key itself is kept nowhere, only its hash. Renewing ends the old one and makes a new row; nothing is deleted.
    Rows are seen by their person alone; ``duties_feed_of`` finds one by its hash for a program that is not signed in.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("organisations.Appointment", models.PROTECT, related_name="+")
    kind = models.CharField(_("lịch"), max_length=4, choices=FeedKind)
    key_hash = models.CharField(max_length=64, unique=True)
    times_switched_off = models.PositiveIntegerField(default=0)
    """Of the account when the key was made: a key of before never comes back."""
    made_at = models.DateTimeField(_("tạo lúc"))
    ended_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)
    read_at = models.DateTimeField(_("đọc lần cuối"), null=True, blank=True)
    hour_began_at = models.DateTimeField(null=True, blank=True)
    reads_in_hour = models.PositiveIntegerField(default=0)
    audited_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("địa chỉ lịch")
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "kind"],
                condition=Q(ended_at__isnull=True),
                name="duties_feed_one_alive",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
