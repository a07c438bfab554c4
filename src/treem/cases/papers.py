"""A report as the answers of a paper form; a form without answers is a blank to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from treem.cases.models import Channel, Group
from treem.cases.services.intake import moment_text

if TYPE_CHECKING:
    from treem.cases.models import Intake
    from treem.law.forms import Field, PaperForm

_THROUGH = {
    Channel.NATIONAL_HOTLINE: "phone",
    Channel.COMMUNE_HOTLINE: "phone",
    Channel.IN_PERSON: "in_person",
}


@dataclass(frozen=True)
class Answer:
    """A field of the paper with what stands in it: words, the choices ticked, or empty rows to write in."""

    field: Field
    words: str
    ticks: tuple[tuple[str, bool], ...]

    @property
    def blank_lines(self) -> range:
        """Lines to write on; none where there are words."""
        return range(0 if self.words else (1 if self.field.kind == "line" else self.field.height))


@dataclass(frozen=True)
class FilledBlock:
    title: str
    answers: tuple[Answer, ...]


def filled(form: PaperForm, values: Mapping[str, str]) -> list[FilledBlock]:
    """The blocks of the form with the answers; an empty mapping gives a blank."""
    return [
        FilledBlock(block.title, tuple(_answer(field, values.get(field.key, "")) for field in block.fields))
        for block in form.blocks
    ]


def _answer(field: Field, value: str) -> Answer:
    if field.kind != "choice":
        return Answer(field, value, ())
    codes = field.codes or field.choices
    ticks = tuple(
        (label, bool(value) and code == value) for label, code in zip(field.choices, codes, strict=True)
    )
    return Answer(field, "", ticks)


def values_for_paper(intake: Intake) -> dict[str, str]:
    """A report as the answers of Mẫu số 01. Who reported is left out: it is written in by hand where needed."""
    content = intake.content
    place = [content.incident_place, intake.incident_commune.full_name if intake.incident_commune else ""]
    condition = [content.what_happened, content.present_condition, content.present_place]
    direct = {name: str(getattr(content, name)) for name in (
        "child_name", "child_birth", "child_sex", "feared", "father", "mother", "family", "carer", "done_before",
    )}  # fmt: skip
    return {
        **direct,
        "group": intake.group if intake.group in Group.values else "",
        "through": _THROUGH.get(Channel(intake.channel), "others"),
        "received": moment_text(intake.received_at),
        "incident": ", ".join(part for part in place if part),
        "condition": "\n".join(part for part in condition if part),
    }
