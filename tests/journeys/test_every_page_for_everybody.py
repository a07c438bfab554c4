"""The main pages as they stand in the demo: no serious fault for those who use a keyboard, a screen reader, a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text()
PAGES = {
    "lan": ["/", "/duties/list/", "/children/", "/reports/returns/"],
    "hung": [
        "/",
        "/directives/",
        "/duties/all/",
        "/duties/unassigned/",
        "/reports/",
        "/indicators/targets/",
        "/law/",
    ],
    "quan.tri": ["/admin/"],
}
FOLLOWED = {"/directives/", "/children/", "/reports/returns/", "/duties/list/"}
"""Lists whose first record is opened as well."""


def _serious(page: Any) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:120]}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


def _sideways(page: Any) -> int:
    return int(
        page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


@pytest.mark.parametrize("who", sorted(PAGES))
def test_no_serious_fault_and_no_sideways_scroll(sign_in: Callable[[str], Any], who: str) -> None:
    page = sign_in(who)
    problems = []
    for address in PAGES[who]:
        page.goto(address)
        opened = [address]
        if address in FOLLOWED:
            link = page.locator("main table tbody a, main .queue a").first
            if link.count():
                opened.append(link.get_attribute("href"))
        for path in opened:
            page.goto(path)
            problems += [f"{path}: {fault}" for fault in _serious(page)]
            if _sideways(page) > 0:
                problems.append(f"{path}: {_sideways(page)} px wider than the screen")
    assert problems == []
