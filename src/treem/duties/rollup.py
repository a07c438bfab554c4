"""How all the bodies of one duty stand: done in time or late, overdue, under way, silent."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from treem.duties import rules, selectors
from treem.duties.models import Execution

WORDS: dict[str, str | Promise] = {
    "in_time": _("Hoàn thành đúng hạn"),
    "late_done": _("Hoàn thành quá hạn"),
    "overdue": _("Quá hạn"),
    "under_way": _("Đã nhận, đang thực hiện"),
    "silent": _("Chưa tiếp nhận"),
    "waived": _("Miễn thực hiện"),
}
"""Each execution stands in exactly one of them."""


WORST_FIRST = ("overdue", "silent", "under_way", "late_done", "in_time", "waived")
_OF = {
    "overdue": "overdue", "issued": "silent", "received": "under_way", "in_progress": "under_way",
    "done_in_time": "in_time", "done_late": "late_done", "waived": "waived",
}  # fmt: skip


def standing_of(execution: Execution, today: date) -> str:
    """Which of ``WORDS`` one execution stands in: the same as ``standing_so`` chooses."""
    return _OF[execution.standing(today).word]


def standing_so(which: str, today: date) -> Q:
    """The executions of one of ``WORDS``; any other name: all."""
    not_late = Q(late_from__isnull=True) | Q(late_from__gt=today)
    silent = Q(state=rules.NOT_STARTED, received_at__isnull=True) & not_late
    return {
        "in_time": selectors.is_done() & (Q(late_from__isnull=True) | Q(reported_on__lt=F("late_from"))),
        "late_done": selectors.is_late_done(),
        "overdue": selectors.is_overdue(today),
        "under_way": selectors.is_open()
        & not_late
        & (Q(state=rules.IN_PROGRESS) | Q(received_at__isnull=False)),
        "silent": silent,
        "waived": Q(state=rules.WAIVED),
    }.get(which, Q())


def rolled_up(found: QuerySet[Execution], today: date) -> dict[str, int]:
    """How many stand how, by the names of ``WORDS``."""
    return found.order_by().aggregate(
        **{name: Count("pk", filter=standing_so(name, today)) for name in WORDS}
    )
