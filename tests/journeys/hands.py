"""What people do with a page: pressing a button, following a link. Each waits for the page that answers."""

from __future__ import annotations

import re
from typing import Any

Name = str | re.Pattern[str]


def press(page: Any, name: Name, *, within: str = "main") -> None:
    """Press the button. A form that keeps itself is sent a moment later: only the answer says that it was."""
    with page.expect_navigation():
        page.locator(within).get_by_role("button", name=name, exact=True).first.click()


def follow(page: Any, name: Name, *, within: str = "main") -> None:
    """Follow the first link of this name."""
    with page.expect_navigation():
        page.locator(within).get_by_role("link", name=name).first.click()
