"""What holds for rounds and returns: states, deadlines, periods, names. No Django here."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from treem.duties import rules as duties
from treem.duties.recurrence import days_of, period_around
from treem.duties.rules import Term
from treem.kernel.language import gettext as _
from treem.kernel.periods import Period, UnknownPeriod, Window, parse_period
from treem.kernel.vietnamese import date_text

DRAFT = "draft"
PENDING = "pending"
SUBMITTED = "submitted"
RETURNED = "returned"
ACCEPTED = "accepted"

SENT = (SUBMITTED, ACCEPTED)
NOT_SENT = (DRAFT, PENDING, RETURNED)
EDITABLE = (DRAFT, RETURNED)

CHECK, APPROVE, SEND = "check", "approve", "send"
DONE, DOING, NOT_YET = "done", "doing", "not_yet"

Stage = Literal[
    "not_started", "in_progress", "checking", "approving", "approved", "submitted", "returned", "accepted"
]
Timeliness = Literal["", "in_time", "late", "soon", "due", "overdue"]

_MOVES = {
    DRAFT: (PENDING, SUBMITTED), RETURNED: (PENDING, SUBMITTED, DRAFT), PENDING: (PENDING, DRAFT, SUBMITTED),
    SUBMITTED: (ACCEPTED, RETURNED, DRAFT), ACCEPTED: (),
}  # fmt: skip
_WAITING: dict[str, Stage] = {CHECK: "checking", APPROVE: "approving", SEND: "approved"}


def may_move(state: str, to: str) -> bool:
    """Whether a return may go from one state to the other."""
    return to in _MOVES.get(state, ())


def editable(state: str) -> bool:
    """Whether the body may still change its return: before sending, and after it came back."""
    return state in EDITABLE


def chain(steps: int) -> tuple[str, ...]:
    """Whom a return passes inside its body before it is sent: nobody, who approves, or who checks and who approves."""
    return {0: (), 1: (APPROVE,)}.get(steps, (CHECK, APPROVE))


def after(step: str, steps: Sequence[str]) -> str:
    """Whom a return waits for once the step is done."""
    later = [*steps, SEND]
    return later[later.index(step) + 1] if step in steps else SEND


def before(step: str, steps: Sequence[str], *, passed: Collection[str]) -> str:
    """To whom a return goes back by one step: the last step that somebody passed, or "" for who prepared it."""
    earlier = steps[: steps.index(step)] if step in steps else steps
    return next((each for each in reversed(earlier) if each in passed), "")


def stage(state: str, *, step: str, started: bool) -> Stage:
    """The word for a return: chưa bắt đầu, đang làm, chờ kiểm tra, chờ duyệt, đã duyệt, đã gửi, trả lại, đã nhận."""
    if state == PENDING:
        return _WAITING[step]
    if state == DRAFT:
        return "in_progress" if started else "not_started"
    return state  # type: ignore[return-value]  # the other states are stages themselves


# -- deadlines --------------------------------------------------------------------------------------------


def term(op: str, deadline: date | None, *, opened_on: date | None = None) -> Term:
    """The days of a round's deadline; all None without one. «Trước ngày D» is due by the end of D-1, shown due on
    D, late from 00:00 of D+1 (see ``treem.law.calendar``)."""
    if deadline is None:
        return Term()
    return duties.term(op, deadline, given_on=opened_on or deadline - timedelta(days=30))


def timeliness(term: Term, *, today: date, submitted_on: date | None) -> Timeliness:
    """Sent in time or late, or how near the deadline is while nothing was sent; empty without a deadline."""
    if term.late_from is None:
        return ""
    if submitted_on is not None:
        return "late" if submitted_on >= term.late_from else "in_time"
    if today >= term.late_from:
        return "overdue"
    if today >= term.late_from - timedelta(days=1):
        return "due"
    return "soon" if term.soon_from is not None and today >= term.soon_from else ""


YEARS_AWAY = 5
"""A period that ended so long ago is seldom meant."""


def oddities(window: Window, term: Term, *, today: date) -> tuple[str, ...]:
    """What about a round can be and is seldom meant, so that it is asked again, in words."""
    found = []
    if term.last_day is not None and term.last_day < today:
        found.append(
            _("Hạn gửi đã qua ({day} là ngày cuối): mở vòng thì báo cáo nào cũng hiện là quá hạn.").format(
                day=date_text(term.last_day)
            )
        )
    if term.last_day is not None and term.last_day > window.end + timedelta(days=366):
        found.append(
            _("Hạn gửi ({day}) sau khi kỳ báo cáo kết thúc ({end}) hơn một năm.").format(
                day=date_text(term.last_day), end=date_text(window.end)
            )
        )
    if window.start > today + timedelta(days=366):
        found.append(
            _("Kỳ báo cáo hơn một năm nữa mới bắt đầu ({start}).").format(start=date_text(window.start))
        )
    if window.end.year < today.year - YEARS_AWAY:
        found.append(_("Kỳ báo cáo đã kết thúc từ {end}.").format(end=date_text(window.end)))
    return tuple(found)


# -- periods ----------------------------------------------------------------------------------------------

_BY_RECURRENCE = {
    "half_yearly": "six_month", "yearly": "annual", "monthly": "monthly", "quarterly": "ad_hoc", "ad_hoc": "ad_hoc",
}  # fmt: skip
_BY_PERIOD = {"half": "six_month", "month": "monthly"}
_RECURRENCE = {"six_month": "half_yearly", "monthly": "monthly"}
_PART = re.compile(r"H[12]|Q[1-4]|9M")


@dataclass(frozen=True, slots=True)
class Guess:
    """The kind of a round and its period, as far as the wording of a duty tells. A person confirms it."""

    kind: str
    period: Period


def guess_period(*, period: str, recurrence: str, last_day: date) -> Guess:
    """For which period a report is asked that must be there by ``last_day``.

    A period in the text (2026-H1, 2026, H1) is taken; a bare H1 is that of the nearest year. Otherwise the period
    of the report's kind that has just closed, else the one under way on that day (``duties.recurrence``).
    """
    written = period.strip().upper()
    kind = _BY_RECURRENCE.get(recurrence, "one_off")
    if _PART.fullmatch(written):
        years = (last_day.year - 1, last_day.year, last_day.year + 1)
        found = min(
            (parse_period(f"{year}-{written}") for year in years),
            key=lambda p: abs(days_of(p).end - last_day),
        )
        return Guess(_BY_PERIOD.get(found.kind, kind), found)
    try:
        found = parse_period(written)
    except UnknownPeriod:
        return Guess(kind, _around(kind, last_day))
    if found.kind == "year" and kind == "six_month":  # «6 tháng» of a year: which half, the day tells
        return Guess(kind, _around(kind, last_day))
    return Guess(_BY_PERIOD.get(found.kind, kind), found)


def _around(kind: str, day: date) -> Period:
    return period_around(_RECURRENCE.get(kind, "yearly"), day)
