"""What a unit types about the targets that it takes into a plan of its own: one row a target, saved together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from treem.indicators import adopting
from treem.indicators.adopting import Level
from treem.indicators.models import Comparator, PlanTarget, TargetAdoption
from treem.indicators.words import level_words, own_level_words
from treem.kernel.errors import DomainError
from treem.kernel.vietnamese import number, parse_number
from treem.web.conflicts import StaleVersion
from treem.web.fields import PlainField, WrittenDayField

if TYPE_CHECKING:
    from treem.organisations.models import Body, User

YES, NO, NOT_SAID = "yes", "no", ""
CHOICES = [(NOT_SAID, _("chưa ghi")), (YES, _("đưa vào")), (NO, _("không áp dụng"))]


class PaperForm(forms.Form):
    """The paper in which the levels stand: the plan for the economy and society, or the sector's."""

    document_words = PlainField(
        label=_("Văn bản ghi các mức này"), max_length=300, required=False,
        help_text=_("Ví dụ: Kế hoạch phát triển kinh tế - xã hội năm 2026, số 15/KH-UBND. Để trống nếu chưa ban hành."),
    )  # fmt: skip
    document_on = WrittenDayField(label=_("Ngày văn bản"), required=False)


@dataclass
class Row:
    """One target with what is kept and what was typed."""

    target: PlanTarget
    kept: TargetAdoption | None
    take: str = NOT_SAID
    comparator: str = ""
    value: str = ""
    upper: str = ""
    reason: str = ""
    version: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def above(self) -> str:
        return level_words(self.target)

    @property
    def kept_words(self) -> str:
        return own_level_words(self.kept) if self.kept else ""

    @property
    def against(self) -> str:
        return (adopting.against(self.kept) or "") if self.kept else ""

    @property
    def changed(self) -> bool:
        """Whether what was typed says otherwise than what is kept."""
        return self.typed != _typed_of(self.kept)

    @property
    def typed(self) -> tuple[str, ...]:
        if self.take == YES:
            return (YES, self.comparator, self.value, self.upper, "")
        return (self.take, "", "", "", self.reason if self.take == NO else "")


def _typed_of(kept: TargetAdoption | None) -> tuple[str, ...]:
    if kept is None:
        return (NOT_SAID, "", "", "", "")
    if not kept.applies:
        return (NO, "", "", "", kept.reason)
    return (YES, kept.comparator, _text(kept.level), _text(kept.upper_level), "")


def _text(value: Decimal | None) -> str:
    return "" if value is None else number(value)


def rows_of(body: Body, targets: Iterable[PlanTarget], *, fill: bool = False) -> list[Row]:
    """The rows as they are kept; with ``fill`` those of which nothing is said begin with the superior's level."""
    wanted = list(targets)
    known = adopting.adoptions_of(body, wanted)
    found = []
    for target in wanted:
        kept = known.get(target.pk)
        take, comparator, value, upper, reason = _typed_of(kept)
        if kept is None:
            take = YES if fill else NOT_SAID
            comparator, value, upper = target.comparator, _text(target.level), _text(target.upper_level)
        row = Row(target, kept, take, comparator or target.comparator, value, upper, reason)
        row.version = kept.version if kept else 0
        found.append(row)
    return found


def posted(rows: Iterable[Row], data: Mapping[str, Any]) -> list[Row]:
    """The rows with what was typed into them."""
    found = []
    for row in rows:
        pk = row.target.pk
        if f"take_{pk}" in data:
            row.take = str(data.get(f"take_{pk}", ""))
            row.comparator = str(data.get(f"comparator_{pk}", "")) or row.target.comparator
            row.value = str(data.get(f"value_{pk}", "")).strip()
            row.upper = str(data.get(f"upper_{pk}", "")).strip()
            row.reason = str(data.get(f"reason_{pk}", "")).strip()
            given = str(data.get(f"version_{pk}", "0"))
            row.version = int(given) if given.isdecimal() and len(given) < 9 else 0
        found.append(row)
    return found


def save(
    rows: Iterable[Row],
    body: Body,
    *,
    actor: User,
    at: datetime,
    document_words: str = "",
    document_on: date | None = None,
    origin_uuid: UUID | None = None,
) -> int:
    """Write every row that says something new; all or none. What is wrong stands at its row afterwards; then nothing is
    written. Returns how many were written."""
    rows = list(rows)
    written = 0
    with transaction.atomic():
        for row in rows:
            paper = document_words or (row.kept.document_words if row.kept else "")
            moves = (
                bool(document_words)
                and row.take == YES
                and (row.kept is None or row.kept.document_words != document_words)
            )
            joins = (
                origin_uuid is not None
                and row.take == YES
                and (row.kept is None or row.kept.origin_uuid != origin_uuid)
            )
            if not (row.changed or moves or joins):
                continue
            try:
                adopting.adopt(
                    row.target, body, _level(row), actor=actor, at=at, version=row.version, document_words=paper,
                    document_on=document_on or (row.kept.document_on if row.kept else None), origin_uuid=origin_uuid,
                )  # fmt: skip
                written += 1
            except StaleVersion as stale:
                row.version = stale.version
                kept = stale.record
                assert isinstance(kept, TargetAdoption)
                row.errors.append(
                    _now("Người khác vừa ghi “%(kept)s”. Bấm lưu lần nữa nếu giữ bản của mình.")
                    % {"kept": own_level_words(kept)}
                )
            except DomainError as error:
                row.errors.append(str(error))
        if any(row.errors for row in rows):
            transaction.set_rollback(True)
            return 0
    return written


def _level(row: Row) -> Level:
    if row.take == NO:
        return Level(applies=False, reason=row.reason)
    if row.take != YES:
        raise _Unsaid()
    return Level(
        comparator=row.comparator if row.comparator in Comparator.values else row.target.comparator,
        value=parse_number(row.value) if row.value else None, upper=parse_number(row.upper) if row.upper else None,
    )  # fmt: skip


class _Unsaid(DomainError):
    code = "indicators.adoption_unsaid"
    text = "Đã ghi thì không xóa trắng được. Hãy chọn “đưa vào” hoặc “không áp dụng”."
