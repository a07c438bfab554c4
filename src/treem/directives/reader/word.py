"""Text of a .docx: paragraphs with their automatic numbers, tables row by row."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from docx.opc.part import PartFactory
from docx.oxml.ns import qn
from docx.package import Package
from docx.parts.document import DocumentPart
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from treem.directives.reader import old_fonts
from treem.directives.reader.errors import ReadError
from treem.kernel.typed import key

MAX_UNPACKED = 200 * 1024 * 1024
MAX_XML = 20 * 1024 * 1024
"""Bytes of XML when unpacked; in memory, parsed, it takes many times as much. Pictures are not looked at."""
MAX_ENTRIES = 3000
MAX_PIECES = 300_000
"""Paragraphs, runs, rows and cells; several times what two million characters need."""
MAX_WRITTEN = 4_000_000
"""Characters of text after which a file is given up: merged cells may repeat one text without end."""
DEEPEST_LEVEL = 8
"""Word knows nine levels of a list, counted from 0."""
LONGEST_STYLE_CHAIN = 20
LARGEST_ROMAN = 3999
_LAYOUT_WORDS = ("CỘNG HÒA", "CỘNG HOÀ", "Độc lập", "Nơi nhận", "Kính gửi", "KT. ", "TM. ")
_MACRO = re.compile(r"vba(?:project|data)[^/]*\.(?:bin|xml)$", re.IGNORECASE)
_SAME_INSIDE = (
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def extract(data: bytes, filename: str) -> tuple[str, list[str]]:
    """The text of the body in reading order, and flags (``macro``, ``legacy_font``); a data table gives one line a row,
    cells joined by `` | ``. Macros, pictures and files inside are not looked at.

    Raises ReadError: unsupported (a zip that is no Word file), unreadable, too_large, encrypted.
    """
    names = _checked(data, filename)
    flags = ["macro"] if any(_MACRO.search(name) for name in names) else []
    try:
        document = _opened(data)
        pieces = document.element.body.iter(qn("w:p"), qn("w:r"), qn("w:tr"), qn("w:tc"))
        if sum(1 for _ in pieces) > MAX_PIECES:
            raise ReadError("too_large", filename, "300 nghìn đoạn, ô")
        if old_fonts.turn(document):
            flags.append("legacy_font")
        numbering = _Numbering(document)
        lines: list[str] = []
        written = 0
        for line in _lines(document, numbering):
            lines.append(line)
            written += len(line) + 1
            if written > MAX_WRITTEN:
                raise ReadError("too_large", filename, "2 triệu ký tự")
        return "\n".join(lines), flags
    except ReadError:
        raise
    except Exception as error:  # python-docx and lxml raise many kinds for a damaged file
        raise ReadError("unreadable", filename) from error


def _checked(data: bytes, filename: str) -> list[str]:
    """The names inside, when the archive is a Word file of reasonable size; nothing is unpacked for it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ReadError("unreadable", filename) from error
    names = [entry.filename for entry in entries]
    if "word/document.xml" not in names:
        raise ReadError("unsupported", filename)
    if len(entries) > MAX_ENTRIES:
        raise ReadError("too_large", filename, f"{MAX_ENTRIES} phần bên trong")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise ReadError("too_large", filename, "200 MB khi giải nén")
    parts = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))]
    if sum(entry.file_size for entry in parts) > MAX_XML:
        raise ReadError("too_large", filename, "20 MB phần chữ khi giải nén")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise ReadError("encrypted", filename)
    return names


