"""The outline of the written report: dated data under ``law/outlines``. No Django here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from treem import law
from treem.law.files import Table, read_toml

FOLDER = Path(law.__file__).parent / "outlines"
FIRST = "children-report"
OF_KIND = {"duties": "directive-results"}
"""Kinds of template whose report has other headings than the first."""

PartName = Literal["", "sent", "figures", "targets", "agencies"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading. ``part``: what treem writes below it; without one, and with a ``prompt``, a person does."""

    key: str
    level: Literal[1, 2]
    title: str
    part: PartName = ""
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """One version. ``doubt`` (Vietnamese) is shown wherever it is not ``verified``."""

    key: str
    since: date
    source: str
    verified: bool
    doubt: str
    sections: tuple[Section, ...]

    @property
    def written_by_hand(self) -> tuple[Section, ...]:
        """What a person writes."""
        return tuple(section for section in self.sections if section.prompt)


def outline_on(day: date, key: str = FIRST) -> Outline:
    """The outline in force on the day; before the first one, the first. Raises KeyError for an unknown key."""
    known = [outline for outline in outlines() if outline.key == key]
    if not known:
        raise KeyError(key)
    return next((outline for outline in reversed(known) if outline.since <= day), known[0])


def outline_of(kind: str, day: date) -> Outline:
    """The outline in force on the day for the report on a template of this kind."""
    return outline_on(day, OF_KIND.get(kind, FIRST))


@cache
def outlines() -> tuple[Outline, ...]:
    """All versions, oldest first. Raises LawFileError naming the file."""
    return tuple(
        sorted(
            (_read(read_toml(path)) for path in sorted(FOLDER.glob("*.toml"))), key=lambda o: (o.since, o.key)
        )
    )


def _read(table: Table) -> Outline:
    sections = tuple(_section(each) for each in table.tables("sections"))
    keys = [section.key for section in sections]
    if len(set(keys)) != len(keys):
        raise table.error("two sections have one key")
    outline = Outline(
        key=table.text("key"),
        since=table.day("since"),
        source=table.source().document,
        verified=table.flag("verified"),
        doubt=table.text("doubt", ""),
        sections=sections,
    )
    table.done()
    return outline


def _section(table: Table) -> Section:
    level, part = table.whole("level"), table.text("part", "")
    if level not in (1, 2):
        raise table.error(f"level must be 1 or 2, not {level}")
    if part not in get_args(PartName):
        raise table.error(f"part {part!r} is unknown")
    section = Section(
        key=table.text("key"), level=level, title=table.text("title"), part=part, prompt=table.text("prompt", "")  # type: ignore[arg-type]  # both held against their literals above
    )  # fmt: skip
    table.done()
    return section
