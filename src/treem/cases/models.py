"""Reports about children in danger, as the People's Committee of a commune took them in.

Two circles. ``Intake`` holds when, where from, how dangerous, in which state: the lead agency of the province reads
it. Everything that tells who (``IntakeContent``, ``Informant``, ``IntakeChild``, ``EmergencyMeasure``) has a narrower
row policy: only a scope of that one commune opens it, and its words are encrypted besides. Every table carries
its own ``commune_id``: the commune that holds the report now. Nothing is deleted.

Forms: Mẫu số 01 of Nghị định 56/2017/NĐ-CP (``law/forms``).
"""

from __future__ import annotations

import uuid
from typing import Any

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from treem.cases import rules
from treem.db.encrypted import DataKeyField, EncryptedTextField


class Channel(models.TextChoices):
    """Through whom the report came."""

    NATIONAL_HOTLINE = "hotline_111", _("Tổng đài 111")
    COMMUNE_HOTLINE = "commune_hotline", _("Đường dây nóng bảo vệ trẻ em 24/7")
    IN_PERSON = "in_person", _("Gặp trực tiếp")
    SCHOOL = "school", _("Nhà trường")
    POLICE = "police", _("Công an")
    ONLINE = "online", _("Mạng internet, mạng xã hội")
    OTHER = "other", _("Kênh khác")


class Urgency(models.TextChoices):
    """How dangerous it is for the child now (Điều 31 Nghị định 56/2017/NĐ-CP)."""

    IMMEDIATE = "immediate", _("Nguy hiểm tức thời")
    LATER = "later", _("Chưa nguy hiểm ngay")
    UNKNOWN = "unknown", _("Chưa rõ")


class Group(models.TextChoices):
    """Head of Mẫu số 01."""

    ABUSED = "abused", _("Trẻ em bị xâm hại")
    AT_RISK = "at_risk", _("Trẻ em có nguy cơ bị bạo lực, bóc lột, bỏ rơi")
    SPECIAL = "special", _("Trẻ em có hoàn cảnh đặc biệt")


class State(models.TextChoices):
    """Where the report stands. Being made a case will be another state."""

    NEW = "new", _("Chưa xác nhận")
    ACKNOWLEDGED = "acknowledged", _("Đã nhận việc")
    SET_ASIDE = "set_aside", _("Không thuộc phạm vi")


class AsideReason(models.TextChoices):
    UNTRUE = "untrue", _("Đã kiểm tra, thông tin không đúng")
    REPEATED = "repeated", _("Trùng với thông tin đã tiếp nhận")
    NOT_A_CHILD = "not_a_child", _("Không phải trẻ em")
    ADVICE_ONLY = "advice_only", _("Chỉ cần tư vấn, đã tư vấn xong")
    OTHER_BODY = "other_body", _("Việc của cơ quan khác, đã báo cơ quan đó")


class HandOverReason(models.TextChoices):
    INCIDENT = "incident", _("Vụ việc xảy ra ở đó")
    RESIDENCE = "residence", _("Trẻ em cư trú ở đó")
    PRESENT = "present", _("Trẻ em đang ở đó")
    RETURNED = "returned", _("Trả lại nơi đã chuyển đến")


class SexHeard(models.TextChoices):
    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")
    UNKNOWN = "unknown", _("Không biết")


class InformantKind(models.TextChoices):
    CHILD = "child", _("Chính trẻ em")
    PARENT = "parent", _("Cha mẹ, người chăm sóc")
    RELATIVE = "relative", _("Người thân khác")
    NEIGHBOUR = "neighbour", _("Hàng xóm, người dân")
    TEACHER = "teacher", _("Nhà trường, giáo viên")
    OFFICIAL = "official", _("Cán bộ, cơ quan, tổ chức")
    UNKNOWN = "unknown", _("Không biết")


class MeasureKind(models.TextChoices):
    """What was done to make the child safe (khoản 2 Điều 31 Nghị định 56/2017/NĐ-CP)."""

    STOP = "stop", _("Phối hợp công an ngăn chặn hành vi gây tổn hại")
    HEALTH = "health", _("Đưa đến cơ sở y tế, sơ cứu, cấp cứu")
    SAFE_PLACE = "safe_place", _("Bố trí nơi ở an toàn, chăm sóc tạm thời")
    EVIDENCE = "evidence", _("Giữ lại đồ vật, giấy tờ liên quan đến tổn hại")
    OTHER = "other", _("Biện pháp khác")


