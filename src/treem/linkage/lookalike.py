"""One new child against those that are there: the same levels, weights and reasons as for a whole file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from treem.linkage import blocking, comparing, model, reasons, values
from treem.linkage.engine import LEAST, REVIEW, SAME
from treem.linkage.records import TEXT_COLUMNS, Column, Longs, Records, prepare

Child = Mapping[str, str]
"""The columns of a file for one child, as typed; what is not there is not known."""
NOT_COUNTED = -9.0
"""A rate of names where nobody counted: one in 500."""
MOST_CANDIDATES = 300


class Sign(NamedTuple):
    """What one field of a pair says: the level that was found, and what the topic it belongs to added to the score."""

    field: str
    level: str
    topic: str
    share: float


class LookAlike(NamedTuple):
    place: int
    """Place among the candidates."""
    probability: float
    decision: str
    """What the engine of files would say: same, review, no."""
    reasons: str
    signs: tuple[Sign, ...] = ()


class Rates(NamedTuple):
    """How often the names of a child are borne, as binary logarithms: in its commune and in the whole register."""

    name_here: float = NOT_COUNTED
    name: float = NOT_COUNTED
    mother_here: float = NOT_COUNTED
    mother: float = NOT_COUNTED
    father_here: float = NOT_COUNTED
    father: float = NOT_COUNTED


def lookalike(
    child: Child,
    candidates: Sequence[Child],
    rates: Sequence[Rates] | None = None,
    weights: model.Model | None = None,
    common: Collection[str] = frozenset(),
) -> list[LookAlike]:
    """The candidates that may be this child, the likeliest first, each with its reasons; those below 1 % are left out.

    ``rates`` says for each candidate how common its names are; without it every name counts as a middling one.
    ``common`` holds given names (``values.words``) that many bear: one slip away from such a name is another name.
    Rivals are not weighed: whoever sees the list sees them.
    """
    if not candidates:
        return []
    columns = {name: Column() for name in TEXT_COLUMNS}
    for name, column in columns.items():
        column.extend([child.get(name, ""), *(one.get(name, "") for one in candidates)])
    records = prepare([""] * (len(candidates) + 1), columns)
    told = np.array([Rates(*[-np.inf] * 6), *(rates or [Rates()] * len(candidates))], np.float32)
    common_word, common_key = _known(records, common)
    often = comparing.Frequencies(
        told[:, 0], told[:, 1], told[:, 2], told[:, 3], told[:, 4], told[:, 5], common_word, common_key
    )
    left = np.zeros(len(candidates), np.int32)
    levels = comparing.compare(records, often, left, np.arange(1, len(candidates) + 1, dtype=np.int32))
    learned = weights or model.given()
    chance = learned.chance(levels)
    kept = np.flatnonzero(chance >= LEAST)
    kept = kept[np.argsort(-chance[kept], kind="stable")]
    words = reasons.tell(learned, levels[kept])
    shares = model.by_field(learned, levels[kept])
    return [
        LookAlike(int(n), float(chance[n]), _decision(float(chance[n])), text, _signs(levels[n], added))
        for n, text, added in zip(kept, words, shares, strict=True)
    ]


_TOPIC_OF = {"given": "name", "middle": "name", "family": "name"}


def _signs(levels: NDArray[np.uint8], added: Mapping[str, float]) -> tuple[Sign, ...]:
    return tuple(
        Sign(field.name, field.levels[int(level)], topic, round(added[topic], 2))
        for field, level in zip(comparing.FIELDS, levels, strict=True)
        if (topic := _TOPIC_OF.get(field.name, field.name)) in added
    )


def _known(records: Records, common: Collection[str]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    words = records.words
    by_word = np.array([*(word in common for word in words.spelled), False])
    by_key = np.zeros(len(words.keys) + 1, np.bool_)
    by_key[words.key[by_word]] = True
    return by_word, by_key


def _decision(chance: float) -> str:
    return "same" if chance >= SAME else "review" if chance >= REVIEW else "no"


class Index:
    """A whole register in memory, ready for one child at a time."""

    def __init__(self, columns: Mapping[str, Column], records: Records) -> None:
        self._columns = {name: (column.values, column.codes) for name, column in columns.items()}
        self._records = records
        self._often = comparing.frequencies(records)
        self._common = frozenset(np.array([*records.words.spelled, ""])[self._often.common_word].tolist())
        parts = blocking.parts_of(records)
        self._keys = [
            (key.parts, *_sorted([parts[part] for part in key.parts]))
            for key in (blocking.NUMBER, *blocking.KEYS)
        ]

    def find(self, child: Child, weights: model.Model | None = None) -> list[LookAlike]:
        """The children of the register that may be this one; ``place`` is the place in the register."""
        places = self.candidates(child)
        rates = [Rates(*(float(column[n]) for column in self._often[:6])) for n in places]
        found = lookalike(child, [self._typed(n) for n in places], rates, weights, self._common)
        return [one._replace(place=places[one.place]) for one in found]

    def candidates(self, child: Child) -> list[int]:
        """Places of the children that share a key with this one, those that share the rarest keys first."""
        parts = self._parts(child)
        found: dict[int, None] = {}
        ranges = []
        for names, keys, places in self._keys:
            if min(parts[name] for name in names) < 0:
                continue
            key = blocking.mixed([np.array([parts[name]], np.int64) for name in names])[0]
            first, last = np.searchsorted(keys, key, "left"), np.searchsorted(keys, key, "right")
            if first < last:
                ranges.append((int(last - first), places[first:last]))
        for _, places in sorted(ranges, key=lambda one: one[0]):
            if len(found) + len(places) > MOST_CANDIDATES and found:
                break
            found.update(dict.fromkeys(places[:MOST_CANDIDATES].tolist()))
        return list(found)

    def _typed(self, place: int) -> Child:
        return {name: values[codes[place]] for name, (values, codes) in self._columns.items()}

    def _parts(self, child: Child) -> dict[str, int]:
        records = self._records
        family, given, whole = records.words.find(child.get("full_name", ""))
        _, mother_given, mother = records.words.find(child.get("mother_name", ""))
        _, father_given, father = records.words.find(child.get("father_name", ""))
        day = (np.array([part], np.int64) for part in values.birthday(child.get("date_of_birth", "")))
        spots = {
            name: records.places.get(name, {}).get(values.place(child.get(name, "")), -1)
            for name in ("commune", "village")
        }
        return {
            "name": whole, "given": given, "family": family, "mother": mother, "mother_given": mother_given,
            "father": father, "father_given": father_given, **spots, "sex": values.sex(child.get("sex", "")),
            "number": values.number(child.get("personal_id", "")),
            **{name: int(found[0]) for name, found in blocking.days_of(*day).items()},
        }  # fmt: skip


def _sorted(parts: list[Longs]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    usable = np.ones(len(parts[0]), np.bool_)
    for part in parts:
        usable &= part >= 0
    where = np.flatnonzero(usable)
    keys = blocking.mixed([part[where] for part in parts])
    order = np.argsort(keys, kind="stable")
    return keys[order], where[order]
