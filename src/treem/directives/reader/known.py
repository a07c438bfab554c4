"""What is known about documents by number, for doubts about citations."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, cast

from treem.directives.reader.lexicon import table

_FILE = "known_documents.toml"


@cache
def dates_of(number_symbol: str) -> tuple[str, ...]:
    """ISO dates of the known documents with this number and symbol (leading zeros do not count)."""
    return _index().get(_key(number_symbol), ())


@cache
def _index() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in cast(list[dict[str, Any]], table(_FILE)["document"]):
        written = entry.get("date")
        if isinstance(written, date):
            key = _key(str(entry["number_symbol"]))
            found[key] = (*found.get(key, ()), written.isoformat())
    return found


def _key(number_symbol: str) -> str:
    return number_symbol.lstrip("0").casefold()


@cache
def types_of(abbreviation: str) -> tuple[str, ...]:
    """The type names an abbreviation in a symbol stands for; empty when it is none."""
    types = cast(dict[str, list[str]], table(_FILE)["types"])
    return tuple(types.get(abbreviation, ()))


@cache
def abbreviation_of(type_name: str) -> str:
    """The abbreviation of a type name; empty for those without (Công văn, Luật)."""
    types = cast(dict[str, list[str]], table(_FILE)["types"])
    return next((key for key, names in types.items() if names[0] == type_name), "")


@cache
def years_of_legislature(number: str) -> tuple[int, int] | None:
    """First and last year of a legislature of the National Assembly."""
    years = cast(dict[str, list[int]], table(_FILE)["legislatures"]).get(number)
    return (years[0], years[1]) if years else None
