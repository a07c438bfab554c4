"""Children, their households and carers, and where each record came from.

Every table carries its own ``commune_id``: the row policies look at it, and at nothing else. Nothing is
deleted: a child leaves by ``status`` and ``exit_on``, a duplicate points to its ``survivor``, and foreign keys
of other records are never repointed. ``date_of_birth`` is the **first** day of what is known (1 January for a
year alone), ``birth_latest`` the last one.

For whoever copies rows in as the owner: ``folded_name``, ``folded_mother`` and ``birth_latest`` are computed by
the database; ``sort_key`` is ``kernel.vietnamese.sort_key(full_name)`` and must be given; texts are NFC.
"""

from __future__ import annotations

import uuid
from datetime import date

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from treem.registry import rules


class Sex(models.TextChoices):
    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class Precision(models.TextChoices):
    DAY = "day", _("Biết ngày sinh")
    MONTH = "month", _("Chỉ biết tháng, năm")
    YEAR = "year", _("Chỉ biết năm")
    ESTIMATED = "estimated", _("Ước tính")


class Status(models.TextChoices):
    """Age is no status: it is computed for each day and each rule."""

    ACTIVE = "active", _("Đang theo dõi")
    MOVED = "moved", _("Đã chuyển đi")
    DIED = "died", _("Đã mất")
    DUPLICATE = "duplicate", _("Nhập trùng")


class Poverty(models.TextChoices):
    NONE = "none", _("Không nghèo")
    NEAR_POOR = "near_poor", _("Hộ cận nghèo")
    POOR = "poor", _("Hộ nghèo")


class Relation(models.TextChoices):
    MOTHER = "mother", _("Mẹ")
    FATHER = "father", _("Bố")
    GRANDMOTHER = "grandmother", _("Bà")
    GRANDFATHER = "grandfather", _("Ông")
    SIBLING = "sibling", _("Anh, chị")
    RELATIVE = "relative", _("Người thân khác")
    GUARDIAN = "guardian", _("Người giám hộ")
    OTHER = "other", _("Người chăm sóc khác")


class ImportKind(models.TextChoices):
    SIMULATION = "simulation", _("Dữ liệu mô phỏng")
    FILE = "file", _("Tệp nhập vào")


def _days() -> Func:
    """``daterange(from_on, to_on, '[]')``: both days belong to it, an empty end is open."""
    return Func(F("from_on"), F("to_on"), Value("[]"), function="daterange", output_field=DateRangeField())


def _kept_key(to: str) -> models.ForeignKey[models.Model | None, models.Model | None]:
    """A foreign key in a history table: no constraint, no index; history is read by record only."""
    return models.ForeignKey(
        to, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )


def _folded(column: str) -> Func:
    return Func(F(column), function="treem_fold")


class _Record(models.Model):
    """What every editable record has. ``source`` is empty for what a person typed."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    commune = models.ForeignKey(
        "territory.Unit", models.PROTECT, related_name="+", verbose_name=_("xã, phường"), db_index=False
    )
    source = models.ForeignKey(
        "registry.ImportEvent",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        db_index=False,
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class ImportEvent(models.Model):
    """One load of many records from one source. ``commune`` is empty when it covers more than one commune."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    commune = models.ForeignKey("territory.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("loại"), max_length=12, choices=ImportKind)
    title = models.CharField(_("nguồn"), max_length=200)
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the file, in hex; empty where there is none."""
    counts = models.JSONField(default=dict)
    """How many rows of each table: {"children": 382000, …}."""
    at = models.DateTimeField(default=timezone.now)
    actor_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        # Not "…event": tables so called are history, which the application may not read.
        db_table = "registry_import"
        verbose_name = _("lần nhập dữ liệu")

    def __str__(self) -> str:
        return f"{self.title} ({self.at:%d/%m/%Y})"


class Household(_Record):
    """A family as the collaborator's book knows it; its code is commune, village number, running number."""

    village = models.ForeignKey(
        "territory.Village", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("tổ, bản, tiểu khu"), db_index=False,
    )  # fmt: skip
    code = models.CharField(_("mã hộ"), max_length=30, blank=True)
    head_name = models.CharField(_("chủ hộ"), max_length=120, blank=True)
    ethnicity = models.CharField(_("dân tộc"), max_length=30, blank=True)
    poverty = models.CharField(_("diện hộ"), max_length=10, choices=Poverty, default=Poverty.NONE)
    address = models.CharField(_("địa chỉ"), max_length=250, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("hộ gia đình")
        constraints = [
            models.CheckConstraint(
                condition=Q(poverty__in=Poverty.values), name="registry_household_poverty"
            ),
        ]
        indexes = [models.Index(fields=["commune", "code"], name="registry_household_code")]

    def __str__(self) -> str:
        return self.head_name or self.code


class Carer(_Record):
    """A parent or another person who brings the children of a household up."""

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="carers", verbose_name=_("hộ gia đình")
    )
    full_name = models.CharField(_("họ, chữ đệm và tên"), max_length=120)
    year_of_birth = models.SmallIntegerField(_("năm sinh"), null=True, blank=True)
    sex = models.CharField(_("giới tính"), max_length=6, choices=Sex, blank=True)
    relation = models.CharField(_("quan hệ với trẻ"), max_length=12, choices=Relation)
    alive = models.BooleanField(_("còn sống"), default=True)
    away = models.BooleanField(_("đi làm xa"), default=False)

    class Meta:
        verbose_name = _("cha mẹ, người chăm sóc")
        constraints = [
            models.CheckConstraint(condition=~Q(full_name=""), name="registry_carer_named"),
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="registry_carer_relation"),
            models.CheckConstraint(condition=Q(sex__in=["", *Sex.values]), name="registry_carer_sex"),
        ]

    def __str__(self) -> str:
        return self.full_name


