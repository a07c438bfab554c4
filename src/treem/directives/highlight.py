"""The text of a document with its findings marked: spans by offset become nested marks. No Django, no HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of the text belong to the finding ``key``."""

    key: str
    start: int
    end: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """A mark begins."""

    key: str
    kind: str


@dataclass(frozen=True, slots=True)
class Close:
    """The innermost mark ends."""


Piece = Open | Close | str


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The text cut at the edges of the spans, outer marks around inner ones.

    Marks cannot cross each other: a span that begins inside another and ends after it is cut at its end. Offsets
    outside the text are cut to it; empty spans vanish.
    """
    wanted = sorted(
        (s for s in spans if max(s.start, 0) < min(s.end, len(text))), key=lambda s: (s.start, -s.end)
    )
    found: list[Piece] = []
    at = 0
    ends: list[int] = []

    def write(until: int) -> None:
        nonlocal at
        if until > at:
            found.append(text[at:until])
            at = until

    for span in wanted:
        start = max(span.start, 0)
        while ends and ends[-1] <= start:
            write(ends.pop())
            found.append(Close())
        write(start)
        ends.append(min(span.end, len(text), ends[-1] if ends else len(text)))
        found.append(Open(span.key, span.kind))
    while ends:
        write(ends.pop())
        found.append(Close())
    write(len(text))
    return found
