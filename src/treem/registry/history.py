"""The story of a child's record: who changed what, when, from what to what.

The database keeps each state as it was before a change; a state and its successor together tell the change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from treem.kernel.personal_number import mask
from treem.kernel.vietnamese import date_text
from treem.registry.models import Child, ChildDetail, SpecialCircumstance
from treem.registry.rules import special_group_label
from treem.registry.selectors import household_visible
from treem.territory import selectors as territory

_MODELS: dict[str, type[models.Model]] = {
    "child": Child, "circumstance": SpecialCircumstance, "detail": ChildDetail,
}  # fmt: skip
_QUIET = {"id", "uuid", "version", "child_id", "source_id", "created_on", "created_by_id"}


@dataclass(frozen=True)
class Detail:
    """One field that changed, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One entry of the story. ``kind``: state for the timeline's mark."""

    at: datetime
    who: str
    what: str
    details: tuple[Detail, ...]


@dataclass(frozen=True)
class Event:
    """A row of the history: for ``update`` the record as it was before."""

    at: datetime
    kind: str
    label: str
    actor_id: int | None
    record: int
    earlier: dict[str, Any]


def events_of(child_id: int) -> list[Event]:
    """Newest first; nothing for a child outside the scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, kind, label, actor_id, record, earlier::text FROM registry_child_history(%s)",
            [child_id],
        )
        rows = cursor.fetchall()
    return [
        Event(at, kind, label, actor_id, record, json.loads(earlier))
        for at, kind, label, actor_id, record, earlier in rows
    ]


def opened_at(events: list[Event], version: int) -> Mapping[str, Any] | None:
    """The child's columns as they were in that version, where the history knows."""
    return next(
        (
            e.earlier
            for e in events
            if e.kind == "child" and e.label == "update" and e.earlier["version"] == version
        ),
        None,
    )


def person_named(pk: int | None) -> str:
    """The full name of who acted; empty for a load without a person."""
    found = get_user_model().objects.filter(pk=pk).first() if pk else None
    return str(found) if found else ""


def story_of(
    child: Child, circumstances: list[SpecialCircumstance], events: list[Event], *, whole_number: bool
) -> list[Change]:
    """Changes in words, newest first. The personal number is masked unless ``whole_number``."""
    people = get_user_model().objects.in_bulk({e.actor_id for e in events if e.actor_id})
    village_ids = {e.earlier.get("village_id") for e in events if e.kind == "child"} | {child.village_id}
    words = Words({pk for pk in village_ids if pk}, whole_number)
    now: dict[tuple[str, int], Mapping[str, Any]] = {("child", child.pk): _columns(child)}
    now |= {("circumstance", c.pk): _columns(c) for c in circumstances}
    now |= {("detail", d.pk): _columns(d) for d in child.details.all()}
    story = []
    for event in events:
        model = _MODELS[event.kind]
        key = (event.kind, event.record)
        details: tuple[Detail, ...] = ()
        if event.label == "update" and key in now:
            details = tuple(words.details(model, event.earlier, now[key]))
        if event.label == "update":
            now[key] = event.earlier
        who = str(people[event.actor_id]) if event.actor_id in people else ""
        story.append(Change(event.at, who, _what(event), details))
    return story


def _what(event: Event) -> str:
    if event.kind == "child":
        return (
            pgettext("lịch sử", "Lập hồ sơ") if event.label == "insert" else pgettext("lịch sử", "Sửa hồ sơ")
        )
    if event.kind == "detail":
        detail = ChildDetail(
            kind=event.earlier["kind"], code=event.earlier["code"], from_on=_day(event.earlier["from_on"])
        )
        said = _("Ghi: %(detail)s") if event.label == "insert" else _("Sửa: %(detail)s")
        return said % {"detail": detail.label}
    group = special_group_label(event.earlier["group"], date.fromisoformat(event.earlier["from_on"]))
    said = (
        _("Ghi hoàn cảnh đặc biệt: %(group)s")
        if event.label == "insert"
        else _("Sửa hoàn cảnh đặc biệt: %(group)s")
    )
    return said % {"group": group}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _columns(record: models.Model) -> dict[str, Any]:
    return {str(field.column): getattr(record, field.attname) for field in record._meta.concrete_fields}


class Words:
    """Values of columns as a person reads them."""

    def __init__(self, village_ids: set[int], whole_number: bool) -> None:
        village = Child._meta.get_field("village").related_model
        self.villages: dict[int, Any] = village._default_manager.in_bulk(village_ids)
        self.whole_number = whole_number

    def details(
        self, model: type[models.Model], before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> list[Detail]:
        found = []
        for field in model._meta.concrete_fields:
            column = str(field.column)
            if column in _QUIET or column not in before:
                continue
            old, new = self.say(field, before[column]), self.say(field, after.get(column))
            if old != new:
                found.append(Detail(str(field.verbose_name), old, new))
        return found

    def proposal(self, field: Any, opened: Mapping[str, Any] | None, saved: Any, mine: Any) -> str:
        """Which of two values to propose: ``saved`` or ``mine`` where only that side changed it; else empty."""
        if opened is None:
            return ""
        before = self.say(field, opened[field.column])
        if before == self.say(field, mine):
            return "saved"
        return "mine" if before == self.say(field, saved) else ""

    def say(self, field: Any, value: Any) -> str:
        """A value in words."""
        if isinstance(field, models.DateField) and value:
            return date_text(value if isinstance(value, date) else date.fromisoformat(value))
        if isinstance(field, models.BooleanField):
            return _("có") if value else _("không")
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if field.column == "group" and value:
            return special_group_label(value, date.max)
        if field.column == "commune_id":
            unit = territory.units([value]).get(value) if value else None
            return unit.full_name if unit else ""
        if field.column == "household_id":
            household = household_visible(value) if value else None
            return str(household) if household else ("" if value is None else _("hộ ở nơi khác"))
        if field.column == "village_id":
            return str(self.villages.get(value, "")) if value else ""
        if field.column == "personal_id" and value and not self.whole_number:
            return mask(value)
        return "" if value is None else str(value)
