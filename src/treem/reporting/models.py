"""Reporting rounds, the return of each body, and the figures in it.

A round is what is asked of many bodies at once; it holds no figure, so everybody who reports may see it. A return,
its values, its history and the frozen consolidation do hold figures: they carry their own ``body_id`` and the row
policies look at it. Nothing is deleted.
"""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from treem.db import scope
from treem.duties.rules import Term
from treem.kernel.periods import Window
from treem.kernel.time import local_date
from treem.reporting import rules
from treem.reporting.figures import Entry, Figure, plain


class RoundKind(models.TextChoices):
    SIX_MONTH = "six_month", _("báo cáo 6 tháng")
    ANNUAL = "annual", _("báo cáo năm")
    ONE_OFF = "one_off", _("báo cáo theo văn bản chỉ đạo")
    MONTHLY = "monthly", _("báo cáo tháng")
    AD_HOC = "ad_hoc", _("báo cáo đột xuất")


class RoundState(models.TextChoices):
    DRAFT = "draft", _("nháp")
    OPEN = "open", _("đang mở")
    CLOSED = "closed", _("đã đóng")
    SKIPPED = "skipped", _("không mở")


class DeadlineOp(models.TextChoices):
    BEFORE = "before", _("trước ngày")
    BY = "by", _("chậm nhất ngày")
    WINDOW = "window", _("đến hết ngày")


class Round(models.Model):
    """One collection of returns: for which period, by when, on which template.

    ``window_start`` and ``window_end`` are the days that count, both included. ``template`` is empty in a draft
    and frozen when the round opens: a later change of the template does not touch it. ``period_guessed`` says
    that nobody has looked at the period yet. ``asked`` names the bodies that were given a return: one that was closed
    since has left every scope, and is missed by its name only here. A round that is not opened says why.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    obligation = models.ForeignKey(
        "duties.Obligation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("nhiệm vụ"),
    )
    document_label = models.CharField(_("văn bản"), max_length=300, blank=True)
    title = models.CharField(_("tên vòng báo cáo"), max_length=200)
    kind = models.CharField(_("loại"), max_length=10, choices=RoundKind)
    period = models.CharField(_("kỳ báo cáo"), max_length=10)
    period_guessed = models.BooleanField(_("kỳ do hệ thống đoán"), default=False)
    window_start = models.DateField(_("số liệu từ ngày"))
    window_end = models.DateField(_("số liệu đến ngày"))
    deadline = models.DateField(_("hạn gửi"), null=True, blank=True)
    deadline_op = models.CharField(
        _("cách tính hạn"), max_length=8, choices=DeadlineOp, default=DeadlineOp.BEFORE
    )
    recipient = models.ForeignKey(
        "organisations.Body", models.PROTECT, null=True, related_name="+", verbose_name=_("nơi nhận")
    )
    onward = models.JSONField(_("để báo cáo tiếp"), default=list, blank=True)
    template_key = models.CharField(_("mẫu"), max_length=60)
    template_version = models.CharField(_("bản của mẫu"), max_length=20, blank=True)
    template = models.JSONField(default=dict, blank=True)
    asked = models.JSONField(_("các đơn vị được giao"), default=list, blank=True)
    skip_reason = models.TextField(_("lý do không mở"), blank=True)
    state = models.CharField(_("trạng thái"), max_length=8, choices=RoundState, default=RoundState.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(_("mở lúc"), null=True, blank=True)
    opened_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("đóng lúc"), null=True, blank=True)
    closed_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("vòng báo cáo")
        constraints = [
            models.UniqueConstraint(fields=["obligation", "deadline"], name="reporting_round_once"),
            models.CheckConstraint(
                condition=Q(window_end__gte=F("window_start")), name="reporting_round_window"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RoundState.DRAFT, RoundState.SKIPPED])
                | (Q(opened_at__isnull=False) & ~Q(template={})),
                name="reporting_round_opened",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[RoundState.CLOSED, RoundState.SKIPPED]) | Q(closed_at__isnull=False),
                name="reporting_round_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state=RoundState.SKIPPED) | ~Q(skip_reason=""), name="reporting_round_skipped"
            ),
        ]
        indexes = [models.Index(fields=["state", "deadline"], name="reporting_round_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def window(self) -> Window:
        """The days that count."""
        return Window(self.window_start, self.window_end)

    @property
    def term(self) -> Term:
        """Its deadline as the rules know it."""
        return rules.term(self.deadline_op, self.deadline)

    @property
    def late_from_the_start(self) -> bool:
        """Whether the deadline had passed when the document was entered, so that nobody could be in time."""
        late_from = self.term.late_from
        return late_from is not None and local_date(self.created_at) >= late_from


class ReturnState(models.TextChoices):
    DRAFT = rules.DRAFT, _("chưa gửi")
    PENDING = rules.PENDING, _("đang trình duyệt nội bộ")
    SUBMITTED = rules.SUBMITTED, _("đã gửi")
    RETURNED = rules.RETURNED, _("trả lại")
    ACCEPTED = rules.ACCEPTED, _("đã nhận")


class Step(models.TextChoices):
    """Whom a return waits for inside its own body."""

    CHECK = rules.CHECK, _("chờ kiểm tra")
    APPROVE = rules.APPROVE, _("chờ duyệt")
    SEND = rules.SEND, _("đã duyệt, chờ gửi")


class Capacity(models.TextChoices):
    """As what a leader of a People's Committee approves: the chair, or a vice-chair for the chair («KT.»)."""

    CHAIR = "chair", _("Chủ tịch")
    DEPUTY = "deputy", _("KT. Chủ tịch, Phó Chủ tịch")


