"""Targets of plans, and the values that agencies give for them. Rooms count what can be counted; of a count only the
province's sum is kept here, as a point of its year."""

from __future__ import annotations

import uuid
from decimal import Decimal
from fractions import Fraction

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from treem.indicators import rules
from treem.kernel.periods import Period, parse_period
from treem.kernel.ratio import Ratio


class Comparator(models.TextChoices):
    """How a value is held against its target (design: closed list of ``read``)."""

    LT = "lt", _("dưới")
    LE = "le", _("không quá")
    GT = "gt", _("trên")
    GE = "ge", _("đạt ít nhất")
    EQ = "eq", _("đạt")
    RANGE = "range", _("từ … đến …")
    REDUCE_BY = "reduce_by", _("giảm")
    APPROX = "approx", _("khoảng")


class PlanTarget(models.Model):
    """A target of one plan (chỉ tiêu kế hoạch): it belongs to a document and to the unit that set it.

    ``indicator_key`` ties it to the catalogue when a person or a sure rule has found which indicator it is;
    ``horizon`` is the year by which it is wanted, and a later year means no number for this one.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    owner = models.ForeignKey("organisations.Body", models.PROTECT, null=True, related_name="+")
    number = models.CharField(_("số"), max_length=12)
    part = models.CharField(_("ý"), max_length=4, blank=True)
    name = models.CharField(_("tên chỉ tiêu kế hoạch"), max_length=400)
    comparator = models.CharField(max_length=12, choices=Comparator)
    value = models.DecimalField(_("mức"), max_digits=18, decimal_places=6, null=True)
    upper = models.DecimalField(_("mức trên"), max_digits=18, decimal_places=6, null=True)
    unit = models.CharField(_("đơn vị tính"), max_length=80, blank=True)
    horizon = models.CharField(_("đến năm"), max_length=10, blank=True)
    lead_written = models.CharField(_("chủ trì (như văn bản)"), max_length=300, blank=True)
    lead = models.ForeignKey("organisations.Body", models.PROTECT, null=True, related_name="+")
    indicator_key = models.CharField(max_length=80, blank=True)
    flags = models.JSONField(default=list)
    adopted_by_id = models.BigIntegerField()
    adopted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(_("rời kế hoạch lúc"), null=True, blank=True)
    """Since when the document sets it no more: it leaves the board, its figures stay."""
    withdrawn_by_id = models.BigIntegerField(null=True, blank=True)
    withdrawn_why = models.CharField(_("vì sao rời kế hoạch"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number", "part", "horizon"], name="indicators_target_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_why=""),
                name="indicators_target_withdrawn_says_why",
            ),
        ]

    @property
    def level(self) -> Decimal | None:
        """The wanted value without trailing zeros."""
        return _plain(self.value)

    @property
    def upper_level(self) -> Decimal | None:
        """The upper value without trailing zeros."""
        return _plain(self.upper)

    @property
    def unit_words(self) -> str:
        """The unit as screens write it: ‰, /100.000, %, or the plan's own words."""
        return {"per_1000": "‰", "per_100000": "/100.000"}.get(self.unit, self.unit)

    @property
    def label(self) -> str:
        """As people call it: 15a."""
        return f"{self.number}{self.part}"

    @property
    def in_text(self) -> bool:
        """Stated in the text of the plan, outside its numbered list."""
        return "in_text" in self.flags

    @property
    def base(self) -> int | None:
        """What the rate is reckoned on; None for a plain value."""
        return rules.base_of(self.unit, self.comparator)

    @property
    def value_unit(self) -> str:
        """The unit of a value: of a yearly fall the rate itself is typed, in per cent."""
        return "%" if self.comparator == Comparator.REDUCE_BY else self.unit_words


