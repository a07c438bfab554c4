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
from treem.registry.alike.models import WAITING, AlikePair, AlikeWord, Judgement, Merge, Word
from treem.registry.details.models import ChildDetail, DetailKind, HouseholdPoverty
from treem.registry.ministry.models import (  # the room's models are found here
    FileState,
    Kind,
    Known,
    MinistryCopy,
    MinistryFile,
    MinistryFileRow,
)
from treem.registry.moves.models import ChildMove, MoveKind, MoveReason, MoveState
from treem.registry.quality.models import FindingState, QualityBatch, QualityFinding, QualityScore

__all__ = [
    "WAITING", "AlikePair", "AlikeWord", "ChildDetail", "ChildMove", "DetailKind", "FileState", "FindingState", "HouseholdPoverty", "Judgement", "Kind", "Known", "Merge",
    "MinistryCopy", "MinistryFile", "MinistryFileRow", "MoveKind", "MoveReason", "MoveState", "QualityBatch",
    "QualityFinding", "QualityScore", "Word",
]  # fmt: skip


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
    WITHDRAWN = "withdrawn", _("Đã rút, nhập nhầm")


HIDDEN = (Status.DUPLICATE, Status.WITHDRAWN)
"""Records that stand for nobody (another record does, or an import was taken back): in no list, no search, no figure."""


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


