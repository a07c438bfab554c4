"""Official papers in the layout of Nghị định 30/2020/NĐ-CP: plain values in, a DOCX or PDF file out.

Number and day stay blank until the agency's clerk gives them, and every page of a draft says so:
this program prepares papers, it never numbers, signs or sends one. No Django here.
"""

from __future__ import annotations

from treem.documents.layout.blocks import (
    Block,
    Bullet,
    Column,
    GroupRow,
    Heading,
    KeyFigure,
    KeyFigures,
    NumberTable,
    Paragraph,
    Run,
    paragraphs_of,
)
from treem.documents.layout.errors import LayoutError
from treem.documents.layout.figures import number_text
from treem.documents.layout.paper import Annex, OfficialPaper, Urgency
from treem.documents.layout.pdf import render_pdf
from treem.documents.layout.render import render_docx
from treem.documents.layout.signing import SigningForm, signing_forms

__all__ = [
    "Annex",
    "Block",
    "Bullet",
    "Column",
    "GroupRow",
    "Heading",
    "KeyFigure",
    "KeyFigures",
    "LayoutError",
    "NumberTable",
    "OfficialPaper",
    "Paragraph",
    "Run",
    "SigningForm",
    "Urgency",
    "number_text",
    "paragraphs_of",
    "render_docx",
    "render_pdf",
    "signing_forms",
]
