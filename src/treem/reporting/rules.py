"""What holds for rounds and returns: states, deadlines, periods, figures and their checks. No Django here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from treem.duties import rules as duties
from treem.duties.rules import Term
from treem.kernel.errors import DomainError
from treem.kernel.language import gettext as _
from treem.kernel.periods import Period, UnknownPeriod, Window, parse_period
from treem.kernel.vietnamese import AmbiguousNumber, date_text, number, parse_number
from treem.law.errors import NotInForce
from treem.law.windows import window_of
from treem.reporting.errors import BadFigure, FigureTooLarge, NegativeFigure, NotWhole
from treem.reporting.templates_data import Template

DRAFT = "draft"
SUBMITTED = "submitted"
RETURNED = "returned"
ACCEPTED = "accepted"

SENT = (SUBMITTED, ACCEPTED)
TO_DO = (DRAFT, RETURNED)

NOTE_LIMIT = 500
"""Characters of an explanation."""
LARGEST = 200_000_000
"""More than the people of the country: a slip of the hand."""
JUST_CLOSED = timedelta(days=20)
"""A report due within so many days after a period closed is about that period."""

Stage = Literal["not_started", "in_progress", "submitted", "returned", "accepted"]
Timeliness = Literal["", "in_time", "late", "soon", "due", "overdue"]

_MOVES = {DRAFT: (SUBMITTED,), RETURNED: (SUBMITTED,), SUBMITTED: (ACCEPTED, RETURNED), ACCEPTED: ()}


def may_move(state: str, to: str) -> bool:
    """Whether a return may go from one state to the other."""
    return to in _MOVES.get(state, ())


def editable(state: str) -> bool:
    """Whether the body may still change its return: before sending, and after it came back."""
    return state in TO_DO


def stage(state: str, *, started: bool) -> Stage:
    """The word for a return: chưa bắt đầu, đang làm, đã gửi, trả lại, đã nhận."""
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


# -- periods ----------------------------------------------------------------------------------------------

_BY_RECURRENCE = {
    "half_yearly": "six_month", "yearly": "annual", "monthly": "monthly", "quarterly": "ad_hoc", "ad_hoc": "ad_hoc",
}  # fmt: skip
_BY_PERIOD = {"half": "six_month", "month": "monthly"}
_PARTS = {"six_month": ("-H1", "-H2"), "monthly": tuple(f"-{month:02d}" for month in range(1, 13))}
_PART = re.compile(r"H[12]|Q[1-4]|9M")


@dataclass(frozen=True, slots=True)
class Guess:
    """The kind of a round and its period, as far as the wording of a duty tells. A person confirms it."""

    kind: str
    period: Period


def guess_period(*, period: str, recurrence: str, last_day: date) -> Guess:
    """For which period a report is asked that must be there by ``last_day``.

    A period in the text (2026-H1, 2026, H1) is taken; a bare H1 is that of the nearest year. Otherwise the period
    of the report's kind that closed at most 20 days before, else the one under way on that day.
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
    keys = [
        f"{year}{part}" for year in (day.year - 1, day.year, day.year + 1) for part in _PARTS.get(kind, ("",))
    ]
    periods = [parse_period(key) for key in keys]
    for period in periods:
        if timedelta(0) < day - days_of(period).end <= JUST_CLOSED:
            return period
    return next(period for period in periods if day in days_of(period))


def days_of(period: Period) -> Window:
    """The administrative window; of years before Nghị định 09/2019, for guesses only, the calendar."""
    try:
        return window_of(period, "administrative")
    except NotInForce:
        return window_of(period, "calendar")


# -- figures ----------------------------------------------------------------------------------------------


def parse_figure(text: str) -> int | None:
    """A count as it was typed; None for an empty field. Raises BadFigure, in words that tell how to mend it."""
    given = text.strip()
    if not given:
        return None
    try:
        value = parse_number(given)
    except AmbiguousNumber as error:
        fault = NotWhole(given=given)
        fault.text = str(error)
        raise fault from None
    except DomainError:
        raise BadFigure(given=given[:40]) from None
    if value < 0:
        raise NegativeFigure(given=given)
    if value != value.to_integral_value():
        raise NotWhole(given=given)
    if value > LARGEST:
        raise FigureTooLarge(given=given)
    return int(value)


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure of one row: what was counted, what was typed, and the explanation."""

    counted: int | None = None
    typed: int | None = None
    note: str = ""

    @property
    def figure(self) -> int | None:
        """The typed figure where a person typed one."""
        return self.counted if self.typed is None else self.typed


def with_sums(template: Template, figures: Mapping[str, int | None]) -> dict[str, int | None]:
    """The figures of all rows, sums computed; a sum of which a part is missing is missing."""
    known: dict[str, int | None] = {
        row.key: figures.get(row.key) for row in template.rows if not row.computed
    }
    for row in template.rows:
        if row.computed:
            parts = [known[key] for key in row.sum_of]
            known[row.key] = None if None in parts else sum(part for part in parts if part is not None)
    return {row.key: known[row.key] for row in template.rows}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a row (``row`` empty: about the return) that is wrong, or wants an explanation.

    ``answered``: the explanation is there, so it does not stand in the way of sending.
    """

    row: str
    code: str
    text: str
    answered: bool = False

    @property
    def blocking(self) -> bool:
        return not self.answered


