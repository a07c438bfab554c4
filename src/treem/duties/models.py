"""Duties given to agencies, from any origin, and how each agency carries out its own.

An obligation is what was ordered; an execution is one body's answer to it. Executions are protected: a body sees
its own, the lead agency sees all. Nothing is deleted; each change of state leaves a line in the history.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from treem.duties import rules
from treem.duties.models_extending import Extension, ExtensionLine
from treem.duties.models_feeds import Feed, FeedKind
from treem.duties.recurrence import Pattern
from treem.kernel.periods import parse_period

__all__ = [
    "AmendedWork", "Amendment", "Clarification", "DeadlineOp", "DutyRole", "Execution", "ExecutionState", "Extension", "ExtensionLine", "Feed", "FeedKind",
    "Modality", "Note", "NoteKind", "Obligation", "ObligationState", "Recurrence", "Reminder", "ReminderIssue", "ReminderKind", "ReminderLine",
    "Request", "RequestKind", "RequestState", "StateChange", "UnitType",
]  # fmt: skip


class UnitType(models.TextChoices):
    TASK = "task", _("nhiệm vụ")
    REPORTING = "reporting", _("chế độ báo cáo")
    CLOSING = "closing", _("yêu cầu chung")
    UNASSIGNED = "unassigned", _("nhiệm vụ chưa nêu đơn vị")


class DutyRole(models.TextChoices):
    LEAD = "lead", _("chủ trì")
    COOPERATE = "cooperate", _("phối hợp")
    ADVISE = "advise", _("tham mưu")
    DIRECT = "direct", _("chỉ đạo")
    SUPERVISE = "supervise", _("theo dõi, đôn đốc")
    REPORT = "report", _("báo cáo")
    IMPLEMENT = "implement", _("thực hiện")


class Modality(models.TextChoices):
    ORDER = "order", _("yêu cầu")
    ASSIGN = "assign", _("giao")
    REQUEST = "request", _("đề nghị")
    NOTIFY = "notify", _("thông báo")


class DeadlineOp(models.TextChoices):
    BEFORE = "before", _("trước ngày")
    BY = "by", _("chậm nhất ngày")
    WINDOW = "window", _("đến hết ngày")


class Recurrence(models.TextChoices):
    MONTHLY = "monthly", _("hằng tháng")
    QUARTERLY = "quarterly", _("hằng quý")
    HALF_YEARLY = "half_yearly", _("6 tháng")
    YEARLY = "yearly", _("hằng năm")
    AD_HOC = "ad_hoc", _("đột xuất")
    CONTINUOUS = "continuous", _("thường xuyên")
    IMMEDIATELY = "immediately", _("ngay")
    ON_EVENT = "on_event", _("khi có sự việc")
    AS_REGULATED = "as_regulated", _("theo quy định")


class ObligationState(models.TextChoices):
    DRAFT = "draft", _("chưa giao")
    ISSUED = "issued", _("đã giao")
    WITHDRAWN = "withdrawn", _("đã rút")


class Obligation(models.Model):
    """One duty, with the sentence behind it and where it comes from."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    origin_kind = models.CharField(_("nguồn"), max_length=30)
    origin_id = models.BigIntegerField(null=True, blank=True)
    origin_url = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey(
        "documents.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("văn bản"),
    )
    document_label = models.CharField(_("văn bản"), max_length=300, blank=True)
    path = models.CharField(_("mục"), max_length=60, blank=True)
    unit_type = models.CharField(_("loại"), max_length=12, choices=UnitType, default=UnitType.TASK)
    text = models.TextField(_("nội dung"))
    assignee_text = models.TextField(_("đơn vị ghi trong văn bản"), blank=True)
    primary_role = models.CharField(_("vai trò"), max_length=12, choices=DutyRole, default=DutyRole.IMPLEMENT)
    roles = models.JSONField(_("các vai trò"), default=list, blank=True)
    modality = models.CharField(_("tính chất"), max_length=10, choices=Modality, default=Modality.ORDER)
    cooperators = models.JSONField(_("phối hợp với"), default=list, blank=True)
    advise_to = models.CharField(_("tham mưu cho"), max_length=300, blank=True)
    via = models.CharField(_("qua"), max_length=300, blank=True)
    condition = models.TextField(_("điều kiện"), blank=True)
    deadline_op = models.CharField(_("cách tính hạn"), max_length=8, choices=DeadlineOp, blank=True)
    deadline = models.DateField(_("hạn"), null=True, blank=True)
    further_deadlines = models.JSONField(
        _("các hạn tiếp theo"), default=list, blank=True, help_text=_("Ngày ISO, khi một việc có nhiều kỳ.")
    )
    deadline_text = models.CharField(_("hạn như trong văn bản"), max_length=200, blank=True)
    recurrence = models.CharField(_("định kỳ"), max_length=14, choices=Recurrence, blank=True)
    rrule = models.CharField(max_length=120, blank=True)
    period = models.CharField(_("kỳ"), max_length=20, blank=True)
    recurs_until = models.DateField(
        _("lặp lại đến hết ngày"), null=True, blank=True, help_text=_("Để trống: chưa có ngày kết thúc.")
    )
    recipient = models.CharField(_("nơi nhận báo cáo"), max_length=300, blank=True)
    onward = models.JSONField(_("để báo cáo tiếp"), default=list, blank=True)
    target_numbers = models.JSONField(_("chỉ tiêu kế hoạch"), default=list, blank=True)
    inside = models.ForeignKey(
        "organisations.Body",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("đơn vị giao nội bộ"),
    )
    """The body that gave it within its own house; None: given from above. The province's boards leave it out, so that
    nothing is counted twice."""
    flags = models.JSONField(default=list, blank=True)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=ObligationState, default=ObligationState.DRAFT
    )
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        "organisations.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người ban hành"),
    )
    confirmed_at = models.DateTimeField(_("ban hành lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("nhiệm vụ được giao")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ObligationState.DRAFT) | Q(confirmed_at__isnull=False),
                name="duties_obligation_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | ~Q(deadline_op=""), name="duties_deadline_has_op"
            ),
        ]
        indexes = [
            models.Index(fields=["origin_kind", "origin_id"], name="duties_origin"),
            models.Index(fields=["state", "deadline"], name="duties_state_deadline"),
        ]

    @property
    def gist(self) -> str:
        """What is to be done, without the names of those who have to do it."""
        return rules.gist(self.text, self.assignee_text)

    @property
    def words(self) -> str:
        """The duty as it is shown; ``text`` is verbatim."""
        return rules.plain(self.text)

    def __str__(self) -> str:
        return f"{self.path} {self.text}"[:120].strip()

    @property
    def pattern(self) -> Pattern:
        """Which days it falls due on, as the text says."""
        first = (self.deadline,) if self.deadline else ()
        further = tuple(date.fromisoformat(day) for day in self.further_deadlines)
        return Pattern(self.deadline_op, (*first, *further), self.recurrence, self.rrule, self.period)