class Act(models.TextChoices):
    """What was done to a return."""

    ASSIGNED = "assigned", _("Được giao báo cáo")
    PRESENTED = "presented", _("Trình")
    RECALLED = "recalled", _("Rút lại để sửa")
    CHECKED = "checked", _("Kiểm tra, chuyển lãnh đạo duyệt")
    APPROVED = "approved", _("Duyệt nội bộ")
    SENT_BACK = "sent_back", _("Trả lại trong đơn vị")
    SUBMITTED = "submitted", _("Gửi báo cáo")
    RETURNED = "returned", _("Trả lại")
    ACCEPTED = "accepted", _("Tiếp nhận")
    ENTERING = "entering", _("Bắt đầu nhập thay, theo bản giấy")
    TAKEN_BACK = "taken_back", _("Đơn vị thay bằng báo cáo của mình")


def _figure(words: object) -> models.DecimalField[Decimal | None, Decimal | None]:
    """A figure: whole, or with the few decimals that its row allows."""
    return models.DecimalField(
        words,  # type: ignore[arg-type]  # a lazy translation
        max_digits=20, decimal_places=4, null=True, blank=True,
    )  # fmt: skip


def _kept_key(to: str) -> models.ForeignKey[models.Model | None, models.Model | None]:
    """A foreign key in a history table: no constraint, no index."""
    return models.ForeignKey(
        to, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    level=pgtrigger.Statement,
    fields=["version", "state", "step", "on_behalf", "as_of", "narrative", "saved_by"],
    model_name="ReturnEvent",
    context_field=pghistory.ContextForeignKey(db_index=False),
    attrs={
        "saved_by": models.ForeignKey(
            "organisations.User",
            models.DO_NOTHING,
            null=True,
            db_constraint=False,
            db_index=False,
            related_name="+",
        )
    },
)
class Return(models.Model):
    """What one body answers in one round.

    ``as_of`` is the day up to which its figures go («số liệu đến ngày»), ``counted_as_of`` the day at which the
    counted ones were counted. ``snapshot`` keeps the figures as they were sent.

    ``step``: whom it waits for inside the body while it is PENDING; each step is an internal approval, never a
    signature. ``on_behalf``: the lead agency types what the body sent on paper, dated ``paper_on``.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    round = models.ForeignKey(Round, models.PROTECT, related_name="returns")
    body = models.ForeignKey("organisations.Body", models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    commune = models.ForeignKey(
        "territory.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("xã, phường"),
    )
    state = models.CharField(_("trạng thái"), max_length=10, choices=ReturnState, default=ReturnState.DRAFT)
    as_of = models.DateField(_("số liệu đến ngày"), null=True, blank=True)
    counted_as_of = models.DateField(_("đếm đến ngày"), null=True, blank=True)
    narrative = models.TextField(_("tình hình, kết quả, kiến nghị"), blank=True)
    started_at = models.DateTimeField(_("bắt đầu lúc"), null=True, blank=True)
    saved_at = models.DateTimeField(_("lưu lúc"), null=True, blank=True)
    saved_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    step = models.CharField(_("bước duyệt nội bộ"), max_length=8, choices=Step, blank=True)
    presented_at = models.DateTimeField(_("trình lúc"), null=True, blank=True)
    presented_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("duyệt lúc"), null=True, blank=True)
    approved_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_as = models.CharField(_("duyệt với tư cách"), max_length=10, choices=Capacity, blank=True)
    on_behalf = models.BooleanField(_("nhập thay, theo bản giấy"), default=False)
    entered_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    paper_label = models.CharField(_("số, ký hiệu bản giấy"), max_length=120, blank=True)
    paper_on = models.DateField(_("ngày nhận bản giấy"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(_("nhận lúc"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("lý do trả lại"), blank=True)
    snapshot = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("báo cáo của đơn vị")
        constraints = [
            models.UniqueConstraint(fields=["round", "body"], name="reporting_return_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[rules.SUBMITTED, rules.ACCEPTED])
                | (Q(submitted_at__isnull=False) & Q(as_of__isnull=False)),
                name="reporting_return_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state=rules.ACCEPTED) | Q(accepted_at__isnull=False),
                name="reporting_return_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state=rules.RETURNED) | ~Q(reason=""), name="reporting_return_has_reason"
            ),
            models.CheckConstraint(
                condition=(Q(state=rules.PENDING) & ~Q(step="")) | (~Q(state=rules.PENDING) & Q(step="")),
                name="reporting_return_pending_waits",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf=False) | (Q(entered_by__isnull=False) & Q(paper_on__isnull=False)),
                name="reporting_return_paper",
            ),
        ]
        indexes = [models.Index(fields=["body", "state"], name="reporting_return_body")]

    def __str__(self) -> str:
        return f"{self.round} · {self.body}"

    @property
    def stage(self) -> rules.Stage:
        """The word of the screens: a draft that nobody touched has not begun."""
        return rules.stage(self.state, step=self.step, started=self.started_at is not None)

    @property
    def ended(self) -> bool:
        """Whether its body has ended, so that the return is there to be read."""
        in_force = scope.current()
        return in_force is not None and self.body_id in in_force.former

    @property
    def editable(self) -> bool:
        """Whether its body may still change it."""
        return rules.editable(self.state) and self.round.state == RoundState.OPEN and not self.ended

    @property
    def sent_on(self) -> date | None:
        """The day of the sending that stands: of a paper, the day it arrived."""
        if self.state not in rules.SENT or self.submitted_at is None:
            return None
        return self.paper_on if self.on_behalf else local_date(self.submitted_at)


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    level=pgtrigger.Statement,
    context_field=pghistory.ContextForeignKey(db_index=False),
    attrs={
        "report": _kept_key("reporting.Return"),
        "body": _kept_key("organisations.Body"),
        "commune": _kept_key("territory.Unit"),
    },
)
class ReturnValue(models.Model):
    """One figure: what was counted from records, what a person typed, and why they differ.

    ``estimated`` is the figure expected at the end of the period («ước cả kỳ»); ``not_occurred`` says «không phát
    sinh», which is neither blank nor a typed zero.
    """

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Return, models.PROTECT, related_name="values")
    body = models.ForeignKey("organisations.Body", models.PROTECT, related_name="+", db_index=False)
    commune = models.ForeignKey("territory.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    row_key = models.CharField(_("dòng"), max_length=60)
    counted = _figure(_("đếm được"))
    typed = _figure(_("số nhập"))
    estimated = _figure(_("ước cả kỳ"))
    not_occurred = models.BooleanField(_("không phát sinh"), default=False)
    note = models.CharField(_("giải trình"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("số liệu của báo cáo")
        constraints = [
            models.UniqueConstraint(fields=["report", "row_key"], name="reporting_value_once"),
            models.CheckConstraint(
                condition=(Q(counted__isnull=True) | Q(counted__gte=0))
                & (Q(typed__isnull=True) | Q(typed__gte=0))
                & (Q(estimated__isnull=True) | Q(estimated__gte=0)),
                name="reporting_value_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row_key}: {self.figure}"

    @property
    def entry(self) -> Entry:
        """As the rules know it."""
        return Entry(
            plain(self.counted), plain(self.typed), self.note, plain(self.estimated), self.not_occurred
        )

    @property
    def figure(self) -> Figure | None:
        """The figure that counts: the typed one where a person typed one."""
        return self.entry.figure


class DutyAnswer(models.TextChoices):
    DONE = rules.DONE, _("hoàn thành")
    DOING = rules.DOING, _("đang thực hiện")
    NOT_YET = rules.NOT_YET, _("chưa thực hiện")


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    level=pgtrigger.Statement,
    fields=["state", "result", "link", "difficulties", "proposals"],
    model_name="ReturnDutyEvent",
    context_field=pghistory.ContextForeignKey(db_index=False),
)
class ReturnDuty(models.Model):
    """What a body says about one duty that the document behind the round gave it.

    ``text`` is the duty as it was when the round opened. The words begin as what the body had reported before.
    """

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Return, models.PROTECT, related_name="duties")
    body = models.ForeignKey("organisations.Body", models.PROTECT, related_name="+", db_index=False)
    commune = models.ForeignKey("territory.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    execution = models.ForeignKey("duties.Execution", models.PROTECT, related_name="+")
    path = models.CharField(_("mục"), max_length=60, blank=True)
    text = models.TextField(_("nhiệm vụ"))
    state = models.CharField(_("tình trạng"), max_length=8, choices=DutyAnswer, blank=True)
    result = models.TextField(_("kết quả thực hiện"), blank=True)
    link = models.CharField(_("đường dẫn minh chứng"), max_length=500, blank=True)
    difficulties = models.TextField(_("khó khăn, vướng mắc"), blank=True)
    proposals = models.TextField(_("đề xuất, kiến nghị"), blank=True)

    class Meta:
        verbose_name = _("nhiệm vụ trong báo cáo")
        constraints = [
            models.UniqueConstraint(fields=["report", "execution"], name="reporting_duty_once"),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.text}"[:120].strip()


_MARKS = {
    Act.ASSIGNED.value: "info", Act.RETURNED.value: "returned", Act.SENT_BACK.value: "returned", Act.ACCEPTED.value: "done",
    Act.RECALLED.value: "info", Act.ENTERING.value: "info", Act.TAKEN_BACK.value: "info",
}  # fmt: skip


class ReturnChange(models.Model):
    """One line of a return's history. Only ever added."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Return, models.PROTECT, related_name="changes")
    body_id = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.User", models.PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=10, choices=ReturnState, blank=True)
    to_state = models.CharField(max_length=10, choices=ReturnState)
    act = models.CharField(max_length=10, choices=Act, default=Act.ASSIGNED)
    capacity = models.CharField(_("với tư cách"), max_length=10, choices=Capacity, blank=True)
    note = models.TextField(blank=True)
    sent = models.JSONField(null=True, blank=True)
    """The figures as they were sent, for each sending: a return that came back and went again keeps both."""

    class Meta:
        verbose_name = _("thay đổi trạng thái báo cáo")
        indexes = [models.Index(fields=["report", "at"], name="reporting_change_report")]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"

    @property
    def mark(self) -> str:
        """The mark of its line in the timeline."""
        return _MARKS.get(self.act, "doing")


