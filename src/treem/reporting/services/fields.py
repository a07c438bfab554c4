"""The fields of a return as texts by their names on the page: what stands there, what was sent, where the two differ.

``row_<key>`` the figure, ``est_<key>`` the estimate, ``none_<key>`` not occurred, ``note_<key>`` the explanation,
``duty_<pk>_<name>`` what is said of a duty, ``as_of`` the day, ``narrative`` the words. ``opened_<name>`` is the text as
it was when the person opened the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from treem.kernel.errors import DomainError
from treem.kernel.language import gettext as _
from treem.kernel.vietnamese import number, writable
from treem.reporting.errors import NoteTooLong
from treem.reporting.figures import NOTE_LIMIT, Entry, Figure, parse_figure, plain
from treem.reporting.models import DutyAnswer, Return, ReturnDuty, ReturnValue
from treem.reporting.services import duty_rows
from treem.reporting.templates_data import Template
from treem.web.conflicts import Difference

HEADS = ("row", "est", "none", "note")
"""How the names of the fields of one row begin."""


@dataclass(frozen=True)
class FieldDifference(Difference):
    """A field on which two people disagree, with what stood there when this person opened the page."""

    opened: Any = None
    suggested: str = ""


@dataclass(frozen=True)
class Given:
    """What a person wrote beside one row."""

    typed: Figure | None = None
    estimated: Figure | None = None
    not_occurred: bool = False
    note: str = ""

    def texts(self) -> dict[str, str]:
        """As it stands in its fields, by the head of their names."""
        return {
            "row": figure_text(self.typed), "est": figure_text(self.estimated),
            "none": _("Không phát sinh") if self.not_occurred else "", "note": self.note,
        }  # fmt: skip


def given_of(value: ReturnValue) -> Given:
    """What stands in the table."""
    return Given(plain(value.typed), plain(value.estimated), value.not_occurred, value.note)


@dataclass(frozen=True)
class Fields:
    """The fields of one return as they are saved now."""

    report: Return
    template: Template
    values: Sequence[ReturnValue]
    duties: Sequence[ReturnDuty]

    def saved(self) -> dict[str, str]:
        """Every field as it is saved."""
        texts = {"as_of": day_text(self.report.as_of), "narrative": self.report.narrative}
        typed = {row.key for row in self.template.rows if not row.computed}
        for value in self.values:
            if value.row_key in typed:
                texts |= {f"{head}_{value.row_key}": text for head, text in given_of(value).texts().items()}
        for row in self.duties:
            texts |= {duty_rows.field(row, name): text for name, text in duty_rows.texts_of(row).items()}
        return texts

    def wanted(
        self,
        given: Mapping[str, Given],
        said: Mapping[int, Mapping[str, str]],
        as_of: date | None,
        narrative: str,
    ) -> dict[str, str]:
        """Every field as it would be saved, from what was read of it."""
        texts = {"as_of": day_text(as_of), "narrative": narrative}
        for key, one in given.items():
            texts |= {f"{head}_{key}": text for head, text in one.texts().items()}
        words = {answer.value: str(answer.label) for answer in DutyAnswer}
        for pk, answers in said.items():
            for name, text in answers.items():
                texts[f"duty_{pk}_{name}"] = words.get(text, text) if name == "state" else text
        return texts

    def labels(self) -> dict[str, str]:
        """What each field is called where two people differ, in the order of the page."""
        names = {"as_of": _("Số liệu đến ngày"), "narrative": _("Tình hình, kết quả, kiến nghị")}
        words = {
            "row": "{row}", "est": _("{row}: ước cả kỳ"), "none": _("{row}: không phát sinh"),
            "note": _("{row}: giải trình"),
        }  # fmt: skip
        for row in self.template.rows:
            if not row.computed:
                names |= {f"{head}_{row.key}": text.format(row=row.label) for head, text in words.items()}
        for duty in self.duties:
            names |= {duty_rows.field(duty, name): text for name, text in duty_rows.labels(duty).items()}
        return names

    def differences(self, mine: Mapping[str, str], texts: Mapping[str, str]) -> list[Difference]:
        """What is saved now against what this person typed; both sides equal are left out."""
        saved, found = self.saved(), list[Difference]()
        for name, label in self.labels().items():
            there, here = saved[name], mine.get(name, saved[name])
            if there == here:
                continue
            opened = texts.get(f"opened_{name}")
            suggested = "saved" if here == opened else "mine" if there == opened else ""
            found.append(FieldDifference(name, label, there, here, opened, suggested))
        return found


def read_texts(template: Template, texts: Mapping[str, str]) -> tuple[dict[str, Given], dict[str, str]]:
    """What was written beside each row, and the faults by field name (``row_children``, ``note_children``)."""
    given: dict[str, Given] = {}
    faults: dict[str, str] = {}
    for row in template.rows:
        if row.computed:
            continue
        figures: dict[str, Figure | None] = {"row": None, "est": None}
        for head in ("row", "est") if row.estimate else ("row",):
            name = f"{head}_{row.key}"
            try:
                figures[head] = parse_figure(texts.get(name, ""), row.places, row.unit)
            except DomainError as error:
                faults[name] = str(error)
        note = " ".join(writable(texts.get(f"note_{row.key}", "")).split())
        if len(note) > NOTE_LIMIT:
            faults[f"note_{row.key}"] = str(NoteTooLong(length=len(note), limit=NOTE_LIMIT))
        none = row.no_occurrence and bool(texts.get(f"none_{row.key}", "").strip())
        given[row.key] = Given(figures["row"], figures["est"], none, note)
    return given, faults


def none_of(
    template: Template, entries: Mapping[str, Entry], texts: Mapping[str, str], section: str | None
) -> dict[str, str]:
    """The texts with «không phát sinh» ticked in each row of the section (None: of the whole return) that may say so
    and holds no figure yet."""
    marked = dict(texts)
    for row in template.rows:
        if row.computed or not row.no_occurrence or (section is not None and row.section != section):
            continue
        if not texts.get(f"row_{row.key}", "").strip() and not entries.get(row.key, Entry()).counted:
            marked[f"none_{row.key}"] = "1"
    return marked


def write_values(values: Iterable[ReturnValue], given: Mapping[str, Given]) -> list[ReturnValue]:
    """Put what was given into its rows, unsaved; the rows that changed."""
    changed = [v for v in values if v.row_key in given and given_of(v) != given[v.row_key]]
    for value in changed:
        new = given[value.row_key]
        value.typed, value.estimated = kept(new.typed), kept(new.estimated)
        value.not_occurred, value.note = new.not_occurred, new.note
    return changed


def write_duties(rows: Iterable[ReturnDuty], said: Mapping[int, Mapping[str, str]]) -> list[ReturnDuty]:
    """The same for what is said of duties."""
    changed = []
    for row in rows:
        new = said.get(row.pk, {})
        if any(getattr(row, name) != text for name, text in new.items()):
            changed.append(row)
            for name, text in new.items():
                setattr(row, name, text)
    return changed


def kept(value: Figure | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def figure_text(value: Figure | None) -> str:
    """A figure as it stands in its field: 1.234, or empty."""
    return "" if value is None else number(value)


def day_text(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def one_form(text: str) -> str:
    """Lines as they are kept, whatever machine sent them and whatever was pasted into them."""
    return writable(text).strip()
