"""What the catalogue of places can answer: how many communes there are. Counted here because territory lies below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from treem.indicators.facts import Cell, Fact, register
from treem.territory.selectors import commune_ids_of, province_as_of

if TYPE_CHECKING:
    from treem.kernel.periods import Window


def _communes(*, as_of: date, window: Window | None, units: Sequence[int]) -> list[Cell]:  # noqa: ARG001
    province = province_as_of(settings.TREEM_PROVINCE, as_of)
    there = set(commune_ids_of(province, as_of)) if province else set()
    return [Cell(unit, (), 1) for unit in units if unit in there]


COMMUNES = Fact(
    "communes", _("Xã, phường"), "commune", "stock", (), _communes,
    definition=_("Xã, phường, đặc khu của tỉnh có hiệu lực tại ngày lấy số liệu."),
)  # fmt: skip


def register_all() -> None:
    """Called when the room starts."""
    register(COMMUNES)