class Situation(models.TextChoices):
    """What else matters of a parent or carer."""

    DIVORCED = "divorced", _("Đã ly hôn, ly thân")
    PRISON = "prison", _("Đang chấp hành án phạt tù")
    MISSING = "missing", _("Mất tích, bỏ đi không rõ nơi ở")
    SICK = "sick", _("Ốm nặng, khuyết tật")


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
    taken = models.ForeignKey(
        "registry.ChildImport", models.PROTECT, null=True, blank=True, related_name="events", editable=False
    )
    """The list out of which the children came; one list of many communes makes an event in each."""

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
    occupation = models.CharField(_("nghề nghiệp"), max_length=120, blank=True, default="", db_default="")
    personal_id = models.CharField(
        _("số định danh cá nhân"), max_length=12, blank=True, default="", db_default="", db_collation="C"
    )
    situation = models.CharField(
        _("hoàn cảnh"), max_length=10, choices=Situation, blank=True, default="", db_default=""
    )
    from_on = models.DateField(_("chăm sóc từ ngày"), null=True, blank=True)
    to_on = models.DateField(_("đến hết ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("cha mẹ, người chăm sóc")
        constraints = [
            models.CheckConstraint(condition=~Q(full_name=""), name="registry_carer_named"),
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="registry_carer_relation"),
            models.CheckConstraint(condition=Q(sex__in=["", *Sex.values]), name="registry_carer_sex"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(from_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="registry_carer_period",
            ),
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
                | Q(status__in=["duplicate", "withdrawn"])
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
            models.Index(fields=["commune", "folded_name"], name="registry_child_named_alike"),
            models.Index(fields=["personal_id"], name="registry_child_number", condition=~Q(personal_id="")),
            models.Index(
                fields=["commune", "birth_latest"], name="registry_child_unregistered",
                condition=Q(birth_registered=False),
            ),
            models.Index(
                fields=["survivor"], name="registry_child_doubles", condition=Q(survivor__isnull=False)
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


class ImportState(models.TextChoices):
    """How far a list of children is."""

    READING = "reading", _("Đang đọc")
    COLUMNS = "columns", _("Chờ chỉ cột")
    PREVIEW = "preview", _("Đang xem trước")
    APPLYING = "applying", _("Đang ghi")
    APPLIED = "applied", _("Đã nhập")
    UNDOING = "undoing", _("Đang hoàn tác")
    UNDONE = "undone", _("Đã hoàn tác")
    REFUSED = "refused", _("Không đọc được")
    DROPPED = "dropped", _("Đã bỏ")


UNDER_WAY = (ImportState.READING, ImportState.APPLYING, ImportState.UNDOING)


class RowState(models.TextChoices):
    """What becomes of a row of the list."""

    NEW = "new", _("Mới")
    CHANGED = "changed", _("Thay đổi")
    SAME = "same", _("Không đổi")
    ALIKE = "alike", _("Giống trẻ đã có")
    REFUSED = "refused", _("Không nhận")


class Decision(models.TextChoices):
    """What a person said of a row that looks like a child of the register."""

    NONE = "", _("Chưa quyết định")
    SAME = "same", _("Là trẻ này")
    NEW = "new", _("Là trẻ khác")


class ChildImport(models.Model):
    """A list of children that was taken in: kept, read, previewed, written, and taken back as one.

    ``commune`` is whose list it is; empty when the province brought it, and then it belongs to the person.
    ``layout`` is where the list stands in the file (``imports.process``), ``chosen`` what a person said about columns
    and sheet, remembered for lists with the same ``signature``. Rows up to ``done_through`` are written.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    commune = models.ForeignKey("territory.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name=_("tệp")
    )
    digest = models.CharField(_("dấu vân tay"), max_length=64, db_index=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=ImportState, default=ImportState.READING)
    why = models.TextField(blank=True)
    """Why the file was not read, or what stopped the writing; in Vietnamese."""
    layout = models.JSONField(default=dict)
    chosen = models.JSONField(default=dict)
    signature = models.CharField(max_length=32, blank=True)
    counts = models.JSONField(default=dict)
    """Rows by state, and after writing what became of them."""
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    done_through = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    created_by_id = models.BigIntegerField(editable=False)
    appointment_id = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(_("đưa vào lúc"))
    asked_at = models.DateTimeField()
    """When the work under way was asked for."""
    applied_at = models.DateTimeField(_("nhập lúc"), null=True, blank=True)
    undone_at = models.DateTimeField(_("hoàn tác lúc"), null=True, blank=True)
    undone_by_id = models.BigIntegerField(null=True, blank=True, editable=False)
    confirmed_by_id = models.BigIntegerField(null=True, blank=True, editable=False)
    """Who had it written; empty where nobody has, and for lists of before this was kept."""
    dropped_by_id = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("lần nhập danh sách trẻ em")
        indexes = [models.Index(fields=["commune", "signature"], name="registry_childimport_learnt")]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def written_by_id(self) -> int:
        """Whose the changes are: of whoever confirmed the list, else of whoever brought it."""
        return self.confirmed_by_id or self.created_by_id


class ChildImportRow(models.Model):
    """One row of a list as it was read and compared. Not a record of a child: what the preview shows, and what the
    writing and the taking back go by.

    ``owner_id``, ``by_id``: of whose list it is, for the row policy. Ids are plain numbers: the rows are many, come at
    once, and are checked before. ``changes`` holds columns of the child with the value before and after.
    """

    id = models.BigAutoField(primary_key=True)
    taken = models.ForeignKey(
        ChildImport, models.PROTECT, related_name="rows", db_constraint=False, db_index=False
    )
    owner_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField()
    number = models.IntegerField()
    """Of the row in the spreadsheet, from 1."""
    state = models.CharField(max_length=8, choices=RowState)
    decision = models.CharField(max_length=4, choices=Decision, blank=True, default="")
    uuid = models.UUIDField()
    """Of the child that the row makes: twice written it is written once."""
    commune_id = models.BigIntegerField(null=True)
    child_id = models.BigIntegerField(null=True)
    child_version = models.IntegerField(null=True)
    alike_ids = models.JSONField(null=True)
    changes = models.JSONField(null=True)
    findings = models.JSONField(null=True)
    full_name = models.CharField(max_length=200, blank=True)
    folded = models.CharField(max_length=200, blank=True)
    sort_key = models.CharField(max_length=250, blank=True)
    sex = models.CharField(max_length=6, blank=True)
    born = models.DateField(null=True)
    precision = models.CharField(max_length=10, blank=True)
    ethnicity = models.CharField(max_length=30, blank=True)
    personal_id = models.CharField(max_length=12, blank=True)
    mother_name = models.CharField(max_length=120, blank=True)
    father_name = models.CharField(max_length=120, blank=True)
    village_id = models.BigIntegerField(null=True)
    household_code = models.CharField(max_length=30, blank=True)
    head_name = models.CharField(max_length=120, blank=True)
    poverty = models.CharField(max_length=10, blank=True)
    permanent_residence = models.CharField(max_length=250, blank=True)
    present_residence = models.CharField(max_length=250, blank=True)
    residence_note = models.CharField(max_length=250, blank=True)
    birth_registered = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("dòng của danh sách")
        constraints = [
            models.UniqueConstraint(fields=["taken", "number"], name="registry_childimportrow_once")
        ]
        indexes = [
            models.Index(
                fields=["taken", "state", "number"], name="registry_childimportrow_odd",
                condition=Q(state__in=["alike", "refused", "changed"]),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number}"
