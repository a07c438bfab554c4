"""Which pairs are looked at: records that share one of a few keys, the rarest agreements first, within a budget.

Each key may spend a number of pairs for each record; its blocks are opened from the smallest on, because what few
share says most. So the number of pairs grows with the records, not with their square.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from treem.linkage.records import Ints, Longs, Records

LARGEST_BLOCK = 60


class Key(NamedTuple):
    name: str
    pairs_per_record: float
    parts: tuple[str, ...]


KEYS = (
    Key("name and birthday", 0.8, ("name", "born")),
    Key("given name and birthday", 0.8, ("given", "born")),
    Key("given name and birthday in a commune", 0.4, ("given", "born", "commune")),
    Key("birthday and mother", 0.3, ("born", "mother_given", "commune")),
    Key("birthday and parents", 0.3, ("born", "mother_given", "father_given")),
    Key("birthday in a commune", 0.8, ("born", "commune", "sex")),
    Key("birthday in a village", 0.4, ("born", "commune", "village")),
    Key("name and year in a commune", 0.5, ("family", "given", "year", "commune", "sex")),
    Key("name, mother, year", 0.4, ("family", "given", "mother", "year")),
    Key("name, day and month either way", 0.4, ("name", "turned")),
    Key("name and mother", 0.4, ("name", "mother")),
    Key("name and father", 0.4, ("name", "father")),
    Key("given name, mother, father", 0.3, ("given", "mother_given", "father", "sex")),
    Key("given name and year in a village", 0.4, ("given", "year", "commune", "village")),
    Key("parents and year", 0.3, ("mother", "father", "year")),
    Key("mother and year in a commune", 0.3, ("mother", "year", "commune")),
    Key("month, day, mother", 0.2, ("month_day", "mother")),
    Key("given name, day and month in a commune", 0.3, ("given", "month_day", "commune")),
    Key("given name, mother's given name, year", 0.3, ("given", "mother_given", "year", "commune")),
    Key(
        "given name and its parents' in a commune", 0.2, ("given", "mother_given", "father_given", "commune")
    ),
    Key("name in a village", 0.2, ("name", "commune", "village")),
)
NUMBER = Key("personal number", 0.5, ("number",))


class Pairs(NamedTuple):
    left: Ints
    right: Ints
    by_number_only: NDArray[np.bool_]
    """Found by nothing but the same personal number."""


def parts_of(records: Records) -> dict[str, Longs]:
    """Each part of a key for each record; -1 where it says nothing."""
    word = records.words.key
    days = days_of(*(part.astype(np.int64) for part in (records.year, records.month, records.day)))
    return {
        "name": records.name.key,
        "given": word[records.name.given].astype(np.int64),
        "family": word[records.name.family].astype(np.int64),
        "mother": records.mother.key,
        "mother_given": word[records.mother.given].astype(np.int64),
        "father": records.father.key,
        "father_given": word[records.father.given].astype(np.int64),
        **days,
        "commune": records.commune.astype(np.int64),
        "village": records.village.astype(np.int64),
        "sex": records.sex.astype(np.int64),
        "number": records.number,
    }


def days_of(year: Longs, month: Longs, day: Longs) -> dict[str, Longs]:
    """The parts that come from the birthday; the first of January is mostly a year in disguise."""
    whole = (month > 0) & (day > 0) & ~((month == 1) & (day == 1))
    return {
        "born": np.where(whole, year * 512 + month * 32 + day, -1),
        "turned": np.where(whole, year * 512 + np.minimum(month, day) * 32 + np.maximum(month, day), -1),
        "month_day": np.where(whole, month * 32 + day, -1),
        "year": np.where(year > 0, year, -1),
    }


def candidates(records: Records) -> Pairs:
    """Every pair to be compared, once, the smaller place first."""
    parts = parts_of(records)
    count = len(records)
    found = [_block([parts[part] for part in key.parts], round(key.pairs_per_record * count)) for key in KEYS]
    others = _union(found)
    same_number = _union([_block([parts["number"]], round(NUMBER.pairs_per_record * count))])
    both = _union([others, same_number])
    at = np.searchsorted(others, both)
    at[at == len(others)] = 0
    known = others[at] == both if len(others) else np.zeros(len(both), np.bool_)
    return Pairs((both // max(count, 1)).astype(np.int32), (both % max(count, 1)).astype(np.int32), ~known)


def _union(found: list[Longs]) -> Longs:
    every = np.concatenate(found) if found else np.zeros(0, np.int64)
    if not len(every):
        return every
    every.sort()
    kept = np.empty(len(every), np.bool_)
    kept[0] = True
    np.not_equal(every[1:], every[:-1], out=kept[1:])
    return every[kept]


_MIX = np.uint64(0x9E3779B97F4A7C15)


def mixed(parts: list[Longs]) -> NDArray[np.uint64]:
    """Several numbers as one of 64 bits (two different rows meet by chance once in 10^8 registers of a province)."""
    found = np.zeros(len(parts[0]), np.uint64)
    for part in parts:
        found ^= part.astype(np.uint64) + _MIX + (found << np.uint64(6)) + (found >> np.uint64(2))
        found *= np.uint64(0xBF58476D1CE4E5B9)
        found ^= found >> np.uint64(29)
    return found


def _block(parts: list[Longs], budget: int) -> Longs:
    count = len(parts[0])
    usable = np.ones(count, np.bool_)
    for part in parts:
        usable &= part >= 0
    where = np.flatnonzero(usable)
    keys = mixed([part[where] for part in parts])
    order = np.argsort(keys, kind="stable")
    keys, where = keys[order], where[order].astype(np.int64)
    if len(keys) < 2:
        return np.zeros(0, np.int64)
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    sizes = np.diff(np.append(starts, len(keys)))
    # From the smallest block on, while the budget lasts; blocks of one size are all opened or none.
    per_size = np.bincount(sizes, minlength=LARGEST_BLOCK + 1)[: LARGEST_BLOCK + 1]
    spent = np.cumsum(per_size * np.arange(len(per_size)) * (np.arange(len(per_size)) - 1) // 2)
    largest = int(np.searchsorted(spent, max(budget, 1000), side="right")) - 1
    size_of = np.repeat(sizes, sizes)
    kept = (size_of >= 2) & (size_of <= largest)
    where, block = where[kept], np.repeat(np.arange(len(sizes)), sizes)[kept]
    found = []
    for step in range(1, largest):
        meets = np.flatnonzero(block[step:] == block[:-step])
        if not len(meets):
            break
        a, b = where[meets], where[meets + step]
        found.append(np.minimum(a, b) * count + np.maximum(a, b))
    return np.concatenate(found) if found else np.zeros(0, np.int64)
