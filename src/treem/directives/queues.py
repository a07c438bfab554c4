"""Work queues of directives for the desk."""

from __future__ import annotations

from django.db.models import Min
from django.http import HttpRequest

from treem.directives import selectors
from treem.kernel.time import local_date
from treem.web.registry import QueueState


def waiting(_request: HttpRequest) -> QueueState:
    """«Văn bản chờ xem»."""
    found = selectors.readings_waiting()
    oldest = found.order_by().aggregate(oldest=Min("created_at"))["oldest"]
    return QueueState(count=found.count(), oldest_on=local_date(oldest) if oldest else None)
