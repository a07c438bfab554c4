"""Where a duty may be cut in two, and what comes out of cutting, joining, and marking a passage. No Django.

The parts keep their offsets in the document's text. Who has to do them and by when is read anew from their own words;
what those do not say is taken from the whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from treem.directives import passages
from treem.kernel.vietnamese import fold

Payload = dict[str, Any]

MOST_PLACES = 40
SHORTEST = 8
"""Letters that a part must have: less is a number or a stray word."""

# A line end alone is none: a narrow page breaks sentences too. A line with a dash or a number of its own begins anew.
_STRONG = re.compile(r"(?<=[.;:!?])\s+|\n\s*(?=[-–+•*]|\d+(?:\.\d+)*[.)]|[a-zđ][.)])")
_WEAK = re.compile(r"(?<=,)\s+|\s+(?=(?:và|đồng thời|đồng thời,)\s)")


def places(text: str) -> list[int]:
    """Where the second part may begin: after sentences, semicolons and lines; after commas too where there are few."""
    found = _begins(text, _STRONG)
    if len(found) < 2:
        found = sorted({*found, *_begins(text, _WEAK)})
    return found[:MOST_PLACES]


def _begins(text: str, pattern: re.Pattern[str]) -> list[int]:
    ends = [match.end() for match in pattern.finditer(text)]
    return [at for at in ends if enough(text[:at]) and enough(text[at:])]


def enough(part: str) -> bool:
    """Whether a part says something."""
    return sum(map(str.isalpha, part)) >= SHORTEST


def find_words(text: str, words: str) -> list[int]:
    """Where the words stand in the text, whatever their case, spaces and line ends; without tone marks where nothing
    else fits."""
    asked = words.split()
    if not asked:
        return []
    found = _find(text, asked)
    if not found:
        plain = "".join(_one(letter) for letter in text)
        found = _find(plain, fold(words).split())
    return found


def end_of_words(text: str, words: str, start: int) -> int | None:
    """Where the first such words after ``start`` end; None where they do not stand there."""
    begins = [at for at in find_words(text, words) if at >= start]
    if not begins:
        return None
    match = re.compile(r"\s+".join(r"\S+" for _word in words.split())).match(text, begins[0])
    return match.end() if match else None


def _find(text: str, asked: Sequence[str]) -> list[int]:
    pattern = re.compile(r"\s+".join(re.escape(word) for word in asked), re.IGNORECASE)
    return [match.start() for match in pattern.finditer(text)]


def _one(letter: str) -> str:
    """The letter without marks, still one letter: offsets must not move."""
    plain = fold(letter)
    return plain if len(plain) == 1 else letter


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the spaces at its ends."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def halves(content: Mapping[str, Any], text: str, at: int, on: date | None) -> tuple[Payload, Payload]:
    """The two parts of a duty cut at an offset of the document's text. ``on``: the day of the document."""
    first = trimmed(text, int(content["start"]), at)
    second = trimmed(text, at, int(content["end"]))
    return _part(content, text, *first, on), _part(content, text, *second, on)


def _part(whole: Mapping[str, Any], text: str, start: int, end: int, on: date | None) -> Payload:
    words = text[start:end]
    said = passages.read(words, whole.get("assignees", ()), on)
    kept = {**whole, "text": words, "start": start, "end": end, **said}
    if not said and not _names_its_day(words, whole):
        kept.update(deadline="", deadline_op="")
    return kept


def _names_its_day(words: str, whole: Mapping[str, Any]) -> bool:
    """Whether the part says the deadline of the whole: its day and month stand in it."""
    given = whole.get("deadline") or []
    days = [given] if isinstance(given, str) else list(given)
    for day in days:
        parts = str(day).split("-")
        if len(parts) == 3 and re.search(
            rf"\b0?{int(parts[2])}\s*(?:/|-|\s+tháng\s+)0?{int(parts[1])}\b", words
        ):
            return True
    return False


def merged(first: Mapping[str, Any], second: Mapping[str, Any], text: str) -> Payload:
    """Two neighbouring duties as one: all their bodies and days, the role and the place of the first."""
    start = min(int(first["start"]), int(second["start"]))
    end = max(int(first["end"]), int(second["end"]))
    days = _union(_list(first.get("deadline")), _list(second.get("deadline")))
    both = {
        name: _union(_list(first.get(name)), _list(second.get(name)))
        for name in ("assignees", "cooperators", "roles", "targets", "onward", "flags")
    }
    either = {
        name: first.get(name) or second.get(name) or ""
        for name in (
            "deadline_op",
            "recurrence",
            "rrule",
            "period",
            "recipient",
            "advise_to",
            "via",
            "condition",
        )
    }
    types = {first.get("unit_type", "task"), second.get("unit_type", "task")}
    # Together they bind whom either bound: a general sentence joined to a duty is part of that duty.
    named = [kind for kind in ("reporting", "task", "unassigned", "closing") if kind in types]
    unit_type = (
        first.get("unit_type", "task") if first.get("unit_type") in ("task", "reporting") else named[0]
    )
    deadline = days[0] if len(days) == 1 else days or ""
    return {
        **first, **either, **both, "unit_type": unit_type, "deadline": deadline, "start": start, "end": end,
        "text": text[start:end],
    }  # fmt: skip


def _list(given: Any) -> list[Any]:
    if not given:
        return []
    return [given] if isinstance(given, str) else list(given)


def _union(first: Sequence[Any], second: Sequence[Any]) -> list[Any]:
    return list(dict.fromkeys([*first, *second]))


def marked(text: str, start: int, end: int, path: str, on: date | None) -> Payload:
    """A duty in a passage that a person marked: what its own words say, else nobody and no day."""
    words = text[start:end]
    said = passages.read(words, (), on)
    return {
        "path": path, "unit_type": "task", "assignees": [], "role": "implement", "roles": [], "modality": "order",
        "cooperators": [], "advise_to": "", "via": "", "condition": "", "deadline": "", "deadline_op": "",
        "recurrence": "", "period": "", "recipient": "", "onward": [], "targets": [], "flags": [], "confidence": 1.0,
        **said, "text": words, "start": start, "end": end, "added": True,
    }  # fmt: skip
