"""Which indicator of the catalogue a written target is: by its name, surely or not at all; and what it means."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

from treem.kernel.vietnamese import fold
from treem.law.indicators import Indicator, IndicatorSet, catalogue, set_names

# Words that plans add or drop around one and the same indicator.
_NOISE = {
    "ty",
    "le",
    "suat",
    "phan",
    "dau",
    "giam",
    "toi",
    "da",
    "cac",
    "xuong",
    "duoi",
    "dat",
    "tren",
    "so",
    "cua",
}


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold(name))) - _NOISE


def _numbers(words: frozenset[str]) -> frozenset[int]:
    return frozenset(int(word) for word in words if word.isdecimal())


@cache
def _known(set_name: str) -> tuple[tuple[Indicator, frozenset[str]], ...]:
    return tuple((i, _words(i.name_vi)) for i in catalogue(set_name).indicators)


SURE, SURE_BY_NUMBER, CLEARLY = 0.7, 0.35, 0.1


def recognise(target: dict[str, Any], *, set_name: str = "plan-sonla-2026") -> str:
    """The key of the indicator whose name this is, or '' when no name, or more than one, is close enough.

    Close enough: at least 70 % of the words together are shared, or 35 % where the plan gives it the number it has
    in the catalogue; and clearly more than with the next one. Names with different numbers in them (dưới 1 tuổi,
    dưới 5 tuổi) are never the same.
    """
    words = _words(target.get("indicator_name", ""))
    if not words:
        return ""
    label = f"{target.get('number', '')}{target.get('part', '')}"
    ranked = []
    for indicator, known in _known(set_name):
        mine, theirs = _numbers(words), _numbers(known)
        if mine and theirs and mine != theirs:
            continue
        ranked.append((len(words & known) / len(words | known), indicator.label == label, indicator.key))
    ranked.sort(reverse=True)
    if not ranked:
        return ""
    score, same_number, key = ranked[0]
    if score < (SURE_BY_NUMBER if same_number else SURE):
        return ""
    if len(ranked) > 1 and score - ranked[1][0] < CLEARLY:
        return ""
    return key


def definition_of(key: str, day: date) -> Indicator | None:
    """What the indicator means in the plan in force on the day, else in the latest plan that names it."""
    if not key:
        return None
    plans = sorted(
        (found for found in map(catalogue, set_names()) if found.kind == "plan" and found.since <= day),
        key=lambda found: (found.until is None or found.until >= day, found.since),
        reverse=True,
    )
    return next((i for found in plans for i in found.indicators if i.key == key), None)


def set_of(indicator: Indicator) -> IndicatorSet:
    """The set that defines it, with its document and whether anybody has seen the text."""
    return catalogue(indicator.set_name)
