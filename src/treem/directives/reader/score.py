"""Measures the reader against labelled documents: what is stated, what was found, what is right.

Labels and readings are the JSON of the contract (design.md section 6), so that another version of the reader, or
another reader, is measured by the same rules:

- metadata: a stated field is right when equal but for spaces, case and "UBND" for "Ủy ban nhân dân"; a field that
  the text does not state must stay empty;
- citations are sets of (type, number and symbol, date); laws cited by name, of (title, date or year);
- a duty is found when a reading's begins within 60 characters of the labelled beginning, one for one; where several
  do, the one with the same deadline. Closing orders count neither way;
- assignees (as a set), primary role, deadline with recurrence are measured on the duties found;
- targets are multisets of (comparator, value, upper, unit, horizon).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

MEASURES = (
    "metadata", "citations", "relations", "laws", "duties", "paths", "unit_types", "assignees", "roles", "deadlines", "targets"
)  # fmt: skip
REACH = 60
"""Characters between the labelled beginning of a duty and the one found."""


@dataclass
class Score:
    """Items of one measure: labelled, found, and those that are both. Keys tell an item in a report."""

    right: set[str] = field(default_factory=set)
    missed: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        found = len(self.right) + len(self.wrong)
        return len(self.right) / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is labelled that was found; 1 where nothing is labelled."""
        labelled = len(self.right) + len(self.missed)
        return len(self.right) / labelled if labelled else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = 2 * len(self.right) + len(self.missed) + len(self.wrong)
        return 2 * len(self.right) / both if both else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(self.right | other.right, self.missed | other.missed, self.wrong | other.wrong)


def fold(text: object) -> str:
    """For comparison: one space, no outer marks, no case, one way to write people's committees."""
    plain = " ".join(unicodedata.normalize("NFC", str(text)).split()).strip(" ;,.:").casefold()
    plain = re.sub(r"\s*([-–/])\s*", r"\1", plain).replace("–", "-")
    return re.sub(r"\b(?:ủy|uỷ) ban nhân dân\b", "ubnd", plain)


def measure(name: str, text: str, labels: Json, reading: Json) -> dict[str, Score]:
    """All measures of one document called ``name``, whose NFC text is ``text``."""
    scores = {measure: Score() for measure in MEASURES}
    _metadata(scores["metadata"], name, labels["metadata"], reading["metadata"])
    numbered = [c for c in labels["citations"] if c.get("number_symbol") and c["kind"] != "self"]
    got = [c for c in reading["citations"] if c.get("number_symbol") and c["kind"] != "self"]
    _sets(scores["citations"], name, map(_citation, numbered), map(_citation, got))
    related = {_citation(c): c.get("relation", "") for c in got}
    for cited in numbered:
        if cited.get("relation") and _citation(cited) in related:
            key = f"{name}: {_citation(cited)} {cited['relation']}"
            wanted = cited["relation"].removesuffix(", bổ sung")  # one word for one relation
            same = fold(related[_citation(cited)]) == fold(wanted)
            _count(scores["relations"], key, same)
    laws = (f"{fold(c['title'])} {c.get('date', '')}" for c in labels["citations"] if c["kind"] == "name")
    found = (f"{fold(c['title'])} {c.get('date', '')}" for c in reading["citations"] if c["kind"] == "name")
    _sets(scores["laws"], name, laws, found)
    _duties(scores, name, text, labels["obligations"], reading["obligations"])
    _multisets(scores["targets"], name, map(_target, labels["targets"]), map(_target, reading["targets"]))
    return scores


def summed(parts: Iterable[dict[str, Score]]) -> dict[str, Score]:
    """The measures of several documents together."""
    total = {measure: Score() for measure in MEASURES}
    for part in parts:
        for measure, score in part.items():
            total[measure] += score
    return total


def changes(before: dict[str, Score], after: dict[str, Score]) -> Iterator[tuple[str, str, str]]:
    """What a change of the reader gains and loses: (measure, ``gained`` | ``lost`` | ``invented`` | ``dropped``, item)."""
    for measure in MEASURES:
        old, new = before[measure], after[measure]
        for item in sorted(new.right - old.right):
            yield measure, "gained", item
        for item in sorted(old.right - new.right):
            yield measure, "lost", item
        for item in sorted(new.wrong - old.wrong):
            yield measure, "invented", item
        for item in sorted(old.wrong - new.wrong):
            yield measure, "dropped", item


# --- parts ---------------------------------------------------------------------------------------


def _metadata(score: Score, name: str, labels: Json, found: Json) -> None:
    for key, value in found.items():
        wanted = labels.get(key) or ([] if isinstance(value, list) else "")
        if isinstance(value, list):
            same = [fold(v) for v in value] == [fold(v) for v in wanted]
        else:
            same = fold(value) == fold(wanted)
        if not wanted and not value:
            continue
        if same:
            score.right.add(f"{name}: {key}")
            continue
        if wanted:
            score.missed.add(f"{name}: {key} = {_short(wanted)}")
        if value:
            score.wrong.add(f"{name}: {key} = {_short(value)}")


