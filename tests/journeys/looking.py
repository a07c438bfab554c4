"""What a page must keep for those who use a keyboard, a screen reader, a phone: looked at in both sizes of window."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tests.journeys.conftest import SIZES

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text()
PICTURES = os.environ.get("TREEM_PICTURES", "")
"""A folder for a picture of each page that is looked at; empty: none are made."""


def faults(page: Any) -> list[str]:
    """Serious faults of the page as it stands, by axe; and how much wider it is than the window."""
    if page.evaluate("() => !window.axe"):
        page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    said = [
        f"{fault['id']}: {fault['nodes'][0]['html'][:120]}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    over = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*said, *([f"{over} px wider than the window"] if over > 0 else [])]


class Eyes:
    """Looks at pages in every size of window and remembers what is wrong."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def look(self, page: Any, name: str) -> None:
        """Look at the page as it stands, then give it back in its own size."""
        own = page.viewport_size
        file = name.replace("/", " ").strip()
        for size, window in SIZES.items():
            page.set_viewport_size(window)
            self.problems += [f"{name}, {size}: {fault}" for fault in faults(page)]
            if PICTURES:
                page.screenshot(path=f"{PICTURES}/{file} {size}.png", full_page=True)
        page.set_viewport_size(own)
