"""The register of official documents, and what each of them rests on.

A document is kept with its text as it was read (NFC) and with its letterhead as it is written; what the system
makes of the writing (a date, a body) stands beside the writing and never replaces it.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from treem.documents import rules
from treem.kernel.vietnamese import fold


class DocumentState(models.TextChoices):
    DRAFT = "draft", _("chờ xác nhận")
    CONFIRMED = "confirmed", _("đã xác nhận")
    ISSUED = "issued", _("đã ban hành nhiệm vụ")


class Direction(models.TextChoices):
    """Seen from the lead agency, whose register it is."""

    IN = "in", _("văn bản đến")
    OUT = "out", _("văn bản của cơ quan")


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
    direction = models.CharField(_("chiều"), max_length=3, choices=Direction, default=Direction.IN)
    number_key = models.CharField(max_length=100, blank=True, editable=False)
    issuer_key = models.CharField(max_length=400, blank=True, editable=False)
    search_key = models.TextField(blank=True, editable=False)
    identity = models.CharField(max_length=600, null=True, unique=True, editable=False)
    """Number, day and issuer where all three are known: each such document is held once. Of the edition that stands: what an
    earlier one bore is free again."""

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
            models.Index(fields=["number_key"], name="documents_number_key"),
            models.Index(fields=["issued_on", "id"], name="documents_issued_on"),
            models.Index(fields=["-received_at"], name="documents_received"),
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What is compared and searched follows from what is written."""
        if kwargs.get("update_fields") is None:
            self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Fold what documents are compared and searched by."""
        self.number_key = rules.number_key(self.number_symbol) if self.has_number else ""
        self.issuer_key = rules.issuer_key(self.issuer)[:400]
        words = (self.type, self.number_symbol, self.subject, self.issuer, self.parent_issuer)
        self.search_key = fold(" ".join(" ".join(words).split()))
        known = bool(self.number_key and self.issued_on and self.issuer_key)
        self.identity = f"{self.number_key}|{self.issued_on}|{self.issuer_key}" if known else None

    @property
    def has_number(self) -> bool:
        """Whether the number is given: a draft has a symbol alone."""
        return self.number_symbol[:1].isdigit()

    @property
    def named(self) -> rules.Named:
        """As it is compared with what others cite."""
        issuer = self.issuer or self.parent_issuer
        return rules.Named(
            self.number_symbol if self.has_number else "",
            self.issued_on,
            rules.year_in(self.issued_text),
            issuer,
        )

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
    """A file of a document that stands no more: replaced, or withdrawn because it was a wrong replacement. Only ever
    added. A file that came back and was replaced again has a row for each time."""

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
    withdrawn = models.BooleanField(_("đã rút"), default=False)
    """A wrong replacement: the earlier edition came back in its place. Its file is that of no document any more."""

    class Meta:
        verbose_name = _("bản trước của văn bản")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number", "replaced_at"], name="documents_edition_once_at"
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="documents_edition_sha256")]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.number}"


class Relation(models.TextChoices):
    """What a document has to do with one it cites."""

    BASIS = rules.BASIS, _("căn cứ")
    IMPLEMENTS = rules.IMPLEMENTS, _("thực hiện")
    AMENDS = rules.AMENDS, _("sửa đổi, bổ sung")
    REPLACES = rules.REPLACES, _("thay thế")
    REPEALS = rules.REPEALS, _("bãi bỏ")
    OTHER = rules.OTHER, _("nhắc đến")


class Match(models.TextChoices):
    """How a citation stands to the register."""

    NONE = "", _("chưa có trong sổ")
    MACHINE = "machine", _("máy ghép theo số, ngày, cơ quan")
    OPEN = "open", _("cần người chọn")
    PERSON = "person", _("đã có người chọn")
    ABSENT = "absent", _("đã có người xem: chưa có trong sổ")


class Citation(models.Model):
    """An edge of the citation graph: this document names that one, as written, with the doubt about it.

    ``relation`` is the wording before it, ``relation_kind`` what it comes to. Which document of the register it is, the
    machine says only where nothing else fits (``match``); what a person has said about it the machine leaves alone.
    """

    id = models.BigAutoField(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    finding = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    """The finding of the review that it was read as."""
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
    relation = models.CharField(_("quan hệ ghi trong văn bản"), max_length=60, blank=True)
    relation_kind = models.CharField(_("quan hệ"), max_length=10, choices=Relation, default=Relation.OTHER)
    cited_key = models.CharField(max_length=300, blank=True, editable=False)
    """The folded number; of a law cited by its name «~» and the folded name."""
    match = models.CharField(_("ghép với sổ văn bản"), max_length=8, choices=Match, blank=True)
    matched_at = models.DateTimeField(_("ghép lúc"), null=True, blank=True)
    matched_by = models.ForeignKey(
        "organisations.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người ghép"),
    )
    rejected = models.BooleanField(_("không phải viện dẫn"), default=False)
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
                condition=Q(finding__isnull=True),  # a finding moves with the words from edition to edition
                name="documents_citation_once",
            ),
            models.CheckConstraint(condition=Q(end__gte=models.F("start")), name="documents_citation_span"),
        ]
        indexes = [models.Index(fields=["cited_key"], name="documents_citation_key")]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What is compared follows from what is written."""
        if kwargs.get("update_fields") is None:
            self.cited_key = (
                rules.number_key(self.number_symbol) or f"~{fold(' '.join(self.title.split()))}"[:300]
            )
        super().save(*args, **kwargs)

    @property
    def named(self) -> rules.Named:
        """As it is compared with the register."""
        return rules.Named(self.number_symbol, self.issued_on, rules.year_in(self.date_text), self.issuer)

    @property
    def suggestion(self) -> rules.Named | None:
        """The same as the reader suspects that it should have been written; None without a suspicion."""
        if not self.suggested:
            return None
        number = str(self.suggested.get("number_symbol") or self.number_symbol)
        day = rules.day_or_none(str(self.suggested.get("date") or self.date_text))
        return rules.Named(number, day, rules.year_in(self.date_text), self.issuer)

    @property
    def by_person(self) -> bool:
        """Whether a person has said which document it is."""
        return self.match in (Match.PERSON, Match.ABSENT)

    @property
    def label(self) -> str:
        """How people name the cited document: «Quyết định 06/QĐ-TTg», or the law by its name."""
        if not self.number_symbol:
            return self.title or self.raw
        return f"{self.type or _('Văn bản')} {self.number_symbol}"
