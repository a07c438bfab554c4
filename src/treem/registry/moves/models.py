"""Where a child went, who asked, who took it on. Until a commune has taken a child on, the sender owns it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class MoveKind(models.TextChoices):
    COMMUNE = "commune", _("Chuyển sang xã, phường khác trong tỉnh")
    PROVINCE = "province", _("Chuyển đi tỉnh, thành phố khác hoặc nước ngoài")
    CAME = "came", _("Chuyển đến từ tỉnh, thành phố khác hoặc nước ngoài")
    DIED = "died", _("Trẻ đã mất")


class MoveReason(models.TextChoices):
    FAMILY = "family", _("Theo cha mẹ, gia đình")
    CARE = "care", _("Đến ở với người chăm sóc khác")
    SCHOOL = "school", _("Đi học")
    INSTITUTION = "institution", _("Vào cơ sở trợ giúp xã hội, cơ sở nuôi dưỡng")
    OTHER = "other", _("Lý do khác")


class MoveState(models.TextChoices):
    """``recorded`` and ``reversed`` are of what needs nobody's acceptance."""

    PROPOSED = "proposed", _("Chờ tiếp nhận")
    ACCEPTED = "accepted", _("Đã tiếp nhận")
    REFUSED = "refused", _("Không tiếp nhận")
    WITHDRAWN = "withdrawn", _("Nơi gửi đã rút")
    RECORDED = "recorded", _("Đã ghi")
    REVERSED = "reversed", _("Đã trở lại")


class ChildMove(models.Model):
    """One child of one move; the children of a household that move together share ``group``.

    ``commune`` is who owns the child: it follows the child like every record of it, so whoever has the child sees the
    whole way it came. Sender and receiver see the row by ``from_commune`` and ``to_commune``.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    group = models.UUIDField(db_index=True)
    child = models.ForeignKey("registry.Child", models.PROTECT, related_name="moves")
    commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(_("loại biến động"), max_length=10, choices=MoveKind)
    state = models.CharField(_("trạng thái"), max_length=10, choices=MoveState)
    from_commune = models.ForeignKey(
        "territory.Unit", models.PROTECT, related_name="+", verbose_name=_("nơi gửi")
    )
    to_commune = models.ForeignKey(
        "territory.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("nơi nhận")
    )
    place = models.CharField(_("nơi đến"), max_length=250, blank=True)
    """In words: where out of the province to or from, or whereabouts in the commune, as far as the sender knows."""
    from_place = models.CharField(_("nơi ở cũ"), max_length=250, blank=True)
    """Village and commune that the child left, in words."""
    moved_on = models.DateField(_("ngày chuyển"))
    reason = models.CharField(_("lý do"), max_length=12, choices=MoveReason, blank=True)
    note = models.CharField(_("ghi chú"), max_length=250, blank=True)
    permanent = models.BooleanField(_("chuyển cả nơi thường trú"), default=False)
    whole = models.BooleanField(_("cả hộ"), default=False)
    household = models.ForeignKey(
        "registry.Household", models.PROTECT, null=True, related_name="+", db_index=False
    )
    """Of the child when the move was proposed."""
    household_code = models.CharField(max_length=30, blank=True)
    head_name = models.CharField(max_length=120, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by_id = models.BigIntegerField()
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True)
    why = models.CharField(_("lý do không tiếp nhận hoặc rút"), max_length=250, blank=True)
    noted_at = models.DateTimeField(null=True)
    """When the sender had read the refusal."""
    returned_on = models.DateField(_("ngày trở lại"), null=True)

    class Meta:
        verbose_name = _("biến động của trẻ")
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(state="proposed"), name="registry_childmove_one_open"
            ),
            models.CheckConstraint(
                condition=Q(kind="commune", to_commune__isnull=False) & ~Q(to_commune=F("from_commune"))
                | ~Q(kind="commune") & Q(to_commune__isnull=True),
                name="registry_childmove_target",
            ),
            models.CheckConstraint(
                condition=Q(kind="commune", state__in=["proposed", "accepted", "refused", "withdrawn"])
                | ~Q(kind="commune") & Q(state__in=["recorded", "reversed"]),
                name="registry_childmove_state",
            ),
        ]
        indexes = [
            models.Index(fields=["to_commune", "state"], name="registry_childmove_in"),
            models.Index(fields=["from_commune", "state"], name="registry_childmove_out"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
