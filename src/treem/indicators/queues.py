"""Work queues of targets for the desk. Each counts exactly what its list shows."""

from __future__ import annotations

from django.db.models import Min
from django.http import HttpRequest
from django.urls import reverse

from treem.indicators import adopting, selectors
from treem.indicators.views import confirms_for_communes, scope_bodies, to_confirm, to_enter, to_mend
from treem.indicators.views_adopting import unit_of
from treem.kernel.time import local_date, today
from treem.web.registry import QueueState


def enter(request: HttpRequest) -> QueueState:
    """«Chỉ tiêu kế hoạch chưa có số liệu» of the person's own agency."""
    return QueueState(count=len(to_enter(request, today())))


def confirm(request: HttpRequest) -> QueueState:
    """«Số liệu chờ xác nhận»: targets with a figure that somebody else typed."""
    waiting = selectors.values_to_confirm(
        request.user.pk or 0, scope_bodies(), communes=confirms_for_communes(request)
    )
    oldest = waiting.aggregate(oldest=Min("typed_at"))["oldest"]
    return QueueState(count=len(to_confirm(request)), oldest_on=local_date(oldest) if oldest else None)


def mend(request: HttpRequest) -> QueueState:
    """«Số liệu bị trả lại» to this person."""
    return QueueState(count=len(to_mend(request)))


def url(work: str) -> str:
    """The board with only the targets that wait."""
    return f"{reverse('indicators:targets')}?work={work}"


def adopt(request: HttpRequest) -> QueueState:
    """«Chỉ tiêu kế hoạch chưa đưa vào kế hoạch của đơn vị»."""
    body = unit_of(request)
    return QueueState(count=len(adopting.missing_of(body, today().year)) if body else 0)


def units_without(_request: HttpRequest) -> QueueState:
    """«Đơn vị chưa đưa chỉ tiêu kế hoạch vào kế hoạch của mình»."""
    day = today()
    return QueueState(count=len(adopting.units_without(day.year, day)))
