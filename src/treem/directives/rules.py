"""From the JSON of a reading to findings, and what is doubtful about each. No Django, no database."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

METADATA, OBLIGATION, TARGET, REPORTING, CITATION = (
    "metadata",
    "obligation",
    "target",
    "reporting",
    "citation",
)

CONFIDENT = 0.8
"""From here on the reader is taken to be sure; below, the finding stands among the doubtful."""

UNSURE = "low_confidence"
IMPOSSIBLE_DATE = "impossible_date"
NO_NUMBER = "draft_number_blank"
ASSIGNED_LATER = "assigned_later"
"""The flag of a duty whose bodies a person will name after issuing: it waits in «Chưa giao»."""

CLOSING = "closing"
"""The path and the kind of the general sentence at the end of a paper."""

ENDS_ANOTHER = "ends_another"
"""A citation after «thay thế», «bãi bỏ», «sửa đổi»: once confirmed, the other document shows as ended or changed. The words
may belong to the title of a third document, so nobody accepts them unseen."""

NOT_A_DOUBT = frozenset({"in_text", ASSIGNED_LATER})
"""Flags that say how something is written, not that it may be wrong."""

BINDING = (OBLIGATION, REPORTING, TARGET)
"""Kinds that bind somebody: each needs a person's word before anything is issued."""


_ENDS = re.compile(r"thay thế|bãi bỏ|hủy bỏ|huỷ bỏ|sửa đổi|bổ sung", re.I)
# A day after its cue: «trước ngày 31/02/2026»; not the middle of a number such as 31/2026/CV.
_WRITTEN_DAY = re.compile(r"ngày\s+(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")


_OWN_NUMBER = re.compile(r"^(?:[-–+•*]|(?:[ivxlc]+|[a-zđ]|\d+(?:\.\d+)*)\s*[.)/:-])\s*", re.IGNORECASE)


def unnumbered(words: str) -> str:
    """The words without the number, letter or dash of their paragraph: it changes when another is put before it."""
    return _OWN_NUMBER.sub("", words.strip())


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing read, in the order of the text within its kind."""

    kind: str
    position: int
    payload: dict[str, Any]
    confidence: float


def findings(result: Mapping[str, Any]) -> list[Finding]:
    """The findings of a reading (``schema`` 1): letterhead, duties, reporting clauses, targets, citations.

    Reporting clauses are obligations with their own deadline and recipient; the list ``reporting`` of the JSON
    sums them up and is not repeated here. The document's own number (citation kind ``self``) is no finding.
    """
    found = [Finding(METADATA, 0, dict(result.get("metadata", {})), 1.0)]
    counters: dict[str, int] = {}
    for payload in result.get("obligations", ()):
        kind = REPORTING if payload.get("unit_type") == "reporting" else OBLIGATION
        found.append(_finding(kind, payload, counters))
    found += [_finding(TARGET, payload, counters) for payload in result.get("targets", ())]
    found += [
        _finding(CITATION, payload, counters)
        for payload in result.get("citations", ())
        if payload.get("kind") != "self"
    ]
    return found


def says_nothing(result: Mapping[str, Any]) -> bool:
    """Whether nothing of an official document was found: no letterhead, duty, target or citation.

    Such a file is a picture, a programme or a private text that merely decodes as letters.
    """
    head = result.get("metadata", {})
    return not (
        any(head.get(name) for name in ("type", "number", "symbol", "issuer", "subject", "signer"))
        or any(result.get(name) for name in ("obligations", "targets", "citations"))
    )


def second_paper(result: Mapping[str, Any]) -> int | None:
    """Where the second paper begins in the text of a file that holds two."""
    parts = result.get("source", {}).get("parts", ())
    start = parts[1].get("start") if len(parts) > 1 else None
    return start if isinstance(start, int) and start > 0 else None


def _finding(kind: str, payload: Mapping[str, Any], counters: dict[str, int]) -> Finding:
    position = counters.get(kind, 0)
    counters[kind] = position + 1
    confidence = payload.get("confidence", 1.0)
    return Finding(kind, position, dict(payload), float(confidence))


def deadlines(content: Mapping[str, Any]) -> list[str]:
    """The deadlines of a duty as written in the JSON: none, one, or several."""
    given = content.get("deadline") or []
    return [given] if isinstance(given, str) else [str(each) for each in given]


def _day(text: str) -> date | None:
    """The day of an ISO date; None for a year, month or duration. Raises ValueError for a day that is none."""
    parts = text.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    if len(text) > 10 or not 1900 <= int(parts[0]) <= 2199:
        raise ValueError(text)
    return date(*(int(part) for part in parts))


def impossible_days(content: Mapping[str, Any]) -> list[str]:
    """Deadlines that are written as days and are none: 2026-02-31."""
    wrong = []
    for text in deadlines(content):
        try:
            _day(text)
        except ValueError:
            wrong.append(text)
    return wrong


def deadline_days(content: Mapping[str, Any]) -> list[date]:
    """The deadlines that are days, in order, each once."""
    return sorted(
        {day for text in deadlines(content) if text not in impossible_days(content) and (day := _day(text))}
    )


def binds_somebody(kind: str, content: Mapping[str, Any]) -> bool:
    """Whether the finding becomes work for named bodies: a task or a reporting clause."""
    if ASSIGNED_LATER in content.get("flags", ()):
        return False
    return kind in (OBLIGATION, REPORTING) and content.get("unit_type", "task") in ("task", "reporting")


def waits_for_bodies(kind: str, content: Mapping[str, Any]) -> bool:
    """Whether the finding becomes a duty in «Chưa giao»: the text names nobody, or a person names them later."""
    if kind not in (OBLIGATION, REPORTING):
        return False
    return content.get("unit_type") == "unassigned" or ASSIGNED_LATER in content.get("flags", ())


def doubts(kind: str, content: Mapping[str, Any], confidence: float) -> list[str]:
    """Why a person should look here first: the reader's flags, its own unsureness, a day that does not exist."""
    found = [flag for flag in content.get("flags", ()) if flag not in NOT_A_DOUBT]
    if kind in (OBLIGATION, REPORTING) and IMPOSSIBLE_DATE not in found and _has_impossible_day(content):
        found.append(IMPOSSIBLE_DATE)
    if kind == METADATA:
        found += _letterhead_doubts(content)
    if kind == CITATION and _ENDS.search(str(content.get("relation", ""))):
        found.append(ENDS_ANOTHER)
    if confidence < CONFIDENT:
        found.append(UNSURE)
    return found


