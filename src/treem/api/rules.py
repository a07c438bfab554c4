"""What a token looks like and for how long it may live; what a precondition and a key for retries mean. No Django."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import date, datetime, timedelta

PREFIX = "treem_"
LONGEST_DAYS = 366
"""A token that outlives a year is one that nobody remembers."""
WINDOW = timedelta(minutes=1)

_TOKEN = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")
_BEARER = re.compile(r"Bearer +(\S+)", re.IGNORECASE)
_TAG = re.compile(r'(?:W/)?"(\d{1,9})(?:\.[0-9a-f]+)?"')


def new_token() -> str:
    """256 bits by chance, with a prefix by which people and scanners of secrets know what they found."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token. A plain hash will do: there is nothing to guess in 256 bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_of(header: str) -> str | None:
    """The token in ``Authorization: Bearer …``; None where there is none of ours."""
    match = _BEARER.fullmatch(header.strip())
    return match[1] if match and _TOKEN.fullmatch(match[1]) else None


def window_of(at: datetime) -> datetime:
    """The minute in which a call is counted."""
    return at.replace(second=0, microsecond=0)


def seconds_left(at: datetime) -> int:
    """How long until the next minute begins, at least one second."""
    return max(int((window_of(at) + WINDOW - at).total_seconds()), 1)


def last_day_allowed(today: date) -> date:
    """The last day on which a token made today may be used."""
    return today + timedelta(days=LONGEST_DAYS)


def etag(version: int | None, content: bytes) -> str:
    """The tag of an answer: changes with any byte of it; of a record, it begins with the version it was saved as."""
    seen = hashlib.sha256(content).hexdigest()[:16]
    return f'"{seen}"' if version is None else f'"{version}.{seen}"'


def version_of(if_match: str) -> int | None:
    """The version that ``If-Match`` names; None for ``*`` (whatever it is now). Raises ValueError for anything else.

    Only the version counts: that a deadline came nearer meanwhile is no reason to refuse a report.
    """
    if if_match.strip() == "*":
        return None
    match = _TAG.fullmatch(if_match.strip())
    if match is None:
        raise ValueError(if_match)
    return int(match[1])
