"""Whole numbers as a browser sends them: plain ASCII digits of a length that a database key can have, or nothing."""

from __future__ import annotations

from uuid import UUID

KEY_DIGITS = 18


def key(text: str | None, most: int = KEY_DIGITS) -> int | None:
    """The number, or None for anything else: empty, signs, other digits («²», «٣»), longer than ``most`` digits."""
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > most:
        return None
    return int(text)


def uuid_of(text: str | None) -> UUID | None:
    """The number that a form or an address carries, or None when it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
