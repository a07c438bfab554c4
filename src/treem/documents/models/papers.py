"""The papers that go out, frozen once they are issued."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PaperState(models.TextChoices):
    DRAFT = "draft", _("dự thảo")
    ISSUED = "issued", _("đã ban hành")


class PaperCopy(models.TextChoices):
    """What kind of copy proves that a paper was issued."""

    SIGNED = "signed", _("bản ký số")
    SCAN = "scan", _("bản quét")


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    level=pgtrigger.Statement,
    fields=["version", "subject", "signer", "position", "number", "symbol", "issued_on", "state"],
    model_name="OutgoingPaperEvent",
    context_field=pghistory.ContextForeignKey(db_index=False),
)
class OutgoingPaper(models.Model):
    """A paper that treem drafted for a body and the agency's own document system issues.

    Number, day and signer are written down afterwards, with the signed file; from then on the row cannot be changed,
    and a correction is a new paper that ``replaces`` it. ``origin_kind`` and ``origin_uuid`` name what it was made
    from ("reporting.report"), ``sha256`` is of the drafted file.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    body = models.ForeignKey(
        "organisations.Body", models.PROTECT, related_name="+", verbose_name=_("cơ quan ban hành")
    )
    type = models.CharField(_("loại văn bản"), max_length=60, blank=True)
    subject = models.CharField(_("trích yếu"), max_length=500)
    origin_kind = models.CharField(max_length=60)
    origin_uuid = models.UUIDField()
    sha256 = models.CharField(_("dấu vân tay của bản dự thảo"), max_length=64, blank=True)
    state = models.CharField(_("trạng thái"), max_length=8, choices=PaperState, default=PaperState.DRAFT)
    prepared_at = models.DateTimeField(_("lập lúc"))
    prepared_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, related_name="+", verbose_name=_("người lập")
    )
    number = models.CharField(_("số"), max_length=11, blank=True)
    symbol = models.CharField(_("ký hiệu"), max_length=30)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, editable=False)
    """Of the day of issue: numbers begin again each year."""
    signer = models.CharField(_("người ký"), max_length=120, blank=True)
    position = models.CharField(_("chức vụ người ký"), max_length=160, blank=True)
    copy = models.CharField(_("bản lưu"), max_length=8, choices=PaperCopy, blank=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(_("ghi nhận lúc"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        "organisations.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người ghi nhận"),
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("thay cho")
    )
    replaced_why = models.CharField(_("lý do thay"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("văn bản đi")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PaperState.DRAFT)
                | (
                    ~Q(number="")
                    & ~Q(signer="")
                    & ~Q(copy="")
                    & Q(issued_on__isnull=False)
                    & Q(year__isnull=False)
                    & Q(file__isnull=False)
                    & Q(recorded_at__isnull=False)
                ),
                name="documents_paper_issued",
            ),
            # The decree wants an alarm when number and symbol repeat: here they cannot.
            models.UniqueConstraint(
                fields=["body", "year", "number", "symbol"],
                condition=Q(state="issued"),
                name="documents_paper_number_once",
            ),
            models.UniqueConstraint(
                fields=["origin_kind", "origin_uuid"],
                condition=Q(replaces__isnull=True),
                name="documents_paper_origin_once",
            ),
        ]
        indexes = [models.Index(fields=["body", "-prepared_at"], name="documents_paper_body")]
        triggers = [
            pgtrigger.Protect(
                name="issued_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="issued"),
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def issued(self) -> bool:
        return self.state == PaperState.ISSUED

    @property
    def number_symbol(self) -> str:
        """«05/BC-SYT», or «…/BC-SYT» while it has no number."""
        return f"{self.number or '…'}/{self.symbol}"

    @property
    def label(self) -> str:
        """How people name it: «Báo cáo số 05/BC-SYT»."""
        return f"{self.type or _('Công văn')} {_('số')} {self.number_symbol}"


class PaperCheck(models.Model):
    """What a check of the issued file's signatures found. Only ever added: trust roots may come later."""

    id = models.BigAutoField(primary_key=True)
    paper = models.ForeignKey(OutgoingPaper, models.PROTECT, related_name="checks")
    body_id = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.User", models.PROTECT, null=True, related_name="+")
    found = models.JSONField()

    class Meta:
        verbose_name = _("kết quả kiểm tra chữ ký số")
        indexes = [models.Index(fields=["paper", "-at"], name="documents_papercheck_paper")]

    def __str__(self) -> str:
        return f"{self.paper} ({self.at})"
