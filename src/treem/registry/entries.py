"""What the register hangs into the page shell: a menu entry and a work queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from treem.kernel.time import local_date, today
from treem.registry import selectors
from treem.registry.alike import selectors as alike
from treem.registry.ministry import selectors as ministry
from treem.registry.moves import selectors as moves
from treem.registry.quality import selectors as quality
from treem.web.registry import MenuEntry, Queue, QueueState, register_menu, register_queue, register_search

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from treem.registry.models import ChildMove


def _unregistered(request: HttpRequest) -> QueueState:  # noqa: ARG001 - the scope in force decides
    count, oldest = selectors.unregistered(local_date(timezone.now()))
    return QueueState(count, oldest_on=oldest)


def _unregistered_list(request: HttpRequest) -> str:  # noqa: ARG001
    wanted = selectors.unregistered_filter(local_date(timezone.now()))
    return f"{reverse('registry:children')}?{wanted.query()}"


def _not_at_the_ministry(request: HttpRequest) -> QueueState:  # noqa: ARG001
    found = ministry.counts(selectors.my_communes(), today())
    # Before anything is known of what stands there, a count of everybody would tell nothing.
    known = [one for villages in found.values() if ministry.known(villages) for one in villages.values()]
    return QueueState(sum(one.waiting for one in known))


def _ministry_page(request: HttpRequest) -> str:  # noqa: ARG001
    return reverse("registry:ministry")


def _to_answer(request: HttpRequest) -> QueueState:  # noqa: ARG001
    return _waiting(moves.incoming())


def _sent(request: HttpRequest) -> QueueState:  # noqa: ARG001
    return _waiting(moves.outgoing())


def _waiting(found: QuerySet[ChildMove]) -> QueueState:
    count, oldest = moves.waiting(found)
    return QueueState(count, oldest_on=oldest, due_on=moves.answer_due(oldest) if oldest else None)


def _moves_to_answer(request: HttpRequest) -> str:  # noqa: ARG001
    return f"{reverse('registry:moves')}?side=in"


def _moves_sent(request: HttpRequest) -> str:  # noqa: ARG001
    return f"{reverse('registry:moves')}?side=out"


def _alike(request: HttpRequest) -> QueueState:  # noqa: ARG001
    return QueueState(alike.work_waiting())


def _alike_page(request: HttpRequest) -> str:  # noqa: ARG001
    return reverse("registry:alike")


def _to_mend(request: HttpRequest) -> QueueState:  # noqa: ARG001
    count, oldest = quality.waiting(selectors.my_communes())
    return QueueState(count, oldest_on=oldest)


def _quality_page(request: HttpRequest) -> str:  # noqa: ARG001
    return f"{reverse('registry:quality')}?severity=error"


def register_all() -> None:
    """Called when the room starts."""
    register_menu(
        MenuEntry(
            order=20,
            key="children",
            label=_("Trẻ em"),
            icon="child",
            url_name="registry:children",
            permission="registry.view_child",
            prefix="/children/",
        )
    )
    register_search("registry:search", "registry.search")
    register_queue(
        Queue(
            order=60,
            key="registry.unregistered",
            label=_("Trẻ dưới 5 tuổi chưa đăng ký khai sinh"),
            permission="registry.change_child",
            state=_unregistered,
            url=_unregistered_list,
            empty=_("Trẻ dưới 5 tuổi đều đã đăng ký khai sinh."),
        )
    )
    register_queue(
        Queue(
            order=64,
            key="registry.not_at_the_ministry",
            label=_("Thay đổi chưa cập nhật lên hệ thống của Bộ"),
            permission="registry.exchange_with_ministry",
            state=_not_at_the_ministry,
            url=_ministry_page,
            empty=_("Không có thay đổi nào chờ cập nhật lên hệ thống của Bộ."),
        )
    )
    register_queue(
        Queue(
            order=61,
            key="registry.moves_to_answer",
            label=_("Trẻ chuyển đến, chờ tiếp nhận"),
            permission="registry.change_child",
            state=_to_answer,
            url=_moves_to_answer,
            empty=_("Không có trẻ nào chờ tiếp nhận."),
            urgent=True,
        )
    )
    register_queue(
        Queue(
            order=62,
            key="registry.moves_sent",
            label=_("Trẻ đề nghị chuyển đi, chờ nơi nhận hoặc bị từ chối"),
            permission="registry.change_child",
            state=_sent,
            url=_moves_sent,
            empty=_("Không có đề nghị chuyển trẻ nào chờ trả lời."),
        )
    )
    register_queue(
        Queue(
            order=63,
            key="registry.alike",
            label=_("Hồ sơ giống nhau chờ quyết định"),
            permission="registry.change_child",
            state=_alike,
            url=_alike_page,
            empty=_("Không có cặp hồ sơ giống nhau nào chờ quyết định."),
        )
    )
    register_queue(
        Queue(
            order=65,
            key="registry.quality",
            label=_("Thông tin của trẻ phải sửa"),
            permission="registry.change_child",
            state=_to_mend,
            url=_quality_page,
            empty=_("Không có thông tin nào của trẻ phải sửa."),
        )
    )