# History: the row as made, then at each change the row as it was **before**. With the row as it is now the
# whole story is told, also for children who came in one load without a history of their own.
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(row=pghistory.Old),
    level=pgtrigger.Statement,
    exclude=["folded_name", "folded_mother", "birth_latest", "sort_key"],
    context_field=pghistory.ContextForeignKey(db_index=False),
    attrs={
        "commune": _kept_key("territory.Unit"),
        "source": _kept_key("registry.ImportEvent"),
        "village": _kept_key("territory.Village"),
        "household": _kept_key("registry.Household"),
        "survivor": _kept_key("registry.Child"),
    },
)
class Child(_Record):
    """A child of the register."""

    village = models.ForeignKey(
        "territory.Village", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("tổ, bản, tiểu khu"), db_index=False,
    )  # fmt: skip
    household = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("hộ gia đình"),
    )
    survivor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name=_("hồ sơ giữ lại"),
        db_index=False,
    )  # fmt: skip
    status = models.CharField(_("tình trạng"), max_length=10, choices=Status, default=Status.ACTIVE)
    exit_on = models.DateField(_("ngày rời danh sách"), null=True, blank=True)
    full_name = models.CharField(_("họ, chữ đệm và tên"), max_length=120)
    folded_name = models.GeneratedField(
        expression=_folded("full_name"), output_field=models.TextField(), db_persist=True
    )
    sort_key = models.CharField(max_length=250, db_collation="C", editable=False)
    sex = models.CharField(_("giới tính"), max_length=6, choices=Sex)
    date_of_birth = models.DateField(_("ngày sinh"))
    birth_precision = models.CharField(
        _("độ chính xác của ngày sinh"), max_length=10, choices=Precision, default=Precision.DAY
    )
    birth_latest = models.GeneratedField(
        expression=Func(F("date_of_birth"), F("birth_precision"), function="treem_birth_latest"),
        output_field=models.DateField(), db_persist=True,
    )  # fmt: skip
    ethnicity = models.CharField(_("dân tộc"), max_length=30, blank=True)
    personal_id = models.CharField(_("số định danh cá nhân"), max_length=12, blank=True, db_collation="C")
    mother_name = models.CharField(_("họ tên mẹ"), max_length=120, blank=True)
    folded_mother = models.GeneratedField(
        expression=_folded("mother_name"), output_field=models.TextField(), db_persist=True
    )
    father_name = models.CharField(_("họ tên bố"), max_length=120, blank=True)
    permanent_residence = models.CharField(_("nơi thường trú"), max_length=250, blank=True)
    present_residence = models.CharField(_("nơi ở hiện tại"), max_length=250, blank=True)
    residence_note = models.CharField(_("ghi chú về nơi ở"), max_length=250, blank=True)
    birth_registered = models.BooleanField(_("đã đăng ký khai sinh"), default=False)
    created_on = models.DateField(default=timezone.localdate, editable=False)
    created_by_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("trẻ em")
        verbose_name_plural = _("trẻ em")
        constraints = [
            models.CheckConstraint(condition=~Q(full_name="") & ~Q(sort_key=""), name="registry_child_named"),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="registry_child_sex"),
            models.CheckConstraint(
                condition=Q(birth_precision__in=["day", "estimated"])
                | Q(birth_precision="month", date_of_birth__day=1)
                | Q(birth_precision="year", date_of_birth__day=1, date_of_birth__month=1),
                name="registry_child_precision",
            ),
            models.CheckConstraint(
                condition=Q(date_of_birth__lte=F("created_on")), name="registry_child_born_before_recorded"
            ),
            models.CheckConstraint(
                condition=Q(personal_id="") | Q(personal_id__regex=r"^[0-9]{12}$"),
                name="registry_child_personal_id",
            ),
            models.CheckConstraint(
                condition=Q(status="active", exit_on__isnull=True)
                | Q(status="duplicate")
                | Q(status__in=["moved", "died"], exit_on__isnull=False, exit_on__gte=F("date_of_birth")),
                name="registry_child_exit",
            ),
            models.CheckConstraint(
                condition=Q(status="duplicate", survivor__isnull=False) & ~Q(survivor=F("id"))
                | ~Q(status="duplicate") & Q(survivor__isnull=True),
                name="registry_child_survivor",
            ),
        ]
        # Searching by name has indexes of its own, made in the migration (names, names with the mother's).
        indexes = [
            models.Index(fields=["commune", "sort_key", "id"], name="registry_child_in_commune"),
            models.Index(fields=["sort_key", "id"], name="registry_child_order"),
            models.Index(fields=["personal_id"], name="registry_child_number", condition=~Q(personal_id="")),
            models.Index(
                fields=["commune", "birth_latest"], name="registry_child_unregistered",
                condition=Q(birth_registered=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.full_name

    @property
    def birth(self) -> rules.Birth:
        """The date of birth with what is known of it."""
        return rules.Birth(self.date_of_birth, self.birth_precision)

    def age_on(self, day: date) -> rules.Age:
        """Completed years on the day."""
        return self.birth.age_on(day)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(row=pghistory.Old),
    level=pgtrigger.Statement,
    context_field=pghistory.ContextForeignKey(db_index=False),
    attrs={"commune": _kept_key("territory.Unit"), "source": _kept_key("registry.ImportEvent")},
)
class SpecialCircumstance(_Record):
    """A child belongs to a group in special circumstances from one day to another (both included; an empty end is
    open). ``group`` is a code of the list ``children.special_groups``; the database knows only what codes look like.
    """

    child = models.ForeignKey(Child, models.PROTECT, related_name="circumstances", verbose_name=_("trẻ em"))
    group = models.CharField(_("nhóm hoàn cảnh đặc biệt"), max_length=2)
    from_on = models.DateField(_("từ ngày"))
    to_on = models.DateField(_("đến hết ngày"), null=True, blank=True)
    basis = models.CharField(_("căn cứ"), max_length=250, blank=True)
    withdrawn = models.BooleanField(_("ghi nhầm"), default=False)
    """Recorded by mistake: kept, never counted."""

    class Meta:
        verbose_name = _("hoàn cảnh đặc biệt")
        constraints = [
            models.CheckConstraint(condition=Q(group__regex=r"^[a-z]{1,2}$"), name="registry_special_group"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="registry_special_period"
            ),
            ExclusionConstraint(
                name="registry_special_once",
                expressions=[
                    (F("child"), RangeOperators.EQUAL),
                    (F("group"), RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn=False),
            ),
        ]
        indexes = [models.Index(fields=["commune", "group"], name="registry_special_in_commune")]

    def __str__(self) -> str:
        return self.group_label

    @property
    def group_label(self) -> str:
        """The group in the words of the list on the day it began."""
        return rules.special_group_label(self.group, self.from_on)

    def in_force(self, day: date) -> bool:
        """Whether it holds on the day, and the law of that day still has the group."""
        holds = not self.withdrawn and self.from_on <= day and (self.to_on is None or day <= self.to_on)
        return holds and self.group in rules.special_groups(day)
