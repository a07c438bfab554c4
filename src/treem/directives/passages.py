"""What a passage of a directive says by itself: who, in which role, by when. No Django.

The reader reads whole documents, so the passage is put into an empty letter, under the bodies that its place gives it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from treem.directives import reader, rules

FIELDS = (
    "unit_type", "assignees", "role", "roles", "modality", "cooperators", "advise_to", "via", "condition", "deadline",
    "deadline_op", "recurrence", "rrule", "period", "recipient", "onward",
)  # fmt: skip
_NOBODY = "Đơn vị Không Tên"
_LETTER = """CƠ QUAN BAN HÀNH

Số: 1/CV

Nơi ban hành, ngày {day} tháng {month} năm {year}

Yêu cầu các đơn vị thực hiện:

1. {who}

- {text}

2. Cơ quan Kết Thúc

- Theo dõi.
"""


def read(words: str, assignees: Iterable[str], on: date | None) -> dict[str, Any]:
    """The fields that the reader finds in the words, standing under ``assignees``; empty where it finds no duty, or
    cannot tell which of several is meant."""
    day = on or date(2000, 1, 1)
    given = [name for name in assignees if name]
    text = rules.unnumbered(" ".join(words.split()))
    letter = _LETTER.format(
        day=f"{day.day:02d}",
        month=f"{day.month:02d}",
        year=day.year,
        who="; ".join(given) or _NOBODY,
        text=text,
    )
    try:
        found = reader.read_text(letter, "doan").obligations
    except reader.ReadError:
        return {}
    begin = letter.index(text)
    inside = [each for each in found if begin <= each.start < begin + len(text)]
    if len(inside) != 1:
        return {}
    said = {name: value for name, value in asdict(inside[0]).items() if name in FIELDS}
    said["assignees"] = [name for name in said["assignees"] if name != _NOBODY] or given
    if said["unit_type"] in ("closing", "unassigned"):
        del said["unit_type"]
    return said
