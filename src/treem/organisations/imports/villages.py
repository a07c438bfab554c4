"""A list of tổ, bản, tiểu khu: what it would change, and the change itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from treem.kernel.errors import DomainError
from treem.kernel.vietnamese import date_text, title_name
from treem.organisations import rules
from treem.organisations.imports import cells
from treem.organisations.imports.cells import Refused
from treem.organisations.imports.matching import Communes
from treem.organisations.imports.plan import Change, Line, Outcome, Setting, State
from treem.organisations.imports.table import Row
from treem.territory import selectors as territory
from treem.territory import services as map_services
from treem.territory.villages import NewVillage, VillageName, name_of, read_name

if TYPE_CHECKING:
    from treem.organisations.models import User
    from treem.territory.models import Village

Key = tuple[int, str, str, str]


@dataclass
class Work:
    """A village to add, or the id and the values of one to change."""

    new: NewVillage | None = None
    pk: int = 0
    values: dict[str, tuple[Any, Any]] | None = None


def plan(rows: Sequence[Row], setting: Setting) -> list[Line]:
    """What each row would do. A village that is on the map and not in the list stays: a list of one commune says
    nothing about the others."""
    communes = Communes(setting.province, setting.on)
    standing: dict[Key, Village] = {}
    alike: dict[tuple[int, str, str], str] = {}
    for village in territory.villages_standing(unit.pk for unit in communes.by_code.values()):
        standing.setdefault((village.unit_id, *name_of(village).key), village)
        if village.valid_to is None:
            alike[village.unit_id, village.kind, name_of(village).folded] = village.full_name
    seen: dict[Key, int] = {}
    lines = []
    for row in rows:
        line = Line(row)
        lines.append(line)
        try:
            _read(line, setting, communes, standing, alike, seen)
        except (Refused, DomainError) as refusal:
            line.refuse(refusal)
    return lines


def _read(
    line: Line, setting: Setting, communes: Communes, standing: dict[Key, Village],
    alike: dict[tuple[int, str, str], str], seen: dict[Key, int],
) -> None:  # fmt: skip
    row = line.row
    line.label = cells.text(row["name"], 120) or cells.text(row["number"])
    unit, note = communes.find(row["commune_code"], row["commune"])
    if unit is None:
        raise Refused(_("Thiếu xã, phường."))
    if note:
        line.notes.append(note)
    number = cells.text(row["number"], 8)
    name = read_name(cells.text(row["kind"], 40), cells.text(row["name"], 120), number)
    line.label, line.detail = name.full_name, unit.full_name
    key = (unit.pk, *name.key)
    if earlier := seen.get(key):
        raise Refused(_("Trùng với dòng {row}.").format(row=earlier))
    seen[key] = line.number
    contacts = {
        "head_name": _person(row["head"], _("Trưởng bản, tổ trưởng")),
        "collaborator_name": _person(row["collaborator"], _("Cộng tác viên")),
    }
    since = cells.day(row["valid_from"], _("Từ ngày"))
    if since is not None and since < unit.valid_from:
        line.notes.append(
            _("{unit} có từ {day}; ghi từ ngày đó.").format(
                unit=unit.full_name, day=date_text(unit.valid_from)
            )
        )
        since = unit.valid_from
    village = standing.get(key)
    if village is not None and village.valid_to is not None and village.pk not in setting.undone.villages:
        village = None  # a village that ended and begins again is a new one
    if village is None:
        _new(line, NewVillage(unit, name, since or setting.on, **contacts), name, alike)
    else:
        _changed(line, village, {**contacts, "valid_from": since})


def _person(cell: Any, label: str) -> str:
    written = cells.text(cell, 120)
    if not written:
        return ""
    name = title_name(written) if written.isupper() or written.islower() else written
    if not rules.is_name_of_a_person(name):
        raise Refused(
            _("{label}: “{name}” không phải họ và tên của một người.").format(label=label, name=written)
        )
    return name


def _new(line: Line, new: NewVillage, name: VillageName, alike: dict[tuple[int, str, str], str]) -> None:
    like = (new.unit.pk, name.kind, name.folded)
    if like in alike:
        line.notes.append(
            _("Chỉ khác dấu với “{name}”. Hãy kiểm tra đây có phải cùng một nơi không.").format(
                name=alike[like]
            )
        )
    alike[like] = name.full_name
    line.state, line.work = State.NEW, Work(new=new)
    people = [
        _("trưởng: {name}").format(name=new.head_name) if new.head_name else "",
        _("cộng tác viên: {name}").format(name=new.collaborator_name) if new.collaborator_name else "",
    ]
    line.detail = " · ".join([new.unit.full_name, *filter(None, people)])


def _changed(line: Line, village: Village, wanted: dict[str, str | date | None]) -> None:
    values: dict[str, tuple[Any, Any]] = {
        name: (getattr(village, name), value)
        for name, value in wanted.items()
        if value and value != getattr(village, name)
    }
    if village.valid_to is not None:
        values["valid_to"] = (village.valid_to, None)
    line.label = village.full_name
    line.changes = [
        Change(str(village._meta.get_field(name).verbose_name), _shown(before), _shown(after))  # type: ignore[union-attr]
        for name, (before, after) in values.items()
    ]
    line.state = State.CHANGED if values else State.SAME
    line.work = Work(pk=village.pk, values=values)


def _shown(value: str | date | None) -> str:
    return date_text(value) if isinstance(value, date) else value or ""


@transaction.atomic
def apply(lines: Sequence[Line], setting: Setting, actor: User | None) -> Outcome:  # noqa: ARG001 - all lists alike
    """Save what the plan says."""
    outcome = Outcome()
    works: list[Work] = [line.work for line in lines]
    for village in map_services.add_villages([w.new for w in works if w.new is not None], actor=actor):
        outcome.made("village", village.pk)
    changes = {w.pk: w.values for w in works if w.new is None and w.values}
    map_services.change_villages(
        {pk: {name: after for name, (_before, after) in values.items()} for pk, values in changes.items()},
        actor=actor,
    )
    for pk, values in changes.items():
        outcome.changed("village", pk, values)
    return outcome
