"""Invented duties and communes for tests."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from tests.walk_world import START, World

from treem.duties import services
from treem.duties.models import Execution, Obligation
from treem.kernel.time import VIETNAM
from treem.organisations.models import Body, BodyKind, BodyLevel, User
from treem.territory.models import Unit

AT = datetime(2026, 11, 2, 9, 0, tzinfo=VIETNAM)


def make_obligation(actor: User, **more: Any) -> Obligation:
    """A duty nobody has yet; «trước ngày 15/12/2026» unless told otherwise."""
    fields: dict[str, Any] = {
        "origin_kind": "directive",
        "path": "IV.11.1",
        "text": "Xây dựng kế hoạch bảo vệ trẻ em của xã và tổ chức thực hiện.",
        "assignee_text": "UBND các xã, phường",
        "deadline": date(2026, 12, 15),
        "deadline_op": "before",
        "document_label": "Kế hoạch số 12/KH-UBND",
        **more,
    }
    return services.draft_obligation(uuid=uuid.uuid4(), actor=actor, **fields)


def committee(world: World, unit: Unit | None = None) -> Body:
    """The People's Committee of a commune (the own one)."""
    return world.bodies[f"ubnd-{(unit or world.own).code}"]


def make_execution(world: World, body: Body | None = None, **more: Any) -> Execution:
    """A duty given to one body (the own commune's committee)."""
    obligation = make_obligation(world.hung, **more)
    (execution,) = services.issue_obligations(
        [obligation], {obligation: [body or committee(world)]}, world.hung, at=AT
    )
    return execution


def more_communes(world: World, total: int = 75) -> list[Body]:
    """Communes and their committees until the province has ``total``; all committees, by code."""
    missing = total - Unit.objects.filter(level="commune").count()
    units = Unit.objects.bulk_create(
        Unit(
            code=f"{9000 + n:05d}", name=f"Xã thử {n}", folded=f"xa thu {n}", kind="xã", level="commune",
            parent=world.province, valid_from=START,
        )
        for n in range(missing)
    )  # fmt: skip
    Body.objects.bulk_create(
        Body(
            code=f"ubnd-{unit.code}", name=f"UBND xã {unit.name}", short_name=f"UBND {unit.name}",
            kind=BodyKind.PEOPLES_COMMITTEE, level=BodyLevel.COMMUNE, unit=unit, valid_from=START,
        )
        for unit in units
    )  # fmt: skip
    return list(Body.objects.filter(code__startswith="ubnd-", level=BodyLevel.COMMUNE).order_by("code"))
