"""Other ways to be told that rooms above offer, for the page «Thông báo của tôi»; filled in their ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True)
class Way:
    """Where it is set up, and what it is in a sentence."""

    label: object
    url: str
    words: object


ways: list[Callable[[HttpRequest], Way | None]] = []
"""Asked for each person; None: not for this one."""
