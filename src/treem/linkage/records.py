"""A file of children as columns of numbers: each distinct value is read once, a record is a row of places in tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from treem.linkage import values
from treem.linkage.words import Words

COLUMNS = (
    "record_id", "full_name", "sex", "date_of_birth", "personal_id",
    "mother_name", "father_name", "commune", "village", "ethnicity",
)  # fmt: skip
TEXT_COLUMNS = COLUMNS[1:]

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]


class _Places(dict[str, int]):
    """The place of each distinct value, in the order of their coming."""

    def __missing__(self, value: str) -> int:
        place = self[value] = len(self)
        return place


class Column:
    """A column as it is read: for each record the place of its value among the distinct ones."""

    def __init__(self) -> None:
        self._places = _Places()
        self._parts: list[Ints] = []

    def extend(self, typed: Sequence[str]) -> None:
        self._parts.append(np.fromiter(map(self._places.__getitem__, typed), np.int32, len(typed)))

    @property
    def values(self) -> list[str]:
        return [plain(value) for value in self._places]

    @property
    def codes(self) -> Ints:
        return np.concatenate(self._parts) if self._parts else np.zeros(0, np.int32)


LONGEST_VALUE = 5_000
_FORMULA_TEXT = re.compile(r'="?([^"]*)"?')


def plain(text: str) -> str:
    """A cell; what a spreadsheet wrote as a formula to keep its zeros (="014…") is its text."""
    if text[:1] == "=" and (found := _FORMULA_TEXT.fullmatch(text)):
        text = found[1]
    return text if len(text) < LONGEST_VALUE else text[:LONGEST_VALUE]


@dataclass(slots=True)
class Names:
    """One column of names: for each record the numbers of its words, -1 for none, and what is known of the whole."""

    family: Ints
    given: Ints
    middle: Ints
    """The first word between family and given name."""
    second: Ints
    """The last of them where there are several."""
    marked: Flags
    """Whether any letter carries a mark: without, "ha" may be Hà, Hạ or Ha."""
    key: Longs
    """All words folded, as one number; -1 for no name."""


@dataclass(slots=True)
class Records:
    """All records of a file, ready to be compared."""

    ids: Sequence[str]
    words: Words
    name: Names
    mother: Names
    father: Names
    year: Ints
    month: Ints
    day: Ints
    number: Longs
    sex: Ints
    commune: Ints
    village: Ints
    ethnicity: Ints
    places: Mapping[str, Mapping[str, int]]
    """The numbers of the names of communes, villages and peoples."""

    def __len__(self) -> int:
        return len(self.ids)


def prepare(ids: Sequence[str], columns: dict[str, Column]) -> Records:
    """Read every distinct value once and spread what was understood over the records."""
    known = Words()
    count = len(ids)
    places: dict[str, dict[str, int]] = {}

    def names(column: str) -> Names:
        return _names(columns.get(column), known, count)

    def numbers(column: str, read: Any, dtype: Any, missing: int) -> NDArray[Any]:
        found = columns.get(column)
        if found is None:
            return np.full(count, missing, dtype)
        return np.array([read(value) if value else missing for value in found.values] or [missing], dtype)[
            found.codes
        ]

    def texts(column: str) -> Ints:
        seen = places.setdefault(column, {})

        def read(value: str) -> int:
            key = values.place(value)
            return seen.setdefault(key, len(seen)) if key else -1

        return numbers(column, read, np.int32, -1)

    number = numbers("personal_id", values.number, np.int64, -1)
    number[_crowded(number)] = -1
    born = columns.get("date_of_birth")
    if born is None:
        days = np.zeros((count, 3), np.int32)
    else:
        days = np.array(
            [values.birthday(value) for value in born.values] or [values.Day(*values.NO_DATE)], np.int32
        )[born.codes]
    records = Records(
        ids, known, names("full_name"), names("mother_name"), names("father_name"),
        np.ascontiguousarray(days[:, 0]), np.ascontiguousarray(days[:, 1]), np.ascontiguousarray(days[:, 2]),
        number, numbers("sex", values.sex, np.int32, 0),
        texts("commune"), texts("village"), texts("ethnicity"), places,
    )  # fmt: skip
    known.close()
    return records


MOST_OF_ONE_NUMBER = 6
"""A number that more records carry stands for none: somebody had to fill in something."""


def _crowded(number: Longs) -> Flags:
    _, inverse, count = np.unique(number, return_inverse=True, return_counts=True)
    crowded: Flags = count[inverse] > MOST_OF_ONE_NUMBER
    return crowded


def _names(column: Column | None, known: Words, count: int) -> Names:
    if column is None:
        none, nothing = np.full(count, -1, np.int32), np.full(count, -1, np.int64)
        return Names(none, none, none, none, np.zeros(count, np.bool_), nothing)
    table = np.array([known.name(value) for value in column.values] or [known.name("")], np.int64)[
        column.codes
    ]
    family, middle, second, given = (np.ascontiguousarray(table[:, n]).astype(np.int32) for n in range(4))
    return Names(family, given, middle, second, table[:, 4] == 1, np.ascontiguousarray(table[:, 5]))
