"""How an execution stands on a day. Values in, answers out; no Django.

«Trước ngày D» is due by the end of D-1, shown «đến hạn» on D and late from 00:00 of D+1, or as the province's
dated value says (``treem.law.calendar``). Fixed dates of an order are not moved off a Sunday or a holiday; the
working target beside them is the last working day that serves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from treem.law.calendar import DayDeadline, deadline_before, deadline_by, soon_part
from treem.law.errors import CalendarUnknown, NotInForce

NOT_STARTED = "not_started"
IN_PROGRESS = "in_progress"
REPORTED = "reported"
ACCEPTED = "accepted"
WAIVED = "waived"

OPEN = (NOT_STARTED, IN_PROGRESS)
DONE = (REPORTED, ACCEPTED)

_ONE = timedelta(days=1)

Word = Literal["issued", "received", "in_progress", "done_in_time", "done_late", "overdue", "waived"]
Nearness = Literal["", "soon", "due"]


@dataclass(frozen=True, slots=True)
class Term:
    """The deadline of one execution, as days in Vietnam; all None when nothing is dated.

    ``due_on``     the date as the document writes it
    ``last_day``   the last day that is in time by the letter
    ``soon_from``  the first day on which it is due soon
    ``late_from``  the first day that is late, from 00:00
    """

    due_on: date | None = None
    last_day: date | None = None
    soon_from: date | None = None
    late_from: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands: one of the words of the screens, and how near the deadline is while it is open."""

    word: Word
    nearness: Nearness = ""


def plain(text: str) -> str:
    """The words of a duty for the screen: without the stars of slanted letters and the line ends of a narrow page. Each
    line that begins with a dash, a letter or a number of its own stays a line."""
    lines = [" ".join(line.split()) for line in text.replace("*", "").splitlines()]
    joined = ""
    for line in filter(None, lines):
        joined += f"\n{line}" if joined and _OWN_LINE.match(line) else f" {line}"
    return joined.strip()


_OWN_LINE = re.compile(r"[-–+•]\s|[a-zđ0-9]{1,2}[).]\s")
# «Căn cứ chức năng, nhiệm vụ được giao, …»: on what the body acts, not what it does
_ON_WHAT = re.compile(
    r"^(?:trên cơ sở|căn cứ)(?: vào)?(?: các)? chức năng,?(?: và)? nhiệm vụ(?:,?(?: và)? (?:quyền hạn|thẩm quyền))?"
    r"(?: được (?:giao|phân công))?(?: của (?:mình|đơn vị|ngành|cơ quan))?[,:;]?\s+",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"^(?:[\s,;:.]|và\s|hoặc\s)+")


def gist(text: str, assignees: str) -> str:
    """The duty without the bodies and the grounds that it begins with, for short lines: «Các sở, ban, ngành … báo cáo kết quả» becomes
    «Báo cáo kết quả». ``assignees`` are the bodies as the text names them, with semicolons between."""
    text = text.replace("*", "").strip()  # some papers come with the marks of slanted letters
    rest = text
    names = [name.strip() for name in assignees.split(";") if name.strip()]
    while found := next((n for n in names if rest.casefold().startswith(n.casefold())), None):
        rest = _BETWEEN.sub("", rest[len(found) :].lstrip())
    rest = _ON_WHAT.sub("", rest)
    if len(rest) < 10:
        return text  # nothing but names: better the whole than a stump
    return rest[:1].upper() + rest[1:]


PLAUSIBLE = (date(1900, 1, 1), date(2199, 12, 31))


def plausible(day: date) -> bool:
    """Whether the day is of this system's time; beyond it stands a slip of the finger."""
    return PLAUSIBLE[0] <= day <= PLAUSIBLE[1]


def day_deadline(op: str, day: date) -> DayDeadline | None:
    """What the law's calendar makes of «trước ngày D» (``before``), «chậm nhất», «đến hết» (``by``, ``window``).

    None where no reading or no calendar is in force for that day.
    """
    try:
        return deadline_before(day) if op == "before" else deadline_by(day)
    except (NotInForce, CalendarUnknown):
        return None


def term(op: str, day: date | None, *, given_on: date) -> Term:
    """The deadline of a duty given on a day.

    Where the calendar knows nothing of the day, the date itself is the last day: a duty never loses its clock.
    """
    if day is None:
        return Term()
    if not plausible(day):
        return Term(day, day, day, day)  # a slip in the text: shown, never reckoned with
    known = day_deadline(op, day)
    last = known.due_on if known else day - (_ONE if op == "before" else timedelta(0))
    late = known.late_from if known else day + _ONE
    whole = (last + _ONE - given_on).days
    # At least the last day itself counts as soon, however short the time was.
    soon = last + _ONE - timedelta(days=max(whole * soon_part(last) // 100, 1))
    return Term(day, last, soon, late)


def extended(to: date, *, of: Term, given_on: date) -> Term:
    """The deadline after an extension (gia hạn) to the end of a day: the date that the document writes stays, the
    clock is reckoned anew from the day the extension was given."""
    return replace(term("by", to, given_on=given_on), due_on=of.due_on)


LONGEST_EXTENSION_DAYS = 366
"""An extension beyond a year is a slip of the finger, or a new duty."""


def may_extend(to: date, *, of: Term, today: date) -> bool:
    """Whether a day can be the new last day: not over, later than the present one, within a year of it or of today."""
    if of.last_day is None or not plausible(to):
        return False
    return max(of.last_day, today - _ONE) < to <= max(of.last_day, today) + timedelta(LONGEST_EXTENSION_DAYS)


def standing(
    state: str, term: Term, *, today: date, reported_on: date | None = None, received: bool = False
) -> Standing:
    """The word for an execution on the day: đã giao, đã nhận, đang thực hiện, hoàn thành, quá hạn.

    What was reported is done, in time or late by the day of the report; whether somebody has confirmed it yet
    is another question. Without a date nothing is late.
    """
    if state == WAIVED:
        return Standing("waived")
    if state in DONE:
        late = term.late_from is not None and reported_on is not None and reported_on >= term.late_from
        return Standing("done_late" if late else "done_in_time")
    if term.late_from is not None and today >= term.late_from:
        return Standing("overdue")
    word: Word = "in_progress" if state == IN_PROGRESS else "received" if received else "issued"
    if term.late_from is not None and today >= term.late_from - _ONE:
        return Standing(word, "due")
    if term.soon_from is not None and today >= term.soon_from:
        return Standing(word, "soon")
    return Standing(word)


_MOVES: dict[str, tuple[str, ...]] = {
    NOT_STARTED: (IN_PROGRESS, REPORTED, WAIVED),
    IN_PROGRESS: (REPORTED, WAIVED),
    REPORTED: (REPORTED, ACCEPTED, IN_PROGRESS),
    ACCEPTED: (),
    WAIVED: (NOT_STARTED,),
}


def may_move(state: str, to: str) -> bool:
    """Whether an execution may go from one state to the other. A report may be written again until confirmed."""
    return to in _MOVES.get(state, ())
