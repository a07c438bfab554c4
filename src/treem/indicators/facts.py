"""The registry of facts: what can be counted from records, and by which room.

Facts add up, commune by commune; rates never do and are computed again from sums. Each fact has exactly one
source: a room registers it in ``AppConfig.ready()``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from treem.kernel.periods import Window


@dataclass(frozen=True)
class Cell:
    """A count: the commune (id of the territory unit), the value of each dimension in the fact's order, how many."""

    unit_id: int
    values: tuple[str, ...]
    n: int


class Count(Protocol):
    """Counts under the scope in force: communes outside it come out as nothing, so ask for what you may see."""

    def __call__(self, *, as_of: date, window: Window | None, units: Sequence[int]) -> list[Cell]: ...


class Records(Protocol):
    """The address of the list of records behind a cell, for those who may see them. ``unit_id`` None: of all the
    communes that the reader's scope holds."""

    def __call__(
        self, *, as_of: date, window: Window | None, unit_id: int | None, values: tuple[str, ...]
    ) -> str: ...


@dataclass(frozen=True)
class Fact:
    """Something countable.

    ``kind``: a ``stock`` is counted at a day (``as_of``), a ``flow`` in a window. ``dimensions`` name the
    breakdowns in order, e.g. ``("sex", "age_group")``; their values are codes. ``unit`` is what one is
    ("child", "case").
    """

    key: str
    title: object
    unit: str
    kind: Literal["stock", "flow"]
    dimensions: tuple[str, ...]
    count: Count
    records: Records | None = None
    definition: object = ""
    opens: str = ""
    """The permission that its records need; without it the count is shown and leads nowhere."""


_facts: dict[str, Fact] = {}


class FactRegisteredTwice(Exception):
    """Two rooms answer for one fact."""


def register(fact: Fact) -> None:
    """Register a fact. Raises FactRegisteredTwice: a fact has one source."""
    known = _facts.get(fact.key)
    if known is not None and known != fact:
        raise FactRegisteredTwice(fact.key)
    _facts[fact.key] = fact


def fact(key: str) -> Fact:
    """A registered fact; KeyError when no room answers for it."""
    return _facts[key]


def all_facts() -> list[Fact]:
    """Every fact, by key."""
    return [_facts[key] for key in sorted(_facts)]
