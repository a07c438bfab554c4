"""How the walk over all addresses calls this room."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.walk_world import Example, ExampleMaker, World

from treem.lawbook.models import CalendarDay, Override
from treem.lawbook.permissions import PERMISSIONS

KEY = "deadlines.before_late_after"
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
DECIDING = PERMISSIONS["lawbook.propose"] | PERMISSIONS["lawbook.approve"]


def _override(_world: World) -> Example:
    made = Override.objects.create(
        parameter=KEY, value=0, from_on=date(2027, 1, 1), document="x", proposed_by_id=0, proposed_at=AT
    )
    return Example({"uuid": made.uuid})


def _withdraw(world: World) -> Example:
    return Example(_override(world).kwargs, reachable_by=DECIDING)


def _day(_world: World) -> Example:
    made = CalendarDay.objects.create(
        on=date(2027, 1, 4), kind="holiday", document="x", proposed_by_id=0, proposed_at=AT
    )
    return Example({"uuid": made.uuid})


def _withdraw_day(world: World) -> Example:
    return Example(_day(world).kwargs, reachable_by=DECIDING)


EXAMPLES: dict[str, ExampleMaker] = {
    "lawbook:parameter": lambda _: Example({"key": KEY}),
    "lawbook:list": lambda _: Example({"key": "children.special_groups"}),
    "lawbook:propose": lambda _: Example(
        {"key": KEY}, {"value": "0", "from_on": "01/01/2027", "document": "x"}
    ),
    "lawbook:approve": _override,
    "lawbook:withdraw": _withdraw,
    "lawbook:approve_day": _day,
    "lawbook:withdraw_day": _withdraw_day,
}
