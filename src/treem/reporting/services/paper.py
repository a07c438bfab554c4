"""A body sent paper: the lead agency types it in, the scan hangs on the return, and the body may take its return back.

Decided simply: one return, one hand at a time. While it is typed from paper the body reads it; as long as it is not
accepted the body may put its own in its place, with a reason, and begins from the figures that are there.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from treem.kernel.time import local_date
from treem.kernel.vietnamese import date_text
from treem.reporting.errors import (
    CannotMove,
    NotOnBehalf,
    PaperDay,
    PaperTooEarly,
    RoundNotOpen,
    TakeBackReasonMissing,
)
from treem.reporting.models import Act, Return, ReturnState, RoundState
from treem.reporting.services.filling import check_standing
from treem.reporting.services.returns import NOT_PRESENTED, check_move, locked_with, move

if TYPE_CHECKING:
    from treem.organisations.models import User


@transaction.atomic
def enter_for_body(
    report: Return,
    *,
    actor: User,
    at: datetime,
    paper_on: date,
    paper_label: str = "",
    version: int | None = None,
) -> Return:
    """Begin to type in what the body sent on paper, which arrived on ``paper_on``. What the body typed stays.

    Raises PaperDay, PaperTooEarly, CannotMove (presented or sent already), RoundNotOpen, StaleVersion.
    """
    locked = locked_with(report, version)
    check_standing(locked)
    if locked.round.state != RoundState.OPEN:
        raise RoundNotOpen(state=locked.round.get_state_display())
    if not locked.editable or locked.on_behalf:
        raise CannotMove(body=str(locked.body), state=locked.get_state_display(), wanted=_("nhập thay"))
    if paper_on > local_date(at):
        raise PaperDay()
    if paper_on < locked.round.window_start:
        raise PaperTooEarly(day=date_text(locked.round.window_start))
    move(
        locked, ReturnState(locked.state), Act.ENTERING, actor=actor, at=at, on_behalf=True, entered_by=actor,
        paper_on=paper_on, paper_label=" ".join(paper_label.split())[:120],
    )  # fmt: skip
    return locked


@transaction.atomic
def take_back(
    report: Return, *, actor: User, reason: str, at: datetime, version: int | None = None
) -> Return:
    """The body objects to what was typed for it, and reports itself. Raises TakeBackReasonMissing, NotOnBehalf, CannotMove
    (accepted), RoundNotOpen, StaleVersion."""
    reason = reason.strip()
    if not reason:
        raise TakeBackReasonMissing()
    locked = locked_with(report, version)
    check_standing(locked)
    if not locked.on_behalf:
        raise NotOnBehalf()
    if locked.state != ReturnState.DRAFT:  # being typed in: nothing to move, only whose hand it is
        check_move(locked, ReturnState.DRAFT, _("thay"))
    elif locked.round.state != RoundState.OPEN:
        raise RoundNotOpen(state=locked.round.get_state_display())
    move(
        locked, ReturnState.DRAFT, Act.TAKEN_BACK, actor=actor, at=at, note=reason, on_behalf=False, entered_by=None,
        reason="", submitted_at=None, submitted_by=None, **NOT_PRESENTED,
    )  # fmt: skip
    return locked
