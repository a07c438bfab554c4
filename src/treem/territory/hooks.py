"""News of the map for the rooms above: filled in their ``AppConfig.ready()``, called in the same transaction."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class UnitsChanged(Protocol):
    """Told when units closed and others took over, so that rooms may move what is current to the new units."""

    def __call__(self, *, on: date, closed: frozenset[int], opened: frozenset[int]) -> None: ...


units_changed: list[UnitsChanged] = []
