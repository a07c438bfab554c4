"""Sections: paper direction, margins, page numbers, and the marks in the head of each page."""

from __future__ import annotations

from dataclasses import dataclass

from treem.documents.layout.head import SIMULATED
from treem.documents.layout.markup import page_number_field, paragraph, run, tab, twips
from treem.documents.layout.paper import OfficialPaper
from treem.documents.layout.standard import PaperStandard

DRAFT = "DỰ THẢO"


@dataclass(frozen=True, slots=True)
class PageHead:
    """One head shared by all sections of a direction; ``relation`` is its address in the package."""

    landscape: bool
    first_page: bool
    relation: str


def page_head(paper: OfficialPaper, standard: PaperStandard, *, landscape: bool, first_page: bool) -> str:
    """Left: simulated figures; centre: page number, not on a first page; right: DỰ THẢO, framed."""
    width = twips(standard.text_width(landscape=landscape))
    half = round(standard.mark * 2)
    size = f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
    frame = '<w:bdr w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
    content = run(SIMULATED, bold=True, properties=size) if paper.simulated else ""
    content += tab() + ("" if first_page else page_number_field()) + tab()
    # Spaces of fixed width keep the frame off the letters.
    content += run(f"\u00a0{DRAFT}\u00a0", bold=True, properties=size + frame) if paper.draft else ""
    tabs = (
        f'<w:tabs><w:tab w:val="center" w:pos="{width // 2}"/><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    )
    return paragraph("PageHead", content, tail=tabs)


def section(standard: PaperStandard, heads: list[PageHead], *, landscape: bool, starts_part: bool) -> str:
    """``w:sectPr``; a part (the paper itself, each annex) counts its pages from 1 and hides the first."""
    references = "".join(
        f'<w:headerReference w:type="{"first" if head.first_page else "default"}" r:id="{head.relation}"/>'
        for head in heads
        if head.landscape == landscape
    )
    width, height = twips(standard.page_width), twips(standard.page_height)
    if landscape:
        width, height = height, width
    turned = ' w:orient="landscape"' if landscape else ""
    counting = '<w:pgNumType w:start="1"/>' if starts_part else ""
    hidden = "<w:titlePg/>" if starts_part else ""
    margins, edge = standard.margins, twips(standard.header_from_edge)
    return (
        f'<w:sectPr>{references}<w:type w:val="nextPage"/><w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar w:top="{twips(margins.top)}" w:right="{twips(margins.right)}" '
        f'w:bottom="{twips(margins.bottom)}" w:left="{twips(margins.left)}" '
        f'w:header="{edge}" w:footer="{edge}" w:gutter="0"/>{counting}{hidden}</w:sectPr>'
    )
