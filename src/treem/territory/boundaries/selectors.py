"""Reading changes of boundaries: what one would touch, and those that were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from treem.territory import hooks
from treem.territory.models import BoundaryChange, ChangeState, Village

if TYPE_CHECKING:
    from datetime import date

    from treem.territory.boundaries.plan import Plan

SHOWN = 50
WORKING = (ChangeState.APPLYING, ChangeState.UNDOING)


def changes() -> list[BoundaryChange]:
    """The latest first, without those that were dropped."""
    return list(
        BoundaryChange.objects.exclude(state=ChangeState.DROPPED).order_by("-created_at", "-pk")[:SHOWN]
    )


def change_by_uuid(uuid: Any) -> BoundaryChange | None:
    """The change, or None."""
    return BoundaryChange.objects.filter(uuid=uuid).first()


def touched(plan: Plan, on: date) -> list[hooks.PreviewLine]:
    """What hangs on the units that end: counts of every room. Needs a scope of the whole province."""
    units = [unit.pk for unit in plan.olds.values()]
    return [line for room in hooks.boundary_rooms.values() for line in room.preview(units, on)]


def villages_named(ids: list[int]) -> dict[int, Village]:
    """Villages by id, with their units."""
    return Village.objects.select_related("unit").in_bulk(ids)
