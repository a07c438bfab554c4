"""The words of the screens for how a duty stands, and the badge that carries each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from treem.duties import rules
from treem.duties.models import DutyRole, Execution, Obligation, UnitType
from treem.web.templatetags.ui_marks import STATES

WORDS: dict[str, tuple[str, str | Promise]] = {
    "issued": ("todo", _("Đã giao")),
    "received": ("info", pgettext_lazy("nhiệm vụ", "Đã nhận")),
    "in_progress": ("doing", _("Đang thực hiện")),
    "done_in_time": ("done", _("Hoàn thành đúng hạn")),
    "done_late": ("done", _("Hoàn thành quá hạn")),
    "overdue": ("overdue", _("Quá hạn")),
    "waived": ("neutral", _("Miễn thực hiện")),
}
DONE_UNDATED = ("done", _("Hoàn thành"))
NEAR: dict[str, str | Promise] = {"soon": _("Sắp đến hạn"), "due": _("Đến hạn")}


def why_unassigned(obligation: Obligation) -> str:
    """Why nobody has the duty yet, in a sentence."""
    if obligation.unit_type == UnitType.UNASSIGNED or not obligation.assignee_text.strip():
        return _now("Văn bản nêu việc này nhưng không ghi đơn vị nào thực hiện.")
    words = " ".join(obligation.assignee_text.split())
    shown_ = words if len(words) <= 120 else f"{words[:119]}…"
    return _now("Văn bản ghi “%(words)s”: chưa rõ là những đơn vị nào, nên chưa giao cho ai.") % {
        "words": shown_
    }


@dataclass(frozen=True)
class Shown:
    """An execution with its badge (state and word) and, while it is open and near, the word for that."""

    execution: Execution
    badge: str
    word: str | Promise
    near: str | Promise
    awaits: bool
    """Reported, not confirmed yet."""
    late: bool
    """Open and overdue, or done on a late day."""

    @property
    def may_receive(self) -> bool:
        """Open, and nobody at the body has taken note yet."""
        return self.execution.received_at is None and self.execution.state in rules.OPEN


def of(standing: rules.Standing, *, dated: bool) -> tuple[str, str | Promise, str | Promise]:
    """Badge, word, and the word for a near deadline ("" while it is far)."""
    badge, word = WORDS[standing.word]
    if standing.word == "done_in_time" and not dated:
        badge, word = DONE_UNDATED
    return badge, word, NEAR.get(standing.nearness, "")


def icon_of(badge: str) -> str:
    """The icon of a badge."""
    return STATES[badge][0]


STATES_OF_BOARD: dict[str, tuple[str, str | Promise]] = {
    "issued": WORDS["issued"],
    "received": WORDS["received"],
    "in_progress": WORDS["in_progress"],
    "done": DONE_UNDATED,
    "overdue": WORDS["overdue"],
}
"""The five states of the board: badge and word."""


def shown(execution: Execution, today: date) -> Shown:
    """The words for an execution on the day."""
    found = execution.standing(today)
    badge, word, near = of(found, dated=execution.due_on is not None)
    return Shown(
        execution,
        badge,
        word,
        near,
        execution.state == rules.REPORTED,
        found.word in ("overdue", "done_late"),
    )


ROLES = DutyRole.choices


def role_words(role: str) -> str:
    """The word for a role: chủ trì, phối hợp …"""
    return str(DutyRole(role).label) if role in DutyRole.values else ""
