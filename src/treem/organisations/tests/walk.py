"""How to call the addresses of this room that take arguments."""

from __future__ import annotations

from dataclasses import replace

from tests.walk_world import Example, ExampleMaker, World

from treem.organisations.models import Import, ImportKind, ImportState


def _person(world: World) -> Example:
    return Example({"pk": world.lan.pk})


def _appointment(world: World) -> Example:
    return Example({"pk": world.lan.appointments.get().pk})


def _import(world: World) -> Example:
    taken = Import.objects.create(kind=ImportKind.VILLAGES, state=ImportState.APPLIED, sha256="0" * 64)
    return Example({"uuid": taken.uuid})


EXAMPLES: dict[str, ExampleMaker] = {
    "organisations:body": lambda world: Example({"code": f"vhxh-{world.own.code}"}),
    "organisations:person": _person,
    "organisations:add_appointment": _person,
    "organisations:reset_password": _person,
    "organisations:set_active": lambda world: Example({"pk": world.lan.pk}, {"active": "0"}),
    "organisations:end_appointment": _appointment,
    "organisations:hand_over": _appointment,
    "organisations:lists": lambda _world: Example({"kind": "people"}),
    "organisations:list_template": lambda _world: Example({"kind": "people"}),
    "organisations:preview": _import,
    "organisations:undo_import": _import,
    # Only an import that was taken in on the page has a file to give back.
    "organisations:refused_rows": lambda world: replace(_import(world), reachable_by=frozenset()),
}
