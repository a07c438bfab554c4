"""A return that is saved by itself while somebody types: what can be kept is kept, field by field.

Two people may type at once. A field that only one of them touched is nobody's dispute; a field that both changed waits
for the difference page, and neither text is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from treem.reporting.models import Return
from treem.reporting.selectors import template_rows
from treem.reporting.services import duty_rows
from treem.reporting.services.fields import (
    HEADS,
    Fields,
    Given,
    given_of,
    one_form,
    read_texts,
    write_duties,
    write_values,
)
from treem.reporting.services.filling import check_editable, locked_return, store

if TYPE_CHECKING:
    from treem.organisations.models import User

_ATTRIBUTES = {"row": "typed", "est": "estimated", "none": "not_occurred", "note": "note"}


@dataclass(frozen=True)
class Kept:
    """What became of a page that saved itself."""

    report: Return
    faults: Mapping[str, str]
    """What could not be kept, by the name of its field."""
    disputed: Mapping[str, str]
    """Fields that somebody else changed as well, with their labels: unsaved."""
    theirs: Mapping[str, str]
    """Fields that only somebody else changed, as they are saved."""
    opened: Mapping[str, str]
    """Fields that were written, as they are saved now."""


@transaction.atomic
def keep_typed(
    report: Return,
    *,
    actor: User,
    at: datetime,
    version: int,
    texts: Mapping[str, str],
    as_of: date | None,
    narrative: str,
    faults: Mapping[str, str],
) -> Kept:
    """Save of what stands on the page each field that can be saved.

    ``texts`` as in ``save_return``; ``tried_<name>`` is what the same page sent before without hearing an answer.
    ``faults``: fields of the form that could not be read (``as_of``, ``narrative``). Raises NotEditable.
    """
    locked = locked_return(report)
    check_editable(locked)
    template = template_rows(locked)
    rows = list(locked.duties.order_by("pk"))
    values = list(locked.values.all())
    fields = Fields(locked, template, values, rows)
    saved = fields.saved()
    given, row_faults = read_texts(template, texts)
    said, duty_faults = duty_rows.read_texts(rows, texts)
    refused = {**faults, **row_faults, **duty_faults}
    mine = fields.wanted(given, said, as_of, one_form(narrative))
    tried = _tried(fields, texts)
    write: dict[str, str] = {}
    disputed: dict[str, str] = {}
    theirs: dict[str, str] = {}
    for name, label in fields.labels().items():
        if name in refused or not _on_the_page(name, texts) or mine[name] == saved[name]:
            continue
        opened = one_form(texts.get(f"opened_{name}", saved[name] if version == locked.version else "\0"))
        if mine[name] == opened:
            theirs[name] = saved[name]
        elif saved[name] in (opened, tried.get(name)):
            write[name] = mine[name]
        else:
            disputed[name] = label
    if write:
        _write(locked, fields, write, given, said, as_of, actor=actor, at=at)
    return Kept(locked, refused, disputed, theirs, write)


def _on_the_page(name: str, texts: Mapping[str, str]) -> bool:
    """Whether the field was sent. A box that is not ticked sends nothing, so a row counts as sent with its figure."""
    head, _sep, key = name.partition("_")
    if name == "as_of":
        return "as_of" in texts or "as_of_day" in texts
    return (f"row_{key}" if head in HEADS else name) in texts


def _tried(fields: Fields, texts: Mapping[str, str]) -> dict[str, str]:
    sent = {name.removeprefix("tried_"): text for name, text in texts.items() if name.startswith("tried_")}
    if not sent:
        return {}
    given, _faults = read_texts(fields.template, sent)
    said, _faults = duty_rows.read_texts(fields.duties, sent)
    found = fields.wanted(given, said, None, one_form(sent.get("narrative", "")))
    return {name: text for name, text in found.items() if name in sent}


def _write(
    report: Return,
    fields: Fields,
    write: Mapping[str, str],
    given: Mapping[str, Given],
    said: Mapping[int, Mapping[str, str]],
    as_of: date | None,
    *,
    actor: User,
    at: datetime,
) -> None:
    new_given = {}
    for value in fields.values:
        wanted = {
            _ATTRIBUTES[head]: getattr(given[value.row_key], _ATTRIBUTES[head])
            for head in HEADS
            if f"{head}_{value.row_key}" in write
        }
        if wanted:
            new_given[value.row_key] = replace(given_of(value), **wanted)
    new_said = {
        row.pk: {name: text for name, text in said[row.pk].items() if duty_rows.field(row, name) in write}
        for row in fields.duties
    }
    changed, changed_rows = write_values(fields.values, new_given), write_duties(fields.duties, new_said)
    if "as_of" in write:
        report.as_of = as_of
    if "narrative" in write:
        report.narrative = write["narrative"]
    store(report, changed, changed_rows, actor=actor, at=at)
