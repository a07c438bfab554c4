"""What waits for a person: queues, the nearest deadlines, how rounds and duties stand. Counts and links; every list lives
in its own room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from treem.desk.leader import RoundLine, rounds_under_way
from treem.duties import selectors as duties
from treem.duties import words
from treem.law.calendar import Day, day_kind
from treem.law.errors import CalendarUnknown
from treem.web.registry import Queue, QueueState, queues_for

if TYPE_CHECKING:
    from django.http import HttpRequest

NEAREST = 6
"""Deadlines on the first page; the queue opens all of them."""


@dataclass(frozen=True)
class Waiting:
    """A queue as it stands for this person, with the address of exactly the list it counts."""

    queue: Queue
    state: QueueState
    url: str


def waiting(request: HttpRequest) -> list[Waiting]:
    """All queues of the person, in their order, the empty ones too."""
    return [Waiting(queue, queue.state(request), queue.url(request)) for queue in queues_for(request)]


@dataclass(frozen=True)
class Action:
    """Something that an officer begins from the desk, on a phone with one thumb."""

    label: object
    url: str
    icon: str
    primary: bool = False


_ACTIONS = (
    ("cases.take_intake", _("Ghi nhận thông tin"), "cases:new", "phone", True),
    ("registry.search", _("Tìm trẻ"), "registry:search", "search", False),
    ("registry.view_child", _("Trẻ em theo tổ, bản"), "registry:villages", "place", False),
    ("cases.print_blank", _("Mẫu trống để in"), "cases:blanks", "print", False),
)


def actions(request: HttpRequest) -> list[Action]:
    """What the person may begin; only for those who work in one commune, where the work with children is done."""
    scope = getattr(request, "scope", None)
    user: Any = request.user
    appointment = getattr(request, "appointment", None)
    in_commune = appointment is not None and appointment.body.level == "commune"
    if scope is None or not in_commune:
        return []
    return [
        Action(label, reverse(name), icon, primary)
        for permission, label, name, icon, primary in _ACTIONS
        if user.has_perm(permission)
    ]


def nearest(request: HttpRequest, *, today: date) -> list[words.Shown]:
    """The person's own duties that are late or fall due, the oldest deadline first, at most ``NEAREST``."""
    user: Any = request.user
    if not user.has_perm("duties.report_execution"):
        return []
    bodies = duties.bodies_answered_for(
        getattr(request, "scope", None), getattr(request, "appointment", None)
    )
    found = duties.executions_of(bodies).filter(duties.is_overdue(today) | duties.is_near(today))
    return [words.shown(execution, today) for execution in found[:NEAREST]]


@dataclass(frozen=True)
class Overview:
    """What a specialist of the lead agency keeps an eye on: rounds under way, and the documents' duties."""

    rounds: list[RoundLine]
    documents: list[tuple[int, str, duties.Tally]]


MOST_DOCUMENTS = 4


def overview(request: HttpRequest, *, today: date) -> Overview | None:
    """For those who collect returns; None for everybody else."""
    user: Any = request.user
    if not (user.has_perm("reporting.accept_return") and user.has_perm("duties.view_all")):
        return None
    documents = [
        (pk, label, duties.count_executions(duties.all_executions(pk), today))
        for pk, label in duties.documents_with_duties()[:MOST_DOCUMENTS]
    ]
    return Overview(rounds_under_way(today), documents)


def about_day(day: date) -> Day | None:
    """What kind of day it is for state offices; None for a year the calendar does not know."""
    try:
        return day_kind(day)
    except CalendarUnknown:
        return None
