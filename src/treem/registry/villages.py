"""Children by tổ, bản, tiểu khu: how many live in each, and which of them need a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse

from treem.audit.services import record
from treem.kernel.time import today
from treem.kernel.typed import key
from treem.registry import selectors
from treem.registry.filters import ANY_GROUP, ChildFilter, in_special_circumstances
from treem.registry.rules import UNDER_FIVE
from treem.territory import selectors as territory
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from treem.territory.models import Unit, Village


@dataclass(frozen=True)
class VillageLine:
    """One village with its counts; ``village`` is None for children of whom no village is known."""

    village: Village | None
    children: int
    unregistered: int
    """Under five years, birth not registered."""
    special: int
    """In at least one special-circumstance group, each counted once."""


def lines_of(unit: Unit, as_of: date) -> list[VillageLine]:
    """All villages of the commune on the day in their order, those without children too; the unknown place last."""
    everybody = ChildFilter(as_of, commune=unit.pk)
    counts = _counts(everybody, as_of)
    lines = [
        VillageLine(village, *counts.pop(village.pk, (0, 0, 0)))
        for village in territory.villages_of(unit, as_of)
    ]
    # A village that was closed still has its children until somebody moves them: they stand with the unknown ones.
    left = [sum(column) for column in zip(*counts.values(), strict=True)] if counts else []
    return [*lines, VillageLine(None, *left)] if left else lines


def _counts(wanted: ChildFilter, as_of: date) -> dict[int | None, tuple[int, int, int]]:
    small = Q(
        pk__in=ChildFilter(as_of, commune=wanted.commune, age=UNDER_FIVE, registered="no")
        .children()
        .values("pk")
    )
    rows = (
        wanted.children()
        .annotate(
            odd=Case(When(small, then=Value(1)), default=Value(0), output_field=IntegerField()),
            special=Case(When(in_special_circumstances(as_of), then=Value(1)), default=Value(0), output_field=IntegerField()),
        )
        .order_by()
        .values_list("village_id")
        .annotate(n=Count("pk"), odd_n=Count("pk", filter=Q(odd=1)), special_n=Count("pk", filter=Q(special=1)))
    )  # fmt: skip
    return {village: (n, odd, special) for village, n, odd, special in rows}


def total(lines: Sequence[VillageLine]) -> VillageLine:
    """The sum of the lines."""
    return VillageLine(
        None,
        sum(line.children for line in lines),
        sum(line.unregistered for line in lines),
        sum(line.special for line in lines),
    )


@endpoint("registry.view_child")
def villages(request: HttpRequest) -> HttpResponse:
    """Children by village of one commune; those who see several communes choose one. Counts only: nobody is named."""
    mine = territory.units(selectors.my_communes())
    wanted = _wanted(request, mine)
    lines = lines_of(wanted, today()) if wanted else []
    if wanted:
        user: Any = request.user
        record(
            actor=user,
            action="registry.list_villages",
            subject_type="territory.unit",
            subject_ids=[wanted.pk],
        )
    return page(
        request,
        "registry/villages.html",
        {
            "commune": wanted,
            "communes": sorted(mine.values(), key=lambda unit: unit.name) if len(mine) > 1 else [],
            "lines": lines,
            "total": total(lines),
            "today": today(),
            "any_group": ANY_GROUP,
            "under_five": UNDER_FIVE,
        },
    )


def _wanted(request: HttpRequest, mine: dict[int, Unit]) -> Unit | None:
    asked = request.GET.get("commune", "")
    if asked:
        unit = mine.get(key(asked) or 0)
        if unit is None:
            raise Http404
        return unit
    return next(iter(mine.values())) if len(mine) == 1 else None
