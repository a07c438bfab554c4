"""How to call each address of the register in the walk over all addresses."""

from __future__ import annotations

from datetime import date

from tests.walk_world import Example, ExampleMaker, World

from treem.registry.tests.factories import (
    make_alike_pair,
    make_batch,
    make_carer,
    make_child,
    make_circumstance,
    make_detail,
    make_finding,
    make_household,
    make_merge,
    make_ministry_file,
    make_move,
)
from treem.registry.tests.lists import make_list


def _typed(**more: str) -> dict[str, str]:
    return {
        "full_name": "Quàng Văn Thử", "sex": "male", "birth_day": "5", "birth_month": "3", "birth_year": "2019", **more,
    }  # fmt: skip


def _child(world: World) -> Example:
    return Example(kwargs={"pk": make_child(world.own).pk}, data=_typed(version="1"), protected=True)


def _new_circumstance(world: World) -> Example:
    child = make_child(world.own)
    data = {"group": "d", "from_on_day": "1", "from_on_month": "2", "from_on_year": "2024"}
    return Example(kwargs={"pk": child.pk}, data=data, protected=True)


def _end_circumstance(world: World) -> Example:
    noted = make_circumstance(make_child(world.own))
    kwargs = {"pk": noted.child_id, "circumstance": noted.pk}
    return Example(kwargs=kwargs, data={"how": "withdrawn", "version": "1"}, protected=True)


def _list(world: World) -> Example:
    return Example(kwargs={"uuid": make_list(world).uuid}, data={"action": "drop"}, protected=True)


def _list_columns(world: World) -> Example:
    return Example(
        kwargs={"uuid": make_list(world).uuid},
        data={"column-1": "full_name", "column-2": "birth", "column-3": "sex"},
        protected=True,
    )


def _ministry_file(world: World) -> Example:
    return Example(
        kwargs={"uuid": make_ministry_file(world.own).uuid}, data={"action": "drop"}, protected=True
    )


def _move(world: World) -> Example:
    move = make_move(make_child(world.own))
    return Example(
        kwargs={"group": move.group},
        data={"action": "withdraw", "version": "1", "why": "Ghi nhầm"},
        protected=True,
    )


def _new_move(world: World) -> Example:
    data = {
        "kind": "province", "moved_on_day": "3", "moved_on_month": "10", "moved_on_year": "2026", "place": "Hà Nội",
        "version": "1",
    }  # fmt: skip
    return Example(kwargs={"pk": make_child(world.own).pk}, data=data, protected=True)


def _come_back(world: World) -> Example:
    child = make_child(world.own, status="moved", exit_on=date(2026, 10, 3))
    data = {"returned_on_day": "3", "returned_on_month": "11", "returned_on_year": "2026", "version": "1"}
    return Example(kwargs={"pk": child.pk, "move": make_move(child).pk}, data=data, protected=True)


def _alike_pair(world: World) -> Example:
    kwargs = {"uuid": make_alike_pair(world.own).uuid}
    return Example(kwargs=kwargs, data={"judgement": "twins", "version": "1"}, protected=True)


def _merge_pair(world: World) -> Example:
    kwargs = {"uuid": make_alike_pair(world.own).uuid}
    return Example(kwargs=kwargs, data={"kept_version": "1", "other_version": "1"}, protected=True)


def _undo_merge(world: World) -> Example:
    return Example(kwargs={"uuid": make_merge(world.own).uuid}, data={"version": "1"}, protected=True)


def _new_detail(world: World) -> Example:
    kwargs = {"pk": make_child(world.own).pk, "kind": "risk"}
    return Example(kwargs=kwargs, data={"code": "drowning", "since_year": "2024"}, protected=True)


def _end_detail(world: World) -> Example:
    noted = make_detail(make_child(world.own))
    kwargs = {"pk": noted.child_id, "detail": noted.pk}
    return Example(kwargs=kwargs, data={"how": "withdrawn", "version": "1"}, protected=True)


def _household(world: World) -> Example:
    child = make_child(world.own, household=make_household(world.own))
    data = {"head_name": "Lò Văn Hặc", "poverty": "none", "version": "1"}
    return Example(kwargs={"pk": child.pk}, data=data, protected=True)


def _new_carer(world: World) -> Example:
    child = make_child(world.own, household=make_household(world.own))
    data = {"full_name": "Lò Thị Piếng", "relation": "mother", "version": "0"}
    return Example(kwargs={"pk": child.pk}, data=data, protected=True)


def _carer(world: World) -> Example:
    carer = make_carer(make_household(world.own))
    child = make_child(world.own, household=carer.household)
    data = {"full_name": "Lò Thị Piếng", "relation": "mother", "version": "1"}
    return Example(kwargs={"pk": child.pk, "carer": carer.pk}, data=data, protected=True)


def _quality_mend(world: World) -> Example:
    child = make_child(world.own, "LÒ THỊ MAI")
    make_finding(child)
    data = {"child": str(child.pk), "commune": str(world.own.pk), "action": "preview"}
    return Example(kwargs={"rule": "name_case"}, data=data)


def _quality_finding(world: World) -> Example:
    finding = make_finding(make_child(world.own))
    return Example(kwargs={"pk": finding.pk}, data={"reason": "Đúng như giấy khai sinh"}, protected=True)


EXAMPLES: dict[str, ExampleMaker] = {
    "registry:children": lambda _: Example(query={"age": "6-10"}),
    "registry:search": lambda _: Example(data={"q": "mai"}),
    "registry:new": lambda _: Example(data=_typed()),
    "registry:alike_hint": lambda _: Example(data=_typed()),
    "registry:child": _child,
    "registry:edit": _child,
    "registry:child_lists": lambda _: Example(data={"commune": "several"}),
    "registry:child_list_template": lambda _: Example(),
    "registry:child_list": _list,
    "registry:child_list_columns": _list_columns,
    "registry:child_list_errors": _list,
    "registry:alike": lambda _: Example(),
    "registry:seek_alike": lambda _: Example(),
    "registry:alike_pair": _alike_pair,
    "registry:merge_pair": _merge_pair,
    "registry:undo_merge": _undo_merge,
    "registry:ministry": lambda _: Example(),
    "registry:ministry_make": lambda world: Example(data={"commune": str(world.own.pk)}),
    "registry:ministry_seen": _list,
    "registry:ministry_file": _ministry_file,
    "registry:ministry_file_workbook": _ministry_file,
    "registry:quality": lambda _: Example(query={"severity": "error"}),
    "registry:quality_report_docx": lambda _: Example(query={"month": "2026-11"}),
    "registry:quality_report_xlsx": lambda _: Example(query={"month": "2026-11"}),
    "registry:quality_check": lambda _: Example(),
    "registry:quality_rule": lambda _: Example(kwargs={"rule": "name_case"}),
    "registry:quality_mend": _quality_mend,
    "registry:quality_batch": lambda world: Example(
        kwargs={"uuid": make_batch(world.own).uuid}, protected=True
    ),
    "registry:quality_finding": _quality_finding,
    "registry:watch": lambda _: Example(query={"risk": "drowning"}),
    "registry:new_detail": _new_detail,
    "registry:end_detail": _end_detail,
    "registry:household": _household,
    "registry:new_carer": _new_carer,
    "registry:carer": _carer,
    "registry:moves": lambda _: Example(),
    "registry:move": _move,
    "registry:answer_move": _move,
    "registry:new_move": _new_move,
    "registry:come_back": _come_back,
    "registry:new_circumstance": _new_circumstance,
    "registry:end_circumstance": _end_circumstance,
}
