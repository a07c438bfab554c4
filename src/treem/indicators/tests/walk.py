"""How to call each address of targets in the walk over all addresses.

Figures of a commune's own target are the commune's: its neighbour finds none of them.
"""

from __future__ import annotations

from decimal import Decimal

from tests.walk_world import Example, ExampleMaker, World

from treem.indicators.models import TargetValue
from treem.indicators.tests.factories import colleague, enter, form_data, make_target
from treem.organisations.roles import LEAD_ROLES, Role

COMMUNE = {Role.COMMUNE_OFFICER.value, Role.COMMUNE_DIVISION_HEAD.value, Role.COMMUNE_LEADER.value}
OVERSEES = {*LEAD_ROLES, Role.PROVINCE_LEADER.value, Role.INSPECTOR.value}


def _of_commune(world: World) -> TargetValue:
    body = world.bodies[f"ubnd-{world.own.code}"]
    target = make_target(world, owner=body, lead=None, number="R1", value=Decimal(95))
    author = colleague(world, world.bodies[f"vhxh-{world.own.code}"], Role.COMMUNE_OFFICER, "hai")
    return enter(target, author)


def _value(**data: str) -> ExampleMaker:
    def make(world: World) -> Example:
        return Example(
            {"uuid": _of_commune(world).uuid}, {"version": "1", **data}, protected=True,
            reachable_by=frozenset(COMMUNE),
        )  # fmt: skip

    return make


def _seen(world: World) -> Example:
    uuid = _of_commune(world).uuid
    return Example({"uuid": uuid}, protected=True, reachable_by=frozenset(COMMUNE | OVERSEES))


def _own_target(world: World) -> Example:
    target = _of_commune(world).target
    return Example(
        {"uuid": target.uuid}, form_data(period=""), protected=True, reachable_by=frozenset(COMMUNE)
    )


EXAMPLES: dict[str, ExampleMaker] = {
    "indicators:target": lambda world: Example({"uuid": make_target(world).uuid}),
    "indicators:enter": _own_target,
    "indicators:value": _seen,
    "indicators:edit_value": _value(**form_data()),
    "indicators:confirm_value": _value(),
    "indicators:return_value": _value(reason="Thiếu nguồn."),
    "indicators:withdraw_value": _value(),
}
