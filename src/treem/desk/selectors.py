"""What waits for a person, and the leader's figures. Counts only; every list lives in its own room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from treem.duties import selectors as duties
from treem.law.calendar import Day, day_kind
from treem.law.errors import CalendarUnknown
from treem.reporting import selectors as reporting
from treem.web.registry import Queue, QueueState, queues_for

if TYPE_CHECKING:
    from django.http import HttpRequest


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
class Figures:
    """What the leader of the province sees: how reporting stands, and how many duties are late."""

    reporting: reporting.Progress
    duties: duties.Tally


def leader_figures(request: Any, *, today: date) -> Figures | None:
    """Counts for those who oversee all agencies without an agency's own work; None for everybody else."""
    user, scope = request.user, request.scope
    oversees = user.has_perm("duties.view_all") and user.has_perm("reporting.view_progress")
    if not oversees or user.has_perm("reporting.accept_return") or scope is None:
        return None
    return Figures(
        reporting.progress(today=today), duties.count_executions(duties.executions_of(scope.bodies), today)
    )


def about_day(day: date) -> Day | None:
    """What kind of day it is for state offices; None for a year the calendar does not know."""
    try:
        return day_kind(day)
    except CalendarUnknown:
        return None
