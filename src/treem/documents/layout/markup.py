"""WordprocessingML written as text. The whole body is parsed once: 75 annexes take well under a second."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from treem.documents.layout.blocks import Run

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TWIPS_PER_MM = 1440 / 25.4


def twips(mm: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(mm * _TWIPS_PER_MM)


def run(text: str, *, bold: bool = False, italic: bool = False, properties: str = "") -> str:
    """A run; line breaks become breaks, letters are composed (NFC)."""
    style = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "") + properties
    head = f"<w:rPr>{style}</w:rPr>" if style else ""
    pieces = (
        f'<w:t xml:space="preserve">{escape(piece)}</w:t>' if piece else ""
        for piece in unicodedata.normalize("NFC", text).split("\n")
    )
    return f"<w:r>{head}{'<w:br/>'.join(pieces)}</w:r>"


def runs(text: str | Sequence[Run]) -> str:
    """Plain text or styled runs."""
    if isinstance(text, str):
        return run(text)
    return "".join(run(part.text, bold=part.bold, italic=part.italic) for part in text)


def tab() -> str:
    """A tab stop reached."""
    return "<w:r><w:tab/></w:r>"


def page_number_field() -> str:
    """The number of the page, renewed by the program that shows it."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(style: str, content: str, *, keep_next: bool = False, tail: str = "") -> str:
    """A paragraph; ``tail`` are properties that the schema puts after «keep with next»."""
    keep = "<w:keepNext/>" if keep_next else ""
    return f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>{keep}{tail}</w:pPr>{content}</w:p>"


def rule(length_mm: float, room_mm: float, *, keep_next: bool = False) -> str:
    """A thin horizontal line of that length, centred in the room."""
    side = twips(max(room_mm - length_mm, 0) / 2)
    return paragraph(
        "Rule",
        "",
        keep_next=keep_next,
        tail='<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        f'<w:ind w:left="{side}" w:right="{side}"/>',
    )


def plain_table(widths_mm: Sequence[float], rows: Sequence[Sequence[str]]) -> str:
    """A table without lines that only places things; rows do not split."""
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths_mm)
    lines = []
    for row in rows:
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
            for width, content in zip(widths_mm, row, strict=True)
        )
        lines.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths_mm))}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )
