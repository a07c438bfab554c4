"""Taking over the targets of a confirmed plan. What happens to their values is in ``figures``."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from treem.audit import services as audit
from treem.indicators.catalogue import recognise
from treem.indicators.models import Comparator, PlanTarget
from treem.organisations.selectors import AssigneeResolver
from treem.territory.selectors import province_as_of

if TYPE_CHECKING:
    from treem.organisations.models import Body, User


@transaction.atomic
def adopt_targets(
    *,
    document_id: int,
    targets: Sequence[dict[str, Any]],
    actor: User,
    owner: Body | None = None,
    document_label: str = "",
) -> list[PlanTarget]:
    """Keep the confirmed targets of a document (dicts as in the JSON of ``read``). Safe to call twice.

    A number that cannot be read stays None and shows as "chưa có mức"; nothing is invented. ``changed`` in a target:
    a replacement of the document says something else, and a person has confirmed that.
    """
    today = timezone.localdate()
    kept = []
    province = province_as_of(settings.TREEM_PROVINCE, today)
    resolver = AssigneeResolver(today, province) if province else None
    in_text = 0
    for target in targets:
        number = str(target.get("number", ""))[:12]
        if not number:
            # A target stated in the text, outside the numbered list: named by its place among them.
            in_text += 1
            number = f"lời văn {in_text}"
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
        row, made = PlanTarget.objects.get_or_create(
            document_id=document_id,
            number=number,
            part=target.get("part", "")[:4],
            horizon=str(target.get("horizon", ""))[:10],
            defaults={**says, "owner": owner, "adopted_by_id": actor.pk, "adopted_at": timezone.now()},
        )
        if not made and target.get("changed") and target.get("number"):
            _change(row, says, actor)
        kept.append(row)
    audit.record(
        actor=actor, action="indicators.adopt_targets", subject_type="documents.document",
        subject_ids=[document_id], detail={"targets": len(kept), "document": document_label},
    )  # fmt: skip
    return kept


def _change(row: PlanTarget, says: dict[str, Any], actor: User) -> None:
    before = {name: str(getattr(row, name)) for name in ("comparator", "value", "upper", "unit")}
    for name, value in says.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*says, "version"])
    audit.record(actor=actor, action="indicators.change_target", subject=row, detail={"before": before})


def _decimal(text: Any) -> Decimal | None:
    try:
        return Decimal(str(text)) if text not in (None, "") else None
    except InvalidOperation:
        return None
