"""Text of a .docx: paragraphs with their automatic numbers, tables row by row."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from treem.directives.reader.errors import ReadError

MAX_UNPACKED = 200 * 1024 * 1024
_LAYOUT_WORDS = ("CỘNG HÒA", "CỘNG HOÀ", "Độc lập", "Nơi nhận", "Kính gửi", "KT. ", "TM. ")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def extract(data: bytes, filename: str) -> str:
    """The text of the body in reading order; a data table gives one line a row, cells joined by `` | ``.

    Raises ReadError: unsupported (a zip that is no Word file), unreadable, too_large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise ReadError("unreadable", filename) from error
    if "word/document.xml" not in names:
        raise ReadError("unsupported", filename)
    if size > MAX_UNPACKED:
        raise ReadError("too_large", filename, "200 MB khi giải nén")
    try:
        document = Document(io.BytesIO(data))
        numbering = _Numbering(document)
        return "\n".join(_lines(document, numbering))
    except Exception as error:  # python-docx and lxml raise many kinds for a damaged file
        raise ReadError("unreadable", filename) from error


def _lines(container: Any, numbering: _Numbering) -> Iterator[str]:
    for block in container.iter_inner_content():
        if isinstance(block, Paragraph):
            yield numbering.label(block) + block.text
        elif isinstance(block, Table):
            yield from _table(block, numbering)


def _table(table: Table, numbering: _Numbering) -> Iterator[str]:
    rows: list[list[Any]] = []
    for row in table.rows:
        cells: list[Any] = []
        for cell in row.cells:
            if not any(cell._tc is seen._tc for seen in cells):  # a merged cell is repeated by python-docx
                cells.append(cell)
        rows.append(cells)
    whole = "\n".join(cell.text for cells in rows for cell in cells)
    columns = max((len(cells) for cells in rows), default=0)
    if columns <= 2 and any(word in whole for word in _LAYOUT_WORDS):
        # Letterhead or signature table: boxes side by side, not data.
        for cells in rows:
            for cell in cells:
                yield from _lines(cell, numbering)
        return
    for cells in rows:
        yield " | ".join(" ".join(cell.text.split()) for cell in cells)


class _Numbering:
    """Rebuilds the list numbers that Word keeps outside the text."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._styles = document.styles
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract: dict[str, dict[int, tuple[str, str, int]]] = {}
        for item in root.findall(qn("w:abstractNum")):
            levels = {}
            for level in item.findall(qn("w:lvl")):
                start = _value(level, "w:start")
                levels[int(level.get(qn("w:ilvl")))] = (
                    _value(level, "w:numFmt"),
                    _value(level, "w:lvlText"),
                    int(start) if start.isdigit() else 1,
                )
            abstract[item.get(qn("w:abstractNumId"))] = levels
        for item in root.findall(qn("w:num")):
            self._levels[item.get(qn("w:numId"))] = abstract.get(_value(item, "w:abstractNumId"), {})

    def label(self, paragraph: Paragraph) -> str:
        """The number or bullet Word would print before this paragraph, with a space; or nothing."""
        if not self._levels or not paragraph.text.strip():
            return ""
        properties = paragraph._p.pPr
        found = properties.find(qn("w:numPr")) if properties is not None else None
        style: Any = paragraph.style
        while found is None and style is not None:
            inner = style.element.find(qn("w:pPr"))
            found = inner.find(qn("w:numPr")) if inner is not None else None
            style = style.base_style
        if found is None:
            return ""
        number = _value(found, "w:numId")
        depth = int(_value(found, "w:ilvl") or 0)
        levels = self._levels.get(number, {})
        if depth not in levels:
            return ""
        kind, text, start = levels[depth]
        if kind == "bullet":
            return ("+ " if depth else "- ") if text else ""
        counters = self._counters.setdefault(number, {})
        counters[depth] = counters.get(depth, start - 1) + 1
        for deeper in [level for level in counters if level > depth]:
            del counters[deeper]
        for level in range(depth + 1):
            shown = (
                _printed(levels[level][0], counters.get(level, levels[level][2])) if level in levels else ""
            )
            text = text.replace(f"%{level + 1}", shown)
        return text + " " if text else ""


def _value(parent: Any, tag: str) -> str:
    child = parent.find(qn(tag))
    return "" if child is None else str(child.get(qn("w:val")) or "")


def _printed(kind: str, number: int) -> str:
    if kind == "upperRoman" or kind == "lowerRoman":
        letters = ""
        for value, sign in _ROMAN:
            while number >= value:
                letters += sign
                number -= value
        return letters.upper() if kind == "upperRoman" else letters
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if kind == "upperLetter" else letter
    return f"{number:02d}" if kind == "decimalZero" else str(number)
