"""What this room hangs into the page shell: a menu entry, work queues, the blank forms at the foot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from treem.cases import selectors
from treem.kernel.time import local_date, now
from treem.web.registry import (
    FootLink,
    MenuEntry,
    Queue,
    QueueState,
    register_foot_link,
    register_menu,
    register_queue,
)


def _state(which: str) -> Callable[[HttpRequest], QueueState]:
    def state(request: HttpRequest) -> QueueState:
        user: Any = request.user
        found = selectors.standing(selectors.intakes_visible_to(user), which, now())
        first = found.order_by("received_at").first()
        clock = found.order_by("emergency_due_at").first() if which != "new" else None
        return QueueState(
            found.count(),
            oldest_on=local_date(first.received_at) if first else None,
            due_on=clock.emergency_due_at if clock else None,
            started=clock.received_at if clock else None,
        )

    return state


def _list(which: str) -> Callable[[HttpRequest], str]:
    return lambda _request: f"{reverse('cases:intakes')}?state={which}"


def _unsigned(_request: HttpRequest) -> QueueState:
    gone = selectors.unsigned_handovers()
    return QueueState(len(gone), oldest_on=min((local_date(each.at) for each in gone), default=None))


def _waiting(request: HttpRequest) -> int:
    """How many reports wait for somebody: not acknowledged, or with hours that run."""
    user: Any = request.user
    if not user.has_perm("cases.list_intakes"):
        return 0
    found, moment = selectors.intakes_visible_to(user), now()
    new = selectors.standing(found, "new", moment)
    return (new | selectors.standing(found, "running", moment)).distinct().count()


def register_all() -> None:
    """Called when the room starts."""
    register_menu(
        MenuEntry(
            order=30, key="protection", label=_("Bảo vệ trẻ em"), icon="shield", url_name="cases:home",
            permission="cases.count_intakes", count=_waiting, prefix="/cases/",
        )
    )  # fmt: skip
    for order, which, label, empty in (
        (10, "late", _("Quá hạn can thiệp khẩn cấp"), _("Không có thông tin nào quá hạn can thiệp khẩn cấp")),
        (11, "near", _("Sắp hết 12 giờ"), _("Không có thông tin nào sắp hết 12 giờ")),
        (12, "new", _("Thông tin chưa xác nhận"), _("Mọi thông tin đều đã có người nhận việc")),
    ):
        register_queue(
            Queue(
                order=order, key=f"cases.{which}", label=label, permission="cases.list_intakes",
                state=_state(which), url=_list(which), empty=empty, urgent=True,
            )
        )  # fmt: skip
    register_queue(
        Queue(
            order=13, key="cases.unsigned", label=_("Đã chuyển xã khác, chưa có xác nhận"),
            permission="cases.hand_over", state=_unsigned, url=lambda _request: reverse("cases:handed_away"),
            empty=_("Nơi nhận đều đã xác nhận"),
        )
    )  # fmt: skip
    register_foot_link(FootLink(_("Mẫu trống để in"), "cases:blanks", "cases.print_blank"))
