"""Rows of a list in words, for the preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from treem.registry import selectors
from treem.registry.history import Detail, Words
from treem.registry.imports import words
from treem.registry.models import Child, RowState, Sex, Status
from treem.registry.presenting import birth_words, number_words
from treem.registry.rules import Birth

if TYPE_CHECKING:
    from treem.registry.models import ChildImportRow

BADGES = {
    RowState.NEW: "info", RowState.CHANGED: "doing", RowState.SAME: "neutral", RowState.ALIKE: "soon",
    RowState.REFUSED: "overdue",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A row of the preview. ``children``: those it means or looks like; ``choices``: value and words for each."""

    row: ChildImportRow
    badge: str
    said: str
    changes: tuple[Detail, ...]
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    children: tuple[Child, ...]
    choices: tuple[tuple[str, str], ...]
    chosen: str


def lines(rows: Sequence[ChildImportRow], *, whole_number: bool) -> list[Line]:
    """A page of rows in words. Numbers are masked for those who need not know them."""
    ids = {pk for row in rows for pk in [*(row.alike_ids or []), row.child_id] if pk}
    children = selectors.children_by_id(ids)
    villages = {row.village_id for row in rows if row.village_id}
    for row in rows:
        villages |= {pk for pk in (row.changes or {}).get("village_id", ()) if pk}
    say = Words(villages, whole_number)
    return [_line(row, children, say) for row in rows]


def _line(row: ChildImportRow, children: dict[int, Child], say: Words) -> Line:
    state = RowState(row.state)
    alike = [children[pk] for pk in row.alike_ids or [] if pk in children]
    meant = (
        [children[row.child_id]]
        if row.child_id in children and state in (RowState.CHANGED, RowState.SAME)
        else []
    )
    choices: list[tuple[str, str]] = []
    if state == RowState.ALIKE:
        choices = [("", _("Chưa quyết định, để lại")), ("new", _("Trẻ khác, ghi mới"))]
        choices += [(str(child.pk), _about(child, say)) for child in alike if child.status == Status.ACTIVE]
    chosen = {"new": "new", "same": str(row.child_id)}.get(row.decision, "")
    out = state in (RowState.REFUSED, RowState.ALIKE)
    reasons = words.reasons(row.findings, whole=say.whole_number) if out else []
    notes = [note for note in words.notes(row.findings, whole=say.whole_number) if note not in reasons]
    if row.decision:
        notes.append(_("Đã quyết định: %(what)s.") % {"what": row.get_decision_display().lower()})
    return Line(
        row, BADGES[state], _said(row, say) if state != RowState.REFUSED else "", tuple(_changes(row, say)), tuple(reasons),
        tuple(notes), (*alike, *meant), tuple(choices), chosen,
    )  # fmt: skip


def _about(child: Child, say: Words) -> str:
    parts = [
        child.full_name, birth_words(child.birth), child.get_sex_display(),
        _("mẹ %(name)s") % {"name": child.mother_name} if child.mother_name else "",
        child.village.full_name if child.village else "",
        number_words(child.personal_id, whole=say.whole_number),
        child.get_status_display() if child.status != Status.ACTIVE else "",
    ]  # fmt: skip
    return ", ".join(part for part in parts if part)


def _said(row: ChildImportRow, say: Words) -> str:
    parts = [
        birth_words(Birth(row.born, row.precision)) if row.born else "",
        str(Sex(row.sex).label) if row.sex else "",
        row.ethnicity,
        _("mẹ %(name)s") % {"name": row.mother_name} if row.mother_name else "",
        str(say.villages.get(row.village_id, "")) if row.village_id else "",
        number_words(row.personal_id, whole=say.whole_number),
    ]
    return ", ".join(part for part in parts if part)


def _changes(row: ChildImportRow, say: Words) -> list[Detail]:
    found = []
    for column, (before, after) in (row.changes or {}).items():
        if column == "sort_key":
            continue
        if column == "household":
            found.append(Detail(_("Mã hộ"), before or "", after or ""))
            continue
        field: Any = Child._meta.get_field(column.removesuffix("_id") if column == "village_id" else column)
        found.append(Detail(str(field.verbose_name), say.say(field, before), say.say(field, after)))
    return found
