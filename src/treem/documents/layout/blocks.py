"""What the body of a paper is made of. Plain values; ``checks`` refuses what cannot be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from treem.documents.layout.figures import Cell, Figure


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style, inside a paragraph."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A title with its own number in the text: ``Heading(1, "I. TÌNH HÌNH TRẺ EM")``.

    Level 0 is a «Phần»: ``label`` ("Phần I") stands on its own line, ``text`` below it in capitals.
    Level 1 is printed in capitals and bold («I.»), level 2 bold («1.», «Điều 1.»), level 3 upright («a)»).
    """

    level: Literal[0, 1, 2, 3]
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One justified paragraph. No line breaks inside: see ``paragraphs_of``."""

    text: str | Sequence[Run]


@dataclass(frozen=True, slots=True)
class Bullet:
    """One item opened by a hyphen («- …»); level 2 is opened by a plus sign («+ …»)."""

    text: str | Sequence[Run]
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    ``unit`` is printed below the header in parentheses; ``width`` is in mm, None shares what is left;
    ``decimals`` rounds the figures of the column; neighbours with the same ``group`` get a common header.
    """

    header: str
    unit: str = ""
    align: Literal["left", "center", "right"] = "right"
    width: float | None = None
    decimals: int | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A bold row over all columns: «I. Sức khỏe»."""

    text: str


TableRow: TypeAlias = Sequence[Cell] | GroupRow


@dataclass(frozen=True, slots=True)
class NumberTable:
    """A table of figures; its header is repeated on each page and no row is split.

    A missing figure (None) prints «…»; an intended empty cell is the empty text.
    Wider than a portrait page, the table gets a landscape page of its own.
    """

    columns: Sequence[Column]
    rows: Sequence[TableRow]
    total: Sequence[Cell] | None = None
    total_first: bool = False
    caption: str = ""
    unit: str = ""
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure with its words: «- Trẻ em dưới 16 tuổi: 12.345 trẻ em (tăng 2,1%)»."""

    label: str
    value: Figure | str | None
    unit: str = ""
    note: str = ""
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A short list of figures, the values in bold."""

    figures: Sequence[KeyFigure]
    lead: str = ""


Block: TypeAlias = Heading | Paragraph | Bullet | NumberTable | KeyFigures


def paragraphs_of(text: str) -> list[Paragraph]:
    """Text typed into a form, one Paragraph a line; empty lines are dropped."""
    return [Paragraph(" ".join(line.split())) for line in text.splitlines() if line.strip()]
