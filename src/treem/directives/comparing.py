"""The words of two editions side by side, what differs marked; also days, bodies and figures that the words imply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from treem.directives import carrying, rules, words
from treem.kernel.vietnamese import date_text

_TAGS = {"old": "del", "new": "ins"}

_FIELDS: dict[str, Any] = {
    "assignees": _("Đơn vị"),
    "role": _("Vai trò"),
    "deadline": _("Hạn"),
    "recurrence": _("Định kỳ"),
    "recipient": _("Gửi"),
    "cooperators": _("Phối hợp"),
    "value": _("Mức"),
    "horizon": _("Năm"),
    "number": _("Số"),
    "symbol": _("Ký hiệu"),
    "date": _("Ngày"),
    "type": _("Loại"),
    "issuer": _("Cơ quan"),
    "subject": _("Trích yếu"),
    "signer": _("Người ký"),
}


@dataclass(frozen=True)
class Line:
    """One thing that differs besides the words: what it is called, before, now."""

    label: object
    old: str
    new: str


@dataclass(frozen=True)
class Compared:
    """The words before and now, and what else differs."""

    old: SafeString
    new: SafeString
    lines: tuple[Line, ...]


def compared(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Compared:
    """Two contents of one finding."""
    before, after = ("", "") if kind == rules.METADATA else (words_of(kind, old), words_of(kind, new))
    left, right = carrying.differences(before, after)
    lines = [
        Line(label, _value(name, old), _value(name, new))
        for name, label in _FIELDS.items()
        if _value(name, old) != _value(name, new)
    ]
    return Compared(_marked(left), _marked(right), tuple(lines))


def words_of(kind: str, content: Mapping[str, Any]) -> str:
    """The words of a finding as the text has them."""
    if kind == rules.CITATION:
        return str(content.get("raw", ""))
    if kind == rules.TARGET:
        return str(content.get("text") or content.get("indicator_name", ""))
    return str(content.get("text", ""))


def _value(name: str, content: Mapping[str, Any]) -> str:
    if name == "deadline":
        op = str(dict(words.DEADLINE_OPS).get(str(content.get("deadline_op", "")), ""))
        days = "; ".join(date_text(day) for day in rules.deadline_days(content)) or "; ".join(
            rules.deadlines(content)
        )
        return f"{op} {days}".strip() if days else ""
    given = content.get(name) or ""
    if name == "role":
        return str(dict(words.ROLES).get(str(given), given))
    if name == "recurrence":
        return str(dict(words.RECURRENCES).get(str(given), given)) if given else ""
    return "; ".join(map(str, given)) if isinstance(given, list | tuple) else str(given)


def _marked(runs: Iterable[carrying.Run]) -> SafeString:
    parts = (
        format_html("<{0}>{1}</{0}>", _TAGS[run.how], run.words)
        if run.how in _TAGS
        else format_html("{}", run.words)
        for run in runs
    )
    return format_html_join("", "{}", ((part,) for part in parts))