class Amendment(models.Model):
    """What a duty said before it was changed or withdrawn because its document was replaced, or before that was taken back
    (``restored``). Only ever added."""

    id = models.BigAutoField(primary_key=True)
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="amendments")
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    reason = models.TextField(_("lý do"))
    withdrawn = models.BooleanField(_("đã rút"), default=False)
    restored = models.BooleanField(_("trở lại như trước"), default=False)
    before = models.JSONField(_("nội dung trước đó"))

    class Meta:
        verbose_name = _("lần sửa đổi nhiệm vụ")
        indexes = [models.Index(fields=["obligation", "at"], name="duties_amended_of")]

    def __str__(self) -> str:
        return self.reason[:120]

    @property
    def deadline_before(self) -> date | None:
        """The deadline that it had, where that was changed."""
        day = self.before.get("deadline")
        return date.fromisoformat(day) if day else None


class AmendedWork(models.Model):
    """One body's work as it stood before an amendment touched its duty: what comes back when that is taken back. Only ever
    added."""

    id = models.BigAutoField(primary_key=True)
    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="work")
    execution = models.ForeignKey("duties.Execution", models.PROTECT, related_name="+")
    body_id = models.BigIntegerField()
    state = models.CharField(max_length=12)
    due_on = models.DateField(null=True)
    last_day = models.DateField(null=True)
    soon_from = models.DateField(null=True)
    late_from = models.DateField(null=True)
    extended_to = models.DateField(null=True)

    class Meta:
        verbose_name = _("việc của đơn vị trước khi nhiệm vụ được sửa đổi")
        constraints = [
            models.UniqueConstraint(fields=["amendment", "execution"], name="duties_amended_work_once")
        ]

    def __str__(self) -> str:
        return f"{self.execution_id}: {self.state}"


