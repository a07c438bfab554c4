"""Taking over the targets of a confirmed plan. What happens to their values is in ``figures``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from treem.audit import services as audit
from treem.indicators.catalogue import recognise
from treem.indicators.models import Comparator, PlanTarget, TargetChange
from treem.kernel.time import local_date
from treem.kernel.vietnamese import fold
from treem.organisations.selectors import AssigneeResolver
from treem.territory.selectors import province_as_of

if TYPE_CHECKING:
    from django.db.models import Field

    from treem.organisations.models import Body, User


_IN_TEXT = "lời văn"
_SAYS = (
    "name", "comparator", "value", "upper", "unit", "lead_written", "lead_id", "indicator_key", "flags",
    "withdrawn_at", "withdrawn_by_id", "withdrawn_why",
)  # fmt: skip
"""What an edition of the document may say otherwise, and what comes back when a wrong one is taken back."""


@transaction.atomic
def adopt_targets(
    *,
    document_id: int,
    targets: Sequence[dict[str, Any]],
    actor: User,
    owner: Body | None = None,
    document_label: str = "",
    at: datetime | None = None,
    only_these: str = "",
) -> list[PlanTarget]:
    """Keep the confirmed targets of a document (dicts as in the JSON of ``read``). Safe to call twice.

    A number that cannot be read stays None and shows as "chưa có mức"; nothing is invented. ``changed`` in a target:
    a replacement of the document says something else, and a person has confirmed that. ``only_these``: the reason why
    the document sets these and no others any more; what else it set leaves the board, its figures stay.
    """
    at = at or timezone.now()
    today = local_date(at)
    kept: list[PlanTarget] = []
    province = province_as_of(settings.TREEM_PROVINCE, today)
    resolver = AssigneeResolver(today, province) if province else None
    in_text = _InText(document_id)
    for target in targets:
        written = target.get("lead_agency", "")
        lead = resolver.resolve(written) if resolver and written else None
        says = {
            "name": target["indicator_name"][:400],
            "comparator": target["comparator"]
            if target["comparator"] in Comparator.values
            else Comparator.EQ,
            "value": _decimal(target.get("value")),
            "upper": _decimal(target.get("upper")),
            "unit": target.get("unit", "")[:80],
            "lead_written": target.get("lead_agency", "")[:300],
            "lead": lead.bodies[0] if lead and len(lead.bodies) == 1 else None,
            "indicator_key": recognise(target),
            "flags": target.get("flags", []),
        }
        horizon = str(target.get("horizon", ""))[:10]
        row, made = PlanTarget.objects.get_or_create(
            document_id=document_id,
            number=str(target.get("number", ""))[:12] or in_text.number(says["name"], horizon),
            part=target.get("part", "")[:4],
            horizon=horizon,
            defaults={**says, "owner": owner, "adopted_by_id": actor.pk, "adopted_at": at},
        )
        if made:
            TargetChange.objects.create(target=row, at=at, by_id=actor.pk, why=only_these[:500])
        elif target.get("changed") or row.withdrawn_at is not None:
            back = {"withdrawn_at": None, "withdrawn_by_id": None, "withdrawn_why": ""}
            _change(row, {**says, **back}, actor, at=at, why=only_these)
        kept.append(row)
    if only_these:
        left = PlanTarget.objects.filter(document_id=document_id, withdrawn_at__isnull=True)
        for row in left.exclude(pk__in=[each.pk for each in kept]).order_by("pk"):
            _withdraw(row, actor, at=at, why=only_these)
    audit.record(
        actor=actor, action="indicators.adopt_targets", subject_type="documents.document",
        subject_ids=[document_id], detail={"targets": len(kept), "document": document_label},
    )  # fmt: skip
    return kept


@transaction.atomic
def take_back_targets(*, document_id: int, since: datetime, why: str, actor: User, at: datetime) -> int:
    """What an edition of the document did to its targets at a moment is taken back: what it brought leaves the board, what
    it changed or dropped is as before. Figures stay. Returns how many targets were touched."""
    changes = TargetChange.objects.filter(target__document_id=document_id, at=since).select_related("target")
    touched = list(changes.order_by("pk"))
    for change in touched:
        if change.before:
            says = {
                name: cast("Field[Any, Any]", PlanTarget._meta.get_field(name)).to_python(value)
                for name, value in change.before.items()
            }
            _change(change.target, says, actor, at=at, why=why)
        else:
            _withdraw(change.target, actor, at=at, why=why)
    return len(touched)


class _InText:
    """The names of targets stated in the text, outside the numbered list: one that the document has said before keeps its
    name, whatever stands before it now."""

    def __init__(self, document_id: int) -> None:
        rows = PlanTarget.objects.filter(document_id=document_id, number__startswith=_IN_TEXT).order_by("pk")
        self.known = [(fold(row.name), row.horizon, row.number) for row in rows]
        self.last = max((int(number.rpartition(" ")[2]) for _name, _year, number in self.known), default=0)

    def number(self, name: str, horizon: str) -> str:
        """What to call it; each name is given once."""
        same = next((each for each in self.known if each[:2] == (fold(name), horizon)), None)
        if same is not None:
            self.known.remove(same)
            return same[2]
        self.last += 1
        return f"{_IN_TEXT} {self.last}"


def _withdraw(row: PlanTarget, actor: User, *, at: datetime, why: str) -> None:
    gone = {"withdrawn_at": at, "withdrawn_by_id": actor.pk, "withdrawn_why": why[:500]}
    _change(row, gone, actor, at=at, why=why)


def _change(row: PlanTarget, says: dict[str, Any], actor: User, *, at: datetime, why: str) -> None:
    before = {name: getattr(row, name) for name in _SAYS}
    for name, value in says.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*says, "version"])
    plain = json.loads(json.dumps(before, cls=DjangoJSONEncoder))
    TargetChange.objects.create(target=row, at=at, by_id=actor.pk, why=why[:500], before=plain)
    audit.record(actor=actor, action="indicators.change_target", subject=row, detail={"before": plain})


def _decimal(text: Any) -> Decimal | None:
    try:
        return Decimal(str(text)) if text not in (None, "") else None
    except InvalidOperation:
        return None
