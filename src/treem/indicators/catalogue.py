"""Which indicator of the catalogue a written target is: by its name, surely or not at all."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from treem.kernel.vietnamese import fold
from treem.law.indicators import catalogue

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


@cache
def _known(set_name: str) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((i.key, _words(i.name_vi)) for i in catalogue(set_name).indicators)


def recognise(target: dict[str, Any], *, set_name: str = "plan-sonla-2026") -> str:
    """The key of the indicator whose name this is, or '' when no name, or more than one, is close enough.

    Close enough: at least 70 % of the words together are shared, and clearly more than with the next one.
    """
    words = _words(target.get("indicator_name", ""))
    if not words:
        return ""
    ranked = sorted(
        ((len(words & known) / len(words | known), key) for key, known in _known(set_name)), reverse=True
    )
    best = ranked[0]
    if best[0] < 0.7 or (len(ranked) > 1 and best[0] - ranked[1][0] < 0.1):
        return ""
    return best[1]
