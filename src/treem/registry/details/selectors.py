"""Reading dated details. The row policies decide what is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from treem.registry.models import (
    HIDDEN,
    Carer,
    Child,
    ChildDetail,
    DetailKind,
    Household,
    HouseholdPoverty,
    Poverty,
)
from treem.registry.selectors import records_of

if TYPE_CHECKING:
    from collections.abc import Iterable

WATCHED = 200


def in_force(day: date) -> Q:
    """Details that hold on the day; an unknown beginning lies before it."""
    began = Q(from_on__isnull=True) | Q(from_on__lte=day)
    return began & (Q(to_on__isnull=True) | Q(to_on__gte=day)) & Q(withdrawn=False)


@dataclass(frozen=True)
class Group:
    """The details of one kind, those that hold first."""

    kind: DetailKind
    details: list[ChildDetail]

    @property
    def label(self) -> str:
        return str(self.kind.label)


def details_of(child: Child) -> list[Group]:
    """All details of the child by kind, in the order of the kinds; kinds without any too. Those of its doubles are its own."""
    found = list(_of(child).order_by("withdrawn", "-to_on", "-from_on", "pk"))
    found.sort(key=lambda each: (each.withdrawn, each.to_on is not None))
    return [Group(kind, [each for each in found if each.kind == kind]) for kind in DetailKind]


def detail_visible(child: Child, pk: int) -> ChildDetail | None:
    """A detail of the child, or None."""
    return _of(child).filter(pk=pk).first()


def _of(child: Child) -> QuerySet[ChildDetail]:
    return ChildDetail.objects.filter(child_id__in=records_of(child))


def risks_of(child: Child, day: date) -> list[ChildDetail]:
    """Risks that hold on the day."""
    return list(_of(child).filter(in_force(day), kind=DetailKind.RISK))


def watched(communes: Iterable[int], day: date, code: str = "") -> QuerySet[ChildDetail]:
    """The watch-list: risks in force of children on the list."""
    found = ChildDetail.objects.filter(
        in_force(day), kind=DetailKind.RISK, commune_id__in=list(communes), child__status="active"
    ).exclude(child__status__in=HIDDEN)
    return found.filter(code=code) if code else found


def watch_counts(communes: Iterable[int], day: date) -> dict[str, int]:
    """Children by risk."""
    rows = watched(communes, day).values_list("code").annotate(n=Count("child_id", distinct=True))
    return {code: n for code, n in rows.order_by()}


def carer_visible(household: Household, pk: int) -> Carer | None:
    """A carer of the household, or None."""
    return household.carers.filter(pk=pk).first()


def poverty_of(household: Household) -> list[tuple[HouseholdPoverty, str]]:
    """Since when the household was poor or not, in words too, the latest first."""
    words = dict(Poverty.choices)
    return [
        (spell, str(words.get(spell.poverty, ""))) for spell in household.poverty_spells.order_by("-from_on")
    ]
