"""What a person wants to be told outside the screens, and what was sent. Counts only: never a child, a case, a name."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    EMAIL = "email", _("thư điện tử")
    MESSAGE = "message", _("tin nhắn")
    PUSH = "push", _("thông báo đẩy")


class Choice(models.Model):
    """By which channels a person is told. Without a row: by e-mail, not by message."""

    user = models.OneToOneField("organisations.User", models.PROTECT, related_name="notice_choice")
    email_on = models.BooleanField(_("nhận thư điện tử tóm tắt"), default=True)
    message_on = models.BooleanField(_("nhận tin nhắn khi có việc quá hạn"), default=False)
    push_on = models.BooleanField(_("nhận thông báo đẩy khi có việc quá hạn"), default=True)
    push_since = models.DateTimeField(null=True, blank=True)
    """When the first browser was made to take pushes; without one nobody is pushed to."""
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("lựa chọn nhận thông báo")

    def __str__(self) -> str:
        return str(self.user_id)


class Subscription(models.Model):
    """A browser of a person that takes pushes. The address lets one reach that browser, so its person alone sees the row;
    ended, never deleted."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    endpoint = models.CharField(max_length=1000)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    device = models.CharField(_("thiết bị"), max_length=60, blank=True)
    made_at = models.DateTimeField(_("đăng ký lúc"))
    ended_at = models.DateTimeField(_("thôi lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("trình duyệt nhận thông báo đẩy")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "endpoint"],
                condition=Q(ended_at__isnull=True),
                name="notices_subscribed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.device}"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("chờ gửi")
    SENT = "sent", _("đã gửi")
    FAILED = "failed", _("không gửi được")
    NOTHING = "nothing", _("không còn gì để gửi")


class Delivery(models.Model):
    """One digest to one person by one channel on one day; at most one a day, whatever happens to the worker."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    day = models.DateField()
    channel = models.CharField(max_length=8, choices=Channel)
    state = models.CharField(
        _("trạng thái"), max_length=8, choices=DeliveryState, default=DeliveryState.WAITING
    )
    counts = models.JSONField(default=dict, help_text="How many by key of the queue, as sent.")
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(
        max_length=60, blank=True, help_text="The class of the last error, never its words."
    )
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("thông báo đã gửi")
        constraints = [models.UniqueConstraint(fields=["user", "day", "channel"], name="notices_once_a_day")]
        indexes = [models.Index(fields=["day", "state"], name="notices_day_state")]

    def __str__(self) -> str:
        return f"{self.day} {self.channel} {self.state}"
