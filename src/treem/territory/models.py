"""Places by date: provinces, communes, villages, and what became of them.

``valid_to`` is the **last day** on which something was in force; the next thing begins the day after. A
place whose beginning nobody recorded begins on ``rules.UNKNOWN_START``.

A code means a place only together with a date: 1,795 of the communes of 2025 carry the code of another old
unit. Facts, children and returns point to ``Unit.id``, never to a code.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from treem.territory.boundaries.models import BoundaryChange, BoundaryRow, ChangeState
from treem.territory.rules import UNKNOWN_START

__all__ = ["BoundaryChange", "BoundaryRow", "ChangeState"]  # the room's models are found here


def in_force_range(start: str = "valid_from", end: str = "valid_to") -> Func:
    """The days between two columns as a range of PostgreSQL, both ends included; an empty end is open."""
    return Func(F(start), F(end), Value("[]"), function="daterange", output_field=DateRangeField())


class Dated(models.Model):
    """Something in force from one day to another, both included."""

    valid_from = models.DateField(_("có hiệu lực từ ngày"), default=UNKNOWN_START)
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)

    class Meta:
        abstract = True

    def in_force(self, on: date) -> bool:
        """Whether that day lies in the period."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def start_known(self) -> bool:
        """False when only the end, or nothing, of the period was recorded."""
        return self.valid_from != UNKNOWN_START


class Level(models.TextChoices):
    PROVINCE = "province", _("cấp tỉnh")
    DISTRICT = "district", _("cấp huyện")
    COMMUNE = "commune", _("cấp xã")


class Kind(models.TextChoices):
    """What a unit is called in law. The last five exist only until 30/6/2025."""

    TINH = "tỉnh", _("tỉnh")
    THANH_PHO = "thành phố", _("thành phố")
    XA = "xã", _("xã")
    PHUONG = "phường", _("phường")
    DAC_KHU = "đặc khu", _("đặc khu")
    HUYEN = "huyện", _("huyện")
    QUAN = "quận", _("quận")
    THI_XA = "thị xã", _("thị xã")
    THANH_PHO_THUOC_TINH = "thành phố thuộc tỉnh", _("thành phố thuộc tỉnh")
    THI_TRAN = "thị trấn", _("thị trấn")


class Unit(Dated):
    """An administrative unit during the time in which its name, kind and area stayed the same."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("mã"), max_length=5, help_text=_("Giữ nguyên số 0 ở đầu."))
    name = models.CharField(_("tên"), max_length=120, help_text=_("Không kèm tỉnh, xã, phường."))
    folded = models.CharField(max_length=120, editable=False)
    kind = models.CharField(_("loại"), max_length=24, choices=Kind)
    level = models.CharField(_("cấp"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("tỉnh")
    )
    district = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="former_communes",
        verbose_name=_("huyện cũ"),
        help_text=_("Chỉ có ở đơn vị cấp xã trước ngày 01/7/2025."),
    )
    act = models.CharField(_("văn bản"), max_length=120, blank=True)
    source = models.CharField(_("nguồn"), max_length=200, blank=True)
    verified = models.BooleanField(_("đã đối chiếu"), default=False)

    class Meta:
        verbose_name = _("đơn vị hành chính")
        constraints = [
            models.UniqueConstraint(fields=["code", "level", "valid_from"], name="territory_unit_code_from"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="territory_unit_period",
            ),
            models.CheckConstraint(
                condition=Q(level=Level.PROVINCE, parent__isnull=True)
                | (~Q(level=Level.PROVINCE) & Q(parent__isnull=False)),
                name="territory_unit_has_province",
            ),
            ExclusionConstraint(
                name="territory_unit_one_at_a_time",
                expressions=[
                    (F("code"), RangeOperators.EQUAL),
                    (F("level"), RangeOperators.EQUAL),
                    (in_force_range(), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "level"], name="territory_unit_parent"),
            models.Index(fields=["folded"], name="territory_unit_folded"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Kind and name as on a letterhead: «Xã Chiềng Sung»."""
        kind = Kind.THANH_PHO.value if self.kind == Kind.THANH_PHO_THUOC_TINH else self.kind
        return f"{kind[:1].upper()}{kind[1:]} {self.name}"


class Basis(models.TextChoices):
    """How the people of one unit came to another."""

    WHOLE = "whole", _("nhập toàn bộ")
    PARTIAL = "partial", _("nhập một phần")
    UNCHANGED = "unchanged", _("giữ nguyên địa bàn, đổi tên hoặc đổi loại")


