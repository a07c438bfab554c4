"""Which finding of a new edition is which of the edition before. No Django.

The same words, wherever they now stand, are the same finding; so are they where only case, spaces, tone marks or the
number of the paragraph differ. What reads alike but not the same is a change, for a person to look at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Literal

from treem.directives import rules
from treem.kernel.vietnamese import fold

ALIKE = 0.6
"""From this share of common words on, two findings are one that was changed."""

_SAID = (
    "unit_type", "assignees", "role", "deadline", "deadline_op", "recurrence", "recipient", "cooperators",
    "comparator", "value", "upper", "unit", "horizon",
)  # fmt: skip
"""What must agree besides the words: a heading above may have changed who has to do it, or by when."""

Payload = Mapping[str, Any]


def words_of(kind: str, content: Payload) -> str:
    """The words by which a finding is known again."""
    if kind == rules.METADATA:
        return json.dumps(
            {name: value for name, value in content.items() if value}, sort_keys=True, ensure_ascii=False
        )
    if kind == rules.CITATION:
        return " ".join(
            str(content.get(name, "")) for name in ("type", "number_symbol", "date", "title", "relation")
        )
    if kind == rules.TARGET:
        return " ".join(str(content.get(name, "")) for name in ("number", "part", "indicator_name"))
    return str(content.get("text", ""))


def folded(kind: str, content: Payload) -> str:
    """Those words without case, marks, spaces and the number in front."""
    words = words_of(kind, content)
    return fold(words if kind in (rules.METADATA, rules.CITATION) else rules.unnumbered(words)).strip(" .;,/")


def said(content: Payload) -> tuple[str, ...]:
    """What else it says, for comparing."""
    return tuple(fold(json.dumps(content.get(name) or "", ensure_ascii=False)) for name in _SAID)


def same(kind: str, old: Payload, new: Payload) -> bool:
    """Whether nothing that matters differs."""
    if folded(kind, old) != folded(kind, new):
        return False
    return kind in (rules.METADATA, rules.CITATION) or said(old) == said(new)


@dataclass
class Matched:
    """Pairs of indexes (old, new); what has no partner is new, or gone."""

    same: list[tuple[int, int]] = field(default_factory=list)
    changed: list[tuple[int, int]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def match(kind: str, old: Sequence[Payload], new: Sequence[Payload]) -> Matched:
    """Pair the findings of one kind: first the same, in the order of the text, then the most alike."""
    found = Matched()
    rest_old, rest_new = list(range(len(old))), list(range(len(new)))
    # Twins in words are told apart by what else they say.
    for exactly in (True, False):
        for at in list(rest_old):
            partner = next((there for there in rest_new if _alike(kind, old[at], new[there], exactly)), None)
            if partner is None:
                continue
            (found.same if exactly else found.changed).append((at, partner))
            rest_old.remove(at)
            rest_new.remove(partner)
    for at, there in _most_alike(kind, old, new, rest_old, rest_new):
        found.changed.append((at, there))
        rest_old.remove(at)
        rest_new.remove(there)
    found.gone = rest_old
    return found


def _alike(kind: str, old: Payload, new: Payload, exactly: bool) -> bool:
    return same(kind, old, new) if exactly else folded(kind, old) == folded(kind, new)


def _most_alike(
    kind: str,
    old: Sequence[Payload],
    new: Sequence[Payload],
    rest_old: Sequence[int],
    rest_new: Sequence[int],
) -> list[tuple[int, int]]:
    if kind == rules.METADATA:  # one letterhead each
        return list(zip(rest_old, rest_new, strict=False))[:1]
    before = {at: folded(kind, old[at]).split() for at in rest_old}
    after = {there: folded(kind, new[there]).split() for there in rest_new}
    scored = []
    for at, mine in before.items():
        comparing = SequenceMatcher(autojunk=False)
        comparing.set_seq2(mine)
        for there, theirs in after.items():
            comparing.set_seq1(theirs)
            if comparing.real_quick_ratio() < ALIKE or comparing.quick_ratio() < ALIKE:
                continue
            score = comparing.ratio()
            if score >= ALIKE:
                one_path = old[at].get("path") == new[there].get("path")
                scored.append((score + (0.05 if one_path else 0), at, there))
    pairs: list[tuple[int, int]] = []
    for _score, at, there in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
        if all(at != one and there != other for one, other in pairs):
            pairs.append((at, there))
    return pairs


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words that stayed, went, or came."""

    how: Literal["same", "old", "new"]
    words: str


def differences(old: str, new: str) -> tuple[list[Run], list[Run]]:
    """The old and the new words, each with what differs marked."""
    before, after = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    compared = SequenceMatcher(None, [w.strip() for w in before], [w.strip() for w in after], autojunk=False)
    left: list[Run] = []
    right: list[Run] = []
    for tag, a, b, c, d in compared.get_opcodes():
        if a < b:
            left.append(Run("same" if tag == "equal" else "old", "".join(before[a:b])))
        if c < d:
            right.append(Run("same" if tag == "equal" else "new", "".join(after[c:d])))
    return left, right
