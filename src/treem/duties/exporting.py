"""The matrix of duties as a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from treem.duties import words
from treem.duties.board import STATES, Board, Cell
from treem.files.spreadsheets import neutralise
from treem.kernel.vietnamese import date_text
from treem.web import registry

_LONGEST_HEAD = 120
_COLOURS = {"overdue": "#fde3e0", "soon": "#fdf0d5", "done": "#e2f3e6"}
_FIRST = 2
"""Columns before those of the duties: number and body."""


def matrix_xlsx(board: Board, *, label: str, day: date) -> bytes:
    """Bodies by duties in words, totals at the right and below; header and first columns stay while scrolling."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": _("Ma trận nhiệm vụ")})
    sheet = book.add_worksheet(_("Ma trận"))
    plain = {
        "font_name": "Times New Roman",
        "font_size": 11,
        "border": 1,
        "valign": "vcenter",
        "text_wrap": True,
    }
    head = book.add_format({**plain, "bold": True, "align": "center", "bg_color": "#eef2f2"})
    text, number = book.add_format(plain), book.add_format({**plain, "align": "right"})
    bold = book.add_format({**plain, "bold": True, "align": "right"})
    coloured = {state: book.add_format({**plain, "bg_color": colour}) for state, colour in _COLOURS.items()}
    title = book.add_format({"font_name": "Times New Roman", "font_size": 14, "bold": True})
    sheet.write_string(0, 0, neutralise(f"{_('Ma trận nhiệm vụ')} {label}".strip()), title)
    sheet.write_string(1, 0, _note(day))
    heads = [_("STT"), _("Đơn vị"), *(_head(column) for column in board.columns), *_state_heads()]
    top = 3
    for at, words_ in enumerate(heads):
        sheet.write_string(top, at, neutralise(words_), head)
    for at, line in enumerate(board.lines):
        row = top + 1 + at
        sheet.write_number(row, 0, at + 1, number)
        sheet.write_string(row, 1, neutralise(line.name), text)
        for place, cell in enumerate(line.cells):
            said, colour = _said(cell)
            sheet.write_string(row, _FIRST + place, said, coloured.get(colour, text))
        _numbers(sheet, row, _FIRST + len(line.cells), _figures(line.counts), number)
    last = top + 1 + len(board.lines)
    sheet.write_string(last, 1, _("Hoàn thành / tổng số"), head)
    for place, counts in enumerate(board.totals):
        sheet.write_string(last, _FIRST + place, f"{counts['done']}/{counts['total']}", bold)
    _numbers(sheet, last, _FIRST + len(board.columns), _figures(board.counts), bold)
    sheet.freeze_panes(top + 1, _FIRST)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 28)
    sheet.set_column(_FIRST, max(_FIRST + len(board.columns) - 1, _FIRST), 18)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.repeat_columns(0, 1)
    book.close()
    return buffer.getvalue()


def _note(day: date) -> str:
    note = _("Tính đến ngày %(day)s.") % {"day": date_text(day)}
    return f"{_('SỐ LIỆU MÔ PHỎNG.')} {note}" if any(asks() for asks in registry.simulated) else note


def _head(column: Any) -> str:
    text = " ".join(f"{column.path} {column.text}".split())
    short = text if len(text) <= _LONGEST_HEAD else f"{text[: _LONGEST_HEAD - 1]}…"
    if column.deadline is None:
        return short
    return f"{short} ({column.get_deadline_op_display()} {date_text(column.deadline)})"


def _state_heads() -> list[str]:
    return [str(words.STATES_OF_BOARD[state][1]) for state in STATES] + [_("Tổng số")]


def _figures(counts: dict[str, int]) -> list[int]:
    return [counts[state] for state in (*STATES, "total")]


def _numbers(sheet: Any, row: int, first: int, figures: Sequence[int], style: Any) -> None:
    for place, figure in enumerate(figures):
        sheet.write_number(row, first + place, figure, style)


def _said(cell: Cell | None) -> tuple[str, str]:
    """The words of a cell and the kind of its colour."""
    if cell is None:
        return "", ""
    badge, word, near = words.of(cell.standing, dated=cell.due_on is not None)
    return (f"{word}, {str(near).lower()}", "soon") if near else (str(word), badge)
