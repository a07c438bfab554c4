"""XLSX that leaves treem, written in one way: every text is text, nothing in it runs; numbers and days stay what they
are. Excel shows thousands and decimals in the reader's own way: with Vietnamese settings 1.234,5."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from treem.files.spreadsheets import neutralise

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A3, A4 = 8, 9
NO_DATA = "…"
"""What stands where there is no figure: neither an empty cell nor a zero."""

Value: TypeAlias = str | int | float | Decimal | Fraction | date | None
Look: TypeAlias = Mapping[str, Any]

_PLAIN: Look = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_CELL: Look = {**_PLAIN, "border": 1, "text_wrap": True}
_FORMATS: Mapping[str, Look] = {
    "text": {}, "none": {"align": "right"}, "day": {"num_format": "dd/mm/yyyy", "align": "center"},
    "whole": {"num_format": "#,##0"}, "decimal": {"num_format": "#,##0.##"}, "percent": {"num_format": "#,##0.0"},
}  # fmt: skip
_LOOKS: Mapping[str, Look] = {
    "title": {**_PLAIN, "bold": True, "font_size": 14},
    "mark": {**_PLAIN, "bold": True, "font_color": "#B00020"},
    "note": {**_PLAIN, "italic": True},
    "head": {**_CELL, "bold": True, "align": "center", "bg_color": "#E6F1F1"},
    **{name: {**_CELL, **given} for name, given in _FORMATS.items()},
    **{f"{name}_total": {**_CELL, **given, "bold": True} for name, given in _FORMATS.items()},
}


class Book:
    """A workbook in the making. ``size`` of the cells in points; ``looks`` adds to the usual ones or replaces some."""

    def __init__(
        self,
        *,
        title: str = "",
        author: str = "",
        made_on: date | None = None,
        size: int = 12,
        looks: Mapping[str, Look] | None = None,
    ) -> None:
        self._bytes = BytesIO()
        self.book = xlsxwriter.Workbook(
            self._bytes,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )  # fmt: skip
        facts: dict[str, Any] = {"title": title, "author": author}
        if made_on is not None:  # no clock of this machine: what is frozen gives the same bytes again
            facts["created"] = datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC).replace(
                tzinfo=None
            )
        self.book.set_properties({name: value for name, value in facts.items() if value})
        self._looks: dict[str, Format] = {
            name: self.book.add_format({**given, "font_size": size} if "border" in given else dict(given))
            for name, given in _LOOKS.items()
        }
        for name, given in (looks or {}).items():
            self.add_look(name, given)

    def add_look(self, name: str, given: Look) -> None:
        """A look of this workbook's own: what it says of itself on the usual cell."""
        self._looks[name] = self.book.add_format({**_CELL, **given})

    def look(self, name: str) -> Format:
        """One of its looks, for a whole column."""
        return self._looks[name]

    def sheet(self, name: str, *, widths: Sequence[float] = (), paper: int = A4) -> Sheet:
        """A sheet that prints across the page, as wide as one."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(paper)
        sheet.fit_to_pages(1, 0)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        return Sheet(sheet, self._looks)

    def finish(self) -> bytes:
        """The file."""
        self.book.close()
        return self._bytes.getvalue()


@dataclass(frozen=True)
class Sheet:
    """One sheet in the making; ``raw`` is xlsxwriter's, for how it prints."""

    raw: Worksheet
    _looks: Mapping[str, Format]

    def text(self, row: int, column: int, text: str, look: str = "text") -> None:
        """Text that stays text."""
        self.raw.write_string(row, column, str(neutralise(str(text))), self._looks[look])

    def cell(self, row: int, column: int, value: Value, look: str = "", *, total: bool = False) -> None:
        """A value as what it is; None is «…». ``look`` replaces the usual one of its kind."""
        end = "_total" if total else ""
        if value is None:
            self.text(row, column, NO_DATA, look or f"none{end}")
        elif isinstance(value, str):
            self.text(row, column, value, look or f"text{end}")
        elif isinstance(value, date):
            self.raw.write_datetime(row, column, value, self._looks[look or f"day{end}"])
        else:
            usual = "whole" if value == int(value) else "decimal"
            self.raw.write_number(row, column, float(value), self._looks[look or f"{usual}{end}"])

    def row(
        self,
        row: int,
        values: Sequence[Value],
        *,
        total: bool = False,
        looks: Mapping[int, str] | None = None,
    ) -> None:
        """One row; ``looks`` by column, for figures (a text or a gap keeps its own)."""
        for column, value in enumerate(values):
            figure = not isinstance(value, str | date | None)
            self.cell(row, column, value, (looks or {}).get(column, "") if figure else "", total=total)

    def heads(self, row: int, heads: Sequence[str], *, columns_kept: int = 0, kept: bool = True) -> None:
        """The header. ``kept``: it stays above while scrolling, with so many columns, and on each page of paper."""
        for column, head in enumerate(heads):
            self.text(row, column, head, "head")
        if kept:
            self.raw.freeze_panes(row + 1, columns_kept)
            self.raw.repeat_rows(row)


@dataclass
class Page:
    """A list to be filled in: a heading, rows, widths in characters. ``choices``: by column, the words a cell may
    hold."""

    name: str
    heading: Sequence[str]
    rows: Iterable[Sequence[Any]] = ()
    widths: Sequence[int] = ()
    choices: dict[int, str] = field(default_factory=dict)
    """Column number: where the words stand, as a range of the workbook («=Danh_muc!$A$2:$A$9»)."""


_LIST: Mapping[str, Look] = {
    "head": {"bold": True, "bg_color": "#E6F1F1", "valign": "top"},
    # Text columns: a code or a telephone number keeps its leading zero.
    "text": {"num_format": "@", "valign": "top", "border": 0},
    "day": {"num_format": "dd/mm/yyyy", "border": 0},
    "whole": {"border": 0}, "decimal": {"border": 0},
}  # fmt: skip


def workbook(pages: Iterable[Page]) -> bytes:
    """The file of a list. Dates are written as dates, numbers as numbers, the rest as text that stays text."""
    book = Book(looks=_LIST)
    for page in pages:
        sheet = book.sheet(page.name)
        for column, words in enumerate(page.heading):
            width = page.widths[column] if column < len(page.widths) else 20
            sheet.raw.set_column(column, column, width, book.look("text"))
            sheet.text(0, column, str(words), "head")
        for number, row in enumerate(page.rows, start=1 if page.heading else 0):
            for column, cell in enumerate(row):
                if isinstance(cell, date | int | float) and not isinstance(cell, bool):
                    sheet.cell(number, column, cell)
                elif cell not in ("", None):
                    sheet.text(number, column, str(cell))
        for column, source in page.choices.items():
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            sheet.raw.data_validation(1, column, 2000, column, rule)
        sheet.raw.freeze_panes(1 if page.heading else 0, 0)
    return book.finish()
