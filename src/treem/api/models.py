"""Programs of agencies that call the API, their tokens, and what was done under a key for retries."""

from __future__ import annotations

import uuid
from datetime import date

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from treem.organisations.roles import Role


class Account(models.Model):
    """A program of one agency (phần mềm của cơ quan): the user in whose name it writes, and the role in which it acts.

    It names an agency as an appointment does, and like that it is open inside the system: it must be found before
    anybody's scope is known.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField("organisations.User", models.PROTECT, related_name="+")
    body = models.ForeignKey(
        "organisations.Body", models.PROTECT, related_name="+", verbose_name=_("cơ quan")
    )
    role = models.CharField(_("phạm vi"), max_length=32, choices=Role)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("phần mềm của cơ quan")

    def __str__(self) -> str:
        return str(self.user)


class Token(models.Model):
    """One token (mã truy cập) of a program. Only its hash is kept; it ends by a day or by a person, for good."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    ending = models.CharField(_("kết thúc bằng"), max_length=4)
    may_write = models.BooleanField(_("được ghi việc thực hiện"), default=False)
    expires_on = models.DateField(_("dùng đến hết ngày"))
    created_at = models.DateTimeField(_("cấp lúc"))
    created_by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_used_at = models.DateTimeField(_("dùng lần cuối"), null=True, blank=True)
    window_at = models.DateTimeField(null=True, blank=True)
    window_calls = models.PositiveIntegerField(default=0)
    """Calls in the minute ``window_at``."""

    class Meta:
        verbose_name = _("mã truy cập")
        indexes = [models.Index(fields=["account", "-created_at"], name="api_token_account")]
        triggers = [
            pgtrigger.Protect(
                name="revoked_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"…{self.ending}"

    def state(self, on: date) -> str:
        """``running``, ``expired`` or ``revoked``."""
        if self.revoked_at is not None:
            return "revoked"
        return "running" if on <= self.expires_on else "expired"


class Done(models.Model):
    """What was done under an ``Idempotency-Key``, and the answer that was given: the same call again hears it again.

    Only what succeeded is kept. The answer tells about the work of a body, so the row belongs to that body.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    body_id = models.BigIntegerField()
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("yêu cầu đã thực hiện qua API")
        constraints = [models.UniqueConstraint(fields=["user", "body_id", "key"], name="api_done_once")]

    def __str__(self) -> str:
        return self.key