class DecidedBy(models.TextChoices):
    CHAIR = "chair", _("Chủ tịch UBND cấp xã")
    VICE_CHAIR = "vice_chair", _("Phó Chủ tịch UBND cấp xã")
    POLICE = "police", _("Công an")
    OTHER = "other", _("Cơ quan, người có thẩm quyền khác")


class Means(models.TextChoices):
    PHONE = "phone", _("Qua điện thoại")
    PAPER = "paper", _("Bằng văn bản")
    SPOKEN = "spoken", _("Trực tiếp tại chỗ")


def _commune() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("territory.Unit", models.PROTECT, related_name="+", verbose_name=_("xã, phường"))


def _place(label: object) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        "territory.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label, db_index=False  # type: ignore[arg-type]
    )  # fmt: skip


def _kept(to: str) -> models.ForeignKey[Any, Any]:
    """A foreign key in a history table: no constraint, no index."""
    return models.ForeignKey(
        to, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )


def _words(label: object) -> EncryptedTextField:
    return EncryptedTextField(label, blank=True, default="")


_CONTEXT = {"context_field": pghistory.ContextForeignKey(db_index=False), "level": pgtrigger.Statement}


class IntakeCounter(models.Model):
    """The last running number of a commune in a year. A number that was handed away is not given again."""

    commune = _commune()
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "year"], name="cases_counter_once")]


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(row=pghistory.Old),
    attrs={
        "commune": _kept("territory.Unit"),
        "incident_commune": _kept("territory.Unit"),
        "residence_commune": _kept("territory.Unit"),
    },
    **_CONTEXT,
)
class Intake(models.Model):
    """A report taken in: its number, moments, channel and state. Nothing here tells who the child is.

    ``received_at`` is when the first body heard of it: the clock starts there. ``measures_at`` is when the first
    emergency measure was applied; it repeats what ``EmergencyMeasure`` says, for those who may not read that.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    commune = _commune()
    number = models.CharField(_("mã thông tin"), max_length=24, unique=True, editable=False)
    received_at = models.DateTimeField(_("nhận thông tin lúc"))
    recorded_at = models.DateTimeField(_("ghi lúc"), editable=False)
    taken_by_id = models.BigIntegerField(editable=False)
    channel = models.CharField(_("kênh tiếp nhận"), max_length=16, choices=Channel, default=Channel.OTHER)
    urgency = models.CharField(_("mức độ nguy hiểm"), max_length=10, choices=Urgency, default=Urgency.UNKNOWN)
    group = models.CharField(_("trẻ em thuộc nhóm"), max_length=8, choices=Group, blank=True)
    incident_commune = _place(_("nơi xảy ra vụ việc"))
    residence_commune = _place(_("nơi trẻ em cư trú"))
    state = models.CharField(_("trạng thái"), max_length=14, choices=State, default=State.NEW)
    acknowledged_at = models.DateTimeField(null=True, editable=False)
    acknowledged_by_id = models.BigIntegerField(null=True, editable=False)
    set_aside_at = models.DateTimeField(null=True, editable=False)
    set_aside_by_id = models.BigIntegerField(null=True, editable=False)
    set_aside_reason = models.CharField(max_length=12, choices=AsideReason, blank=True)
    emergency_due_at = models.DateTimeField(editable=False)
    emergency_source = models.CharField(max_length=120, editable=False)
    """The article of the deadline: a later change of the law does not move a clock that runs."""
    measures_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("thông tin đã tiếp nhận")
        constraints = [
            models.CheckConstraint(condition=Q(urgency__in=Urgency.values), name="cases_intake_urgency"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="cases_intake_channel"),
            models.CheckConstraint(
                condition=Q(state="new", acknowledged_at__isnull=True, set_aside_at__isnull=True)
                | Q(state="acknowledged", acknowledged_at__isnull=False, set_aside_at__isnull=True)
                | (Q(state="set_aside", set_aside_at__isnull=False) & ~Q(set_aside_reason="")),
                name="cases_intake_state",
            ),
            models.CheckConstraint(
                condition=Q(received_at__lte=F("recorded_at"), emergency_due_at__gt=F("received_at")),
                name="cases_intake_moments",
            ),
        ]
        indexes = [models.Index(fields=["commune", "-received_at"], name="cases_intake_in_commune")]

    def __str__(self) -> str:
        return self.number

    @property
    def clock_runs(self) -> bool:
        """Whether emergency measures are still owed."""
        return rules.clock_runs(
            urgency=self.urgency, set_aside=self.state == State.SET_ASIDE, measures_at=self.measures_at
        )


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(row=pghistory.Old),
    attrs={
        "commune": _kept("territory.Unit"),
        "intake": _kept("cases.Intake"),
        "data_key": _kept("treem_db.DataKey"),
    },
    **_CONTEXT,
)
class IntakeContent(models.Model):
    """What was said, in the fields of Mẫu số 01. Encrypted under the intake's own data key, which its informant
    and measures share."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    intake = models.OneToOneField(Intake, models.PROTECT, related_name="content")
    commune = _commune()
    data_key = DataKeyField()
    informant_kind = models.CharField(
        _("người cung cấp thông tin là"), max_length=10, choices=InformantKind, default=InformantKind.UNKNOWN
    )
    child_sex = models.CharField(_("giới tính"), max_length=8, choices=SexHeard, default=SexHeard.UNKNOWN)
    what_happened = _words(_("việc đã xảy ra"))
    child_name = _words(_("họ và tên trẻ em"))
    child_birth = _words(_("ngày sinh hoặc ước lượng tuổi"))
    incident_place = _words(_("địa điểm xảy ra vụ việc"))
    present_place = _words(_("trẻ em đang ở đâu"))
    present_condition = _words(_("tình trạng hiện tại của trẻ em"))
    feared = _words(_("phỏng đoán hậu quả nếu không được hỗ trợ, can thiệp"))
    father = _words(_("cha: họ tên, tuổi, nghề nghiệp"))
    mother = _words(_("mẹ: họ tên, tuổi, nghề nghiệp"))
    family = _words(_("hoàn cảnh gia đình"))
    carer = _words(_("hiện ai là người chăm sóc"))
    done_before = _words(_("hỗ trợ, can thiệp đã thực hiện trước khi nhận thông tin"))
    set_aside_note = _words(_("lý do không thuộc phạm vi"))

    class Meta:
        verbose_name = _("nội dung thông tin")


