"""What the register hangs into the page shell: a menu entry and a work queue."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from treem.kernel.time import local_date
from treem.registry import selectors
from treem.web.registry import MenuEntry, Queue, QueueState, register_menu, register_queue, register_search


def _unregistered(request: HttpRequest) -> QueueState:  # noqa: ARG001 - the scope in force decides
    count, oldest = selectors.unregistered(local_date(timezone.now()))
    return QueueState(count, oldest_on=oldest)


def _unregistered_list(request: HttpRequest) -> str:  # noqa: ARG001
    wanted = selectors.unregistered_filter(local_date(timezone.now()))
    return f"{reverse('registry:children')}?{wanted.query()}"


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
