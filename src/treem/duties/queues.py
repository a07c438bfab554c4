"""Work queues of duties for the desk, and the counts on tabs. Each counts exactly what its list shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from treem.duties import following, selectors
from treem.duties.models import Execution
from treem.duties.views import own_bodies
from treem.kernel.time import local_date, today
from treem.web.registry import QueueState


def _mine(request: HttpRequest) -> QuerySet[Execution]:
    return selectors.executions_of(own_bodies(request))


def _state(found: QuerySet[Execution]) -> QueueState:
    oldest = found.order_by().aggregate(oldest=Min("issued_at"))["oldest"]
    due = found.filter(due_on__isnull=False).order_by("due_on", "pk").first()
    return QueueState(
        count=found.count(),
        oldest_on=local_date(oldest) if oldest else None,
        due_on=due.due_on if due else None,
        started=local_date(due.issued_at) if due and due.issued_at else None,
    )


def new(request: HttpRequest) -> QueueState:
    """«Việc mới giao»: nobody at the person's bodies has taken note yet."""
    return _state(selectors.shown(_mine(request), "new", today()))


def overdue(request: HttpRequest) -> QueueState:
    """«Việc quá hạn» of the person's own bodies."""
    return _state(selectors.shown(_mine(request), "overdue", today()))


def near(request: HttpRequest) -> QueueState:
    """«Việc đến hạn»: due soon or due, not late."""
    return _state(selectors.shown(_mine(request), "near", today()))


def internal(request: HttpRequest) -> QueueState:
    """«Đến hạn nội bộ»: what the head of the body wanted by today. A head is told of everybody's, a person of the own."""
    user: Any = request.user
    found = selectors.shown(_mine(request), "internal", today())
    if not user.has_perm("duties.assign_inside"):
        found = selectors.for_person(found, "me", user.pk)
    first = found.order_by("internal_due_on", "pk").first()
    return replace(_state(found), due_on=first.internal_due_on if first else None, started=None)


def internal_url(request: HttpRequest) -> str:
    """The list of exactly these."""
    url = own_url("internal")
    return url if request.user.has_perm("duties.assign_inside") else f"{url}&who=me"


def to_confirm(request: HttpRequest) -> QueueState:
    """«Kết quả nội bộ chờ xác nhận»: what the person's own body gave inside, and was reported."""
    found = selectors.shown(_mine(request), "confirm", today())
    oldest = found.order_by().aggregate(oldest=Min("reported_at"))["oldest"]
    return QueueState(count=found.count(), oldest_on=local_date(oldest) if oldest else None)


def unassigned(_request: HttpRequest) -> QueueState:
    """«Nhiệm vụ chưa giao»."""
    found = selectors.unassigned()
    oldest = found.order_by().aggregate(oldest=Min("created_at"))["oldest"]
    return QueueState(count=found.count(), oldest_on=local_date(oldest) if oldest else None)


def reported(_request: HttpRequest) -> QueueState:
    """«Kết quả chờ xác nhận»: duties with a result nobody has confirmed."""
    found = selectors.shown_obligations(selectors.obligations(None), "reported", today())
    oldest = (
        selectors.executions_awaiting_acceptance().order_by().aggregate(oldest=Min("reported_at"))["oldest"]
    )
    return QueueState(count=found.count(), oldest_on=local_date(oldest) if oldest else None)


def asked(_request: HttpRequest) -> QueueState:
    """«Hỏi đáp, đề nghị»: what waits for an answer of the lead agency."""
    found = following.requests(waiting=True)
    oldest = found.first()
    return QueueState(count=found.count(), oldest_on=local_date(oldest.at) if oldest else None)


def escalated(request: HttpRequest) -> QueueState:
    """«Quá hạn nhiều ngày»: work of the bodies that is late by the days of the person's level."""
    day = today()
    found = following.overdue_by(following.escalation_days(_level(request), day), day)
    oldest = found.first()
    return QueueState(count=found.count(), oldest_on=oldest.late_from if oldest else None)


def escalated_url(request: HttpRequest) -> str:
    """The list of exactly these."""
    return f"{reverse('duties:late')}?days={following.escalation_days(_level(request), today())}"


def _level(request: HttpRequest) -> str:
    return "lead" if request.user.has_perm("duties.remind") else "leader"


def own_url(state: str) -> str:
    """The list of one's own duties with a filter."""
    return f"{reverse('duties:list')}?state={state}"
