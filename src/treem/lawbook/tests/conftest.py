"""The book as in a running process; the trail is a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from treem.kernel.trail import Trail
from treem.lawbook import hooks
from treem.lawbook.book import book as the_book


@pytest.fixture(autouse=True)
def trail(monkeypatch: Any) -> list[dict[str, Any]]:
    """What was written into the trail."""
    entries: list[dict[str, Any]] = []
    monkeypatch.setattr(hooks, "record", Trail([lambda **entry: entries.append(entry)]).record)
    return entries


@pytest.fixture
def book(db: None, monkeypatch: Any) -> Iterator[Any]:
    """The process's book, reading by itself, and knowing nothing before and after the test."""
    the_book.close()
    monkeypatch.setattr(the_book, "automatic", True)
    yield the_book
    the_book.close()
