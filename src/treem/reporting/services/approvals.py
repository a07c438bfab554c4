"""A return on its way inside its own body: presented, checked, approved, sent back one step. Internal approvals only.

A click here is never a signature. How many steps there are is a dated setting (``reporting.approval_steps_…``).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from treem.kernel.time import local_date
from treem.reporting import rules
from treem.reporting.errors import (
    CannotMove,
    NobodyApproves,
    NotPresenter,
    OwnDraft,
    ReasonMissing,
    ReturnRefused,
    TypedOnBehalf,
    WrongCapacity,
)
from treem.reporting.models import Act, Capacity, Return, ReturnState, Step
from treem.reporting.selectors import chain_of, findings_of, holders
from treem.reporting.services.returns import NOT_PRESENTED, check_move, locked_with, move

if TYPE_CHECKING:
    from treem.organisations.models import User


@transaction.atomic
def present(report: Return, *, actor: User, at: datetime, version: int | None = None) -> Return:
    """«Trình»: give the return to whoever checks or approves it in the body.

    Who checks for a living and presents it has checked it. A step that nobody holds is passed over and said so in the
    history, but somebody must approve. Raises ReturnRefused with what is wrong beside each row, NobodyApproves,
    TypedOnBehalf, CannotMove, RoundNotOpen, StaleVersion.
    """
    locked = locked_with(report, version)
    today = local_date(at)
    check_move(locked, ReturnState.PENDING, _("trình"))
    if locked.on_behalf:
        raise TypedOnBehalf()
    steps = chain_of(locked, on=today)
    if locked.state == ReturnState.PENDING or not steps:
        raise CannotMove(body=str(locked.body), state=locked.get_state_display(), wanted=_("trình"))
    if blocking := [finding for finding in findings_of(locked, today=today) if finding.blocking]:
        raise ReturnRefused(blocking)
    step, said = _first(locked, steps, actor, at)
    move(
        locked, ReturnState.PENDING, Act.PRESENTED, actor=actor, at=at, note=said, reason="",
        **{**NOT_PRESENTED, "step": step, "presented_at": at, "presented_by": actor},
    )  # fmt: skip
    return locked


def _first(report: Return, steps: tuple[str, ...], actor: User, at: datetime) -> tuple[str, str]:
    """Whom the return waits for first, and what to say about a step that was passed over."""
    today = local_date(at)
    approve = steps[-1]
    others = holders(report, approve, on=today) - ({actor.pk} if len(steps) > 1 else set())
    if not others:
        raise NobodyApproves(body=str(report.body))
    if len(steps) == 1:
        return approve, ""
    checking = holders(report, steps[0], on=today)
    if actor.pk in checking:
        return approve, _("Người trình là lãnh đạo phòng, không qua bước kiểm tra.")
    if not checking:
        return approve, _("Chưa có lãnh đạo phòng dùng hệ thống, không qua bước kiểm tra.")
    return steps[0], ""


@transaction.atomic
def check(report: Return, *, actor: User, at: datetime, version: int | None = None) -> Return:
    """The head of the division has checked it; it goes on to be approved. Raises OwnDraft, CannotMove, RoundNotOpen,
    StaleVersion."""
    locked = _waiting(report, Step.CHECK, _("kiểm tra"), actor=actor, at=at, version=version)
    following = rules.after(Step.CHECK, chain_of(locked, on=local_date(at)))
    move(locked, ReturnState.PENDING, Act.CHECKED, actor=actor, at=at, step=following, reason="")
    return locked


@transaction.atomic
def approve(
    report: Return, *, actor: User, at: datetime, capacity: str = "", version: int | None = None
) -> Return:
    """A leader approves it inside the body: it may be sent. A leader of a commune says in which capacity.

    Raises WrongCapacity, OwnDraft, CannotMove, RoundNotOpen, StaleVersion.
    """
    locked = _waiting(report, Step.APPROVE, _("duyệt"), actor=actor, at=at, version=version)
    if locked.body.level == "commune" and capacity not in Capacity.values:
        raise WrongCapacity()
    said = capacity if locked.body.level == "commune" else ""
    move(
        locked, ReturnState.PENDING, Act.APPROVED, actor=actor, at=at, capacity=said, step=Step.SEND, reason="",
        approved_at=at, approved_by=actor, approved_as=said,
    )  # fmt: skip
    return locked


@transaction.atomic
def send_back_inside(
    report: Return, *, actor: User, reason: str, at: datetime, version: int | None = None
) -> Return:
    """One step back, with a reason: to who checked it, else to who prepared it. Raises ReasonMissing, CannotMove,
    RoundNotOpen, StaleVersion."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing()
    locked = locked_with(report, version)
    check_move(locked, ReturnState.DRAFT, _("trả lại"))
    if locked.state != ReturnState.PENDING:
        raise CannotMove(body=str(locked.body), state=locked.get_state_display(), wanted=_("trả lại"))
    steps = chain_of(locked, on=local_date(at))
    # What was approved goes back to its author: the approval falls with it.
    back = "" if locked.step == Step.SEND else rules.before(locked.step, steps, passed=_passed(locked))
    changes = {"step": back} if back else NOT_PRESENTED
    to = ReturnState.PENDING if back else ReturnState.DRAFT
    move(locked, to, Act.SENT_BACK, actor=actor, at=at, note=reason, reason=reason, **changes)
    return locked


def _passed(report: Return) -> set[str]:
    """The steps that were done since the return was last presented."""
    passed: set[str] = set()
    for act in report.changes.order_by("pk").values_list("act", flat=True):
        if act == Act.PRESENTED:
            passed = set()
        elif act == Act.CHECKED:
            passed.add(Step.CHECK.value)
    return passed


@transaction.atomic
def recall(report: Return, *, actor: User, at: datetime, version: int | None = None) -> Return:
    """Whoever presented it takes it back to mend it, while it has not been sent. Raises NotPresenter, CannotMove,
    RoundNotOpen, StaleVersion."""
    locked = locked_with(report, version)
    check_move(locked, ReturnState.DRAFT, _("rút lại"))
    if locked.state != ReturnState.PENDING:
        raise CannotMove(body=str(locked.body), state=locked.get_state_display(), wanted=_("rút lại"))
    if locked.presented_by_id != actor.pk:
        raise NotPresenter()
    move(locked, ReturnState.DRAFT, Act.RECALLED, actor=actor, at=at, reason="", **NOT_PRESENTED)
    return locked


def _waiting(
    report: Return, step: Step, wanted: str, *, actor: User, at: datetime, version: int | None
) -> Return:
    locked = locked_with(report, version)
    check_move(locked, ReturnState.PENDING, wanted)
    if locked.step != step:
        raise CannotMove(body=str(locked.body), state=_state(locked), wanted=wanted)
    alone = len(chain_of(locked, on=local_date(at))) == 1
    if locked.presented_by_id == actor.pk and not alone:
        raise OwnDraft()
    return locked


def _state(report: Return) -> str:
    return str(report.get_step_display() or report.get_state_display())
