"""Everything that happened to one execution, as one list: states, words, evidence, letters."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from treem.duties import rules
from treem.duties.models import (
    Execution,
    ExtensionLine,
    NoteKind,
    ReminderIssue,
    ReminderKind,
    ReminderLine,
    StateChange,
)
from treem.files import selectors as files
from treem.web.templatetags.ui_words import vn_date

if TYPE_CHECKING:
    from treem.files.models import Attachment

_NOTES: dict[str, tuple[str, Promise]] = {
    NoteKind.PROGRESS: ("doing", _("Tiến độ")),
    NoteKind.EXPLANATION: ("soon", _("Lý do chậm")),
    NoteKind.ASSIGNED: ("info", _("Giao trong đơn vị")),
    NoteKind.AMENDED: ("soon", _("Nhiệm vụ được sửa đổi")),
}


@dataclass(frozen=True)
class Moment:
    """One thing that happened. ``kind`` is a state of the badges and gives the icon."""

    at: datetime
    what: str | Promise
    kind: str
    who: Model | str = ""
    text: str = ""
    evidence: list[Attachment] = field(default_factory=list)
    is_explanation: bool = False


def moments_of(execution: Execution) -> list[Moment]:
    """The history of an execution, the newest first, in eight queries whatever its length."""
    evidence = defaultdict(list)
    for each in files.attachments_of(execution):
        if each.part and each.withdrawn_at is None:
            evidence[each.part].append(each)
    found = [_changed(change) for change in execution.changes.select_related("by")]
    for note in execution.notes.select_related("by"):
        kind, what = _NOTES[note.kind]
        why = note.kind == NoteKind.EXPLANATION
        found.append(Moment(note.at, what, kind, note.by, note.text, evidence[str(note.uuid)], why))
    if execution.received_at is not None:
        found.append(
            Moment(
                execution.received_at,
                pgettext_lazy("nhiệm vụ", "Đã nhận"),
                "info",
                execution.received_by or "",
            )
        )
    found += _urged(execution)
    extended = execution.requests.filter(granted_until__isnull=False).select_related("decided_by")
    for asked in extended:
        at = (
            asked.decided_at or asked.at
        )  # a granted request always has its moment: a constraint of the table
        words = _("Gia hạn đến hết ngày %(day)s") % {"day": vn_date(asked.granted_until)}
        found.append(Moment(at, words, "info", asked.decided_by or "", asked.answer or asked.text))
    found += [
        Moment(line.undone_at, _given_back(line), "returned", line.undone_by or "", line.undone_why)
        for line in execution.extensions.filter(undone_at__isnull=False).select_related("undone_by")
        if line.undone_at is not None
    ]
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def _urged(execution: Execution) -> list[Moment]:
    """A letter is drafted here and issued elsewhere: two moments, so that no draft reads like a letter that went out."""
    lines = list(execution.reminders.all())
    found = [Moment(line.at, _("Đã soạn công văn đôn đốc"), "draft", "", urged_words(line)) for line in lines]
    letters = [line.reminder_id for line in lines]
    for issue in ReminderIssue.objects.filter(reminder_id__in=letters, body_id=execution.body_id):
        words = _("Đã ban hành công văn đôn đốc số %(number)s ngày %(day)s") % {
            "number": issue.number_symbol,
            "day": vn_date(issue.issued_on),
        }
        found.append(Moment(issue.at, words, "soon"))
    return found


def _given_back(line: ExtensionLine) -> str:
    return _("Hoàn tác gia hạn, trở lại hạn đến hết ngày %(day)s") % {"day": vn_date(line.last_day)}


def urged_words(line: ReminderLine) -> str:
    """Why a letter named the execution."""
    if line.kind == ReminderKind.LATE:
        return _("Quá hạn %(days)d ngày khi soạn công văn đôn đốc.") % {"days": line.days_late}
    return str(_("Chưa tiếp nhận khi soạn công văn đôn đốc."))


def _changed(change: StateChange) -> Moment:
    who = change.by or ""
    if not change.from_state:
        return Moment(change.at, _("Đã giao"), "info", who)
    if change.from_state == rules.REPORTED and change.to_state == rules.IN_PROGRESS:
        return Moment(change.at, _("Trả lại"), "returned", who, change.note)
    if change.from_state == rules.WAIVED:
        return Moment(change.at, _("Bỏ miễn thực hiện"), "todo", who, change.note)
    kind = (
        "done" if change.to_state in rules.DONE else "neutral" if change.to_state == rules.WAIVED else "doing"
    )
    what = change.get_to_state_display()
    return Moment(change.at, what[:1].upper() + what[1:], kind, who, change.note)
