"""Patterns that know capital letters from small ones.

In Unicode the capitals and small letters of Vietnamese stand mixed (Ạ, ạ, Ả, ả …), so that a range like ``À-Ỹ``
would hold both. Patterns are written with ``A-ZĐÀ-Ỹ`` and ``a-zđà-ỹ`` all the same, which is how people read them; here
these become the letters that are meant.
"""

from __future__ import annotations

import re

_EXTENDED = "ĂĐĨŨƠƯ" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA, 2))
UPPER = "A-ZÀ-ÖØ-Ý" + _EXTENDED
LOWER = "a-zà-öø-ý" + _EXTENDED.lower()


def compile(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """``re.compile``, where ``A-ZĐÀ-Ỹ`` are the capitals and ``a-zđà-ỹ`` or ``a-zà-ỹ`` the small letters."""
    pattern = pattern.replace("A-ZĐÀ-Ỹ", UPPER)
    return re.compile(pattern.replace("a-zđà-ỹ", LOWER).replace("a-zà-ỹ", LOWER), flags)