def _citation(cited: Json) -> str:
    symbol = re.sub(r"\s+", "", unicodedata.normalize("NFC", cited["number_symbol"]))
    return f"{fold(cited.get('type', ''))} {symbol} {cited.get('date', '')}"


def _target(target: Json) -> str:
    # A horizon is a year; who writes the day of a duty's deadline means the same year.
    year = str(target.get("horizon", ""))[:4]
    parts = [*(target.get(key, "") for key in ("comparator", "value", "upper", "unit")), year]
    return " ".join(fold(part) or "–" for part in parts)


def _sets(score: Score, name: str, labelled: Iterable[str], found: Iterable[str]) -> None:
    gold, got = ({f"{name}: {item}" for item in items} for items in (labelled, found))
    score.right |= gold & got
    score.missed |= gold - got
    score.wrong |= got - gold


def _multisets(score: Score, name: str, labelled: Iterable[str], found: Iterable[str]) -> None:
    gold, got = Counter(labelled), Counter(found)
    for items, into in ((gold & got, score.right), (gold - got, score.missed), (got - gold, score.wrong)):
        into |= {f"{name}: {item} #{number}" for item, count in items.items() for number in range(count)}


def _duties(scores: dict[str, Score], name: str, text: str, labelled: list[Json], read: list[Json]) -> None:
    gold = list(_placed(text, [duty for duty in labelled if duty.get("unit_type") != "closing"]))
    free = [duty for duty in read if duty["unit_type"] != "closing"]
    closings = {duty["start"] for duty in read if duty["unit_type"] == "closing"}
    pairs: list[tuple[Json, Json]] = []
    near = sorted(
        (abs(duty["start"] - start), _due(duty) != _due(label), index, number)
        for index, (start, label) in enumerate(gold)
        for number, duty in enumerate(free)
        if abs(duty["start"] - start) <= REACH
    )
    near.sort(key=lambda item: (item[0] // 20, item[1], item[0]))
    paired: dict[int, int] = {}
    used: set[int] = set()
    for _distance, _other, index, number in near:
        if index not in paired and number not in used:
            paired[index] = number
            used.add(number)
    for index, (start, label) in enumerate(gold):
        key = f"{name}: {label.get('path', '')} @{start} {' '.join(_due(label)[0])} {_short(label['text'])}"
        if index in paired:
            scores["duties"].right.add(key)
            pairs.append((label, free[paired[index]]))
            _fields(scores, key, label, free[paired[index]])
        elif start not in closings:
            scores["duties"].missed.add(key)
    for number, duty in enumerate(free):
        if number not in used:
            where = f"{duty['path']} @{duty['start']} {' '.join(_due(duty)[0])} {_short(duty['text'])}"
            scores["duties"].wrong.add(f"{name}: {where}")


def _fields(scores: dict[str, Score], key: str, label: Json, duty: Json) -> None:
    _count(scores["paths"], key, label.get("path", "") == duty["path"], duty["path"])
    _count(scores["unit_types"], key, label["unit_type"] == duty["unit_type"], duty["unit_type"])
    same = {fold(body) for body in label["assignees"]} == {fold(body) for body in duty["assignees"]}
    _count(scores["assignees"], key, same, duty["assignees"])
    _count(scores["roles"], key, label["role"] == duty["role"], duty["role"])
    if _due(label) != _NOTHING or _due(duty) != _NOTHING:
        _count(scores["deadlines"], key, _due(label) == _due(duty), _due(duty))


_NOTHING = ((), "")


def _due(duty: Json) -> tuple[tuple[str, ...], str]:
    due = duty.get("deadline") or []
    return (tuple(due) if isinstance(due, list) else (due,)), duty.get("recurrence") or ""


def _placed(text: str, labelled: list[Json]) -> Iterator[tuple[int, Json]]:
    """Labelled duties with the offset of their beginning; a text that stands several times, in order."""
    places = [place for place, letter in enumerate(text) if not letter.isspace()]
    squeezed = "".join(letter for letter in text if not letter.isspace())
    last: dict[str, int] = {}
    deadlines: dict[tuple[str, int], list[object]] = {}
    for duty in labelled:
        if "start" in duty:
            yield duty["start"], duty
            continue
        wanted = "".join(unicodedata.normalize("NFC", duty["text"]).split())[:110]
        before = last.get(wanted)
        at = squeezed.find(wanted, 0 if before is None else before + 1)
        # Two deadlines of one sentence are two duties with one text.
        if before is not None and (at < 0 or _due(duty) not in deadlines.get((wanted, before), [])):
            at = before
        if at < 0:
            raise ValueError(f"not in the text: {duty['text'][:80]!r}")
        last[wanted] = at
        deadlines.setdefault((wanted, at), []).append(_due(duty))
        yield places[at], duty


def _count(score: Score, key: str, same: bool, instead: object = "") -> None:
    if same:
        score.right.add(key)
    else:
        score.missed.add(key)
        score.wrong.add(f"{key} → {_short(instead)}")


def _short(value: object) -> str:
    shown = " | ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return " ".join(shown.split())[:70]