class ExecutionState(models.TextChoices):
    NOT_STARTED = rules.NOT_STARTED, _("chưa thực hiện")
    IN_PROGRESS = rules.IN_PROGRESS, _("đang thực hiện")
    REPORTED = rules.REPORTED, _("đã báo cáo kết quả")
    ACCEPTED = rules.ACCEPTED, _("đã xác nhận hoàn thành")
    WAIVED = rules.WAIVED, _("miễn thực hiện")


class Execution(models.Model):
    """One body's carrying out of one obligation by one day.

    ``late_from`` and ``soon_from`` are kept with it: a later change of the counting does not move a clock that
    already runs.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="executions")
    body = models.ForeignKey("organisations.Body", models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    commune = models.ForeignKey(
        "territory.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("xã, phường"),
    )
    period = models.CharField(
        _("kỳ"), max_length=8, blank=True, help_text=_("Kỳ mà lần thực hiện này nói về: 2026-H1, 2026-07.")
    )
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    last_day = models.DateField(_("ngày cuối"), null=True, blank=True)
    soon_from = models.DateField(_("sắp đến hạn từ"), null=True, blank=True)
    late_from = models.DateField(_("quá hạn từ"), null=True, blank=True)
    extended_to = models.DateField(
        _("gia hạn đến hết ngày"), null=True, blank=True, help_text=_("Hạn ghi trong văn bản vẫn giữ nguyên.")
    )
    state = models.CharField(
        _("trạng thái"), max_length=12, choices=ExecutionState, default=ExecutionState.NOT_STARTED
    )
    note = models.TextField(_("kết quả thực hiện"), blank=True)
    issued_at = models.DateTimeField(_("giao lúc"))
    received_at = models.DateTimeField(_("nhận lúc"), null=True, blank=True)
    received_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    assigned_to = models.ForeignKey(
        "organisations.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người được giao"),
    )
    internal_due_on = models.DateField(_("hạn nội bộ"), null=True, blank=True)
    started_at = models.DateTimeField(_("bắt đầu lúc"), null=True, blank=True)
    reported_at = models.DateTimeField(_("báo cáo lúc"), null=True, blank=True)
    reported_on = models.DateField(_("ngày báo cáo"), null=True, blank=True)
    reported_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(_("xác nhận lúc"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("việc của đơn vị")
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "body", "due_on"], name="duties_execution_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[rules.REPORTED, rules.ACCEPTED]) | Q(reported_on__isnull=False),
                name="duties_execution_reported",
            ),
        ]
        indexes = [
            models.Index(fields=["body", "state", "due_on"], name="duties_execution_body"),
            models.Index(fields=["late_from"], name="duties_execution_late"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id}: {self.obligation_id}"

    @property
    def period_label(self) -> str:
        """«6 tháng đầu năm 2026», «tháng 7 năm 2026»; empty for what is about no period."""
        return parse_period(self.period).words if self.period else ""

    @property
    def term(self) -> rules.Term:
        """Its deadline as the rules know it."""
        return rules.Term(self.due_on, self.last_day, self.soon_from, self.late_from)

    def standing(self, today: date) -> rules.Standing:
        """How it stands on the day, in the words of the screens."""
        return rules.standing(
            self.state,
            self.term,
            today=today,
            reported_on=self.reported_on,
            received=self.received_at is not None,
        )


class StateChange(models.Model):
    """One line of an execution's history. Only ever added."""

    id = models.BigAutoField(primary_key=True)
    execution = models.ForeignKey(Execution, models.PROTECT, related_name="changes")
    body_id = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.User", models.PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=12, choices=ExecutionState, blank=True)
    to_state = models.CharField(max_length=12, choices=ExecutionState)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("thay đổi trạng thái")
        indexes = [models.Index(fields=["execution", "at"], name="duties_change_execution")]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class NoteKind(models.TextChoices):
    PROGRESS = "progress", _("tiến độ")
    EXPLANATION = "explanation", _("lý do chậm")
    ASSIGNED = "assigned", _("giao trong đơn vị")
    AMENDED = "amended", _("nhiệm vụ được sửa đổi")


