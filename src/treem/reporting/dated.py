"""Returns on the calendar of deadlines: one entry a return, or one a round where everybody is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treem.duties.dated import Dated, Whose
from treem.kernel.periods import Window
from treem.kernel.vietnamese import date_text, number
from treem.reporting import rules, selectors
from treem.reporting.models import Round, RoundState

_WORDS = {
    "overdue": ("overdue", gettext_lazy("Quá hạn chưa gửi")),
    "late": ("done", gettext_lazy("Gửi quá hạn")),
    "in_time": ("done", gettext_lazy("Gửi đúng hạn")),
    "due": ("todo", gettext_lazy("Chưa gửi")),
    "soon": ("todo", gettext_lazy("Chưa gửi")),
    "": ("todo", gettext_lazy("Chưa gửi")),
}
_NEAR = {"due": gettext_lazy("Đến hạn"), "soon": gettext_lazy("Sắp đến hạn")}


def returns_due(whose: Whose, days: Window, today: date) -> Iterable[Dated]:
    """For ``duties.hooks.dated``. Only who prepares returns has them among the own work («việc của tôi»)."""
    if whose.bodies is None:
        return _rounds(days, today) if whose.asker.has_perm("reporting.view_progress") else ()
    if whose.alone and not whose.asker.has_perm("reporting.fill_return"):
        return ()
    return _returns(whose, days, today)


def _near(days: Window) -> tuple[date, date]:
    """Deadlines whose last day in time may lie on the days: «trước ngày» has it a day earlier."""
    return days.start, days.end + timedelta(days=1)


def _returns(whose: Whose, days: Window, today: date) -> Iterable[Dated]:
    readable = whose.asker.has_perm("reporting.view_return")
    found = selectors.returns().filter(body_id__in=whose.bodies or (), round__deadline__range=_near(days))
    for each in found.filter(round__state__in=[RoundState.OPEN, RoundState.CLOSED]):
        last_day = each.round.term.last_day
        if last_day is None or last_day not in days:
            continue
        standing = selectors.timeliness_of(each, today=today)
        badge, word = _WORDS[standing]
        page, uuid = ("reporting:return", each.uuid) if readable else ("reporting:round", each.round.uuid)
        yield Dated(
            uid=str(each.uuid),
            on=last_day,
            what=_("Gửi biểu: %(title)s") % {"title": each.round.title},
            url=reverse(page, args=[uuid]),
            when=_when(each.round),
            badge=badge,
            word=word,
            near=_NEAR.get(standing, ""),
            who=str(each.body),
            kind="return",
            is_open=each.state not in rules.SENT,
            late=standing == "overdue",
            revision=each.version,
            since=each.round.opened_at,
        )


def _rounds(days: Window, today: date) -> Iterable[Dated]:
    found = [
        each
        for each in Round.objects.filter(
            state__in=[RoundState.OPEN, RoundState.CLOSED], deadline__range=_near(days)
        )
        if each.term.last_day is not None and each.term.last_day in days
    ]
    tallies = selectors.tallies([each.pk for each in found])
    for each in found:
        tally, term = tallies.get(each.pk, selectors.Tally()), each.term
        late = tally.missing > 0 and term.late_from is not None and today >= term.late_from
        said = _("%(done)s/%(total)s đã gửi") % {"done": number(tally.sent), "total": number(tally.total)}
        assert term.last_day is not None
        yield Dated(
            uid=str(each.uuid),
            on=term.last_day,
            what=_("Gửi biểu: %(title)s") % {"title": each.title},
            url=reverse("reporting:round", args=[each.uuid]),
            when=_when(each),
            badge="overdue" if late else "doing" if tally.missing else "done",
            word=_("%(done)s, quá hạn") % {"done": said} if late else said,
            who=each.document_label,
            kind="return",
            is_open=tally.missing > 0,
            late=late,
            revision=each.version,
            since=each.opened_at,
        )


def _when(round: Round) -> str:
    return f"{round.get_deadline_op_display()} {date_text(round.deadline)}" if round.deadline else ""
