"""A return on its way: sent, sent back with a reason, accepted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from treem.audit import services as audit
from treem.duties import selectors as duties
from treem.duties import services as duty_services
from treem.kernel.time import local_date, start_of
from treem.kernel.vietnamese import date_text
from treem.reporting import rules
from treem.reporting.errors import (
    CannotMove,
    NotApproved,
    OwnEntry,
    PaperMissing,
    ReasonMissing,
    ReturnRefused,
    RoundNotOpen,
)
from treem.reporting.figures import as_json, with_sums
from treem.reporting.models import Act, Return, ReturnChange, ReturnState, RoundState, Step
from treem.reporting.selectors import chain_of, entries_of, findings_of, paper_attached, template_rows
from treem.reporting.services.duty_rows import duties_as_json, in_words, settle_duties
from treem.reporting.services.filling import check_standing, locked_return
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.organisations.models import User


_ACTIONS = {Act.SUBMITTED: "submit", Act.RETURNED: "return", Act.ACCEPTED: "accept"}
"""In the trail by their verbs; other acts by their names."""


@transaction.atomic
def submit(report: Return, *, actor: User, at: datetime, version: int | None = None) -> Return:
    """Send the return as it stands; its figures are frozen with it. What was typed from paper is recorded as sent.

    Raises NotApproved while a step inside the body is open, PaperMissing, ReturnRefused with what is wrong beside each
    row, CannotMove (sent already), RoundNotOpen, StaleVersion.
    """
    locked = locked_with(report, version)
    check_move(locked, ReturnState.SUBMITTED, _("gửi"))
    if locked.on_behalf:
        if not paper_attached(locked):
            raise PaperMissing()
    elif locked.step not in ("", Step.SEND) or (not locked.step and chain_of(locked, on=local_date(at))):
        raise NotApproved()
    entries = entries_of(locked)
    findings = findings_of(locked, today=local_date(at), entries=entries)
    if blocking := [finding for finding in findings if finding.blocking]:
        raise ReturnRefused(blocking)
    template = template_rows(locked)
    figures = with_sums(template, {key: entry.figure for key, entry in entries.items()})
    estimates = with_sums(template, {key: entry.estimated for key, entry in entries.items()})
    assert locked.as_of is not None  # else refused above
    with override("vi"):  # the words go on into official papers, whatever the screens speak
        words = in_words(locked)
    snapshot = {
        "figures": as_json(figures),
        "estimates": as_json({key: value for key, value in estimates.items() if value is not None}),
        "not_occurred": [key for key, entry in entries.items() if entry.not_occurred],
        "counted": as_json({key: entry.counted for key, entry in entries.items()}),
        "notes": {key: entry.note for key, entry in entries.items() if entry.note},
        "as_of": locked.as_of.isoformat(),
        "narrative": words,
        "template": locked.round.template_version,
        "duties": duties_as_json(locked),
        "on_behalf": locked.on_behalf,
        "approved_as": locked.approved_as,
    }
    move(
        locked, ReturnState.SUBMITTED, Act.SUBMITTED, actor=actor, at=at, snapshot=snapshot, submitted_at=at,
        submitted_by=actor, reason="", step="",
    )  # fmt: skip
    return locked


@transaction.atomic
def return_with_reason(
    report: Return, *, actor: User, reason: str, at: datetime, version: int | None = None
) -> Return:
    """Send a return back to its body, which may then change it. Raises ReasonMissing, CannotMove, RoundNotOpen,
    StaleVersion."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing()
    locked = locked_with(report, version)
    check_move(locked, ReturnState.RETURNED, _("trả lại"))
    move(
        locked, ReturnState.RETURNED, Act.RETURNED, actor=actor, at=at, note=reason, reason=reason,
        submitted_at=None, submitted_by=None, **NOT_PRESENTED,
    )  # fmt: skip
    return locked


