"""``{% load document_tabs %}{% document_tabs %}``: the tabs of the three rooms on each of their list pages."""

from __future__ import annotations

from typing import Any

from django import template

from treem.documents.tabs import tabs_for

register = template.Library()


@register.inclusion_tag("documents/parts/tabs.html", takes_context=True)
def document_tabs(context: template.Context) -> dict[str, Any]:
    """The tabs that the person may open; nothing when there is only one."""
    request = context.get("request")
    found = tabs_for(request) if request is not None else []
    return {"document_tabs": found if len(found) > 1 else []}
