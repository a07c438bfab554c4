"""What an address asks for: a filter, a day, a page of a list. What a page does not offer is said to be wrong, and never
answered with something else."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from django.http import QueryDict

from treem.kernel.errors import DomainError
from treem.kernel.typed import KEY_DIGITS, key

CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})?\.\d{1,18}", re.ASCII)
"""Where the next page of a list by days begins: ``2026-05-10.17`` or ``.17``."""


class NotOffered(DomainError):
    """The address was changed by hand, cut off in a message, or is older than the page."""

    code = "web.not_offered"
    text = (
        "Địa chỉ này ghi “{name}={value}”, là điều mà trang không có. Có thể địa chỉ bị gõ nhầm hoặc bị cắt khi gửi. "
        "Hãy mở lại trang từ thực đơn rồi chọn bộ lọc trên trang."
    )
    status = 404


def _refused(name: str, value: str) -> NotOffered:
    return NotOffered(name=name, value=value[:40])


def choice(query: QueryDict, name: str, offered: Collection[str], usual: str = "") -> str:
    """One of the words that the page offers; ``usual`` where the address says nothing. Raises NotOffered."""
    value = query.get(name, "")
    if value and value not in offered:
        raise _refused(name, value)
    return value or usual


def number(query: QueryDict, name: str, digits: int = KEY_DIGITS) -> int | None:
    """A number of at most so many digits; None where the address says nothing. Raises NotOffered."""
    value = query.get(name, "")
    found = key(value, digits)
    if value and found is None:
        raise _refused(name, value)
    return found


def one_of(query: QueryDict, name: str, offered: Collection[int]) -> int | None:
    """A number that the page offers. Raises NotOffered."""
    found = number(query, name)
    if found is not None and found not in offered:
        raise _refused(name, str(found))
    return found


def day(query: QueryDict, name: str) -> date | None:
    """A day, as ``2026-12-15``. Raises NotOffered."""
    value = query.get(name, "")
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _refused(name, value) from None


def cursor(query: QueryDict, name: str = "after") -> str:
    """Where a list by days goes on. Raises NotOffered."""
    value = query.get(name, "")
    if value and not CURSOR.fullmatch(value):
        raise _refused(name, value)
    day_part = value.partition(".")[0]
    if day_part:
        try:
            date.fromisoformat(day_part)
        except ValueError:
            raise _refused(name, value) from None
    return value