@transaction.atomic
def accept(report: Return, *, actor: User, at: datetime, version: int | None = None) -> Return:
    """Take the return in. The duty behind the round counts as reported on the day the return was sent, and confirmed
    now. Raises OwnEntry (typed from paper by the same person), CannotMove, RoundNotOpen, StaleVersion."""
    locked = locked_with(report, version)
    check_move(locked, ReturnState.ACCEPTED, _("tiếp nhận"))
    if _own_entry(locked, actor):
        raise OwnEntry()
    move(
        locked, ReturnState.ACCEPTED, Act.ACCEPTED, actor=actor, at=at, accepted_at=at,
        accepted_by=actor,
    )  # fmt: skip
    _settle_duty(locked, actor=actor, at=at)
    settle_duties(locked, actor=actor, at=_moment_of(locked), accepted_at=at)
    return locked


def _own_entry(report: Return, actor: User) -> bool:
    return report.on_behalf and actor.pk in (report.entered_by_id, report.submitted_by_id)


def _moment_of(report: Return) -> datetime:
    """When the return was sent, for the duties behind it: a paper at the beginning of the day it arrived."""
    assert report.submitted_at is not None  # it is accepted
    if report.on_behalf and report.paper_on:
        return start_of(report.paper_on)
    return report.submitted_at


@transaction.atomic
def accept_many(reports: Iterable[Return], *, actor: User, at: datetime) -> tuple[list[Return], list[Return]]:
    """Accept those that are sent and need no explanation; the others come back untouched, to be looked at one by one."""
    accepted, left = [], []
    for report in reports:
        locked = locked_return(report)
        findings = findings_of(locked, today=local_date(at))
        ready = locked.state == ReturnState.SUBMITTED and locked.round.state == RoundState.OPEN
        if not ready or findings or _own_entry(locked, actor):
            left.append(locked)
        else:
            accepted.append(accept(locked, actor=actor, at=at))
    return accepted, left


def _settle_duty(report: Return, *, actor: User, at: datetime) -> None:
    """Report and confirm the body's execution of the duty, as far as that has not been done by hand."""
    round = report.round
    if round.obligation_id is None or report.submitted_at is None:
        return
    found = duties.executions_of([report.body_id]).filter(
        obligation_id=round.obligation_id, due_on=round.deadline
    )
    for execution in found:
        if execution.state in ("not_started", "in_progress"):
            day = date_text(report.sent_on or local_date(report.submitted_at))
            execution = duty_services.report_execution(
                execution,
                actor=report.submitted_by or actor,
                note=f"Đã gửi báo cáo ngày {day}: {round.title}.",
                # The day of the return decides, not the day somebody found time to accept it.
                at=_moment_of(report),
            )
        if execution.state == "reported":
            duty_services.accept_execution(execution, actor=actor, at=at)


def locked_with(report: Return, version: int | None) -> Return:
    """The return locked, as the person saw it. Raises StaleVersion."""
    locked = locked_return(report)
    if version is not None:
        check_version(locked, version, {})
    return locked


def check_move(report: Return, to: ReturnState, wanted: str) -> None:
    """Raises BodyEnded (what it has sent may still be taken in), RoundNotOpen, CannotMove."""
    if to != ReturnState.ACCEPTED:
        check_standing(report)
    if report.round.state != RoundState.OPEN:
        raise RoundNotOpen(state=report.round.get_state_display())
    if not rules.may_move(report.state, to):
        raise CannotMove(body=str(report.body), state=report.get_state_display(), wanted=wanted)


NOT_PRESENTED: dict[str, Any] = {
    "step": "", "presented_at": None, "presented_by": None, "approved_at": None, "approved_by": None, "approved_as": "",
}  # fmt: skip
"""A return that is with its author again."""


def move(
    report: Return, to: ReturnState, act: Act, *, actor: User, at: datetime, note: str = "", capacity: str = "",
    **changes: Any,
) -> None:  # fmt: skip
    """Bring the return into its state and write down who did what, in the history and the trail."""
    ReturnChange.objects.create(
        report=report, body_id=report.body_id, at=at, by=actor, from_state=report.state, to_state=to, note=note,
        act=act, capacity=capacity, sent=changes.get("snapshot"),
    )  # fmt: skip
    report.state = to
    for name, value in changes.items():
        setattr(report, name, value)
    report.version += 1
    report.save(update_fields=["state", "version", *changes])
    audit.record(actor=actor, action=f"reporting.{_ACTIONS.get(act, act)}_return", subject=report)
