"""One function: an official paper as a DOCX file."""

from __future__ import annotations

from dataclasses import dataclass, replace

from treem.documents.layout.blocks import Block, Bullet, Heading, KeyFigures, NumberTable, Paragraph, Run
from treem.documents.layout.checks import check
from treem.documents.layout.content import Stretch, stretches
from treem.documents.layout.figures import roman
from treem.documents.layout.head import annex_reference, head
from treem.documents.layout.markup import paragraph, rule, run
from treem.documents.layout.package import add_page_heads, new_document, set_body, to_bytes
from treem.documents.layout.pages import PageHead, section
from treem.documents.layout.paper import Annex, OfficialPaper
from treem.documents.layout.standard import PaperStandard, standard_on
from treem.documents.layout.tail import tail
from treem.documents.layout.widths import last_line_mm, well_broken

_ANNEX_WORD = "phụ lục"


@dataclass(frozen=True, slots=True)
class Part:
    """Pages that are numbered together: the paper itself, or one annex."""

    stretches: list[Stretch]


def render_docx(paper: OfficialPaper) -> bytes:
    """The paper laid out under Nghị định 30/2020/NĐ-CP; the same paper gives the same bytes.

    The rules are those in force on the day of issue (a draft: at the end of its year).
    Raises a LayoutError, and writes nothing, when the paper is incomplete or contradicts itself.
    """
    standard, parts = laid_out(paper)
    turned = any(stretch.landscape for part in parts for stretch in part.stretches)
    document = new_document(paper, standard)
    heads = add_page_heads(document, paper, standard, landscape=turned)
    set_body(document, _body(parts, standard, heads))
    return to_bytes(document)


def laid_out(paper: OfficialPaper) -> tuple[PaperStandard, list[Part]]:
    """The rules in force and everything the paper holds, part by part: what DOCX and PDF are both made from.

    Raises a LayoutError when the paper is incomplete or contradicts itself.
    """
    standard = standard_on(paper.day_for_rules)
    check(paper, standard)
    paper = _with_annex_pointer(paper)
    annexes = [_annex(paper, annex, place, standard) for place, annex in enumerate(paper.annexes, start=1)]
    return standard, [_main(paper, standard), *annexes]


def _main(paper: OfficialPaper, standard: PaperStandard) -> Part:
    found = stretches(paper.body, standard, end_keeps_next=True)
    if found[0].landscape:
        found.insert(0, Stretch(landscape=False))
    found[0].elements[:0] = head(paper, standard)
    if found[-1].landscape:
        found.append(Stretch(landscape=False))
    found[-1].elements += tail(paper, standard)
    return Part(found)


def _annex(paper: OfficialPaper, annex: Annex, place: int, standard: PaperStandard) -> Part:
    """Source: Phụ lục I, Phần I, Mục III khoản 1; one annex alone has no number, two and more are Roman."""
    found = stretches(annex.body, standard, landscape=annex.landscape)
    landscape = found[0].landscape
    room = standard.text_width(landscape=landscape)
    reference = annex_reference(paper, standard)
    line = last_line_mm(reference, standard.letters["annex_reference"].size, room)
    number = f" {roman(place)}" if len(paper.annexes) > 1 else ""
    opening = [paragraph("AnnexWord", run(f"Phụ lục{number}"))]
    if annex.title.strip():
        letters = standard.letters["annex_title"]
        title = well_broken(annex.title.upper(), letters.size, room, bold=letters.bold)
        opening.append(paragraph("AnnexTitle", run(title)))
    opening += [
        paragraph("AnnexReference", run(reference)),
        rule(line * standard.short_rule, room, keep_next=True),
        paragraph("TitleGap", ""),
    ]
    found[0].elements[:0] = opening
    return Part(found)


def _body(parts: list[Part], standard: PaperStandard, heads: list[PageHead]) -> str:
    written: list[str] = []
    places = [(part, at) for part in parts for at in range(len(part.stretches))]
    for place, (part, at) in enumerate(places):
        stretch = part.stretches[at]
        properties = section(standard, heads, landscape=stretch.landscape, starts_part=at == 0)
        written += stretch.elements[:-1]
        last = stretch.elements[-1]
        if place == len(places) - 1:
            written += [last, *([] if last.startswith("<w:p>") else [paragraph("Joint", "")]), properties]
        elif last.startswith("<w:p>"):
            written.append(last.replace("</w:pPr>", f"{properties}</w:pPr>", 1))
        else:  # a table cannot end a section: a line of one point does
            written += [last, paragraph("Joint", "", tail=properties)]
    return "".join(written)


def _with_annex_pointer(paper: OfficialPaper) -> OfficialPaper:
    """The text must point to its annexes; where it does not, a closing line does."""
    if not paper.annexes or any(_ANNEX_WORD in _words(block).lower() for block in paper.body):
        return paper
    count = len(paper.annexes)
    pointer = "(Có Phụ lục kèm theo)" if count == 1 else f"(Có {count:02d} Phụ lục kèm theo)"
    return replace(paper, body=[*paper.body, Paragraph([Run(pointer, italic=True)])])


def _words(block: Block) -> str:
    if isinstance(block, Heading):
        return block.text
    if isinstance(block, Paragraph | Bullet):
        return block.text if isinstance(block.text, str) else "".join(part.text for part in block.text)
    if isinstance(block, KeyFigures):
        return block.lead
    return " ".join([block.caption, *block.notes]) if isinstance(block, NumberTable) else ""
