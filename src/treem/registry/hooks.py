"""What other rooms hang on a child, for those who look at its record: filled in their ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Linked:
    """A table that points to children: its name, what its rows are, and how many of them the scope in force sees for
    records of one child. Nothing is repointed by a merge: the room asks ``selectors.records_of`` instead."""

    table: str
    label: object  # a lazy translation
    count: Callable[[Collection[int]], int]


linked: list[Linked] = []
