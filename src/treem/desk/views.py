"""The first page after sign-in: what waits today. And the leader's page, on the screen and as one A4."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override

from treem.audit import services as audit
from treem.desk import leader, leader_pdf, selectors
from treem.desk.leader_words import words_of
from treem.kernel.time import local_date, now
from treem.web import registry
from treem.web.endpoints import endpoint
from treem.web.pages import page


@endpoint()
def home(request: HttpRequest) -> HttpResponse:
    """The work queues of the person. Each counter opens the list it counts; a leader of the province sees the page of
    figures instead of a list of work."""
    user: Any = request.user
    moment = now()
    day = local_date(moment)
    found = selectors.waiting(request)
    leads = user.has_perm("desk.view_leader")
    # Who collects returns has work of the own; the leader has none here.
    leader_first = leads and not user.has_perm("reporting.accept_return")
    return page(
        request,
        "desk/home.html",
        {
            "queues": [each for each in found if each.state.count],
            "empty": [each for each in found if not each.state.count],
            "actions": selectors.actions(request),
            "nearest": selectors.nearest(request, today=day),
            "overview": selectors.overview(request, today=day),
            "leader": words_of(leader.leader_page(today=day, now=moment)) if leader_first else None,
            "may_lead": leads,
            "day": selectors.about_day(day),
            "today": day,
            "now": moment,
            "appointment": getattr(request, "appointment", None),
        },
    )


@endpoint("desk.view_leader")
def leader_screen(request: HttpRequest) -> HttpResponse:
    """The page as the leader sees it, for those who prepare it."""
    moment = now()
    day = local_date(moment)
    return page(
        request,
        "desk/leader.html",
        {"leader": words_of(leader.leader_page(today=day, now=moment)), "today": day},
    )


@endpoint("desk.view_leader")
def leader_paper(request: HttpRequest) -> HttpResponse:
    """The same page as one sheet of A4 in PDF. Taking it away is noted: it holds counts, no names."""
    moment = now()
    day = local_date(moment)
    found = leader.leader_page(today=day, now=moment)
    appointment = getattr(request, "appointment", None)
    place = str(appointment.body) if appointment else ""
    with override("vi"):  # what leaves is Vietnamese, whatever the screens speak
        content = leader_pdf.render(found, place=place, simulated=any(asks() for asks in registry.simulated))
    audit.record(actor=request.user, action="desk.leader_paper", subject_type="desk.leader_page")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="tinh-hinh-tre-em-{day:%Y%m%d}.pdf"'
    return response