class TargetChange(models.Model):
    """That an edition of a document brought a target, changed it, dropped it or took it up again, and what it was before
    (empty for one that was brought). Only ever added."""

    id = models.BigAutoField(primary_key=True)
    target = models.ForeignKey(PlanTarget, models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    why = models.CharField(_("lý do"), max_length=500, blank=True)
    before = models.JSONField(_("trước đó"), default=dict)

    class Meta:
        verbose_name = _("thay đổi của chỉ tiêu kế hoạch")
        indexes = [models.Index(fields=["target", "at"], name="indicators_target_changed")]

    def __str__(self) -> str:
        return f"{self.target_id} ({self.at})"


class ValueSource(models.TextChoices):
    TYPED = "typed", _("số nhập")
    COUNTED = "counted", _("đếm từ hồ sơ")


class ValueState(models.TextChoices):
    PROPOSED = "proposed", _("chờ xác nhận")
    SENT_BACK = "sent_back", _("bị trả lại")
    CONFIRMED = "confirmed", _("đã xác nhận")
    SUPERSEDED = "superseded", _("đã có số mới thay")
    WITHDRAWN = "withdrawn", _("đã rút")


PUBLISHED = (ValueState.CONFIRMED.value, ValueState.SUPERSEDED.value)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(row=pghistory.Old),
    context_field=pghistory.ContextForeignKey(db_index=False),
)
class TargetValue(models.Model):
    """The value of a target up to a day: typed by an agency and confirmed by a second person, or a kept count.

    Who sees it: the agency ``body`` and those who oversee it, always. A confirmed value of a plan of the province
    (``plan_level``) is the province's published figure inside the system, and everybody who may view targets reads it;
    what is not confirmed yet, and a commune's value for its own target, stays with the body. Two policies say so: one
    for reading and writing by body, one for reading what is published (ADR 0009).

    Never overwritten once confirmed: a newer value of the period supersedes it, and both stay. ``numerator`` and
    ``denominator`` are kept where the agency has them, ``value`` where it has only the rate; 0 and 0 mean that nothing
    occurred.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    target = models.ForeignKey(PlanTarget, models.PROTECT, related_name="values")
    body = models.ForeignKey(
        "organisations.Body", models.PROTECT, related_name="+", verbose_name=_("cơ quan")
    )
    plan_level = models.BooleanField(default=True)
    period = models.CharField(_("kỳ"), max_length=10)
    as_of = models.DateField(_("số liệu đến ngày"))
    source = models.CharField(max_length=8, choices=ValueSource, default=ValueSource.TYPED)
    numerator = models.BigIntegerField(_("tử số"), null=True, blank=True)
    denominator = models.BigIntegerField(_("mẫu số"), null=True, blank=True)
    value = models.DecimalField(_("giá trị"), max_digits=18, decimal_places=6, null=True, blank=True)
    source_text = models.CharField(_("nguồn số liệu"), max_length=300)
    note = models.TextField(_("ghi chú"), blank=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=ValueState, default=ValueState.PROPOSED)
    reason = models.CharField(_("lý do trả lại"), max_length=500, blank=True)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", editable=False
    )
    typed_by = models.ForeignKey("organisations.User", models.PROTECT, null=True, related_name="+")
    typed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        "organisations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("số liệu của chỉ tiêu kế hoạch")
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True, value__isnull=False)
                | Q(numerator__gte=0, denominator__gte=F("numerator"), value__isnull=True),
                name="indicators_value_is_one_figure",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="indicators_value_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLISHED) | Q(confirmed_at__isnull=False),
                name="indicators_value_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("typed_by")),
                name="indicators_value_two_persons",
            ),
            models.UniqueConstraint(
                fields=["target", "body", "period", "source"], condition=Q(state="proposed"),
                name="indicators_value_one_waiting",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["target", "state", "as_of"], name="indicators_value_target")]

    def __str__(self) -> str:
        return f"{self.target.label} · {self.period}"

    @property
    def ratio(self) -> Ratio | None:
        """Both parts, where they are known."""
        if self.numerator is None or self.denominator is None:
            return None
        return Ratio(self.numerator, self.denominator)

    @property
    def rate(self) -> Fraction | None:
        """In the unit of the target; None when nothing occurred."""
        if self.ratio is not None:
            return self.ratio.per(self.target.base or 1)
        return Fraction(self.value) if self.value is not None else None

    @property
    def period_label(self) -> str:
        """The period in words."""
        return self.as_period.words

    @property
    def as_period(self) -> Period:
        return parse_period(self.period)


def _plain(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()


class TargetAdoption(models.Model):
    """How a unit took a target of the province into a plan of its own: its own level, and the paper in which it stands.

    Without a paper it is only meant (``origin_uuid``: by which draft). A target that has no place in the unit's work is
    said so, with the reason; silence is never an answer.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    target = models.ForeignKey(PlanTarget, models.PROTECT, related_name="adoptions")
    body = models.ForeignKey("organisations.Body", models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    applies = models.BooleanField(_("áp dụng"), default=True)
    comparator = models.CharField(_("cách so"), max_length=12, choices=Comparator, blank=True)
    value = models.DecimalField(_("mức của đơn vị"), max_digits=18, decimal_places=6, null=True, blank=True)
    upper = models.DecimalField(_("mức trên"), max_digits=18, decimal_places=6, null=True, blank=True)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    document = models.ForeignKey(
        "documents.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("văn bản"),
    )
    document_words = models.CharField(_("văn bản ghi mức này"), max_length=300, blank=True)
    document_on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    origin_uuid = models.UUIDField(null=True, blank=True)
    recorded_by = models.ForeignKey("organisations.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("ghi lúc"))

    class Meta:
        verbose_name = _("chỉ tiêu kế hoạch đưa vào kế hoạch của đơn vị")
        constraints = [
            models.UniqueConstraint(fields=["target", "body"], name="indicators_adoption_once"),
            models.CheckConstraint(
                condition=Q(applies=False) | (Q(value__isnull=False) & ~Q(comparator="")),
                name="indicators_adoption_has_level",
            ),
            models.CheckConstraint(
                condition=Q(applies=True) | ~Q(reason=""), name="indicators_adoption_says_why_not"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id}: {self.target_id}"

    @property
    def level(self) -> Decimal | None:
        """The own level without trailing zeros."""
        return _plain(self.value)

    @property
    def upper_level(self) -> Decimal | None:
        """The own upper level without trailing zeros."""
        return _plain(self.upper)

    @property
    def stands(self) -> bool:
        """Whether it stands in a paper, or has no place: an answer, not only an intention."""
        return not self.applies or self.document_id is not None or bool(self.document_words)
