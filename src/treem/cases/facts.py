"""What this room can count: reports received, by channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from treem.cases import selectors
from treem.cases.models import Intake
from treem.indicators.facts import Cell, Fact, register

if TYPE_CHECKING:
    from treem.kernel.periods import Window


def _count(*, as_of: date, window: Window | None, units: Sequence[int]) -> list[Cell]:
    """One grouped statement; communes outside the scope come out as nothing. Without a window: up to ``as_of``."""
    start, end = (window.start, window.end) if window else (None, as_of)
    found = selectors.received_in(Intake.objects.filter(commune_id__in=units), start, end)
    rows = found.order_by().values_list("commune_id", "channel").annotate(n=Count("*"))
    return [Cell(commune, (channel,), n) for commune, channel, n in rows]


def _records(*, as_of: date, window: Window | None, unit_id: int | None, values: tuple[str, ...]) -> str:
    """The list whose total is the cell."""
    asked = {
        "commune": str(unit_id or ""),
        "channel": values[0] if values else "",
        "from": window.start.isoformat() if window else "",
        "to": (window.end if window else as_of).isoformat(),
    }
    return f"{reverse('cases:intakes')}?{urlencode({k: v for k, v in asked.items() if v})}"


FACTS = (
    Fact(
        "reports_received", _("Thông tin về trẻ em đã tiếp nhận"), "report", "flow", ("channel",), _count, _records,
        _(
            "Thông tin về trẻ em nhận được trong kỳ, tính theo lúc cơ quan đầu tiên nhận tin; thông tin đã chuyển đi "
            "được tính ở xã đang giữ; mỗi thông tin tính một lần."
        ),
        opens="cases.list_intakes",
    ),
)  # fmt: skip


def register_all() -> None:
    """Called when the room starts."""
    for fact in FACTS:
        register(fact)
