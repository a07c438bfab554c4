"""Legal parameters: ``law/parameters/<area>/<name>.toml``, asked for by key and day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from treem.kernel.sources import Source
from treem.kernel.vietnamese import date_text
from treem.law.errors import NotInForce, UnknownParameter
from treem.law.files import Table, frozen, read_toml

FOLDER = Path(__file__).parent / "parameters"


@dataclass(frozen=True, slots=True)
class LegalValue:
    """The value of a parameter on a day, with what a screen needs to show where it comes from.

    ``verified`` says that the figure was read in the text or in a public copy of it; ``doubt`` (Vietnamese)
    what is still open even so; ``reviewed_on`` the state of the text when it was last read.
    """

    key: str
    title: str
    unit: str
    value: Any
    source: Source
    since: date
    verified: bool
    doubt: str = ""
    note: str = ""
    reviewed_on: date | None = None

    @property
    def whole(self) -> int:
        """The value as a whole number. Raises TypeError when it is none."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise TypeError(f"{self.key} is not a whole number: {self.value!r}.")
        return self.value

    def in_year(self, year: int) -> date:
        """The day of a yearly date (unit ``month-day``, value ``07-20``) in the year."""
        if self.unit != "month-day":
            raise TypeError(f"{self.key} is not a yearly date but {self.unit}.")
        return date.fromisoformat(f"{year:04d}-{self.value}")


Resolver: TypeAlias = Callable[[str, date], LegalValue | None]

resolvers: list[Resolver] = []
"""Asked first, in order, for every known key: a province's own dated values. None means: nothing of mine."""


@dataclass(frozen=True, slots=True)
class Block:
    """One change of the law: a value from a day on, or its repeal."""

    since: date
    value: Any
    repealed: bool
    source: Source
    verified: bool
    doubt: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter with all its changes, oldest first."""

    key: str
    title: str
    unit: str
    note: str
    blocks: tuple[Block, ...]
    reviewed_on: date | None

    def on(self, day: date) -> LegalValue:
        """The value in force on the day. Raises NotInForce before the first block and after a repeal."""
        block = next((block for block in reversed(self.blocks) if block.since <= day), None)
        if block is None or block.repealed:
            raise NotInForce(key=self.key, title=self.title, on=date_text(day))
        return LegalValue(
            key=self.key,
            title=self.title,
            unit=self.unit,
            value=block.value,
            source=block.source,
            since=block.since,
            verified=block.verified,
            doubt=block.doubt,
            note=self.note,
            reviewed_on=self.reviewed_on,
        )


def value(key: str, *, on: date) -> LegalValue:
    """The legal value of ``area.name`` in force on the day, a province's own value first.

    Raises UnknownParameter for a key without file, NotInForce where no rule is in force.
    """
    try:
        parameter = parameters()[key]
    except KeyError:
        raise UnknownParameter(key=key) from None
    for resolve in resolvers:
        if (found := resolve(key, on)) is not None:
            return found
    return parameter.on(on)


@cache
def parameters() -> Mapping[str, Parameter]:
    """Every parameter by key, read once."""
    return load(FOLDER)


def load(folder: Path) -> Mapping[str, Parameter]:
    """The parameters of a folder of areas, frozen. Raises LawFileError naming the file."""
    found = {}
    for path in sorted(folder.glob("*/*.toml")):
        key = f"{path.parent.name}.{path.stem}"
        found[key] = _parameter(key, read_toml(path))
    return MappingProxyType(found)


def _parameter(key: str, table: Table) -> Parameter:
    blocks = tuple(_block(row) for row in table.tables("values"))
    if any(later.since <= earlier.since for earlier, later in pairwise(blocks)):
        raise table.error("the blocks must stand oldest first, one a day")
    reviewed_on = table.reviewed_on()
    title, unit, note = table.text("title"), table.text("unit"), table.text("note", "")
    table.done()
    return Parameter(key, title, unit, note, blocks, reviewed_on)


def _block(row: Table) -> Block:
    repealed = row.flag("repealed", False)
    if repealed and "value" in row:
        raise row.error("a repealed block has no value")
    block = Block(
        since=row.day("from"),
        value=None if repealed else frozen(row.raw("value")),
        repealed=repealed,
        source=row.source(),
        verified=row.flag("verified"),
        doubt=row.text("doubt", ""),
    )
    row.done()
    return block
