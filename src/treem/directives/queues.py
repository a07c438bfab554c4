"""Work queues of directives for the desk."""

from __future__ import annotations

from django.db.models import Min
from django.http import HttpRequest

from treem.directives import second_eyes, selectors
from treem.kernel.time import local_date, today
from treem.web.registry import QueueState


def waiting(_request: HttpRequest) -> QueueState:
    """«Văn bản chờ xem»."""
    found = selectors.readings_waiting()
    oldest = found.order_by().aggregate(oldest=Min("created_at"))["oldest"]
    return QueueState(count=found.count(), oldest_on=local_date(oldest) if oldest else None)


def presented(request: HttpRequest) -> QueueState:
    """«Văn bản chờ ban hành»: those that this person, as the second one, may issue or send back."""
    found = second_eyes.waiting_for(request.user, today())  # type: ignore[arg-type]
    oldest = found[0].presented_at if found else None
    return QueueState(count=len(found), oldest_on=local_date(oldest) if oldest else None)
