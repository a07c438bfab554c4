"""What the DOCX says, as plain values for drawing: paragraphs, rules and tables. Lengths in points.

The elements are those that ``markup`` and ``tables`` write; anything else is an error here, so that nothing is left
out of the PDF in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from docx.oxml import parse_xml

from treem.documents.layout.markup import NAMESPACES
from treem.documents.layout.render import Part
from treem.documents.layout.standard import PaperStandard
from treem.documents.layout.styles import letters_of, looks

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MM = 72 / 25.4

Drawn = dict[str, Any]


def drawing(parts: Sequence[Part], standard: PaperStandard) -> Drawn:
    """Page, styles, and each part as stretches of one direction."""
    margins = standard.margins
    return {
        "page": {
            "width": standard.page_width * _MM, "height": standard.page_height * _MM, "top": margins.top * _MM,
            "bottom": margins.bottom * _MM, "left": margins.left * _MM, "right": margins.right * _MM,
            "head": standard.header_from_edge * _MM,
            "number": standard.letters["page_number"].size, "mark": standard.mark,
        },
        "styles": _styles(standard),
        "parts": [
            [
                {"landscape": stretch.landscape, "body": _elements(_parsed("".join(stretch.elements)))}
                for stretch in part.stretches
            ]
            for part in parts
        ],
    }  # fmt: skip


def _styles(standard: PaperStandard) -> Drawn:
    found = {}
    for key, look in looks(standard).items():
        size, bold, italic = letters_of(look, standard)
        found[key] = {
            "align": look.align, "before": look.before, "after": look.after,
            "indent": standard.first_line_cm * 10 * _MM if look.first_line else 0,
            "spacing": standard.line_spacing if look.spaced else 1,
            "keep": look.keep_next, "outline": look.outline, "size": size, "bold": bold, "italic": italic,
            "exact": look.exact_line,
        }  # fmt: skip
    return found


def _parsed(markup: str) -> Any:
    return parse_xml(f"<w:body {NAMESPACES}>{markup}</w:body>")


def _elements(parents: Iterable[Any]) -> list[Drawn]:
    found = []
    for element in parents:
        if element.tag == f"{_W}p":
            found.append(_paragraph(element))
        elif element.tag == f"{_W}tbl":
            found.append(_table(element))
        elif element.tag != f"{_W}tcPr":
            raise ValueError(f"not drawn: {element.tag}")
    return found


def _value(parent: Any, path: str, attribute: str = "val") -> str:
    found = parent.find("/".join(f"{_W}{name}" for name in path.split("/")))
    return "" if found is None else found.get(f"{_W}{attribute}", "")


def _points(parent: Any, path: str, attribute: str) -> float:
    return int(_value(parent, path, attribute) or 0) / 20


def _paragraph(element: Any) -> Drawn:
    properties = element.find(f"{_W}pPr")
    drawn: Drawn = {
        "kind": "rule" if properties.find(f"{_W}pBdr") is not None else "paragraph",
        "style": _value(properties, "pStyle"),
        "keep": properties.find(f"{_W}keepNext") is not None,
        "left": _points(properties, "ind", "left"),
        "right": _points(properties, "ind", "right"),
        "hang": _points(properties, "ind", "hanging"),
        "runs": [piece for run in element.iter(f"{_W}r") for piece in _run(run)],
    }
    if align := _value(properties, "jc"):
        drawn["align"] = align
    if before := _points(properties, "spacing", "before"):
        drawn["before"] = before
    return drawn


def _run(element: Any) -> list[Drawn]:
    look: Drawn = {}
    properties = element.find(f"{_W}rPr")
    if properties is not None:
        for name, tag in (("bold", "b"), ("italic", "i")):
            if (found := properties.find(f"{_W}{tag}")) is not None:
                look[name] = found.get(f"{_W}val") != "0"
        if color := _value(properties, "color"):
            look["color"] = color
    pieces: list[Drawn] = []
    for child in element:
        if child.tag == f"{_W}t":
            pieces.append({"text": child.text or "", **look})
        elif child.tag == f"{_W}br":
            pieces.append({"break": True})
        elif child.tag != f"{_W}rPr":
            raise ValueError(f"not drawn: {child.tag}")
    return pieces


def _table(element: Any) -> Drawn:
    properties = element.find(f"{_W}tblPr")
    border = properties.find(f"{_W}tblBorders/{_W}top")
    columns = [int(column.get(f"{_W}w")) / 20 for column in element.findall(f"{_W}tblGrid/{_W}gridCol")]
    rows = element.findall(f"{_W}tr")
    return {
        "kind": "table",
        "centred": _value(properties, "jc") == "center",
        "line": 0 if border is None else int(border.get(f"{_W}sz")) / 8,
        "color": "000000" if border is None else border.get(f"{_W}color"),
        "inset": 4.25 if border is not None and properties.find(f"{_W}tblCellMar") is None else 0,
        "columns": columns,
        "head": sum(row.find(f"{_W}trPr/{_W}tblHeader") is not None for row in rows),
        "rows": _rows(rows),
    }


def _rows(rows: Sequence[Any]) -> list[Drawn]:
    """Cells with their spans; a cell that continues the one above is left out."""
    drawn: list[Drawn] = []
    open_cells: dict[int, Drawn] = {}
    for row in rows:
        cells, at = [], 0
        for cell in row.findall(f"{_W}tc"):
            properties = cell.find(f"{_W}tcPr")
            span = int(_value(properties, "gridSpan") or 1)
            merge = properties.find(f"{_W}vMerge")
            if merge is not None and merge.get(f"{_W}val") != "restart":
                open_cells[at]["down"] += 1
            else:
                found = {
                    "across": span, "down": 1, "middle": _value(properties, "vAlign") == "center",
                    "body": _elements(cell),
                }  # fmt: skip
                cells.append(found)
                open_cells[at] = found
            at += span
        height = row.find(f"{_W}trPr/{_W}trHeight")
        drawn.append(
            {"cells": cells, "height": 0 if height is None else int(height.get(f"{_W}val")) / 20,
             "exact": height is not None and height.get(f"{_W}hRule") == "exact"}
        )  # fmt: skip
    return drawn