class Informant(models.Model):
    """Who reported, kept apart; there is no row unless that person agreed to be written down."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    intake = models.OneToOneField(Intake, models.PROTECT, related_name="informant")
    commune = _commune()
    data_key = DataKeyField()
    full_name = _words(_("họ và tên"))
    phone = _words(_("số điện thoại"))
    address = _words(_("địa chỉ"))
    note = _words(_("ghi chú thêm"))
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    """Keyed fingerprint of the digits, to find other reports from the same number (``keys.blind_index``)."""
    consented_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("người cung cấp thông tin")


class IntakeChild(models.Model):
    """A child of the register whom the report is about."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="links")
    commune = _commune()
    child = models.ForeignKey("registry.Child", models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    linked_by_id = models.BigIntegerField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("trẻ em được báo tin")
        constraints = [
            models.UniqueConstraint(
                fields=["intake", "child"], condition=Q(withdrawn_at__isnull=True), name="cases_child_linked_once"
            )
        ]  # fmt: skip


class EmergencyMeasure(models.Model):
    """What was done at once for the child, when, on whose decision. A wrong entry is withdrawn, not removed."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="measures")
    commune = _commune()
    data_key = DataKeyField()
    applied_at = models.DateTimeField(_("áp dụng lúc"))
    kinds = ArrayField(models.CharField(max_length=12, choices=MeasureKind))
    what = _words(_("đã làm gì"))
    decided_by = models.CharField(_("người quyết định"), max_length=12, choices=DecidedBy)
    decider_name = _words(_("họ tên người quyết định"))
    means = models.CharField(_("quyết định bằng"), max_length=8, choices=Means)
    paper_number = models.CharField(_("số, ký hiệu văn bản"), max_length=60, blank=True)
    late_reason = _words(_("lý do chậm"))
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("biện pháp can thiệp khẩn cấp")
        constraints = [
            models.CheckConstraint(condition=Q(kinds__len__gt=0), name="cases_measure_of_a_kind"),
        ]


class HandOver(models.Model):
    """A report went from one commune to another. Both see this row; the report itself only where it is now.

    Made by the definer function ``cases_hand_over`` alone; the receiving commune notes the receipt.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    intake_uuid = models.UUIDField(db_index=True)
    number = models.CharField(max_length=24)
    from_commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+")
    to_commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=HandOverReason)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    received_at = models.DateTimeField(null=True)
    received_by_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("chuyển thông tin sang xã khác")
