"""The matrix of duties as a spreadsheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from treem.duties import words
from treem.duties.board import STATES, Board, Cell
from treem.files.workbooks import A3, Book
from treem.kernel.vietnamese import date_text
from treem.web import registry

_LONGEST_HEAD = 120
_SIZE = 11
_COLOURS = {"overdue": "#fde3e0", "soon": "#fdf0d5", "done": "#e2f3e6"}
_FIRST = 2
"""Columns before those of the duties: number and body."""
_TOP = 3
"""The row of the header."""


def matrix_xlsx(board: Board, *, label: str, day: date) -> bytes:
    """Bodies by duties in words, totals at the right and below; header and first columns stay while scrolling."""
    title = _("Ma trận nhiệm vụ")
    book = Book(title=title, size=_SIZE)
    for state, colour in _COLOURS.items():
        book.add_look(state, {"bg_color": colour, "font_size": _SIZE})
    duties = len(board.columns)
    sheet = book.sheet(_("Ma trận"), widths=[5, 28, *[18] * max(duties, 1)], paper=A3)
    sheet.text(0, 0, f"{title} {label}".strip(), "title")
    sheet.text(1, 0, _note(day), "note")
    heads = [_("STT"), _("Đơn vị"), *(_head(column) for column in board.columns), *_state_heads()]
    sheet.heads(_TOP, heads, columns_kept=_FIRST)
    sheet.raw.repeat_columns(0, 1)
    for at, line in enumerate(board.lines, start=1):
        sheet.row(_TOP + at, [at, line.name, *[""] * duties, *_figures(line.counts)])
        for place, cell in enumerate(line.cells, start=_FIRST):
            said, colour = _said(cell)
            sheet.text(_TOP + at, place, said, colour if colour in _COLOURS else "text")
    last = _TOP + 1 + len(board.lines)
    done = [f"{counts['done']}/{counts['total']}" for counts in board.totals]
    sheet.row(last, ["", _("Hoàn thành / tổng số"), *done, *_figures(board.counts)], total=True)
    return book.finish()


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


def _said(cell: Cell | None) -> tuple[str, str]:
    """The words of a cell and the kind of its colour."""
    if cell is None:
        return "", ""
    badge, word, near = words.of(cell.standing, dated=cell.due_on is not None)
    return (f"{word}, {str(near).lower()}", "soon") if near else (str(word), badge)
