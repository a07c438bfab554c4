"""What the reader found in a document, and what a person decided about each finding."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReadingState(models.TextChoices):
    READING = "reading", _("đang đọc")
    REVIEW = "review", _("chờ xem")
    ISSUED = "issued", _("đã ban hành nhiệm vụ")


class Reading(models.Model):
    """One reading of one document by one version of the reader; ``result`` stays as it was read."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    result = models.JSONField(_("kết quả đọc"))
    schema = models.PositiveSmallIntegerField(default=1)
    reader_version = models.CharField(max_length=40, blank=True)
    state = models.CharField(_("trạng thái"), max_length=8, choices=ReadingState, default=ReadingState.REVIEW)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    keeper = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, related_name="+", verbose_name=_("người phụ trách")
    )
    """Who sees the review through; a hand-over moves it. At first whoever took the document in."""
    issued_at = models.DateTimeField(_("ban hành lúc"), null=True, blank=True)
    issued_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("lần đọc văn bản")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ReadingState.ISSUED) | Q(issued_at__isnull=False),
                name="directives_reading_issued",
            ),
            # One open review a document: two people would otherwise confirm the same duties twice.
            models.UniqueConstraint(
                fields=["document"],
                condition=~Q(state=ReadingState.ISSUED),
                name="directives_one_open_reading",
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="directives_reading_state")]

    def __str__(self) -> str:
        return f"{self.document_id} ({self.get_state_display()})"


class UploadState(models.TextChoices):
    WAITING = "waiting", _("chờ đọc")
    READING = "reading", _("đang đọc")
    DONE = "done", _("đã đọc")
    REFUSED = "refused", _("không đọc được")


class Upload(models.Model):
    """A file that takes long to read (a scan, an old Word file, many pages): kept first, read by a job, tried again.

    Belongs to no body: whoever takes documents in for the lead agency sees all of them, as with readings.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    file_name = models.CharField(_("tên tệp"), max_length=255)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("trạng thái"), max_length=8, choices=UploadState, default=UploadState.WAITING)
    why = models.TextField(_("vì sao không đọc được"), blank=True)
    pages_done = models.PositiveIntegerField(null=True, blank=True)
    pages_total = models.PositiveIntegerField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(_("đưa vào lúc"))
    asked_at = models.DateTimeField(_("yêu cầu đọc lúc"))
    finished_at = models.DateTimeField(_("đọc xong lúc"), null=True, blank=True)
    created_by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    reading = models.ForeignKey(Reading, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("tệp chờ đọc")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(why=""), name="directives_upload_refused_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(reading__isnull=False), name="directives_upload_done"
            ),
            models.UniqueConstraint(
                fields=["sha256"],
                condition=Q(state__in=["waiting", "reading"]),
                name="directives_upload_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="directives_upload_state")]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"

    @property
    def under_way(self) -> bool:
        """Whether it waits to be read or is being read."""
        return self.state in (UploadState.WAITING, UploadState.READING)


class ItemKind(models.TextChoices):
    METADATA = "metadata", _("Thông tin văn bản")
    OBLIGATION = "obligation", _("Nhiệm vụ")
    TARGET = "target", _("Chỉ tiêu kế hoạch")
    REPORTING = "reporting", _("Chế độ báo cáo")
    CITATION = "citation", _("Căn cứ")


class ItemState(models.TextChoices):
    PROPOSED = "proposed", _("Chưa xem")
    ACCEPTED = "accepted", _("Đã chấp nhận")
    CORRECTED = "corrected", _("Đã sửa")
    REJECTED = "rejected", _("Đã bỏ")


class Item(models.Model):
    """One finding: what the machine proposes (``payload``), what a person made of it (``edited``)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    reading = models.ForeignKey(Reading, models.PROTECT, related_name="items")
    kind = models.CharField(_("loại"), max_length=10, choices=ItemKind)
    position = models.PositiveIntegerField(_("thứ tự"))
    payload = models.JSONField(_("đề xuất"))
    edited = models.JSONField(_("nội dung đã sửa"), null=True, blank=True)
    chosen_bodies = models.JSONField(
        _("đơn vị được chọn"), null=True, blank=True, help_text=_("Mã số đơn vị, khi một người đã chọn.")
    )
    state = models.CharField(_("trạng thái"), max_length=10, choices=ItemState, default=ItemState.PROPOSED)
    confidence = models.FloatField(_("độ chắc chắn"), default=1.0)
    note = models.TextField(_("ghi chú"), blank=True)
    decided_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("nội dung đọc được")
        constraints = [
            models.UniqueConstraint(fields=["reading", "kind", "position"], name="directives_item_once"),
            models.CheckConstraint(
                condition=Q(state=ItemState.PROPOSED)
                | (Q(decided_at__isnull=False) & Q(decided_by__isnull=False)),
                name="directives_item_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state=ItemState.CORRECTED) | Q(edited__isnull=False),
                name="directives_item_corrected",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.position}"

    @property
    def content(self) -> dict[str, Any]:
        """What holds: the corrected content where there is one, else the proposal."""
        found: dict[str, Any] = self.payload if self.edited is None else self.edited
        return found

    @property
    def decided(self) -> bool:
        """Whether a person has said anything about it."""
        return self.state != ItemState.PROPOSED

    @property
    def kept(self) -> bool:
        """Whether a person wants it to count."""
        return self.state in (ItemState.ACCEPTED, ItemState.CORRECTED)
