"""How a body passes a directive on: its own plan or letter, the duties taken over or left out, and each draft as it was.

The rows belong to the body that drafts. What an issued paper of the province says is read by everybody (``published``),
so that a commune sees where its duties come from; what a commune or an agency plans stays with it and with those above.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date


class CascadeKind(models.TextChoices):
    PLAN = "plan", _("Kế hoạch")
    LETTER = "letter", _("Công văn")


class CascadeState(models.TextChoices):
    DRAFT = "draft", _("đang soạn")
    PENDING = "pending", _("chờ duyệt")
    APPROVED = "approved", _("đã duyệt nội bộ")
    ISSUED = "issued", _("đã ban hành")
    DECLINED = "declined", _("không lập văn bản riêng")
    DROPPED = "dropped", _("đã bỏ")


OPEN_STATES = (CascadeState.DRAFT, CascadeState.PENDING, CascadeState.APPROVED)


class Cascade(models.Model):
    """A body's own plan or letter that passes one document on (văn bản triển khai), from draft to issue.

    ``body`` drafts and owns it; ``issuer`` signs it: the body itself, or the one above for which it drafts. A click of
    approval is internal; the issue is recorded afterwards with the signed file, as of every outgoing paper.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, related_name="+", verbose_name=_("văn bản cấp trên")
    )
    body = models.ForeignKey(
        "organisations.Body", models.PROTECT, related_name="+", verbose_name=_("đơn vị soạn")
    )
    issuer = models.ForeignKey(
        "organisations.Body", models.PROTECT, related_name="+", verbose_name=_("cơ quan ban hành")
    )
    kind = models.CharField(_("hình thức"), max_length=6, choices=CascadeKind, default=CascadeKind.PLAN)
    subject = models.CharField(_("trích yếu"), max_length=500, blank=True)
    opening = models.TextField(_("lời dẫn"), blank=True)
    further_bases = models.TextField(_("căn cứ khác"), blank=True)
    addressees = models.TextField(_("kính gửi"), blank=True)
    recipients = models.TextField(_("nơi nhận"), blank=True)
    signing = models.CharField(_("thẩm quyền ký"), max_length=30, blank=True)
    signer = models.CharField(_("người ký"), max_length=120, blank=True)
    days_earlier = models.PositiveSmallIntegerField(_("hạn nội bộ sớm hơn"), default=0)
    state = models.CharField(_("trạng thái"), max_length=8, choices=CascadeState, default=CascadeState.DRAFT)
    reason = models.TextField(_("lý do"), blank=True)
    published = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("lập lúc"))
    created_by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    presented_at = models.DateTimeField(_("trình lúc"), null=True, blank=True)
    presented_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("duyệt lúc"), null=True, blank=True)
    approved_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(_("ghi nhận ban hành lúc"), null=True, blank=True)
    issued_document = models.ForeignKey(
        "documents.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("văn bản đã ban hành"),
    )

    class Meta:
        verbose_name = _("văn bản triển khai")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "body"],
                condition=Q(state__in=["draft", "pending", "approved", "declined"]),
                name="directives_cascade_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | Q(issued_document__isnull=False),
                name="directives_cascade_issued",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="directives_cascade_declined"
            ),
        ]
        indexes = [models.Index(fields=["document", "state"], name="directives_cascade_document")]

    def __str__(self) -> str:
        return self.title[:160]

    @property
    def title(self) -> str:
        """«Kế hoạch triển khai thực hiện …», or the body's word that it makes none."""
        if self.state == CascadeState.DECLINED:
            return str(_("Không lập văn bản riêng"))
        return f"{self.get_kind_display()} {self.subject}"

    @property
    def open(self) -> bool:
        """Neither issued nor given up."""
        return self.state in OPEN_STATES

    @property
    def editable(self) -> bool:
        return self.state == CascadeState.DRAFT


class CascadeDuty(models.Model):
    """One line of it: a duty from above that was taken over (``taken``) or left out, or a duty of the body's own.

    ``own`` is the duty that the issue made of it: upstream duty, line, own duty are the chain.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    cascade = models.ForeignKey(Cascade, models.PROTECT, related_name="duties")
    body_id = models.BigIntegerField()
    published = models.BooleanField(default=False)
    position = models.PositiveIntegerField(_("thứ tự"))
    obligation = models.ForeignKey(
        "duties.Obligation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    own = models.ForeignKey("duties.Obligation", models.PROTECT, null=True, blank=True, related_name="+")
    taken = models.BooleanField(_("đưa vào"), default=True)
    why_not = models.CharField(_("lý do không đưa vào"), max_length=500, blank=True)
    text = models.TextField(_("nội dung"))
    role = models.CharField(_("vai trò"), max_length=12, default="implement")
    bodies = models.JSONField(_("đơn vị thực hiện"), default=list, blank=True)
    person = models.ForeignKey(
        "organisations.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người phụ trách"),
    )
    who_words = models.CharField(_("ghi thêm về người, đơn vị thực hiện"), max_length=300, blank=True)
    due_on = models.DateField(_("hạn nội bộ"), null=True, blank=True)
    limit_on = models.DateField(_("ngày cuối theo văn bản cấp trên"), null=True, blank=True)
    """The last day that is still in time for the superior: no internal deadline goes beyond it."""

    class Meta:
        verbose_name = _("nhiệm vụ triển khai")
        constraints = [
            models.UniqueConstraint(
                fields=["cascade", "obligation"],
                condition=Q(obligation__isnull=False),
                name="directives_cascadeduty_once",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True)
                | Q(limit_on__isnull=True)
                | Q(due_on__lte=models.F("limit_on")),
                name="directives_cascadeduty_not_later",
            ),
        ]
        indexes = [
            models.Index(fields=["obligation"], name="directives_cascadeduty_up"),
            models.Index(fields=["own"], name="directives_cascadeduty_own"),
        ]

    def __str__(self) -> str:
        return self.text[:120]

    @property
    def lead_days(self) -> int:
        """By how many days it is to be done before the superior's last day."""
        first: date | None = self.due_on
        return (self.limit_on - first).days if first and self.limit_on else 0


class CascadeVersion(models.Model):
    """A draft as it was on paper (bản dự thảo 1, 2 …): frozen values, and the files made from them. Only ever added."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cascade = models.ForeignKey(Cascade, models.PROTECT, related_name="versions")
    body_id = models.BigIntegerField()
    number = models.PositiveIntegerField(_("bản"))
    data = models.JSONField()
    sha256 = models.CharField(max_length=64)
    docx = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    pdf = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("lập lúc"))
    by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("bản dự thảo văn bản triển khai")
        constraints = [
            models.UniqueConstraint(fields=["cascade", "number"], name="directives_cascadeversion_once")
        ]

    def __str__(self) -> str:
        return f"{self.cascade_id}: {self.number}"


class CascadeCall(models.Model):
    """What the lead agency says about a document: whether bodies make a paper of their own from it, and by when.

    Without a row the type of the document and the words of its duties tell (``law/letters/cascade.toml``).
    """

    id = models.BigAutoField(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    document = models.OneToOneField("documents.Document", models.PROTECT, related_name="+")
    wanted = models.BooleanField(_("yêu cầu đơn vị lập văn bản triển khai"), default=True)
    due_on = models.DateField(_("ban hành chậm nhất ngày"), null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("yêu cầu triển khai văn bản")

    def __str__(self) -> str:
        return f"{self.document_id}: {self.wanted}"