def locked_opendocument(data: bytes) -> bool:
    """Whether the list of an .odt says that its parts are enciphered; False where it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("META-INF/manifest.xml") as manifest:
            return b"encryption-data" in manifest.read(1024 * 1024)
    except Exception:  # zipfile and zlib raise many kinds for a damaged file; LibreOffice will say
        return False


def _opened(data: bytes) -> Any:
    """The document, also of a file with macros and of a template, which ``docx.Document`` refuses by their type."""
    for kind in _SAME_INSIDE:
        PartFactory.part_type_for[kind] = DocumentPart
    part = Package.open(io.BytesIO(data)).main_document_part
    if not isinstance(part, DocumentPart):
        raise ValueError(part.content_type)
    return part.document


def _lines(container: Any, numbering: _Numbering) -> Iterator[str]:
    for block in container.iter_inner_content():
        if isinstance(block, Paragraph):
            yield numbering.label(block) + block.text
        elif isinstance(block, Table):
            yield from _table(block, numbering)


def _table(table: Table, numbering: _Numbering) -> Iterator[str]:
    rows = [[_Cell(tc, table) for tc in row] for row in _rows(table)]
    texts = {id(cell._tc): cell.text for cells in rows for cell in cells}
    whole = "\n".join(texts.values())
    columns = max((len(cells) for cells in rows), default=0)
    if columns <= 2 and any(word in whole for word in _LAYOUT_WORDS):
        # Letterhead or signature table: boxes side by side, not data.
        for cells in rows:
            for cell in cells:
                yield from _lines(cell, numbering)
        return
    flat = {cell: " ".join(text.split()) for cell, text in texts.items()}
    for cells in rows:
        yield " | ".join(flat[id(cell._tc)] for cell in cells)


def _rows(table: Table) -> Iterator[list[Any]]:
    """The cells of each row, each once however wide it is; below a cell merged downwards stands that cell again.

    ``row.cells`` of python-docx repeats a cell as often as the file says, and the file may say anything.
    """
    above: dict[int, Any] = {}
    for row in table._tbl.tr_lst:
        here: dict[int, Any] = {}
        cells: dict[int, Any] = {}
        column = row.grid_before
        for tc in row.tc_lst:
            first = above.get(column, tc) if tc.vMerge == "continue" else tc
            here[column] = first
            cells[id(first)] = first
            column += tc.grid_span
        above = here
        yield list(cells.values())


class _Numbering:
    """Rebuilds the list numbers that Word keeps outside the text."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._of_style: dict[Any, Any] = {}
        # By hand: python-docx looks through all styles again for every paragraph.
        self._styles: dict[str, Any] = {}
        self._default: Any = None
        for style in document.styles.element.findall(qn("w:style")):
            self._styles.setdefault(style.get(qn("w:styleId")), style)
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on"):
                self._default = style
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract: dict[str, dict[int, tuple[str, str, int]]] = {}
        for item in root.findall(qn("w:abstractNum")):
            levels = {}
            for level in item.findall(qn("w:lvl")):
                start = key(_value(level, "w:start"), 6)
                depth = key(level.get(qn("w:ilvl")), 1)
                if depth is not None and depth <= DEEPEST_LEVEL:
                    levels[depth] = (
                        _value(level, "w:numFmt"),
                        _value(level, "w:lvlText"),
                        1 if start is None else start,
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
        if found is None:
            found = self._from_style(paragraph)
        if found is None:
            return ""
        number = _value(found, "w:numId")
        depth = key(_value(found, "w:ilvl") or "0", 1)
        levels = self._levels.get(number, {})
        if depth is None or depth not in levels:
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

    def _from_style(self, paragraph: Paragraph) -> Any:
        """The list that the paragraph's style or one it is based on belongs to; a style based on itself ends too."""
        name = paragraph._p.style
        if name not in self._of_style:
            found: Any = None
            style = self._styles.get(name)
            if style is None or style.get(qn("w:type")) != "paragraph":
                style = self._default
            for _ in range(LONGEST_STYLE_CHAIN):
                if found is not None or style is None:
                    break
                inner = style.find(qn("w:pPr"))
                found = inner.find(qn("w:numPr")) if inner is not None else None
                style = self._styles.get(_value(style, "w:basedOn"))
            self._of_style[name] = found
        return self._of_style[name]


def _value(parent: Any, tag: str) -> str:
    child = parent.find(qn(tag))
    return "" if child is None else str(child.get(qn("w:val")) or "")


def _printed(kind: str, number: int) -> str:
    if kind in ("upperRoman", "lowerRoman") and number <= LARGEST_ROMAN:
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
