"""The process in which a spreadsheet is opened: ``python -m treem.files.sheet_process KIND ROWS < file > json``.

A sheet with one cell at its far corner makes the reader reserve room for every cell before it; where that
fails, the reader ends its process. So it never runs in ours. Knows no Django; imported by nobody.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import sys
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 1536 * 1024 * 1024  # bytes
CPU_S = 30
COLUMNS = 200
SHEETS = 12
CELL = 2000  # characters


def main() -> int:
    """Answers with one JSON object: ``sheets``, or ``refused`` with a key of ``sheets.REFUSALS``."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    kind, most = sys.argv[1], int(sys.argv[2])
    content = sys.stdin.buffer.read()
    answer = _text(content, most) if kind == "txt" else _workbook(content, most)
    json.dump(answer, sys.stdout, ensure_ascii=True)
    return 0


def _text(content: bytes, most: int) -> dict[str, Any]:
    text = content.decode("utf-8-sig")
    delimiter = _delimiter(text)
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    csv.field_size_limit(1_000_000)
    rows: list[list[Any]] = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        if len(rows) > most:
            return {"refused": "too_long"}
        rows.append([cell[:CELL] for cell in row[:COLUMNS]])
    return {"sheets": [{"name": "", "rows": rows}]}


def _delimiter(text: str) -> str:
    """Between most lines alike: a title above the list, or a comma in a name, does not decide."""
    if text[:4].lower() == "sep=" and text[4:5] in (",", ";", "\t"):
        return text[4]
    lines = [line for line in text.splitlines() if line.strip()][:30]

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = Counter(n for line in lines if (n := line.count(delimiter)))
        return max(((lines_alike, n) for n, lines_alike in counts.items()), default=(0, 0))

    return max(",;\t", key=agreement)


def _workbook(content: bytes, most: int) -> dict[str, Any]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.PasswordError:
        return {"refused": "password"}
    except (calamine.CalamineError, OSError, ValueError) as error:
        return {"refused": "password" if "password" in str(error).lower() else "damaged"}
    sheets = []
    visible = [m.name for m in book.sheets_metadata if m.visible == calamine.SheetVisibleEnum.Visible]
    for name in visible[:SHEETS]:
        try:
            sheet = book.get_sheet_by_name(name)
        except (calamine.CalamineError, OSError, ValueError):
            continue  # a chart, or a sheet that cannot be read; the others may hold the list
        if sheet.total_height > most:
            return {"refused": "too_long"}
        rows = [[_plain(cell) for cell in row[:COLUMNS]] for row in sheet.to_python(skip_empty_area=False)]
        _spread(rows, sheet.merged_cell_ranges or [])
        sheets.append({"name": name, "rows": rows})
    return {"sheets": sheets}


def _spread(rows: list[list[Any]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """A cell merged downwards means its value for each of its rows; across, it is a title and stays where it is."""
    for (top, left), (bottom, right) in merged:
        if left == right and top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                if left < len(row) and row[left] == "":
                    row[left] = rows[top][left]


def _plain(cell: Any) -> Any:
    """Text, a number, or a day as ``{"d": "2026-03-01"}``; truth values and lengths of time as text."""
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, datetime):
        return {"d": cell.date().isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return str(cell)
    if isinstance(cell, str):
        return cell[:CELL]
    return cell


if __name__ == "__main__":
    sys.exit(main())
