"""«Lịch công việc»: a month of deadlines, and one day of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.duties import dated, month, selectors
from treem.duties.board import name_of, place_answered_for
from treem.duties.dated import Whose
from treem.duties.month import Month
from treem.duties.rules import plausible
from treem.duties.views import own_bodies
from treem.kernel.periods import Window
from treem.kernel.time import today
from treem.kernel.typed import key
from treem.kernel.vietnamese import place_key
from treem.organisations import selectors as organisations
from treem.web.address import NotOffered
from treem.web.endpoints import endpoint
from treem.web.pages import page
from treem.web.templatetags.ui_words import vn_weekday

ME, ALL = "me", "all"


def _whose(request: HttpRequest) -> tuple[str, Whose]:
    """Whose days the address asks for, as far as this person may see them: ``me``, ``all``, the id of a body; "" for the
    own bodies. Who carries out nothing sees all."""
    user: Any = request.user
    asked, own = request.GET.get("who", ""), own_bodies(request)
    oversees = user.has_perm("duties.view_all")
    works = user.has_perm("duties.report_execution")
    if oversees and (asked == ALL or (not works and key(asked) is None)):
        return ALL, Whose(user, None)
    if oversees and (body := key(asked)) is not None:
        return asked, Whose(user, (body,))
    return (ME, Whose(user, own, alone=True)) if asked == ME else ("", Whose(user, own))


def _choice(request: HttpRequest, who: str, whose: Whose) -> dict[str, Any]:
    """For the template: what may be chosen, and the name of what is."""
    user: Any = request.user
    bodies = []
    if user.has_perm("duties.view_all"):
        found = organisations.bodies(selectors.bodies_with_duties())
        bodies = sorted(found.values(), key=lambda body: (body.level != "commune", place_key(name_of(body))))
    chosen = next((body for body in bodies if str(body.pk) == who), None)
    if key(who) is not None and chosen is None:
        raise Http404
    appointment = getattr(request, "appointment", None)
    names = {
        ME: _("Việc giao cho tôi"),
        ALL: _("Mọi đơn vị"),
        "": place_answered_for(appointment.body) if appointment else "",
    }
    return {
        "who": who,
        "name": name_of(chosen) if chosen else names[who],
        "bodies": [(str(body.pk), name_of(body)) for body in bodies],
        "works": user.has_perm("duties.report_execution"),
        "oversees": user.has_perm("duties.view_all"),
        "late": dated.late(whose, today()).count(),
        "late_url": _late_url(who),
    }


def _late_url(who: str) -> str:
    """The list of exactly the overdue duties that the calendar counts."""
    if who == ALL:
        return f"{reverse('duties:late')}?days=1"
    if key(who) is not None:
        return f"{reverse('duties:body', args=[who])}?state=overdue"
    return f"{reverse('duties:list')}?{urlencode({'state': 'overdue'} | ({'who': ME} if who == ME else {}))}"


def _month(request: HttpRequest, today: date) -> Month:
    """The month of the address; this one where it names none. Raises NotOffered."""
    asked = request.GET.get("month", "")
    found = Month.of(asked, today)
    if asked and str(found) != asked:
        raise NotOffered(name="month", value=asked[:40])
    return found


@endpoint("duties.view_execution")
def calendar(request: HttpRequest) -> HttpResponse:
    """The deadlines of a month: on a phone day by day, on a wide screen and on paper as a grid."""
    day = today()
    shown = _month(request, day)
    who, whose = _whose(request)
    found = dated.entries(whose, shown.days, day)
    return page(
        request,
        "duties/calendar.html",
        {
            **_choice(request, who, whose),
            "month": shown,
            "this_month": Month.holding(day),
            "weeks": (weeks := month.weeks(shown, found, day)),
            "heads": [vn_weekday(each.on).partition(",")[0] for each in weeks[0]],
            "spans": month.spans(shown),
            "total": len(found),
            "open": sum(each.is_open for each in found),
        },
    )


@endpoint("duties.view_execution")
def calendar_day(request: HttpRequest) -> HttpResponse:
    """All that falls due on one day (``day=2026-12-14``; today without)."""
    now_ = today()
    try:
        on = date.fromisoformat(request.GET.get("day", "") or now_.isoformat())
    except ValueError:
        raise Http404 from None
    if not plausible(on):
        raise Http404
    who, whose = _whose(request)
    found = month.one_day(on, dated.entries(whose, Window(on, on), now_), now_)
    return page(
        request,
        "duties/calendar_day.html",
        {
            **_choice(request, who, whose),
            "one": found,
            "month": (shown := Month.holding(on)),
            "up_url": f"{reverse('duties:calendar')}?{urlencode({'month': shown} | ({'who': who} if who else {}))}",
        },
    )
