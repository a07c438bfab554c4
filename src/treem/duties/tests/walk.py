"""How the walk over all addresses calls those of this room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.walk_world import Example, World

from treem.documents.models import Document
from treem.duties import services
from treem.duties.board import Asked
from treem.duties.models import FeedKind, RequestKind
from treem.duties.tests.factories import AT, committee, make_execution, make_obligation
from treem.kernel.time import now, today
from treem.organisations.roles import LEAD_ROLES, Role

OVERSEES = LEAD_ROLES | {Role.PROVINCE_LEADER, Role.INSPECTOR}
COMMUNE = {Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.COMMUNE_LEADER}
SEES = frozenset(role.value for role in OVERSEES | COMMUNE)
HEADS = frozenset({Role.COMMUNE_DIVISION_HEAD.value, Role.COMMUNE_LEADER.value})
DOES = frozenset(role.value for role in COMMUNE)


def _execution(
    reported: bool = False, reachable: frozenset[str] = SEES, **data: Any
) -> Callable[[World], Example]:
    def make(world: World) -> Example:
        found = make_execution(world)
        if reported:
            services.report_execution(found, actor=world.lan, note="Xong.", at=AT)
        return Example({"uuid": found.uuid}, data, protected=True, reachable_by=reachable)

    return make


def _steps_of_the_lead(world: World) -> Example:
    found = make_execution(world)
    services.report_execution(found, actor=world.lan, note="Xong.", at=AT)
    return Example({"uuid": found.uuid}, {"version": found.version, "note": "Thiếu số liệu."})


def _obligation(world: World) -> Example:
    found = make_execution(world)
    return Example({"uuid": found.obligation.uuid}, protected=True, reachable_by=SEES)


def _assign(world: World) -> Example:
    return Example({"uuid": make_obligation(world.hung).uuid}, {"version": 1})


def _body(world: World) -> Example:
    return Example({"pk": make_execution(world).body_id})


def _summary(world: World) -> Example:
    document = Document.objects.create(type="Kế hoạch", subject="Thử", sha256="b" * 64, received_at=AT)
    make_execution(world, document=document)
    return Example({"document": document.pk})


def _reminder(world: World) -> Example:
    execution = make_execution(world, deadline=AT.date() - timedelta(days=9), deadline_op="by")
    made = services.make_reminder(
        Asked(due=execution.due_on), issuer=world.bodies["so-y-te"], actor=world.hung, at=AT
    )
    return Example({"uuid": made.uuid})


def _asked(kind: str, **data: Any) -> Callable[[World], Example]:
    def make(world: World) -> Example:
        found = make_execution(world)
        made = services.ask(found, kind=RequestKind(kind), text="Hỏi.", until=None, actor=world.lan, at=AT)
        return Example({"uuid": made.uuid}, data)

    return make


def _withdraw(world: World) -> Example:
    example = _asked("question")(world)
    return Example(example.kwargs, protected=True, reachable_by=DOES)


def _lead_on_execution(world: World) -> Example:
    return Example({"uuid": make_execution(world).uuid}, {"version": 1, "kind": "waiver", "text": "Lý do."})


def _extension(world: World) -> Example:
    found = make_execution(world, deadline=today() + timedelta(days=30), deadline_op="by")
    until = today() + timedelta(days=60)
    made = services.extend_many(
        found.obligation, [found], until=until, reason="Mưa lũ.", issuer=world.bodies["so-y-te"], actor=world.hung,
        at=now(), mark=services.plan_extension([found], until=until, today=today()).mark,
    )  # fmt: skip
    return Example({"uuid": made.uuid})


def _feed(world: World) -> Example:
    """Whoever holds the key reads it, signed in or not."""
    key = services.renew_feed(world.lan.appointments.get(), FeedKind.BODY, at=now())
    return Example(query={"key": key})


def _inside(**data: Any) -> Callable[[World], Example]:
    """What the commune gave inside its own house, reported."""

    def make(world: World) -> Example:
        found = make_execution(world, inside=committee(world))
        services.report_execution(found, actor=world.lan, note="Xong.", at=AT)
        return Example(
            {"uuid": found.uuid}, {"version": found.version, **data}, protected=True, reachable_by=HEADS
        )

    return make


EXAMPLES: dict[str, Callable[[World], Example]] = {
    "duties:body": _body,
    "duties:summary": _summary,
    "duties:summary_docx": _summary,
    "duties:summary_xlsx": _summary,
    "duties:remind": lambda _world: Example(),
    "duties:reminder": _reminder,
    "duties:issue_reminder": _reminder,
    "duties:obligation": _obligation,
    "duties:assign": _assign,
    "duties:recurs_until": _assign,
    "duties:extend": lambda world: Example({"uuid": make_execution(world).obligation.uuid}),
    "duties:undo_extension": _extension,
    "duties:feed": _feed,
    "duties:renew_feed": lambda _world: Example({"kind": "body"}),
    "duties:end_feed": lambda _world: Example({"kind": "me"}),
    "duties:execution": _execution(),
    "duties:report": _execution(reachable=DOES, version=1, note="Đã thực hiện."),
    "duties:receive": lambda _world: Example(),
    "duties:progress": _execution(reachable=DOES, kind="progress", text="Đã họp triển khai."),
    "duties:ask": _execution(reachable=DOES, kind="question", text="Có cần phụ lục không?"),
    "duties:answer": _asked("question", answer="Không."),
    "duties:decide": _asked("waiver", granted="yes"),
    "duties:withdraw": _withdraw,
    "duties:grant": _lead_on_execution,
    "duties:end_waiver": _lead_on_execution,
    "duties:assign_inside": _execution(reachable=DOES, version=1),
    "duties:start": _execution(reachable=DOES, version=1),
    "duties:accept": _steps_of_the_lead,
    "duties:return": _steps_of_the_lead,
    "duties:accept_inside": _inside(),
    "duties:return_inside": _inside(note="Thiếu danh sách."),
}
