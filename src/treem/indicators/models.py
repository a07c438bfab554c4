"""Targets of plans. What can be counted is not stored here: rooms count it."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class Comparator(models.TextChoices):
    """How a value is held against its target (design: closed list of ``read``)."""

    LT = "lt", _("dưới")
    LE = "le", _("không quá")
    GT = "gt", _("trên")
    GE = "ge", _("đạt ít nhất")
    EQ = "eq", _("đạt")
    RANGE = "range", _("từ … đến …")
    REDUCE_BY = "reduce_by", _("giảm")
    APPROX = "approx", _("khoảng")


class PlanTarget(models.Model):
    """A target of one plan (chỉ tiêu kế hoạch): it belongs to a document and to the unit that set it.

    ``indicator_key`` ties it to the catalogue when a person or a sure rule has found which indicator it is;
    ``horizon`` is the year by which it is wanted, and a later year means no number for this one.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    owner = models.ForeignKey("organisations.Body", models.PROTECT, null=True, related_name="+")
    number = models.CharField(_("số"), max_length=12)
    part = models.CharField(_("ý"), max_length=4, blank=True)
    name = models.CharField(_("tên chỉ tiêu kế hoạch"), max_length=400)
    comparator = models.CharField(max_length=12, choices=Comparator)
    value = models.DecimalField(_("mức"), max_digits=18, decimal_places=6, null=True)
    upper = models.DecimalField(_("mức trên"), max_digits=18, decimal_places=6, null=True)
    unit = models.CharField(_("đơn vị tính"), max_length=80, blank=True)
    horizon = models.CharField(_("đến năm"), max_length=10, blank=True)
    lead_written = models.CharField(_("chủ trì (như văn bản)"), max_length=300, blank=True)
    lead = models.ForeignKey("organisations.Body", models.PROTECT, null=True, related_name="+")
    indicator_key = models.CharField(max_length=80, blank=True)
    flags = models.JSONField(default=list)
    adopted_by_id = models.BigIntegerField()
    adopted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number", "part", "horizon"], name="indicators_target_once"
            )
        ]

    @property
    def level(self) -> Decimal | None:
        """The wanted value without trailing zeros."""
        return _plain(self.value)

    @property
    def upper_level(self) -> Decimal | None:
        """The upper value without trailing zeros."""
        return _plain(self.upper)

    @property
    def unit_words(self) -> str:
        """The unit as screens write it: ‰, /100.000, %, or the plan's own words."""
        return {"per_1000": "‰", "per_100000": "/100.000"}.get(self.unit, self.unit)

    @property
    def label(self) -> str:
        """As people call it: 15a."""
        return f"{self.number}{self.part}"


def _plain(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()
