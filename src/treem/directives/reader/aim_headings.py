"""What the headings above a figure say: whether aims follow, and by which year."""

from __future__ import annotations

import re

from treem.directives.reader import figures, horizons, letters, sections
from treem.directives.reader.blocks import Para
from treem.directives.reader.outline import RANK

_HEADING_YEAR = letters.compile(rf"{horizons.TO_YEAR.pattern}|20\d\d\s*-\s*(?P<p>20\d\d)")
_ANNEX = re.compile(r"phụ lục(?:\s+(?:số\s+)?[\dIVX]+)?\s*[.:]?\s*$", re.IGNORECASE)


class Headings:
    """What the headings above a paragraph say: the horizon ("2. Đến năm 2030"), and whether aims follow."""

    def __init__(self, year: str) -> None:
        self._open: list[tuple[float, str, sections.Section, bool]] = [(-1, year, "", False)]
        self._annex = False

    @property
    def year(self) -> str:
        return self._open[-1][1]

    @property
    def named(self) -> str:
        """The year that an open heading names; "" where none does."""
        return self._open[-1][1] if self._open[-1][3] else ""

    @property
    def section(self) -> sections.Section:
        return self._open[-1][2]

    @property
    def aims(self) -> bool:
        return self._open[-1][2] == "aims"

    def pass_by(self, para: Para) -> None:
        """Take note of a heading; other paragraphs change nothing."""
        text = para.text.strip()
        annex, self._annex = self._annex, para.kind == "plain" and _ANNEX.match(text) is not None
        if self._annex:
            del self._open[1:]
            return
        rank = RANK.get(para.kind, 20)
        if annex and rank == 20 and text.isupper():
            rank = 0  # the title of an annex holds for all of it
        if para.kind == "number":
            rank += para.label.count(".")
        if rank < 20:
            while self._open[-1][0] >= rank:
                self._open.pop()
        elif not (text.endswith(":") or (text.isupper() and sections.of(text, "") == "aims")):
            return
        if len(text) > 200 or text.endswith((".", ";")) or figures.RATE.search(text):
            return
        if rank == 20:  # an unmarked lead-in speaks until the next mark of its own kind
            rank = 9
            while self._open[-1][0] >= rank:
                self._open.pop()
        _, year, section, named = self._open[-1]
        years = [m.group("y") or m.group("z") or m.group("p") for m in _HEADING_YEAR.finditer(text.lower())]
        self._open.append(
            (rank, years[-1] if years else year, sections.of(text, section), named or bool(years))
        )
