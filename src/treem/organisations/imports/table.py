"""Where the list begins in a file, and which column is which. No database here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from treem.files.sheets import Cell, Sheet
from treem.organisations.imports import cells, columns
from treem.organisations.imports.columns import Column

LOOK = 40  # rows in which a heading is looked for
_NUMBERING = re.compile(r"\(?(\d{1,2}|[a-zA-Z])\)?")


@dataclass(frozen=True)
class Row:
    """One entry: its number in the spreadsheet, its cells as they stood, and the cells by column key."""

    number: int
    cells: tuple[Cell, ...]
    values: Mapping[str, Cell]

    def __getitem__(self, key: str) -> Cell:
        return self.values.get(key, "")


@dataclass(frozen=True)
class Table:
    """The list in a file. ``mapping``: column key to the number of the column in the file."""

    sheet: str
    headings: tuple[str, ...]
    mapping: Mapping[str, int]
    rows: tuple[Row, ...]
    passed_over: tuple[int, ...]
    """Numbers of rows that are no entries: totals, notes, signatures."""


def find(sheets: Sequence[Sheet], kind: str, chosen: Mapping[str, int | None] | None = None) -> Table:
    """The list of that kind. ``chosen`` is what a person said about columns (None: not in the file).

    Looks for the row, or two rows one below the other, that names most of the columns. Where nothing is known,
    the first row with two words or more is taken for the heading, for a person to say what it means.
    """
    best: tuple[tuple[int, int], Sheet, int, int, dict[str, int]] | None = None
    for sheet in sheets:
        for top in range(min(LOOK, len(sheet.rows))):
            for height in (1, 2):
                mapping = _mapping(sheet, top, height, columns.COLUMNS[kind])
                score = (-len(columns.missing(kind, list(mapping))), len(mapping))
                if mapping and (best is None or score > best[0]):
                    best = (score, sheet, top, height, mapping)
    if best is None:
        sheet, top, height, mapping = *_first_words(sheets), 1, {}
    else:
        _score, sheet, top, height, mapping = best
    for key, place in (chosen or {}).items():
        mapping = {k: v for k, v in mapping.items() if k != key and v != place}
        if place is not None:
            mapping[key] = place
    return _table(sheet, kind, top, height, mapping)


def _first_words(sheets: Sequence[Sheet]) -> tuple[Sheet, int]:
    for sheet in sheets:
        for number, row in enumerate(sheet.rows):
            if sum(cell != "" for cell in row) >= 2:
                return sheet, number
    return (sheets[0] if sheets else Sheet("", ())), 0


def _mapping(sheet: Sheet, top: int, height: int, of: Sequence[Column]) -> dict[str, int]:
    found = _named(sheet.rows[top], of)
    if height == 1:
        return found
    if top + 1 >= len(sheet.rows):
        return {}
    below = _named(sheet.rows[top + 1], of)
    words = [cell for cell in sheet.rows[top + 1] if cell != ""]
    # The second row must be a heading through and through: an entry may hold a word that is a heading as well.
    if not below or len(below) < len(words):
        return {}
    taken = set(below.values())
    return {**{key: place for key, place in found.items() if place not in taken}, **below}


def _named(row: Sequence[Cell], of: Sequence[Column]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        if isinstance(cell, str) and (key := columns.recognise(cell, of)) and key not in found:
            found[key] = place
    return found


def _table(sheet: Sheet, kind: str, top: int, height: int, mapping: dict[str, int]) -> Table:
    width = max((len(row) for row in sheet.rows), default=0)
    headings = tuple(_heading(sheet, top, height, place) for place in range(width))
    while headings and not headings[-1] and len(headings) - 1 not in mapping.values():
        headings = headings[:-1]
    words = {cell for row in sheet.rows[top : top + height] for cell in row if cell != ""}
    rows, passed_over = [], []
    for number, cells_ in enumerate(sheet.rows[top + height :], start=top + height + 1):
        filled = [cell for cell in cells_ if str(cell).strip()]
        values = {
            key: cells_[place]
            for key, place in mapping.items()
            if place < len(cells_) and cells_[place] != ""
        }
        if not filled or (number == top + height + 1 and _is_numbering(filled)):
            continue
        if len(filled) >= 2 and filled[0] in words and all(cell in words for cell in filled):
            continue  # the heading again, as printed pages repeat it
        short = bool(columns.missing(kind, list(values)))
        foot = cells.is_foot(cells_) and (short or not _begins_entry(kind, cells_, mapping))
        if foot or (short and (not values or len(filled) == 1)):  # one cell alone: «I. Khối xã»
            passed_over.append(number)
            continue
        rows.append(Row(number, cells_[: len(headings)], values))
    return Table(sheet.name, headings, mapping, tuple(rows), tuple(passed_over))


def _heading(sheet: Sheet, top: int, height: int, place: int) -> str:
    parts = [
        str(row[place]) for row in sheet.rows[top : top + height] if place < len(row) and row[place] != ""
    ]
    return " · ".join(dict.fromkeys(parts))


def _is_numbering(filled: Sequence[Cell]) -> bool:
    """«(1) (2) (3)», as official tables number their columns."""
    return len(filled) >= 2 and all(_NUMBERING.fullmatch(cells.shown(cell)) for cell in filled)


def _begins_entry(kind: str, cells_: Sequence[Cell], mapping: Mapping[str, int]) -> bool:
    """Whether the first filled cell is the name itself: a village may be called «Cộng»."""
    first = next((place for place, cell in enumerate(cells_) if cell != ""), -1)
    return any(mapping.get(key) == first for key in columns.NEEDED[kind][0])