class UnitChange(models.Model):
    """From the day ``on``, the people of ``from_unit`` (or a share of them) belong to ``to_unit``.

    A unit that went through a reform untouched has no row: it simply stays in force.
    """

    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="changes_out")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="changes_in")
    on = models.DateField(_("từ ngày"))
    act = models.CharField(_("văn bản"), max_length=120, blank=True)
    share = models.DecimalField(
        _("phần trẻ em chuyển sang (0-1)"),
        max_digits=7,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Bỏ trống khi nhập một phần mà chưa biết tỷ lệ."),
    )
    basis = models.CharField(_("cách chuyển"), max_length=10, choices=Basis)
    verified = models.BooleanField(_("đã đối chiếu"), default=False)

    class Meta:
        verbose_name = _("biến động đơn vị hành chính")
        constraints = [
            models.UniqueConstraint(fields=["from_unit", "to_unit", "on"], name="territory_change_once"),
            models.CheckConstraint(
                condition=~Q(from_unit=F("to_unit")), name="territory_change_between_two_units"
            ),
            models.CheckConstraint(
                condition=Q(basis=Basis.PARTIAL, share__isnull=True)
                | Q(basis=Basis.PARTIAL, share__gt=0, share__lt=1)
                | (~Q(basis=Basis.PARTIAL) & Q(share=1)),
                name="territory_change_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_unit} → {self.to_unit} ({self.on:%d/%m/%Y})"


class AttributeKey(models.TextChoices):
    """What a policy asks about a commune. Values: ``yes``, and I, II, III for the area."""

    MOUNTAIN = "mountain", _("miền núi")
    AREA_CLASS = "area_class", _("khu vực (I, II, III)")
    ESPECIALLY_DIFFICULT = "especially_difficult", _("đặc biệt khó khăn")
    BORDER = "border", _("biên giới")
    SAFE_ZONE = "safe_zone", _("xã an toàn khu")


class UnitAttribute(Dated):
    """A dated property of a commune that benefits and reports depend on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="attributes")
    key = models.CharField(_("thuộc tính"), max_length=24, choices=AttributeKey)
    value = models.CharField(_("giá trị"), max_length=10, default="yes")
    source = models.CharField(_("văn bản"), max_length=200, blank=True)
    verified = models.BooleanField(_("đã đối chiếu"), default=False)

    class Meta:
        verbose_name = _("thuộc tính của xã, phường")
        constraints = [
            models.CheckConstraint(
                condition=Q(key=AttributeKey.AREA_CLASS, value__in=["I", "II", "III"])
                | (~Q(key=AttributeKey.AREA_CLASS) & Q(value="yes")),
                name="territory_attribute_value",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="territory_attribute_period",
            ),
            ExclusionConstraint(
                name="territory_attribute_one_at_a_time",
                expressions=[
                    (F("unit"), RangeOperators.EQUAL),
                    (F("key"), RangeOperators.EQUAL),
                    (in_force_range(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_key_display()} {self.value}"


class VillageKind(models.TextChoices):
    TO = "tổ", _("tổ")
    BAN = "bản", _("bản")
    TIEU_KHU = "tiểu khu", _("tiểu khu")
    THON = "thôn", _("thôn")
    KHU_PHO = "khu phố", _("khu phố")


class Village(Dated):
    """A tổ, bản, tiểu khu: no level of government, but where people say they live."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="villages", verbose_name=_("xã, phường"))
    kind = models.CharField(_("loại"), max_length=10, choices=VillageKind)
    name = models.CharField(_("tên"), max_length=120, blank=True)
    number = models.CharField(_("số"), max_length=8, blank=True)
    folded = models.CharField(max_length=140, editable=False)
    head_name = models.CharField(
        _("trưởng bản, tổ trưởng"), max_length=120, blank=True, db_default="", default=""
    )
    collaborator_name = models.CharField(
        _("cộng tác viên"), max_length=120, blank=True, db_default="", default=""
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("tổ, bản, tiểu khu")
        constraints = [
            models.CheckConstraint(condition=~Q(name="") | ~Q(number=""), name="territory_village_is_named"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="territory_village_period",
            ),
            # Not folded: Bản Mạt and Bản Mát may be two villages. The import warns about such pairs.
            models.UniqueConstraint(
                fields=["unit", "kind", "name", "number"],
                condition=Q(valid_to__isnull=True),
                name="territory_village_once",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """«Bản Nà Cạn», «Tổ 5», «Tiểu khu 3 Hoa Ban»."""
        words = " ".join(part for part in (self.kind, self.number, self.name) if part)
        return words[:1].upper() + words[1:]
