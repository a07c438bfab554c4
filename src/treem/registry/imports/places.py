"""Under which names a village is looked up. Knows no Django."""

from __future__ import annotations

import re

from treem.registry.imports.layout import plain

_VILLAGE_KINDS = (
    ("to dan pho", "to"), ("tdp", "to"), ("to", "to"), ("ban", "ban"), ("tieu khu", "tieu khu"), ("tk", "tieu khu"),
    ("thon", "thon"), ("xom", "thon"), ("khu pho", "khu pho"), ("khu", "khu pho"),
)  # fmt: skip


def village_forms(text: str) -> list[str]:
    """How a village may be looked up, the surest first: with its kind, then without."""
    folded = plain(text)
    folded = re.sub(r"\b0+(\d)", r"\1", folded)
    folded = re.sub(r"\bso (\d)", r"\1", folded)
    for words, kind in _VILLAGE_KINDS:
        if folded.startswith(words + " "):
            rest = folded[len(words) + 1 :]
            return [f"{kind} {rest}", f"*{rest}"]
    return [f"*{folded}"] if folded else []
