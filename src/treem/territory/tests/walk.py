"""How to call each address of the map in the walk over all addresses."""

from __future__ import annotations

from tests.walk_world import Example, ExampleMaker, World

from treem.territory.tests.factories import make_change


def _change(world: World) -> Example:
    change = make_change([(world.own.code, "toàn bộ", "", "04199", "Chiềng Sung Mới", "xã")])
    return Example(kwargs={"uuid": change.uuid}, data={"action": "drop", "version": "1"})


EXAMPLES: dict[str, ExampleMaker] = {
    "territory:boundary_changes": lambda _: Example(data={"act": "12/NQ-HĐND"}),
    "territory:boundary_template": lambda _: Example(),
    "territory:boundary_change": _change,
}
