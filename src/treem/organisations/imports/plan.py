"""What taking a list in would do, row by row; nothing here is saved."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from treem.organisations.imports import cells
from treem.organisations.imports.table import Row, Table

if TYPE_CHECKING:
    from treem.territory.models import Unit


class State(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Change:
    """One field that would change, with both values as a screen shows them."""

    label: str
    before: str
    after: str


@dataclass
class Line:
    """One row and what would become of it. ``work`` is for the room that saves it."""

    row: Row
    state: State = State.SAME
    label: str = ""
    detail: str = ""
    changes: list[Change] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    work: Any = None

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(cells.shown(cell) for cell in self.row.cells)

    def refuse(self, why: object) -> None:
        self.state = State.REFUSED
        self.problems.append(str(why))


@dataclass(frozen=True)
class Undone:
    """Ids of what earlier imports made and took back: a corrected file may bring them again."""

    users: frozenset[int] = frozenset()
    appointments: frozenset[int] = frozenset()
    bodies: frozenset[int] = frozenset()
    villages: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Setting:
    """For which province and day a list is read."""

    province: Unit
    on: date
    undone: Undone = Undone()


@dataclass
class Plan:
    """The whole preview."""

    kind: str
    table: Table
    lines: list[Line]
    missing: Sequence[str] = ()
    """Labels of columns that were not found; while there are any, nothing can be taken in."""

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(line.state.value for line in self.lines)
        return {state.value: found[state.value] for state in State}

    @property
    def accepted(self) -> list[Line]:
        return [line for line in self.lines if line.state in (State.NEW, State.CHANGED)]

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if line.state is State.REFUSED]

    @property
    def mark(self) -> str:
        """Changes when the preview would show something else: what is applied is what was seen."""
        seen = hashlib.sha256()
        for line in self.lines:
            what = (
                line.number,
                line.state.value,
                line.label,
                line.detail,
                tuple(line.changes),
                line.problems,
            )
            seen.update(repr(what).encode())
        return seen.hexdigest()[:16]


@dataclass(frozen=True)
class Password:
    """A new person's one-time password: shown once, kept nowhere."""

    username: str
    full_name: str
    body: str
    password: str


@dataclass
class Outcome:
    """What was saved: the steps for undoing it, and the passwords to hand over."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    passwords: list[Password] = field(default_factory=list)

    def made(self, what: str, pk: int) -> None:
        self.steps.append({"what": what, "id": pk, "made": True})

    def changed(self, what: str, pk: int, values: dict[str, tuple[Any, Any]]) -> None:
        """``values``: by field the value before and after."""
        kept = {name: [_plain(before), _plain(after)] for name, (before, after) in values.items()}
        self.steps.append({"what": what, "id": pk, "made": False, "values": kept})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
