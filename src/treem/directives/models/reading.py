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
    PRESENTED = "presented", _("chờ ban hành")
    ISSUED = "issued", _("đã ban hành nhiệm vụ")
    SUPERSEDED = "superseded", _("đã có bản thay thế")
    WITHDRAWN = "withdrawn", _("đã rút, trở lại bản trước")


OPEN = (ReadingState.READING, ReadingState.REVIEW, ReadingState.PRESENTED)
"""States in which a review is still going on."""


class Reading(models.Model):
    """One reading of one edition of a document by one version of the reader; ``result`` stays as it was read."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    result = models.JSONField(_("kết quả đọc"))
    schema = models.PositiveSmallIntegerField(default=1)
    reader_version = models.CharField(max_length=40, blank=True)
    edition = models.PositiveSmallIntegerField(_("bản"), default=1)
    """Which file of the document was read; a replacement is the next one."""
    earlier = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    """The reading of the edition before, whose decisions were carried over."""
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=ReadingState, default=ReadingState.REVIEW
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    keeper = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, related_name="+", verbose_name=_("người phụ trách")
    )
    """Who sees the review through; a hand-over moves it. At first whoever took the document in."""
    presented_at = models.DateTimeField(_("trình lúc"), null=True, blank=True)
    presented_by = models.ForeignKey(
        "organisations.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người trình"),
    )
    issued_at = models.DateTimeField(_("ban hành lúc"), null=True, blank=True)
    issued_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    back_asked_at = models.DateTimeField(_("đề nghị trở lại bản trước lúc"), null=True, blank=True)
    back_asked_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    back_why = models.TextField(_("vì sao trở lại bản trước"), blank=True)
    """A wrong edition that others are bound by: one person asks for the way back, with the reason, another decides."""

    class Meta:
        verbose_name = _("lần đọc văn bản")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ReadingState.ISSUED) | Q(issued_at__isnull=False),
                name="directives_reading_issued",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReadingState.PRESENTED)
                | Q(presented_at__isnull=False, presented_by__isnull=False),
                name="directives_reading_presented",
            ),
            models.CheckConstraint(
                condition=Q(back_asked_at__isnull=True, back_asked_by__isnull=True)
                | Q(back_asked_at__isnull=False, back_asked_by__isnull=False) & ~Q(back_why=""),
                name="directives_reading_asked_back",
            ),
            # One open review a document: two people would otherwise confirm the same duties twice.
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(state__in=OPEN),
                name="directives_one_open_reading",
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="directives_reading_state")]

    def __str__(self) -> str:
        return f"{self.document_id} ({self.get_state_display()})"

    @property
    def reviewed_now(self) -> bool:
        """Whether its findings may be decided on: not once it is presented, issued or superseded."""
        return self.state == ReadingState.REVIEW


class RecutKind(models.TextChoices):
    SPLIT = "split", _("tách")
    MERGE = "merge", _("gộp")


class Recut(models.Model):
    """A person cut a finding in two, or joined two. What was before stays, without counting, until it is undone."""

    id = models.BigAutoField(primary_key=True)
    reading = models.ForeignKey(Reading, models.PROTECT, related_name="recuts")
    kind = models.CharField(_("cách làm"), max_length=5, choices=RecutKind)
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(_("hoàn tác lúc"), null=True, blank=True)
    undone_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("lần tách, gộp")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.at})"


class UploadState(models.TextChoices):
    WAITING = "waiting", _("chờ đọc")
    READING = "reading", _("đang đọc")
    DONE = "done", _("đã đọc")
    REFUSED = "refused", _("không đọc được")


class Upload(models.Model):
    """A file that takes long to read (a scan, an old Word file, many pages): kept first, read by a job, tried again.

    ``replaces``: the reading in whose place the one of this file comes, with the reason.

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
    replaces = models.ForeignKey(Reading, models.PROTECT, null=True, blank=True, related_name="+")
    replaces_why = models.CharField(_("vì sao thay thế"), max_length=500, blank=True)
    replaces_sure = models.BooleanField(default=False)
    """A person has said that it is the same document although it does not look like it."""

    class Meta:
        verbose_name = _("tệp chờ đọc")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(why=""), name="directives_upload_refused_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(reading__isnull=False), name="directives_upload_done"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, replaces_why="")
                | Q(replaces__isnull=False) & ~Q(replaces_why=""),
                name="directives_upload_replaces_says_why",
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


