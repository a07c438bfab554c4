"""Word lists of the official style, from ``data/lexicon.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


def table(name: str) -> dict[str, object]:
    """One TOML file of the reader's data."""
    return tomllib.loads(files(__package__).joinpath("data", name).read_text(encoding="utf-8"))


@cache
def words(name: str) -> tuple[str, ...]:
    """The list ``name`` in the order of the file, longest names before the names they begin with."""
    text = str(table("lexicon.toml")[name])
    found = [" ".join(item.split()) for item in text.split(";")]
    return tuple(sorted({item for item in found if item}, key=len, reverse=True))
