"""A province's own dated values beside the texts, and its own working days; each by two persons.

Nothing here is changed after it was proposed: it is approved or withdrawn, and a later decision takes its place.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Decision(models.Model):
    """Proposed by one person, approved by another; the persons are plain numbers, as in the audit."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    document = models.CharField(_("văn bản"), max_length=200)
    article = models.CharField(_("điều, khoản"), max_length=120, blank=True)
    note = models.TextField(_("lý do"), blank=True)
    proposed_by_id = models.BigIntegerField(_("người đề xuất"))
    proposed_at = models.DateTimeField(_("đề xuất lúc"))
    approved_by_id = models.BigIntegerField(_("người duyệt"), null=True, blank=True)
    approved_at = models.DateTimeField(_("duyệt lúc"), null=True, blank=True)
    withdrawn_by_id = models.BigIntegerField(_("người rút"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True, blank=True)
    withdrawn_reason = models.CharField(
        _("lý do không duyệt"), max_length=500, blank=True, default="", db_default=""
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by_id__isnull=True) | ~Q(approved_by_id=F("proposed_by_id")),
                name="lawbook_%(class)s_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(approved_by_id__isnull=True, approved_at__isnull=True)
                | Q(approved_by_id__isnull=False, approved_at__isnull=False),
                name="lawbook_%(class)s_approved_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by_id__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_by_id__isnull=False, withdrawn_at__isnull=False, approved_at__isnull=True),
                name="lawbook_%(class)s_withdrawn_open",
            ),
        ]

    @property
    def state(self) -> str:
        """waiting, approved or withdrawn."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "waiting" if self.approved_at is None else "approved"


class Override(Decision):
    """From the day on, the parameter has this value here, or (``back_to_law``) the one of the texts again."""

    parameter = models.CharField(_("tham số"), max_length=80)
    value = models.JSONField(_("giá trị"), null=True, blank=True)
    back_to_law = models.BooleanField(_("thôi áp dụng mức riêng"), default=False)
    from_on = models.DateField(_("áp dụng từ ngày"))

    class Meta(Decision.Meta):
        verbose_name = _("mức riêng của tỉnh")
        constraints = [
            *Decision.Meta.constraints,
            models.CheckConstraint(
                condition=Q(back_to_law=True, value__isnull=True) | Q(back_to_law=False, value__isnull=False),
                name="lawbook_override_value_or_law",
            ),
        ]
        indexes = [models.Index(fields=["parameter", "from_on"], name="lawbook_override_parameter")]

    def __str__(self) -> str:
        return f"{self.parameter}, {self.from_on}"


class DayKind(models.TextChoices):
    """Kinds of day, as in treem.law.calendar."""

    WORKING = "working", _("Ngày làm việc")
    HOLIDAY = "holiday", _("Ngày nghỉ lễ")
    COMPENSATION = "compensation", _("Nghỉ bù")
    SWAPPED_OFF = "swapped_off", _("Ngày nghỉ hoán đổi")
    MAKE_UP_WORK = "make_up_work", _("Làm bù")


class CalendarDay(Decision):
    """What one day is for the offices of the province."""

    on = models.DateField(_("ngày"))
    kind = models.CharField(_("là"), max_length=20, choices=DayKind)
    name = models.CharField(_("tên gọi"), max_length=120, blank=True)

    class Meta(Decision.Meta):
        verbose_name = _("ngày làm việc, ngày nghỉ")
        indexes = [models.Index(fields=["on"], name="lawbook_calendarday_on")]

    def __str__(self) -> str:
        return f"{self.on}: {self.kind}"
