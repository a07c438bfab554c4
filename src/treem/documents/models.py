"""The register of official documents, what each of them rests on, and the papers that go out.

A document is kept with its text as it was read (NFC) and with its letterhead as it is written; what the system
makes of the writing (a date, a body) stands beside the writing and never replaces it.
"""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DocumentState(models.TextChoices):
    DRAFT = "draft", _("chờ xác nhận")
    CONFIRMED = "confirmed", _("đã xác nhận")


class Document(models.Model):
    """One official document that came down or is cited, as a person confirmed it."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    type = models.CharField(_("loại văn bản"), max_length=60, blank=True)
    number = models.CharField(_("số"), max_length=40, blank=True)
    symbol = models.CharField(_("ký hiệu"), max_length=60, blank=True)
    number_symbol = models.CharField(_("số, ký hiệu"), max_length=100, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    issued_text = models.CharField(_("ngày ghi trên văn bản"), max_length=60, blank=True)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=300, blank=True)
    parent_issuer = models.CharField(_("cơ quan chủ quản"), max_length=300, blank=True)
    issuer_body = models.ForeignKey(
        "organisations.Body",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cơ quan ban hành"),
    )
    subject = models.TextField(_("trích yếu"), blank=True)
    signer = models.CharField(_("người ký"), max_length=120, blank=True)
    capacity = models.CharField(_("quyền hạn ký"), max_length=60, blank=True)
    position = models.CharField(_("chức vụ người ký"), max_length=160, blank=True)
    place = models.CharField(_("địa danh"), max_length=120, blank=True)
    text = models.TextField(_("toàn văn"), blank=True, help_text=_("Chữ Unicode dựng sẵn (NFC)."))
    file_name = models.CharField(_("tên tệp"), max_length=255, blank=True)
    file = models.ForeignKey(
        "files.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tệp gốc"),
    )
    sha256 = models.CharField(_("dấu vân tay của tệp"), max_length=64, unique=True)
    edition = models.PositiveSmallIntegerField(_("bản"), default=1)
    """Counts the files of this record: a replacement is the next edition, the earlier ones stay readable."""
    received_at = models.DateTimeField(_("nhận lúc"))
    received_by = models.ForeignKey(
        "organisations.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người nhận"),
    )
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=DocumentState, default=DocumentState.DRAFT
    )
    effective_on = models.DateField(_("có hiệu lực từ ngày"), null=True, blank=True)
    replaced_on = models.DateField(_("hết hiệu lực từ ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("văn bản")
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_on__isnull=True)
                | Q(replaced_on__isnull=True)
                | Q(replaced_on__gte=models.F("effective_on")),
                name="documents_document_period",
            ),
        ]
        indexes = [
            models.Index(fields=["number_symbol"], name="documents_number_symbol"),
            models.Index(fields=["-received_at"], name="documents_received"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """How people name it: «Kế hoạch số 164/KH-UBND ngày 22/5/2026», as far as it is known."""
        parts = [self.type or str(_("Văn bản"))]
        if self.number_symbol:
            # A draft has its number still blank: the symbol alone would read like a number.
            parts.append(f"số {self.number_symbol}" if self.number else f"số …/{self.symbol}")
        if self.issued_on:
            day = self.issued_on
            # Nghị định 30/2020: days below 10 and months 1, 2 are written with a zero.
            parts.append(
                f"ngày {day.day:02d}/{f'{day.month:02d}' if day.month < 3 else day.month}/{day.year}"
            )
        if len(parts) == 1:
            # Neither number nor day is told: who sent it, or what it is about, says more than the name of a file.
            known = f"của {self.issuer}" if self.issuer else self.subject[:60]
            parts.append(known or f"({self.file_name})")
        return " ".join(parts)


class Edition(models.Model):
    """An earlier file of a document, as it was before a replacement came. Only ever added."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("bản"))
    text = models.TextField(_("toàn văn"), blank=True)
    file_name = models.CharField(_("tên tệp"), max_length=255, blank=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(_("dấu vân tay của tệp"), max_length=64)
    received_at = models.DateTimeField(_("nhận lúc"))
    received_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaced_at = models.DateTimeField(_("thay lúc"))
    replaced_by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    why = models.CharField(_("lý do thay"), max_length=500)

    class Meta:
        verbose_name = _("bản trước của văn bản")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="documents_edition_once"),
            models.UniqueConstraint(fields=["sha256"], name="documents_edition_file"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.number}"


class Citation(models.Model):
    """An edge of the citation graph: this document names that one, as written, with the doubt about it."""

    id = models.BigAutoField(primary_key=True)
    from_document = models.ForeignKey(Document, models.PROTECT, related_name="citations")
    to_document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="cited_by")
    kind = models.CharField(_("cách nêu"), max_length=10, default="full")
    raw = models.TextField(_("nguyên văn"))
    type = models.CharField(_("loại văn bản"), max_length=60, blank=True)
    number_symbol = models.CharField(_("số, ký hiệu"), max_length=100, blank=True)
    date_text = models.CharField(_("ngày ghi trong văn bản"), max_length=60, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=300, blank=True)
    title = models.TextField(_("tên văn bản"), blank=True)
    relation = models.CharField(_("quan hệ"), max_length=60, blank=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    flags = models.JSONField(default=list, blank=True)
    suggested = models.JSONField(default=dict, blank=True)
    confirmed = models.BooleanField(_("đã có người xác nhận"), default=False)

    class Meta:
        verbose_name = _("văn bản được viện dẫn")
        constraints = [
            models.UniqueConstraint(
                fields=["from_document", "start", "end", "number_symbol", "date_text"],
                name="documents_citation_once",
            ),
            models.CheckConstraint(condition=Q(end__gte=models.F("start")), name="documents_citation_span"),
        ]
        indexes = [models.Index(fields=["number_symbol"], name="documents_citation_number")]

    def __str__(self) -> str:
        return self.raw


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
