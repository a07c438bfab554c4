"""The parts of «Văn bản và nhiệm vụ»: one menu entry for three rooms, each of which adds its own tabs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True)
class Tab:
    """One part with its own address."""

    order: int
    label: object  # a lazy translation
    url_name: str
    permission: str
    count: Callable[[HttpRequest], int] | None = None


@dataclass(frozen=True)
class ShownTab:
    """A tab as a page draws it."""

    label: object
    url: str
    current: bool
    count: int


_tabs: dict[str, Tab] = {}


def register_tab(tab: Tab) -> None:
    """Add a part; called in ``AppConfig.ready()``."""
    _tabs[tab.url_name] = tab


def tabs_for(request: HttpRequest) -> list[ShownTab]:
    """The parts this person may open, in order."""
    found = []
    for tab in sorted(_tabs.values(), key=lambda tab: tab.order):
        if not request.user.has_perm(tab.permission):
            continue
        url = reverse(tab.url_name)
        found.append(ShownTab(tab.label, url, request.path == url, tab.count(request) if tab.count else 0))
    return found
