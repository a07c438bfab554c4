"""Work queues of reporting for the desk. Each counts exactly what its list shows."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from treem.kernel.time import local_date
from treem.reporting import rules, selectors
from treem.reporting.models import Return, RoundState
from treem.web.registry import QueueState


def _state(found: QuerySet[Return], since: str) -> QueueState:
    oldest = found.order_by().aggregate(oldest=Min(since))["oldest"]
    due = found.filter(round__deadline__isnull=False).order_by("round__deadline", "pk").first()
    return QueueState(
        count=found.count(),
        oldest_on=local_date(oldest) if oldest else None,
        due_on=due.round.deadline if due else None,
        started=local_date(due.round.opened_at) if due and due.round.opened_at else None,
    )


def to_do(request: HttpRequest) -> QueueState:  # noqa: ARG001 - the scope answers
    """«Báo cáo cần làm»."""
    return _state(selectors.returns_to_do(), "round__opened_at")


def sent_back(request: HttpRequest) -> QueueState:  # noqa: ARG001
    """«Báo cáo bị trả lại»."""
    return _state(selectors.returns_sent_back(), "changes__at")


def checking(request: HttpRequest) -> QueueState:  # noqa: ARG001
    """«Báo cáo chờ kiểm tra»."""
    return _state(selectors.returns_waiting(rules.CHECK), "presented_at")


def approving(request: HttpRequest) -> QueueState:  # noqa: ARG001
    """«Báo cáo chờ duyệt»."""
    return _state(selectors.returns_waiting(rules.APPROVE), "presented_at")


def approved(request: HttpRequest) -> QueueState:  # noqa: ARG001
    """«Báo cáo đã duyệt, chờ gửi»."""
    return _state(selectors.returns_waiting(rules.SEND), "approved_at")


def paper(request: HttpRequest) -> QueueState:  # noqa: ARG001
    """«Báo cáo giấy đang nhập thay»."""
    return _state(selectors.returns_from_paper(), "changes__at")


def awaiting(request: HttpRequest) -> QueueState:  # noqa: ARG001
    """«Báo cáo chờ tiếp nhận»."""
    # The deadline binds who sends, not who takes in.
    return replace(_state(selectors.returns_awaiting(), "submitted_at"), due_on=None)


def drafts(request: HttpRequest) -> QueueState:  # noqa: ARG001
    """«Vòng báo cáo nháp»."""
    found = selectors.rounds(drafts=True).filter(state=RoundState.DRAFT)
    about = found.order_by().aggregate(oldest=Min("created_at"), due=Min("deadline"))
    return QueueState(
        count=found.count(),
        oldest_on=local_date(about["oldest"]) if about["oldest"] else None,
        due_on=about["due"],
    )


def returns_url(state: str) -> str:
    """The list of returns with a filter."""
    return f"{reverse('reporting:returns')}?state={state}"


def rounds_url(state: str) -> str:
    """The list of rounds with a filter."""
    return f"{reverse('reporting:rounds')}?state={state}"
