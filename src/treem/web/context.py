"""What every page needs from its request."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from treem.web import registry


def shell(request: HttpRequest) -> dict[str, Any]:
    """Menu, role in force, the mark of simulation. Nobody signed in: the mark only."""
    context: dict[str, Any] = {
        "simulated": any(asks() for asks in registry.simulated),
        "page_base": "web/base.html",
        "appointment": None,
        "menu": [],
    }
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        context["foot_links"] = registry.foot_links_for(request)
        context["search_url"] = registry.search_url_for(request)
        context["menu"] = registry.menu_for(request)
        context["appointment"] = getattr(request, "appointment", None)
        context["appointments"] = getattr(request, "appointments", ())
    return context
