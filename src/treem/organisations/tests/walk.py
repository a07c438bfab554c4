"""How to call the addresses of this room that take arguments."""

from __future__ import annotations

from tests.walk_world import Example, ExampleMaker, World


def _person(world: World) -> Example:
    return Example({"pk": world.lan.pk})


def _appointment(world: World) -> Example:
    return Example({"pk": world.lan.appointments.get().pk})


EXAMPLES: dict[str, ExampleMaker] = {
    "organisations:body": lambda world: Example({"code": f"vhxh-{world.own.code}"}),
    "organisations:person": _person,
    "organisations:add_appointment": _person,
    "organisations:reset_password": _person,
    "organisations:set_active": lambda world: Example({"pk": world.lan.pk}, {"active": "0"}),
    "organisations:end_appointment": _appointment,
    "organisations:hand_over": _appointment,
}
