"""What rooms hang into the page shell: menu entries, desk queues, health checks, the simulation mark.

Each room registers its own in ``AppConfig.ready()``, so two people never edit one list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True)
class MenuEntry:
    """One of at most seven entries of the menu. ``count`` is shown only where something waits."""

    order: int
    key: str
    label: object  # a lazy translation
    icon: str
    url_name: str
    permission: str
    """Needed to see the entry; empty: everybody who is signed in."""
    count: Callable[[HttpRequest], int] | None = None
    prefix: str | tuple[str, ...] = ""
    """Addresses under these prefixes belong to the entry; empty: only its own page."""


@dataclass(frozen=True)
class QueueState:
    """How a work queue stands for one person: how many, how old, what is due first."""

    count: int
    oldest_on: date | None = None
    due_on: date | None = None
    started: date | None = None
    """When the clock of what is due first began, where it is known."""
    note: str = ""


@dataclass(frozen=True)
class Queue:
    """A work queue on the desk. Its address opens exactly the list that ``state`` counts."""

    order: int
    key: str
    label: object
    permission: str
    state: Callable[[HttpRequest], QueueState]
    url: Callable[[HttpRequest], str]
    empty: object = ""
    """What to say when nothing waits."""
    urgent: bool = False
    """Holds what is late or falls due: reason enough to tell the person outside the screens."""


@dataclass(frozen=True)
class Check:
    """The answer of one health check for ``/readyz``."""

    ok: bool
    note: str


MENU_LIMIT = 7
_search: list[tuple[str, str]] = []
_menu: dict[str, MenuEntry] = {}
_queues: dict[str, Queue] = {}
readiness: dict[str, Callable[[], Check]] = {}
gauges: dict[str, Callable[[], float]] = {}
"""Numbers for ``/metrics``, by name; never a name or an id of a person."""
simulated: list[Callable[[], bool]] = []
"""Asked whether the data of this database are invented; any yes puts the banner on every page."""


def register_menu(entry: MenuEntry) -> None:
    """Add a menu entry. The menu holds seven at most: fewer words, found faster."""
    _menu[entry.key] = entry
    if len(_menu) > MENU_LIMIT:
        raise ValueError(f"The menu holds {MENU_LIMIT} entries; {entry.key} is one too many.")


def register_search(url_name: str, permission: str) -> None:
    """Say where the search of the top bar leads, and who may use it. What is typed goes there by POST."""
    _search[:] = [(url_name, permission)]


def search_url_for(request: HttpRequest) -> str:
    """The address of the search for this person; empty when there is none."""
    return next((reverse(name) for name, permission in _search if request.user.has_perm(permission)), "")


@dataclass(frozen=True)
class FootLink:
    """A quiet link at the foot of every page, for those who hold the permission."""

    label: object
    url_name: str
    permission: str


_foot: dict[str, FootLink] = {}


def register_foot_link(link: FootLink) -> None:
    """Add a link at the foot of the pages."""
    _foot[link.url_name] = link


def foot_links_for(request: HttpRequest) -> list[tuple[object, str]]:
    """Label and address of the links at the foot, for this person."""
    return [
        (link.label, reverse(link.url_name))
        for link in _foot.values()
        if request.user.has_perm(link.permission)
    ]


def register_queue(queue: Queue) -> None:
    """Add a work queue to the desk."""
    _queues[queue.key] = queue


def queues_for(request: HttpRequest) -> list[Queue]:
    """The queues this person may work on, in order."""
    return [
        queue
        for queue in sorted(_queues.values(), key=lambda q: q.order)
        if not queue.permission or request.user.has_perm(queue.permission)
    ]


@dataclass(frozen=True)
class MenuItem:
    """A menu entry as the shell draws it."""

    key: str
    label: object
    icon: str
    url: str
    current: bool
    count: int


def menu_for(request: HttpRequest) -> list[MenuItem]:
    """The menu of this person."""
    items = []
    for entry in sorted(_menu.values(), key=lambda e: e.order):
        if entry.permission and not request.user.has_perm(entry.permission):
            continue
        url = reverse(entry.url_name)
        here = request.path == url or bool(entry.prefix and request.path.startswith(entry.prefix))
        items.append(
            MenuItem(
                entry.key, entry.label, entry.icon, url, here, entry.count(request) if entry.count else 0
            )
        )
    return items
