"""Where the list begins in a sheet, and which column is which. Knows no Django.

The names of columns are data (``data/child_list.toml``), so that a new kind of list needs no developer.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from treem.kernel.vietnamese import fold

LOOK = 30
"""Rows in which a heading is looked for."""
_DATA = Path(__file__).parents[1] / "data" / "child_list.toml"
_ASIDE = re.compile(r"[(\[].*?[)\]]")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_NUMBERING = re.compile(r"\(?(\d{1,2}|[a-zA-Z])\)?(?:\s*=.*)?")

_OTHERS = frozenset({"me", "bo", "cha", "chu", "nguoi", "giam", "ong", "ba"})
"""Words of headings that speak of somebody else than the child."""
NAMES = (("full_name",), ("family_name", "given_name"))
BIRTHS = (("birth",), ("birth_year",), ("male", "female"))


@dataclass(frozen=True)
class Lists:
    """The data file: column key by heading, in the order of the file; words of cells by what they mean."""

    keys: tuple[str, ...]
    headings: Mapping[str, tuple[str, ...]]
    words: Mapping[str, frozenset[str]]
    peoples: Mapping[str, str]


@cache
def lists() -> Lists:
    """The names of columns and the words of cells, read once."""
    with _DATA.open("rb") as file:
        table = tomllib.load(file)
    headings: dict[str, list[str]] = {}
    for column in table["columns"]:
        for name in column["names"]:
            headings.setdefault(name, []).append(column["key"])
    return Lists(
        tuple(column["key"] for column in table["columns"]),
        MappingProxyType({name: tuple(keys) for name, keys in headings.items()}),
        MappingProxyType({name: frozenset(words) for name, words in table["words"].items()}),
        MappingProxyType(dict(table["peoples"])),
    )


def plain(text: str) -> str:
    """«Họ và tên (*)» -> «ho va ten»."""
    return _NO_WORD.sub(" ", fold(_ASIDE.sub(" ", text))).strip()


@dataclass(frozen=True)
class Layout:
    """Where the list stands: rows ``top`` to ``top + height - 1`` (from 0) are its heading."""

    top: int
    height: int
    headings: tuple[str, ...]
    mapping: Mapping[str, int]

    @property
    def signature(self) -> str:
        """The same for two files with the same headings: what a person said of one holds for the other."""
        return hashlib.sha256("\n".join(map(plain, self.headings)).encode()).hexdigest()[:32]


def find(rows: Sequence[Sequence[Any]]) -> Layout:
    """The heading among the first rows of a sheet: the row, or two rows, that name most columns.

    Where nothing is known, the first row with two words or more is taken, for a person to say what it means.
    """
    best: tuple[tuple[int, int, int], Layout] | None = None
    for top in range(min(LOOK, len(rows))):
        for height in (1, 2):
            headings = _headings(rows, top, height)
            mapping = suggest(headings) if headings else {}
            if not mapping:
                continue
            score = (len(mapping), -len(missing(mapping)), height)
            if best is None or score > best[0]:
                best = (score, Layout(top, height, tuple(" · ".join(h) for h in headings), mapping))
    if best is not None:
        return best[1]
    for top, row in enumerate(rows[:LOOK]):
        if sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) >= 2:
            return Layout(top, 1, tuple(" · ".join(h) for h in _headings(rows, top, 1)), {})
    return Layout(0, 1, tuple(" · ".join(h) for h in _headings(rows, 0, 1)) if rows else (), {})


def _headings(rows: Sequence[Sequence[Any]], top: int, height: int) -> list[tuple[str, ...]]:
    """The words over each column; of two rows the upper one reaches over the empty cells to its right.

    Nothing where the lower row is no heading: it has figures, or none of its words stands under another.
    """
    upper = [_words(cell) for cell in rows[top]]
    if height == 1:
        return _cut([(word,) if word else () for word in upper])
    if top + 1 >= len(rows) or not any(upper):
        return []
    under = rows[top + 1]
    if any(not isinstance(cell, str) and cell not in ("", None) for cell in under):
        return []
    if any(sign.isdigit() for cell in under if isinstance(cell, str) for sign in cell):
        return []
    lower = [_words(cell) for cell in under]
    filled = [word for word in lower if word]
    if not filled or sum(bool(_keys((word,))) for word in filled) * 2 < len(filled):
        return []
    found: list[tuple[str, ...]] = []
    over = ""
    for place in range(max(len(upper), len(lower))):
        above = upper[place] if place < len(upper) else ""
        below = lower[place] if place < len(lower) else ""
        over = above or (over if below else "")
        found.append(tuple(word for word in ((over if below or above else ""), below) if word))
    return _cut(found)


def _cut(headings: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    while headings and not headings[-1]:
        headings.pop()
    return headings


def _words(cell: Any) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _keys(heading: tuple[str, ...]) -> tuple[str, ...]:
    """What a heading may mean: both rows together first, then the lower one, then the beginning of either."""
    headings = lists().headings
    together = plain(" ".join(heading))
    if not together:
        return ()
    found: list[str] = [*headings.get(together, ())]
    if _OTHERS & set(together.split()):
        return tuple(found)  # «Số CCCD của mẹ», «Mẹ · Dân tộc» are not the child's
    if len(heading) == 2:
        found += headings.get(plain(heading[1]), ())
    if not found:
        begun = [
            (len(name), keys)
            for name, keys in headings.items()
            if " " in name and (together.startswith(name + " ") or together.endswith(" " + name))
        ]
        found += max(begun)[1] if begun else ()
    return tuple(dict.fromkeys(found))


def suggest(headings: Sequence[tuple[str, ...]]) -> dict[str, int]:
    """Which column is which. Each key and each column stands once; the first column that fits keeps the key."""
    girls = any(plain(" ".join(heading)).split()[-1:] in (["nu"], ["gai"]) for heading in headings)
    months = any(plain(" ".join(heading)).split()[-1:] == ["thang"] for heading in headings)
    taken: dict[str, int] = {}
    for place, heading in enumerate(headings):
        for key in _keys(heading):
            if key in taken or (
                key in ("birth_year", "male") and key != _year_or_boys(heading, girls, months)
            ):
                continue
            taken[key] = place
            break
    if "full_name" in taken:  # «Tên» beside «Họ và tên» is something else
        for key in ("family_name", "middle_name", "given_name"):
            taken.pop(key, None)
    if "male" in taken and "female" not in taken:
        del taken["male"]
    return taken


def _year_or_boys(heading: tuple[str, ...], girls: bool, months: bool) -> str:
    """«Năm» is a year and «Nam» are boys; without tones the column «Nữ» or «Tháng» beside it tells."""
    last = heading[-1].split()[-1].lower() if heading and heading[-1].split() else ""
    if last == "năm":
        return "birth_year"
    return "male" if girls else "birth_year" if months else ""


def missing(mapping: Mapping[str, int]) -> list[str]:
    """Keys of the columns without which a list says too little: the name, the birth."""
    lacking = []
    if not any(set(group) <= set(mapping) for group in NAMES):
        lacking.append("full_name")
    if not any(set(group) <= set(mapping) for group in BIRTHS):
        lacking.append("birth")
    return lacking


def with_chosen(mapping: Mapping[str, int], chosen: Mapping[str, int | None]) -> dict[str, int]:
    """The suggestion with what a person said (None: not in the file); a column means one thing."""
    found = dict(mapping)
    for key, place in chosen.items():
        found = {k: v for k, v in found.items() if k != key and v != place}
        if place is not None:
            found[key] = place
    return found


def is_numbering(filled: Sequence[str]) -> bool:
    """«(1) (2) (3)», as official tables number their columns."""
    return len(filled) >= 2 and all(_NUMBERING.fullmatch(cell) for cell in filled)
