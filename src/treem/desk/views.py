"""The first page after sign-in: what waits today."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from treem.desk import selectors
from treem.kernel.time import now
from treem.web.endpoints import endpoint
from treem.web.pages import page


@endpoint()
def home(request: HttpRequest) -> HttpResponse:
    """The work queues of the person. Each counter opens the list it counts."""
    user: Any = request.user
    moment = now()
    found = selectors.waiting(request)
    return page(
        request,
        "desk/home.html",
        {
            "queues": [each for each in found if each.state.count],
            "empty": [each for each in found if not each.state.count],
            "figures": selectors.leader_figures(request, today=moment.date()),
            "day": selectors.about_day(moment.date()),
            "today": moment.date(),
            "now": moment,
            "appointment": getattr(request, "appointment", None),
            "may_see_rounds": user.has_perm("reporting.view_progress"),
        },
    )
