"""The desk's queue of proposals that wait for the second person."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from treem.lawbook import selectors
from treem.web.registry import Queue, QueueState, register_queue


def _state(_request: HttpRequest) -> QueueState:
    found = [*selectors.overrides_waiting(), *selectors.days_waiting()]
    oldest = min((timezone.localtime(each.proposed_at).date() for each in found), default=None)
    return QueueState(len(found), oldest_on=oldest)


def register() -> None:
    """Put the queue on the desk of those who approve."""
    register_queue(
        Queue(
            order=80, key="lawbook", label=_("Đề xuất mức riêng, lịch làm việc chờ duyệt"), permission="lawbook.approve",
            state=_state, url=lambda _request: reverse("lawbook:waiting"),
        )
    )  # fmt: skip
