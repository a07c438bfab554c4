"""What happened in the invented province: a plan was read and issued, a round is under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Once = Callable[[str, str, Callable[[], dict[str, Any] | None]], None]


def tell_story(*, once: Once) -> None:
    """Make the parts of the story that are missing."""