class Carried(models.TextChoices):
    """How a finding stands to the edition before."""

    SAME = "same", _("Giữ nguyên")
    CHANGED = "changed", _("Có thay đổi")
    GONE = "gone", _("Không còn trong bản mới")


class Item(models.Model):
    """One finding: what the machine proposes (``payload``), what a person made of it (``edited``).

    ``live``: it counts. A finding that was split or merged, and the parts of a cut that was undone, do not, and stay.
    ``stands_for``: the duty issued from the edition before that this finding is about.
    """

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
    live = models.BooleanField(default=True)
    made_in = models.ForeignKey(Recut, models.PROTECT, null=True, blank=True, related_name="after")
    replaced_in = models.ForeignKey(Recut, models.PROTECT, null=True, blank=True, related_name="before")
    earlier = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later")
    carried = models.CharField(_("so với bản trước"), max_length=8, choices=Carried, blank=True)
    stands_for = models.UUIDField(null=True, blank=True)
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
            models.CheckConstraint(
                condition=Q(carried="") | Q(earlier__isnull=False), name="directives_item_carried"
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

    @property
    def place(self) -> tuple[int, int]:
        """Its place in the text, for putting findings in order."""
        start = self.payload.get("start")
        return (start if isinstance(start, int) else 0, self.position)

    @property
    def from_a_person(self) -> bool:
        """Whether a person marked it in the text, where the machine had found nothing."""
        return bool(self.payload.get("added"))

    @property
    def touches_issued(self) -> bool:
        """Whether accepting it changes or withdraws a duty that bodies have already."""
        return self.stands_for is not None and self.carried in (Carried.CHANGED, Carried.GONE)


class Act(models.TextChoices):
    """What a person did in a review."""

    ACCEPTED = "accepted", _("Chấp nhận")
    CORRECTED = "corrected", _("Sửa và chấp nhận")
    REJECTED = "rejected", _("Bỏ")
    PROPOSED = "proposed", _("Mở lại để xem")
    SPLIT = "split", _("Tách")
    MERGED = "merged", _("Gộp")
    UNDONE = "undone", _("Hoàn tác tách, gộp")
    ADDED = "added", _("Thêm nhiệm vụ máy bỏ sót")
    CARRIED = "carried", _("Giữ nguyên từ bản trước")
    REPLACED = "replaced", _("Đưa bản thay thế vào")
    PRESENTED = "presented", _("Trình ban hành")
    TAKEN_BACK = "taken_back", _("Rút lại để xem thêm")
    RETURNED = "returned", _("Trả lại")
    ISSUED = "issued", _("Ban hành nhiệm vụ")
    ASKED_BACK = "asked_back", _("Đề nghị trở lại bản trước")
    STAYED = "stayed", _("Không trở lại bản trước")
    WITHDRAWN = "withdrawn", _("Rút bản này, trở lại bản trước")
    RESTORED = "restored", _("Trở lại là bản đang dùng")


class Step(models.Model):
    """One line of the history of a review. Only ever added."""

    id = models.BigAutoField(primary_key=True)
    reading = models.ForeignKey(Reading, models.PROTECT, related_name="steps")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    act = models.CharField(_("việc đã làm"), max_length=10, choices=Act)
    note = models.TextField(_("lý do, ghi chú"), blank=True)

    class Meta:
        verbose_name = _("bước xem văn bản")
        indexes = [models.Index(fields=["reading", "at"], name="directives_step_reading")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} ({self.at})"
