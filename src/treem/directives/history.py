"""The history of a review for the page: what one person did at one moment to many findings is one line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from treem.directives import rules, selectors
from treem.directives.models import Act

if TYPE_CHECKING:
    from treem.directives.models import Item, Reading, Step
    from treem.organisations.models import User

SHOWN = 8
"""So many findings of one line are named."""

_KINDS = {
    Act.ACCEPTED: "done", Act.CORRECTED: "done", Act.REJECTED: "neutral", Act.PROPOSED: "todo", Act.RETURNED: "returned",
    Act.TAKEN_BACK: "returned", Act.PRESENTED: "info", Act.ISSUED: "done", Act.REPLACED: "info",
    Act.ASKED_BACK: "soon", Act.STAYED: "neutral", Act.WITHDRAWN: "returned", Act.RESTORED: "done",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One thing that happened: when, who, what, to which findings."""

    at: datetime
    who: User
    what: str
    kind: str
    note: str
    items: list[tuple[str, int | None]] = field(default_factory=list)
    """What each finding is called, and its number where it still counts."""
    more: int = 0


def history_of(reading: Reading, items: Collection[Item]) -> list[Line]:
    """The newest first."""
    live = {item.pk for item in items}
    lines = []
    for (at, _by, act, note), together in groupby(selectors.steps_of(reading), key=_together):
        steps = list(together)[::-1]  # of one moment, in the order of the text
        named = [(_name(step), step.item_id if step.item_id in live else None) for step in steps if step.item]
        what = str(Act(act).label)
        if len(named) > 1:
            what = _("%(what)s (%(count)d nội dung)") % {"what": what, "count": len(named)}
        lines.append(
            Line(
                at, steps[0].by, what, _KINDS.get(Act(act), "doing"), note, named[:SHOWN], max(len(named) - SHOWN, 0)
            )
        )  # fmt: skip
    return lines


def _together(step: Step) -> tuple[datetime, int, str, str]:
    return step.at, step.by_id, step.act, step.note


def _name(step: Step) -> str:
    item = step.item
    assert item is not None
    content = item.content
    if content.get("path") == rules.CLOSING:
        return _("Yêu cầu chung")
    path = content.get("path") or content.get("number") or content.get("number_symbol") or ""
    return f"{item.get_kind_display()} {path}".strip()
