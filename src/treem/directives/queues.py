"""Work queues of directives for the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Min
from django.http import HttpRequest

from treem.directives import cascade_following, cascade_selectors, second_eyes, selectors
from treem.kernel.time import local_date, today
from treem.web.registry import QueueState

if TYPE_CHECKING:
    from treem.organisations.models import Body


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


def asked_back(request: HttpRequest) -> QueueState:
    """«Đề nghị trở lại bản trước» of others, which this person may decide."""
    found = second_eyes.asked_back_of(request.user)  # type: ignore[arg-type]
    oldest = found[0].back_asked_at if found else None
    return QueueState(count=len(found), oldest_on=local_date(oldest) if oldest else None)


def _body(request: HttpRequest) -> Body | None:
    return cascade_selectors.drafting_body(getattr(request, "appointment", None), today())


def to_cascade(request: HttpRequest) -> QueueState:
    """«Văn bản cần triển khai» of the person's own body."""
    found = cascade_following.to_cascade(_body(request))
    due = [line.wanted.due_on for line in found if line.wanted.due_on]
    came = [line.wanted.document.received_at for line in found]
    return QueueState(
        count=len(found), oldest_on=local_date(min(came)) if came else None, due_on=min(due, default=None)
    )


def to_approve(request: HttpRequest) -> QueueState:
    """«Văn bản triển khai chờ duyệt» for this person."""
    body = _body(request)
    user: Any = request.user
    found = cascade_selectors.to_approve(user, [body.pk] if body else [], today())
    first = found[0].presented_at if found else None
    return QueueState(count=len(found), oldest_on=local_date(first) if first else None)


def missing(_request: HttpRequest) -> QueueState:
    """«Đơn vị chưa có kế hoạch triển khai»: units under documents, as the list shows them."""
    found = cascade_following.missing()
    due = [line.wanted.due_on for line in found if line.wanted.due_on]
    return QueueState(count=len(found), due_on=min(due, default=None))
