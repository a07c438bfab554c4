"""Reading pairs and merges. The row policies decide what is there: a pair is seen by whoever sees both records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from treem.registry.models import HIDDEN, WAITING, AlikePair, AlikeWord, Child, Judgement, Merge

PAGE = 50
_WITH = tuple(
    f"{side}__{place}" for side in ("first", "second") for place in ("commune", "village", "household")
)


def _living() -> QuerySet[AlikePair]:
    """Pairs of two records that are in the register: of a record merged meanwhile nothing is to be decided."""
    return AlikePair.objects.exclude(first__status__in=HIDDEN).exclude(second__status__in=HIDDEN)


def waiting() -> QuerySet[AlikePair]:
    """Pairs that nobody has decided, the likeliest first."""
    return _living().filter(judgement__in=WAITING)


def pairs_shown(judgement: str, *, skip: int = 0) -> list[AlikePair]:
    """A page of pairs that wait (empty), were asked about, or were decided so; one more when there are more."""
    if judgement == Judgement.OPEN:
        found = waiting()
    else:
        found = AlikePair.objects.filter(judgement=judgement)
        found = _living().filter(judgement=judgement) if judgement == Judgement.ASKED else found
    order = ("-chance", "pk") if judgement in WAITING else ("-decided_at", "-pk")
    return list(found.select_related(*_WITH).order_by(*order)[skip : skip + PAGE + 1])


def counts() -> dict[str, int]:
    """How many wait, were asked about, were decided."""
    found = {
        judgement.value: AlikePair.objects.filter(judgement=judgement).count() for judgement in Judgement
    }
    found[Judgement.OPEN] = waiting().count()
    return found


def pair_by_uuid(uuid: Any) -> AlikePair | None:
    """The pair, or None when one of its records is not in the scope."""
    return AlikePair.objects.select_related(*_WITH).filter(uuid=uuid).first()


def beside(pair: AlikePair) -> list[AlikePair]:
    """Other waiting pairs of the same children: together they may be one child written three times."""
    ids = (pair.first_id, pair.second_id)
    found = waiting().filter(Q(first_id__in=ids) | Q(second_id__in=ids)).exclude(pk=pair.pk)
    return list(found.select_related(*_WITH).order_by("-chance", "pk")[:10])


def words_on(pair: AlikePair) -> list[AlikeWord]:
    """What the two communes say of it."""
    communes = (pair.first_commune_id, pair.second_commune_id)
    return list(pair.words.filter(commune_id__in=communes).select_related("commune").order_by("at"))


def merges_into(child: Child) -> list[Merge]:
    """Standing merges into this very record, the latest first."""
    found = Merge.objects.filter(survivor=child, undone_at__isnull=True)
    return list(found.select_related("duplicate").order_by("-at", "-pk"))


def merge_of(child: Child) -> Merge | None:
    """The standing merge by which this record became a double."""
    return Merge.objects.filter(duplicate=child, undone_at__isnull=True).first()


def merge_by_uuid(uuid: Any) -> Merge | None:
    """The merge, or None when one of its records is not in the scope."""
    return (
        Merge.objects.select_related("survivor__commune", "duplicate__commune", "pair")
        .filter(uuid=uuid)
        .first()
    )


def last_merge(pair: AlikePair) -> Merge | None:
    """The standing merge of a pair."""
    return pair.merges.filter(undone_at__isnull=True).order_by("-pk").first()


@dataclass(frozen=True)
class Border:
    """A pair across the border of the scope: the own child, of the other one the commune alone; what this commune said."""

    pair_id: int
    uuid: UUID
    child: Child
    elsewhere_id: int
    asked: bool
    word: AlikeWord | None


def at_border() -> list[Border]:
    """Likely pairs with a child of another commune, those the province asked about first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pair, address, child, elsewhere, own, asked FROM registry_alike_at_border()")
        rows = cursor.fetchall()
    children = Child.objects.select_related("commune", "village", "household").in_bulk(
        [row[2] for row in rows]
    )
    words = {
        (word.pair_id, word.commune_id): word
        for word in AlikeWord.objects.filter(pair_id__in=[row[0] for row in rows])
    }
    return [
        Border(pair, uuid, children[child], elsewhere, asked, words.get((pair, own)))
        for pair, uuid, child, elsewhere, own, asked in rows
        if child in children
    ]


def border_by_uuid(uuid: UUID) -> Border | None:
    """The pair across the border, or None."""
    return next((one for one in at_border() if one.uuid == uuid), None)


def work_waiting() -> int:
    """Pairs to decide, and pairs across the border of which this commune has said nothing yet."""
    return waiting().count() + sum(one.word is None for one in at_border())
