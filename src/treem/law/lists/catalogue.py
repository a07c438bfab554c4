"""Loading the lists: ``lists/<area>/<name>.toml``, asked for by key and day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from treem.kernel.language import gettext
from treem.kernel.sources import Source
from treem.kernel.vietnamese import date_text
from treem.law.errors import NotInForce, UnknownList
from treem.law.files import Table, read_toml

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Ages:
    """Completed years, both ends included."""

    youngest: int
    oldest: int


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list. ``code`` is what records keep, and stays the same in every edition that has the entry.

    ``ages`` only where the list divides ages; ``majority`` marks the one people that is no minority.
    """

    code: str
    label_vi: str
    short_vi: str
    ages: Ages | None = None
    majority: bool = False

    @property
    def label(self) -> str:
        """The whole label in the language of the moment."""
        return gettext(self.label_vi)

    @property
    def short(self) -> str:
        """The label for narrow places, in the language of the moment."""
        return gettext(self.short_vi)


@dataclass(frozen=True, slots=True)
class Edition:
    """One change of a list: its items from a day on, or its repeal (then without items)."""

    since: date
    items: tuple[Item, ...]
    repealed: bool
    source: Source
    verified: bool
    doubt: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it stands on a day, with what a screen needs to show where it comes from.

    ``verified`` and ``doubt`` as in ``treem.law.values.LegalValue``.
    """

    key: str
    title: str
    items: tuple[Item, ...]
    source: Source
    since: date
    verified: bool
    doubt: str = ""
    reviewed_on: date | None = None

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, code: object) -> bool:
        return any(item.code == code for item in self.items)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.items)

    def item(self, code: str) -> Item:
        """The entry of that code. Raises KeyError."""
        for item in self.items:
            if item.code == code:
                return item
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class LegalList:
    """A list with all its editions, oldest first. ``proper_names``: labels are names, the same in every language."""

    key: str
    title_vi: str
    note: str
    proper_names: bool
    editions: tuple[Edition, ...]
    reviewed_on: date | None

    @property
    def title(self) -> str:
        """In the language of the moment."""
        return gettext(self.title_vi)

    def on(self, day: date) -> Listing:
        """The edition in force on the day. Raises NotInForce before the first one and after a repeal."""
        edition = next((edition for edition in reversed(self.editions) if edition.since <= day), None)
        if edition is None or edition.repealed:
            raise NotInForce(key=self.key, title=self.title, on=date_text(day))
        return self._listing(edition)

    def between(self, first: date, last: date) -> tuple[Listing, ...]:
        """Every edition in force on some day from ``first`` to ``last`` (both included), oldest first."""
        ends = [edition.since for edition in self.editions[1:]] + [date.max]
        return tuple(
            self._listing(edition)
            for edition, end in zip(self.editions, ends, strict=True)
            if not edition.repealed and edition.since <= last and first < end
        )

    def label(self, code: str, *, on: date) -> str:
        """The label that held on the day; of a code not listed on it the nearest later label, then the nearest
        earlier one. A code that no edition knows is its own label: a record never loses what it says."""
        later = [edition for edition in self.editions if edition.since > on]
        earlier = [edition for edition in reversed(self.editions) if edition.since <= on]
        for edition in (*earlier[:1], *later, *earlier[1:]):
            for item in edition.items:
                if item.code == code:
                    return item.label
        return code

    def _listing(self, edition: Edition) -> Listing:
        return Listing(
            self.key, self.title, edition.items, edition.source, edition.since, edition.verified, edition.doubt,
            self.reviewed_on,
        )  # fmt: skip


def listed(key: str, *, on: date) -> Listing:
    """The list ``area.name`` as it stands on the day. Raises UnknownList, NotInForce."""
    return _known(key).on(on)


def label(key: str, code: str, *, on: date) -> str:
    """What a record of the day says: see ``LegalList.label``. Raises UnknownList."""
    return _known(key).label(code, on=on)


def _known(key: str) -> LegalList:
    try:
        return legal_lists()[key]
    except KeyError:
        raise UnknownList(key=key) from None


@cache
def legal_lists() -> Mapping[str, LegalList]:
    """Every list by key, read once."""
    return load(FOLDER)


def load(folder: Path) -> Mapping[str, LegalList]:
    """The lists of a folder of areas, frozen. Raises LawFileError naming the file."""
    found = {}
    for path in sorted(folder.glob("*/*.toml")):
        key = f"{path.parent.name}.{path.stem}"
        found[key] = _legal_list(key, read_toml(path))
    return MappingProxyType(found)


def _legal_list(key: str, table: Table) -> LegalList:
    editions = tuple(_edition(row) for row in table.tables("editions"))
    if any(later.since <= earlier.since for earlier, later in pairwise(editions)):
        raise table.error("the editions must stand oldest first, one a day")
    made = LegalList(
        key, table.text("title"), table.text("note", ""), table.flag("proper_names", False), editions,
        table.reviewed_on(),
    )  # fmt: skip
    table.done()
    return made


def _edition(row: Table) -> Edition:
    repealed = row.flag("repealed", False)
    if repealed and "items" in row:
        raise row.error("a repealed edition has no items")
    items = () if repealed else tuple(_item(each) for each in row.tables("items"))
    codes = [item.code for item in items]
    if doubles := sorted({code for code in codes if codes.count(code) > 1}):
        raise row.error(f"twice: {', '.join(doubles)}")
    edition = Edition(
        since=row.day("from"),
        items=items,
        repealed=repealed,
        source=row.source(),
        verified=row.flag("verified"),
        doubt=row.text("doubt", ""),
    )
    if not edition.verified and not edition.doubt:
        raise row.error("what is not verified says its doubt")
    row.done()
    return edition


def _item(row: Table) -> Item:
    code = row.text("code")
    label = row.text("label", "") or code
    item = Item(code, label, row.text("short", "") or label, _ages(row), row.flag("majority", False))
    row.done()
    return item


def _ages(row: Table) -> Ages | None:
    if "ages" not in row:
        return None
    found = row.raw("ages")
    if (
        not isinstance(found, list)
        or len(found) != 2
        or not all(isinstance(year, int) and not isinstance(year, bool) for year in found)
        or not 0 <= found[0] <= found[1]
    ):
        raise row.error("“ages” must be two whole numbers, the youngest and the oldest: [6, 10]")
    return Ages(found[0], found[1])
