"""How the walk over all addresses calls those of this room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.walk_world import Example, World

from treem.organisations.roles import LEAD_ROLES, Role
from treem.reporting import services
from treem.reporting.models import Return
from treem.reporting.tests.factories import (
    AT,
    GOOD,
    approved,
    committee,
    make_draft,
    make_round,
    return_of,
    send,
    type_in,
)

COMMUNE = {Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.COMMUNE_LEADER}
READS = frozenset(role.value for role in COMMUNE | LEAD_ROLES)
WRITES = frozenset({Role.COMMUNE_OFFICER.value, Role.COMMUNE_DIVISION_HEAD.value})
LEADS = frozenset(role.value for role in LEAD_ROLES)
SENDS = frozenset(role.value for role in COMMUNE)


def _return(reachable: frozenset[str], *, sent: bool = False, **data: Any) -> Callable[[World], Example]:
    def make(world: World) -> Example:
        report = return_of(make_round(world), committee(world))
        if sent:
            report = send(report, world.lan)
        fields = {"version": report.version, **data}
        return Example({"uuid": report.uuid}, fields, protected=True, reachable_by=reachable)

    return make


def _pending(step: str, reachable: frozenset[str], **data: Any) -> Callable[[World], Example]:
    def make(world: World) -> Example:
        report = approved(type_in(return_of(make_round(world), committee(world)), world.lan), world.lan)
        Return.objects.filter(pk=report.pk).update(step=step)
        fields = {"version": report.version, **data}
        return Example({"uuid": report.uuid}, fields, protected=True, reachable_by=reachable)

    return make


def _paper(reachable: frozenset[str] | None = None, **data: Any) -> Callable[[World], Example]:
    def make(world: World) -> Example:
        report = return_of(make_round(world), committee(world))
        report = services.enter_for_body(report, actor=world.hung, at=AT, paper_on=AT.date())
        fields = {"version": report.version, "own-version": report.version, **data}
        return Example({"uuid": report.uuid}, fields, protected=True, reachable_by=reachable)

    return make


def _skipped(world: World) -> Example:
    skipped = services.skip_round(make_draft(world), world.hung, reason="Đã qua hạn.", at=AT)
    return Example({"uuid": skipped.uuid})


def _taking_in(**data: Any) -> Callable[[World], Example]:
    def make(world: World) -> Example:
        report = send(return_of(make_round(world), committee(world)), world.lan)
        return Example({"uuid": report.uuid}, {"version": report.version, **data})

    return make


def _round(world: World) -> Example:
    round = make_round(world)
    send(return_of(round, committee(world)), world.lan)
    return Example({"uuid": round.uuid})


def _written(world: World) -> Example:
    round = make_round(world)
    send(return_of(round, committee(world)), world.lan)
    made = services.make_report(round, signing="head", actor=world.hung, at=AT)
    return Example({"uuid": made.uuid})


def _draft(world: World) -> Example:
    draft = make_draft(world)
    data = {
        "version": draft.version, "kind": "annual", "period": "2026", "template_key": draft.template_key, "title": "",
        "bodies": [committee(world).pk],
    }  # fmt: skip
    return Example({"uuid": draft.uuid}, data)


TYPED: dict[str, Any] = {f"row_{key}": str(value) for key, value in GOOD.items()} | {
    "as_of": "15/10/2026",
    "narrative": "",
}

EXAMPLES: dict[str, Callable[[World], Example]] = {
    "reporting:round": _round,
    "reporting:draft": _draft,
    "reporting:open_round": _draft,
    "reporting:close_round": _round,
    "reporting:reopen_round": _round,
    "reporting:accept_many": _round,
    "reporting:consolidated": _round,
    "reporting:make_report": _round,
    "reporting:issue_report": _written,
    "reporting:return": _return(READS, sent=True),
    "reporting:save_return": _return(WRITES, **TYPED),
    "reporting:keep_return": _return(WRITES, **TYPED),
    "reporting:fill_return": _return(WRITES, **TYPED),
    "reporting:submit_return": _return(SENDS, **TYPED),
    "reporting:present_return": _return(WRITES, **TYPED),
    "reporting:check_return": _pending("check", SENDS),
    "reporting:approve_return": _pending("approve", SENDS, capacity="deputy"),
    "reporting:step_back": _pending("check", SENDS, **{"back-reason": "Thiếu bản Nà Cạn."}),
    "reporting:recall_return": _pending("check", SENDS),
    "reporting:enter_return": _return(LEADS, paper_on="15/10/2026", paper_label="45/BC-UBND"),
    "reporting:record_paper": _paper(LEADS, **TYPED),
    "reporting:take_back": _paper(SENDS, **{"own-reason": "Số chưa đúng."}),
    "reporting:skip_round": lambda world: Example(
        {"uuid": make_draft(world).uuid}, {"reason": "Đã qua hạn."}
    ),
    "reporting:draft_again": _skipped,
    "reporting:accept_return": _taking_in(),
    "reporting:send_back": _taking_in(reason="Sai tổng."),
}
