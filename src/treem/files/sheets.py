"""Rows of a list that people keep in a spreadsheet: XLSX, XLS, ODS, or CSV in UTF-8. Knows no Django.

What is inside never runs: of a formula there is the value that was last computed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from treem.files import rules
from treem.files.errors import Damaged, FileRefused, HasPassword, NotAList, TooManyRows

Cell = str | int | float | date
ROWS_LIMIT = 20_000
BYTES_LIMIT = 10 * rules.MEBIBYTE
TIMEOUT_S = 60
_SOURCE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Sheet:
    """One sheet; ``rows[0]`` is row 1 of the spreadsheet. An empty cell is "". Rows may differ in length."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


def read_sheets(content: bytes, *, rows_limit: int = ROWS_LIMIT) -> list[Sheet]:
    """The visible sheets of a file, whatever its name says. Raises a FileRefused."""
    kind = rules.detect(BytesIO(content), rules.SPREADSHEETS)
    command = [sys.executable, "-m", "treem.files.sheet_process", kind.key, str(rows_limit)]
    environment = {**os.environ, "PYTHONPATH": str(_SOURCE), "RUST_BACKTRACE": "0"}
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=TIMEOUT_S, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotAList from None
    if done.returncode != 0:
        raise NotAList
    answer = json.loads(done.stdout)
    if reason := answer.get("refused"):
        raise _refusal(reason, rows_limit)
    return [
        Sheet(sheet["name"], tuple(tuple(_cell(cell) for cell in row) for row in sheet["rows"]))
        for sheet in answer["sheets"]
    ]


def _refusal(reason: str, rows_limit: int) -> FileRefused:
    if reason == "password":
        return HasPassword()
    if reason == "too_long":
        return TooManyRows(limit=f"{rows_limit:,}".replace(",", "."))
    return Damaged(why="bảng tính không đọc được")


def _cell(cell: str | float | dict[str, str]) -> Cell:
    return date.fromisoformat(cell["d"]) if isinstance(cell, dict) else cell