class RoundAct(models.TextChoices):
    CLOSED = "closed", _("đóng vòng báo cáo")
    REOPENED = "reopened", _("mở lại vòng báo cáo")


class RoundChange(models.Model):
    """A round closed or opened again: when, by whom, why, and how many had sent. Only ever added."""

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey(Round, models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    act = models.CharField(max_length=8, choices=RoundAct)
    reason = models.TextField(blank=True)
    sent = models.PositiveIntegerField(_("số đơn vị đã gửi"))
    missing = models.PositiveIntegerField(_("số đơn vị chưa gửi"))

    class Meta:
        verbose_name = _("việc đóng, mở vòng báo cáo")
        indexes = [models.Index(fields=["round", "at"], name="reporting_round_change")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.act}"


class Snapshot(models.Model):
    """The consolidation of a round as it was when the round closed; ``number`` counts its versions.

    It holds the figures of every commune, so it belongs to the body that received them.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField(default=1)
    body = models.ForeignKey("organisations.Body", models.PROTECT, related_name="+")
    data = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("bản tổng hợp đã chốt")
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="reporting_snapshot_once")]

    def __str__(self) -> str:
        return f"{self.round} ({self.number})"


class WrittenReport(models.Model):
    """One version of the report on a round: what it was made from, by whom, and its files. Only ever added.

    ``data`` is the whole content, ``sha256`` its fingerprint; ``figures_sha256`` that of the consolidation alone, so
    that a later change of a return is seen. It holds the figures of every commune, so it belongs to the body that
    received them.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="written_reports")
    number = models.PositiveIntegerField(_("bản"))
    body = models.ForeignKey("organisations.Body", models.PROTECT, related_name="+")
    data = models.JSONField()
    sha256 = models.CharField(_("dấu vân tay"), max_length=64)
    figures_sha256 = models.CharField(max_length=64)
    docx = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    pdf = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    xlsx = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("lập lúc"))
    by = models.ForeignKey("organisations.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("báo cáo tổng hợp")
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="reporting_written_report_once")
        ]

    def __str__(self) -> str:
        return f"{self.round} ({self.number})"
