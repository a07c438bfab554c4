"""Dated details of a child, and the dated poverty of a household."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from treem.law import lists


class DetailKind(models.TextChoices):
    BIRTH = "birth", _("Đăng ký khai sinh")
    SCHOOLING = "schooling", _("Học tập")
    INSURANCE = "insurance", _("Bảo hiểm y tế")
    DISABILITY = "disability", _("Khuyết tật")
    RISK = "risk", _("Nguy cơ cần theo dõi")
    BENEFIT = "benefit", _("Trợ giúp, chế độ")


LIST_OF = {
    DetailKind.BIRTH: "children.birth_papers", DetailKind.SCHOOLING: "children.schooling",
    DetailKind.INSURANCE: "children.insurance", DetailKind.DISABILITY: "children.disabilities",
    DetailKind.RISK: "children.risks", DetailKind.BENEFIT: "children.benefits",
}  # fmt: skip
SINGLE = (DetailKind.BIRTH, DetailKind.SCHOOLING, DetailKind.INSURANCE)
"""Of these one holds at a time: the next one ends the one before."""


class Known(models.TextChoices):
    """How well the first day is known; ``from_on`` is the first day of what is, empty when nothing is."""

    DAY = "day", _("Biết ngày")
    MONTH = "month", _("Chỉ biết tháng, năm")
    YEAR = "year", _("Chỉ biết năm")
    ESTIMATED = "estimated", _("Ước tính")
    UNKNOWN = "unknown", _("Không rõ")


def _days() -> Func:
    return Func(F("from_on"), F("to_on"), Value("[]"), function="daterange", output_field=DateRangeField())


def _kept(to: str) -> models.ForeignKey[models.Model | None, models.Model | None]:
    return models.ForeignKey(
        to, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(row=pghistory.Old),
    level=pgtrigger.Statement,
    context_field=pghistory.ContextForeignKey(db_index=False),
    attrs={"commune": _kept("territory.Unit")},
)
class ChildDetail(models.Model):
    """Something that holds for a child from one day to another, both included; an empty end is open.

    ``code`` is one of the legal list of the kind (``LIST_OF``); ``words`` and ``number`` say what the list cannot:
    school and class, number of the card, of the decision, degree of the disability. ``basis`` is the evidence.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    child = models.ForeignKey(
        "registry.Child", models.PROTECT, related_name="details", verbose_name=_("trẻ em")
    )
    commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("loại thông tin"), max_length=10, choices=DetailKind)
    code = models.CharField(_("nội dung"), max_length=16)
    from_on = models.DateField(_("từ ngày"), null=True, blank=True)
    from_known = models.CharField(
        _("độ chính xác của ngày bắt đầu"), max_length=10, choices=Known, default=Known.DAY
    )
    to_on = models.DateField(_("đến hết ngày"), null=True, blank=True)
    words = models.CharField(_("chi tiết"), max_length=250, blank=True)
    number = models.CharField(_("số giấy tờ"), max_length=60, blank=True)
    basis = models.CharField(_("căn cứ"), max_length=250, blank=True)
    withdrawn = models.BooleanField(_("ghi nhầm"), default=False)

    class Meta:
        verbose_name = _("thông tin theo thời gian của trẻ")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(from_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="registry_detail_period",
            ),
            models.CheckConstraint(
                condition=Q(from_known="unknown", from_on__isnull=True)
                | ~Q(from_known="unknown") & Q(from_on__isnull=False),
                name="registry_detail_known",
            ),
            ExclusionConstraint(
                name="registry_detail_once",
                expressions=[
                    (F("child"), RangeOperators.EQUAL),
                    (F("kind"), RangeOperators.EQUAL),
                    (F("code"), RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn=False),
            ),
            ExclusionConstraint(
                name="registry_detail_one_at_a_time",
                expressions=[
                    (F("child"), RangeOperators.EQUAL),
                    (F("kind"), RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn=False, kind__in=["birth", "schooling", "insurance"]),
            ),
        ]
        indexes = [models.Index(fields=["commune", "kind", "code"], name="registry_detail_in_commune")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The code in the words of its list."""
        listed = lists.legal_lists()[LIST_OF[DetailKind(self.kind)]]
        return listed.label(self.code, on=self.from_on or listed.editions[-1].since)


class HouseholdPoverty(models.Model):
    """Whether a household was poor from a day on, and what says so. The latest one is ``Household.poverty`` as well."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="poverty_spells")
    commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+", db_index=False)
    poverty = models.CharField(_("diện hộ"), max_length=10)
    from_on = models.DateField(_("từ ngày"))
    basis = models.CharField(_("căn cứ"), max_length=250, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("diện hộ theo thời gian")
        constraints = [
            models.UniqueConstraint(fields=["household", "from_on"], name="registry_poverty_once"),
        ]

    def __str__(self) -> str:
        return self.poverty
