"""Two people edit one record: the second one sees the difference and decides, nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from treem.kernel.errors import DomainError


@dataclass(frozen=True)
class Difference:
    """A field on which two people disagree: its label, what is saved now, what this person typed."""

    name: str
    label: str
    saved: Any
    mine: Any


class StaleVersion(DomainError):
    """The record was saved by somebody else since this person opened it."""

    code = "web.stale_version"
    text = "Bản ghi này vừa được người khác lưu. Hãy xem chỗ khác nhau rồi chọn giữ nội dung nào."

    def __init__(self, *, record: models.Model, version: int, differences: list[Difference]) -> None:
        super().__init__()
        self.record = record
        self.version = version
        self.differences = differences


def check_version(record: models.Model, posted: int, mine: Mapping[str, Any]) -> None:
    """Refuse to save on top of somebody else's work.

    ``record`` is the row as it is now, locked (``select_for_update``); ``posted`` the version the person
    opened; ``mine`` what the person typed, by field name. Raises StaleVersion with the fields that differ.
    """
    current: int = record.version  # type: ignore[attr-defined]
    if posted == current:
        return
    differences = []
    for name, value in mine.items():
        saved = getattr(record, name)
        if saved != value:
            label = str(record._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            differences.append(Difference(name, label, saved, value))
    raise StaleVersion(record=record, version=current, differences=differences)
