"""Blocks of the body as document elements, gathered by the direction of their page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from treem.documents.layout.blocks import (
    Block,
    Bullet,
    Heading,
    KeyFigure,
    KeyFigures,
    NumberTable,
    Paragraph,
    Run,
)
from treem.documents.layout.figures import NO_DATA, cell_text
from treem.documents.layout.markup import paragraph, run, runs
from treem.documents.layout.standard import PaperStandard
from treem.documents.layout.tables import is_wide, table_elements

END_MARK = "./."
_BULLETS = {1: "-", 2: "+"}


@dataclass(slots=True)
class Stretch:
    """Elements that follow each other on pages of one direction."""

    landscape: bool
    elements: list[str] = field(default_factory=list)


def flatten(blocks: Sequence[Block]) -> list[Block]:
    """Key figures as the sentence and hyphens an official paper uses."""
    flat: list[Block] = []
    for block in blocks:
        if isinstance(block, KeyFigures):
            if block.lead:
                flat.append(Paragraph(block.lead))
            flat += [
                Bullet(_key_figure(figure, ";" if at < len(block.figures) - 1 else "."))
                for at, figure in enumerate(block.figures)
            ]
        else:
            flat.append(block)
    return flat


def _key_figure(figure: KeyFigure, ending: str) -> list[Run]:
    text = NO_DATA if figure.value is None else cell_text(figure.value, figure.decimals)
    unit = figure.unit if figure.unit.startswith("%") or not figure.unit else f" {figure.unit}"
    note = f" ({figure.note})" if figure.note else ""
    return [Run(f"{figure.label}: "), Run(text, bold=True), Run(f"{unit}{note}{ending}")]


def ended(blocks: Sequence[Block]) -> tuple[list[Block], bool]:
    """The blocks with «./.» after the last word, and whether it still needs a line of its own."""
    *before, last = blocks
    if isinstance(last, Paragraph | Bullet):
        parts = [Run(last.text)] if isinstance(last.text, str) else list(last.text)
        bare = parts[-1].text.rstrip().removesuffix(END_MARK).rstrip(" .;")
        parts[-1] = replace(parts[-1], text=bare + END_MARK)
        return [*before, replace(last, text=parts)], False
    return [*before, last], True


def stretches(
    blocks: Sequence[Block],
    standard: PaperStandard,
    *,
    landscape: bool | None = False,
    end_keeps_next: bool = False,
) -> list[Stretch]:
    """Blocks drawn, ``./.`` at the end.

    ``landscape`` None or True: all on pages of one direction (an annex); False: portrait, each wide
    table on landscape pages of its own. ``end_keeps_next`` ties the last line to the signature.
    """
    body, mark_left = ended(flatten(blocks))
    one_direction = landscape is not False
    if landscape is None:
        landscape = any(isinstance(block, NumberTable) and is_wide(block, standard) for block in body)
    found = [Stretch(landscape)]
    for at, block in enumerate(body):
        wide = landscape if one_direction else isinstance(block, NumberTable) and is_wide(block, standard)
        if wide != found[-1].landscape:
            found.append(Stretch(wide))
        is_end = at == len(body) - 1 and not mark_left
        found[-1].elements += _elements(block, standard, landscape=wide, keep_next=is_end and end_keeps_next)
    if mark_left:
        found[-1].elements.append(paragraph("EndMark", run(END_MARK), keep_next=end_keeps_next))
    return [stretch for stretch in found if stretch.elements]


def _elements(block: Block, standard: PaperStandard, *, landscape: bool, keep_next: bool) -> list[str]:
    if isinstance(block, NumberTable):
        return table_elements(block, standard, landscape=landscape)
    if isinstance(block, Heading):
        return _heading(block)
    if isinstance(block, Bullet):
        return [
            paragraph("BodyText", run(f"{_BULLETS[block.level]} ") + runs(block.text), keep_next=keep_next)
        ]
    if isinstance(block, Paragraph):
        return [paragraph("BodyText", runs(block.text), keep_next=keep_next)]
    raise TypeError(block)


def _heading(block: Heading) -> list[str]:
    if block.level == 0:
        label = [paragraph("Part", run(block.label))] if block.label else []
        return [*label, paragraph("PartTitle", run(block.text.upper()))]
    text = f"{block.label} {block.text}".strip()
    return [paragraph(f"Heading{block.level}", run(text.upper() if block.level == 1 else text))]
