"""The plan board in its first form, and the page that lists every fact with its source."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from treem.indicators import facts as fact_registry
from treem.indicators.counting import count_all, figures
from treem.indicators.selectors import targets_in_force
from treem.kernel.periods import parse_period
from treem.web.endpoints import endpoint
from treem.web.pages import page


@endpoint("indicators.view_target")
def targets(request: HttpRequest) -> HttpResponse:
    """The targets of this year's plans, with what treem can count itself for the person's area."""
    today = timezone.localdate()
    wanted = targets_in_force(today.year)
    sums: dict[str, int] = {}
    scope = getattr(request, "scope", None)
    if scope and scope.communes and request.user.has_perm("indicators.count"):
        counted = count_all(parse_period(str(today.year)), units=scope.communes, today=today)
        sums = {key: result.total() for key, result in counted.items()}
    answers = figures(wanted, sums, on=today)
    return page(
        request,
        "indicators/targets.html",
        {"answers": answers, "today": today, "counts": bool(sums), "facts_url": reverse("indicators:facts")},
    )


@endpoint("indicators.view_target")
def facts(request: HttpRequest) -> HttpResponse:
    """Every fact: what it counts, by which room, with which breakdowns."""
    rows = [
        {
            "fact": fact,
            "room": fact.count.__module__.split(".")[1] if hasattr(fact.count, "__module__") else "",
        }
        for fact in fact_registry.all_facts()
    ]
    return page(request, "indicators/facts.html", {"rows": rows})
