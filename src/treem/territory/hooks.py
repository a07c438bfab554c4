"""News of the map for the rooms above: filled in their ``AppConfig.ready()``, called in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol


class UnitsChanged(Protocol):
    """Told when units closed and others took over, so that rooms may move what is current to the new units."""

    def __call__(self, *, on: date, closed: frozenset[int], opened: frozenset[int]) -> None: ...


units_changed: list[UnitsChanged] = []


@dataclass(frozen=True)
class Applied:
    """A change of boundaries as rooms are told it; all by id of the unit.

    ``goes``: former to new unit, for what no village decides; ``continues``: new unit to the former one whose agencies go
    on; ``by_village``: villages that went to another new unit than the rest; ``names``: how former and new ones are called.
    """

    on: date
    goes: Mapping[int, int]
    continues: Mapping[int, int]
    by_village: Mapping[int, int]
    names: Mapping[int, str]


@dataclass(frozen=True)
class PreviewLine:
    """One line of what a change would touch, in words, and how many."""

    label: str
    count: int


class BoundaryRoom(Protocol):
    """What a room does of its own when boundaries change. Rows of tables that carry a ``commune_id`` go by themselves."""

    def preview(self, units: Sequence[int], on: date) -> list[PreviewLine]:
        """What of the room hangs on the units that end."""
        ...

    def apply(self, change: Applied) -> dict[str, Any]:
        """Move it; returns as JSON what undoing needs."""
        ...

    def undo(self, before: Mapping[str, Any], change: Applied) -> None:
        """Put it back."""
        ...


boundary_rooms: dict[str, BoundaryRoom] = {}
rows_stay: set[str] = set()
"""Tables with a ``commune_id`` whose rows stay with the unit they were made for: what was sent, what is a frozen paper."""
