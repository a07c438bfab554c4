"""XLSX that leaves treem: every text is text, nothing in it runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from treem.files.spreadsheets import neutralise

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = {"bold": True, "bg_color": "#E6F1F1", "border": 1, "text_wrap": True, "valign": "top"}


@dataclass
class Page:
    """One sheet: a heading, rows, widths in characters. ``choices``: by column, the words a cell may hold."""

    name: str
    heading: Sequence[str]
    rows: Iterable[Sequence[Any]] = ()
    widths: Sequence[int] = ()
    choices: dict[int, str] = field(default_factory=dict)
    """Column number: where the words stand, as a range of the workbook («=Danh_muc!$A$2:$A$9»)."""


def workbook(pages: Iterable[Page]) -> bytes:
    """The file. Dates are written as dates, numbers as numbers, the rest as text that stays text."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        head = book.add_format(_HEAD)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for page in pages:
            sheet = book.add_worksheet(page.name)
            for column, words in enumerate(page.heading):
                width = page.widths[column] if column < len(page.widths) else 20
                # Text columns: a code or a telephone number keeps its leading zero.
                sheet.set_column(column, column, width, plain)
                sheet.write_string(0, column, str(words), head)
            for number, row in enumerate(page.rows, start=1 if page.heading else 0):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, day)
                    elif isinstance(cell, int | float) and not isinstance(cell, bool):
                        sheet.write_number(number, column, cell)
                    elif cell not in ("", None):
                        sheet.write_string(number, column, str(neutralise(str(cell))), plain)
            for column, source in page.choices.items():
                rule = {"validate": "list", "source": source, "error_type": "warning"}
                sheet.data_validation(1, column, 2000, column, rule)
            sheet.freeze_panes(1 if page.heading else 0, 0)
    return target.getvalue()