class Note(models.Model):
    """What a body wrote about an execution along the way. Only ever added; evidence hangs on it by its uuid."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    execution = models.ForeignKey(Execution, models.PROTECT, related_name="notes")
    body_id = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=NoteKind)
    text = models.TextField(_("nội dung"))

    class Meta:
        verbose_name = _("ghi chép về việc thực hiện")
        indexes = [models.Index(fields=["execution", "at"], name="duties_note_execution")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"[:120]


class RequestKind(models.TextChoices):
    QUESTION = "question", _("hỏi")
    EXTENSION = "extension", _("gia hạn")
    WAIVER = "waiver", _("miễn thực hiện")


class RequestState(models.TextChoices):
    WAITING = "waiting", _("chờ trả lời")
    ANSWERED = "answered", _("đã trả lời")
    GRANTED = "granted", _("đồng ý")
    REFUSED = "refused", _("không đồng ý")
    WITHDRAWN = "withdrawn", _("đã rút")


class Request(models.Model):
    """What a body asks the lead agency about one execution: a question, more time, to be let off.

    Also what the lead agency grants without being asked (then ``by`` and ``decided_by`` are the same). Nothing is
    taken away: an answer is written once.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    execution = models.ForeignKey(Execution, models.PROTECT, related_name="requests")
    body_id = models.BigIntegerField()
    kind = models.CharField(_("loại"), max_length=10, choices=RequestKind)
    text = models.TextField(_("nội dung"))
    until = models.DateField(_("xin đến hết ngày"), null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=RequestState, default=RequestState.WAITING
    )
    answer = models.TextField(_("trả lời"), blank=True)
    granted_until = models.DateField(_("cho đến hết ngày"), null=True, blank=True)
    decided_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("câu hỏi, đề nghị về việc thực hiện")
        constraints = [
            models.UniqueConstraint(
                fields=["execution", "kind"],
                condition=Q(state="waiting") & ~Q(kind="question"),
                name="duties_request_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decided_at__isnull=False), name="duties_request_decided"
            ),
        ]
        indexes = [
            models.Index(fields=["execution", "at"], name="duties_request_execution"),
            models.Index(fields=["at"], condition=Q(state="waiting"), name="duties_request_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"[:120]


class Clarification(models.Model):
    """An answer of the lead agency that every body with the duty may read (giải đáp chung). It names no asker."""

    id = models.BigAutoField(primary_key=True)
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="clarifications")
    question = models.TextField(_("câu hỏi"))
    answer = models.TextField(_("trả lời"))
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("giải đáp chung")
        indexes = [models.Index(fields=["obligation", "at"], name="duties_clarified_of")]

    def __str__(self) -> str:
        return self.question[:120]


class Reminder(models.Model):
    """A draft letter that urges bodies (công văn đôn đốc), as it was made. treem sends nothing: the agency does.

    It belongs to the agency that wrote it; what concerns each body is in its lines.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey("organisations.Body", models.PROTECT, related_name="+")
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    subject = models.CharField(_("trích yếu"), max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("công văn đôn đốc")
        indexes = [models.Index(fields=["document", "at"], name="duties_reminder_document")]

    def __str__(self) -> str:
        return self.subject


class ReminderKind(models.TextChoices):
    LATE = "late", _("quá hạn")
    SILENT = "silent", _("chưa tiếp nhận")


class ReminderLine(models.Model):
    """One execution that a letter urges, as it stood that day; the body itself sees its own lines."""

    id = models.BigAutoField(primary_key=True)
    reminder = models.ForeignKey(Reminder, models.PROTECT, related_name="lines")
    execution = models.ForeignKey(Execution, models.PROTECT, related_name="reminders")
    body_id = models.BigIntegerField()
    kind = models.CharField(max_length=6, choices=ReminderKind)
    days_late = models.PositiveIntegerField(_("số ngày quá hạn"), default=0)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("việc được đôn đốc")
        constraints = [models.UniqueConstraint(fields=["reminder", "execution"], name="duties_reminded_once")]
        indexes = [models.Index(fields=["execution", "at"], name="duties_reminder_execution")]

    def __str__(self) -> str:
        return f"{self.execution_id}: {self.kind}"


class ReminderIssue(models.Model):
    """A letter that urges was issued by the agency's own system, told to each body that it urges: the body sees neither the
    agency's letters nor its outgoing papers. A correction that is issued later adds a row; nothing is changed.
    """

    id = models.BigAutoField(primary_key=True)
    reminder = models.ForeignKey(Reminder, models.PROTECT, related_name="issues")
    body_id = models.BigIntegerField()
    number_symbol = models.CharField(_("số, ký hiệu"), max_length=45)
    issued_on = models.DateField(_("ngày ban hành"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("việc ban hành công văn đôn đốc")
        constraints = [
            models.UniqueConstraint(fields=["reminder", "body_id", "at"], name="duties_reminder_issued_once"),
            models.CheckConstraint(
                condition=~models.Q(number_symbol=""), name="duties_reminder_issue_numbered"
            ),
        ]

    def __str__(self) -> str:
        return self.number_symbol