def check(
    template: Template,
    entries: Mapping[str, Entry],
    *,
    previous: Mapping[str, int | None],
    jump_limit: int,
) -> list[Finding]:
    """All findings, in the order of the rows.

    ``previous``: the figures of the same period of the year before, where there are any; ``jump_limit`` in percent.
    """
    figures = with_sums(template, {key: entry.figure for key, entry in entries.items()})
    found: list[Finding] = []
    for row in template.rows:
        entry = entries.get(row.key, Entry())
        figure = figures[row.key]
        if figure is None and not row.computed:
            found.append(Finding(row.key, "missing", _("Chưa có số liệu. Nếu không phát sinh, nhập 0.")))
        if figure is not None and figure < 0:
            found.append(Finding(row.key, "negative", str(NegativeFigure())))
        if entry.typed is not None and entry.counted is not None and entry.typed != entry.counted:
            text = _("Số nhập khác số đếm từ hồ sơ ({counted}). Hãy ghi lý do.").format(
                counted=number(entry.counted)
            )
            found.append(Finding(row.key, "differs", text, answered=bool(entry.note.strip())))
    for rule in template.checks:
        if rule.kind == "sum":
            found += _sum(template, rule.whole, rule.parts, figures)
        elif rule.kind == "at_most":
            found += _at_most(template, rule.parts[0], rule.whole, figures)
        else:
            found += [
                finding
                for key in rule.parts
                for finding in _jump(
                    key, figures[key], previous.get(key), jump_limit, entries.get(key, Entry())
                )
            ]
    order = {row.key: at for at, row in enumerate(template.rows)}
    return sorted(found, key=lambda finding: order[finding.row])


def _sum(
    template: Template, whole: str, parts: Sequence[str], figures: Mapping[str, int | None]
) -> list[Finding]:
    values = [figures[key] for key in parts]
    total = figures[whole]
    if total is None or None in values:
        return []
    added = sum(value for value in values if value is not None)
    if added == total:
        return []
    names = ", ".join(f"“{template.row(key).short}”" for key in parts)
    text = _("Tổng {names} là {added}, khác số ở dòng này ({total}).").format(
        names=names, added=number(added), total=number(total)
    )
    return [Finding(whole, "sum", text)]


def _at_most(template: Template, part: str, whole: str, figures: Mapping[str, int | None]) -> list[Finding]:
    value, limit = figures[part], figures[whole]
    if value is None or limit is None or value <= limit:
        return []
    return [
        Finding(
            part,
            "at_most",
            _("Lớn hơn “{row}” ({limit}).").format(row=template.row(whole).label, limit=number(limit)),
        )
    ]


def _jump(key: str, value: int | None, before: int | None, limit: int, entry: Entry) -> list[Finding]:
    # From nothing there is no percentage to speak of.
    if value is None or not before or abs(value - before) * 100 <= limit * before:
        return []
    percent = number(Decimal(value - before) * 100 / before, 1).removeprefix("-")
    if value > before:
        text = _("Tăng {percent} % so với cùng kỳ năm trước ({before}). Hãy giải trình.")
    else:
        text = _("Giảm {percent} % so với cùng kỳ năm trước ({before}). Hãy giải trình.")
    text = text.format(percent=percent, before=number(before))
    return [Finding(key, "jump", text, answered=bool(entry.note.strip()))]


def check_day(
    as_of: date | None, *, window: Window, today: date, counted_as_of: date | None, uses_counts: bool
) -> list[Finding]:
    """Findings about «số liệu đến ngày»: within the period, not in the future, the day of the count."""
    if as_of is None:
        text = _("Hãy ghi ngày chốt số liệu.")
    elif as_of > today:
        text = _("Ngày {day} chưa đến. Ghi ngày chốt số liệu, muộn nhất là hôm nay.").format(
            day=date_text(as_of)
        )
    elif as_of not in window:
        text = _("Ngày chốt phải nằm trong kỳ: từ {start} đến {end}.").format(
            start=date_text(window.start), end=date_text(window.end)
        )
    elif uses_counts and counted_as_of is not None and counted_as_of != as_of:
        text = _("Số đếm từ hồ sơ lấy đến ngày {day}. Hãy lấy lại số từ hồ sơ cho ngày này.").format(
            day=date_text(counted_as_of)
        )
    else:
        return []
    return [Finding("as_of", "as_of", text)]


# -- names ------------------------------------------------------------------------------------------------

_LITTLE_WORDS = {"và", "-", "&"}


def abbreviation(name: str) -> str:
    """The letters of an agency in the symbol of its papers: Sở Y tế -> SYT, Sở Giáo dục và Đào tạo -> SGDĐT."""
    words = [word for word in re.split(r"[\s,&-]+", name) if word and word not in _LITTLE_WORDS]
    # A short name that is an abbreviation already (UBND, GD) keeps its letters.
    return "".join(word if word.isupper() else word[0].upper() for word in words)
