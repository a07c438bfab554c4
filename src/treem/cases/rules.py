"""What the law and common sense say about a report of a child in danger. Values in, answers out; no Django."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from treem import law
from treem.kernel.time import Deadline, local_date

PARAMETER = "cases.emergency_measures"
SERIOUS = frozenset({"immediate", "unknown"})
"""Degrees of danger under which the hours run. Unknown counts as serious until somebody knows better."""


def emergency_measures_due(received_at: datetime) -> Deadline:
    """By when emergency measures must be in place for a child in serious danger.

    Source: Điều 26 khoản 3, Nghị định 56/2017/NĐ-CP (parameter ``cases.emergency_measures``, elapsed hours: nights,
    weekends, Tết included). The clock starts when the first body heard of it, not when it was written down here.

    Raises NotInForce when the information came before the decree took effect.
    """
    limit = law.value(PARAMETER, on=local_date(received_at))
    return Deadline(received_at + timedelta(hours=limit.whole), limit.source)


def clock_runs(*, urgency: str, set_aside: bool, measures_at: datetime | None) -> bool:
    """Whether emergency measures are still owed."""
    return urgency in SERIOUS and not set_aside and measures_at is None


def number_of(commune_code: str, year: int, sequence: int) -> str:
    """The number of an intake: commune, year, running number; nothing of the child or the informant."""
    return f"{commune_code}-{year}-{sequence:03d}"


def phone_digits(text: str) -> str:
    """A Vietnamese phone number in its one form: digits, 0 in front (+84 912 000 000 -> 0912000000)."""
    digits = re.sub(r"[^0-9]", "", text)
    if digits.startswith("84") and len(digits) in (11, 12):
        return "0" + digits[2:]
    return digits


def is_phone(digits: str) -> bool:
    """Whether the digits can be a phone number: 111, 115, a mobile, a landline with its area."""
    return 3 <= len(digits) <= 15


_HOUR = re.compile(
    r"([01]?[0-9]|2[0-3])(?:(?::|h|g|\.|giờ)\s*([0-5]?[0-9])?\s*(?:phút|p)?|([0-5][0-9]))?", re.IGNORECASE
)


def time_typed(text: str) -> time:
    """An hour as people write it: 21:05, 21h05, 21h, 21 giờ 5, 2105. Raises ValueError."""
    found = _HOUR.fullmatch(re.sub(r"\s+", "", text))
    if found is None:
        raise ValueError(text)
    return time(int(found[1]), int(found[2] or found[3] or 0))
