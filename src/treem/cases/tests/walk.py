"""How to call each address of reports in the walk over all addresses."""

from __future__ import annotations

from typing import Any

from tests.walk_world import Example, ExampleMaker, World

from treem.cases.tests.factories import make_intake, make_measures
from treem.organisations.roles import Role
from treem.registry.tests.factories import make_child

WORKERS = frozenset({Role.COMMUNE_OFFICER.value, Role.COMMUNE_DIVISION_HEAD.value, Role.COMMUNE_LEADER.value})
"""Those who open any report of the commune; whoever keeps the hotline finds the own entries only."""

STEP = {"version": "1"}
TYPED = {
    "what_happened": "Cháu bị bỏ ở nhà một mình.", "received_on_day": "2", "received_on_month": "11",
    "received_on_year": "2026", "received_time": "21:05",
}  # fmt: skip


def _intake(**data: str) -> ExampleMaker:
    def make(world: World) -> Example:
        kwargs: dict[str, Any] = {"uuid": make_intake(world).uuid}
        return Example(kwargs=kwargs, data={**STEP, **data}, protected=True, reachable_by=WORKERS)

    return make


def _withdraw_measures(world: World) -> Example:
    intake = make_intake(world)
    measure = make_measures(world, intake)
    kwargs = {"uuid": intake.uuid, "measure": measure.uuid}
    return Example(kwargs=kwargs, data={"version": "2"}, protected=True, reachable_by=WORKERS)


def _unlink(world: World) -> Example:
    from treem.cases import services
    from treem.cases.tests.factories import scope_of
    from treem.db.scope import scoped
    from treem.kernel.time import now

    intake = make_intake(world)
    with scoped(scope_of(world)):
        link = services.link_child(
            actor=world.lan, intake=intake, child_id=make_child(world.own).pk, at=now()
        )
    return Example(kwargs={"uuid": intake.uuid, "link": link.uuid}, protected=True, reachable_by=WORKERS)


EXAMPLES: dict[str, ExampleMaker] = {
    "cases:intakes": lambda _: Example(query={"state": "near"}),
    "cases:new": lambda _: Example(data=TYPED),
    "cases:intake": _intake(),
    "cases:edit": _intake(**TYPED),
    "cases:paper": _intake(),
    "cases:acknowledge": _intake(),
    "cases:measures": _intake(
        kinds="stop", applied_on_day="2", applied_on_month="11", applied_on_year="2026", applied_time="23:00",
        what="Đã đưa cháu ra trạm y tế.", decided_by="chair", means="phone",
    ),
    "cases:withdraw_measures": _withdraw_measures,
    "cases:hand_over": _intake(to_commune="1", reason="incident"),
    "cases:set_aside": _intake(reason="repeated", note="Đã ghi ở mã khác."),
    "cases:link_child": _intake(q="tien"),
    "cases:unlink_child": _unlink,
    "cases:informant": _intake(why="verify"),
    "cases:blank": lambda _: Example(kwargs={"key": "mau-01"}),
}  # fmt: skip
