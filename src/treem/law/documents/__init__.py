"""Which documents a later one replaced, repealed or amended: ``endings.toml``, asked for by number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from treem.kernel.sources import Source
from treem.law.files import Table, read_toml

FILE = Path(__file__).parent / "endings.toml"
KINDS = ("replaces", "repeals", "amends")


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of the document ``number_symbol`` from a day on, and by which document.

    ``verified``: somebody has seen it in the text or in a public copy of it.
    """

    number_symbol: str
    kind: str
    since: date
    by_type: str
    by_number_symbol: str
    by_date: date
    source: Source
    verified: bool


@cache
def endings() -> tuple[Ending, ...]:
    """All that are known, read once. Raises LawFileError naming the file."""
    table = read_toml(FILE)
    found = tuple(_ending(row) for row in table.tables("endings"))
    table.done()
    return found


def _ending(row: Table) -> Ending:
    kind = row.text("kind")
    if kind not in KINDS:
        raise row.error(f"“kind” must be one of {', '.join(KINDS)}")
    by = row.table("by")
    ending = Ending(
        number_symbol=row.text("number_symbol"),
        kind=kind,
        since=row.day("from"),
        by_type=by.text("type"),
        by_number_symbol=by.text("number_symbol"),
        by_date=by.day("date"),
        source=row.source(),
        verified=row.flag("verified"),
    )
    by.done()
    row.done()
    return ending
