"""Answering with a page: the whole page, or the part of it that htmx asked for, from one template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render ``template``; templates start with ``{% extends page_base %}``.

    The shell swaps a 422 as well, so a refused form comes back with what was typed.
    """
    htmx = getattr(request, "htmx", None)
    base = "web/fragment.html" if htmx and not htmx.boosted else "web/base.html"
    return render(request, template, {**(context or {}), "page_base": base}, status=status)