def _has_impossible_day(content: Mapping[str, Any]) -> bool:
    """Whether a deadline, or a day written in the words of the duty, does not exist."""
    if impossible_days(content):
        return True
    for day, month, year in _WRITTEN_DAY.findall(str(content.get("text", ""))):
        try:
            date(int(year), int(month), int(day))
        except ValueError:
            return True
    return False


def _letterhead_doubts(content: Mapping[str, Any]) -> Iterable[str]:
    if not content.get("number"):
        yield NO_NUMBER
    written = str(content.get("date", ""))
    try:
        if _day(written) is None:
            yield "no_date"
    except ValueError:
        yield IMPOSSIBLE_DATE


def span(kind: str, content: Mapping[str, Any]) -> tuple[int, int] | None:
    """Where the finding stands in the text, or None (the letterhead has many places)."""
    start, end = content.get("start"), content.get("end")
    if kind == METADATA or not isinstance(start, int) or not isinstance(end, int) or end <= start:
        return None
    return start, end


def page_of(source: Mapping[str, Any], offset: int) -> int | None:
    """The page (from 1) on which a place of the text stands; None for a file without pages."""
    starts = source.get("page_starts") or []
    if not starts:
        return 1 if source.get("pages") else None
    return max(bisect_right(starts, offset), 1)


SURE_OF_LETTERS = 0.85
"""Below this mean confidence a scan is to be compared with its picture."""


def uncertain_pages(source: Mapping[str, Any]) -> list[int]:
    """Pages whose words are uncertain; all of them where only the file as a whole is known to be poor."""
    if weak := source.get("weak"):
        return list(weak)
    confidence = source.get("ocr_confidence")
    if confidence is None or confidence >= SURE_OF_LETTERS:
        return []
    unread = set(source.get("unread") or ())
    return [page for page in range(1, (source.get("pages") or 1) + 1) if page not in unread]
