"""What the register does of its own when boundaries change: children of villages that go elsewhere, open proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from treem.kernel.time import now
from treem.registry.models import HIDDEN, Child, ChildMove, Household, MoveState
from treem.registry.moves import records
from treem.territory.hooks import Applied, PreviewLine

STAY = (
    "registry_ministryfile", "registry_ministryfilerow", "registry_childimport", "registry_qualityscore",
    "registry_qualitybatch",
)  # fmt: skip
"""Papers and lists of a commune: they end with it. What is known of the ministry's software goes with the child."""


def children_of_villages(units: list[int]) -> dict[tuple[int, int | None], int]:
    """Children on the list, by unit and village."""
    found = Child.objects.filter(commune_id__in=units, status="active").values_list(
        "commune_id", "village_id"
    )
    return {(unit, village): n for unit, village, n in found.annotate(n=Count("pk"))}


def _open(units: Sequence[int]) -> Any:
    ends = Q(from_commune_id__in=units) | Q(to_commune_id__in=units)
    return ChildMove.objects.filter(ends, state=MoveState.PROPOSED)


class RegistryRoom:
    """``territory.hooks.BoundaryRoom`` of the register."""

    def preview(self, units: Sequence[int], on: date) -> list[PreviewLine]:  # noqa: ARG002
        """Children, households, open proposals to move."""
        children = Child.objects.filter(commune_id__in=units).exclude(status__in=HIDDEN)
        return [
            PreviewLine(_("Trẻ em"), children.count()),
            PreviewLine(_("Hộ gia đình"), Household.objects.filter(commune_id__in=units).count()),
            PreviewLine(
                _("Đề nghị chuyển trẻ chưa trả lời, được rút"),
                _open(units).values("group").distinct().count(),
            ),
        ]

    def apply(self, change: Applied) -> dict[str, Any]:
        """Who lives in a village that went to another unit goes there, with household, carers and what is recorded.

        The rows have come to the main successor by now. Open proposals are withdrawn: an end of them is no more.
        """
        ends = [*change.goes, *change.goes.values()]
        _open(ends).update(
            state=MoveState.WITHDRAWN,
            why="Thay đổi địa giới: xã, phường của đề nghị đã kết thúc.",
            answered_at=now(),
        )
        by_unit: dict[int, list[int]] = {}
        for village, unit in change.by_village.items():
            by_unit.setdefault(unit, []).append(village)
        follow = [table for table in records.tables() if table.follows]
        with connection.cursor() as cursor:
            for unit, villages in by_unit.items():
                given: dict[str, Any] = {"unit": unit, "villages": villages}
                cursor.execute(
                    "UPDATE registry_household SET commune_id = %(unit)s"
                    " WHERE village_id = ANY (%(villages)s) AND commune_id <> %(unit)s",
                    given,
                )
                for name in ("registry_carer", "registry_householdpoverty"):
                    cursor.execute(
                        f"UPDATE {name} k SET commune_id = %(unit)s FROM registry_household h"  # noqa: S608
                        " WHERE h.id = k.household_id AND h.commune_id = %(unit)s AND k.commune_id <> %(unit)s",
                        given,
                    )
                cursor.execute(
                    "UPDATE registry_child c SET commune_id = %(unit)s WHERE c.commune_id <> %(unit)s AND (c.village_id"
                    " = ANY (%(villages)s) OR (c.village_id IS NULL AND c.household_id IN (SELECT h.id FROM"
                    " registry_household h WHERE h.village_id = ANY (%(villages)s))))",
                    given,
                )
                for table in follow:
                    cursor.execute(
                        f"UPDATE {table.name} t SET commune_id = %(unit)s FROM registry_child c"  # noqa: S608
                        f' WHERE c.id = t."{table.pointer}" AND c.commune_id = %(unit)s AND t.commune_id <> %(unit)s',
                        given,
                    )
        return {}

    def undo(self, before: Mapping[str, Any], change: Applied) -> None:
        """The rows go back with all others; a proposal that was withdrawn stays so."""
