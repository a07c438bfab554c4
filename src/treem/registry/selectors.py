"""Reading the register. The row policies decide what is there; nothing here widens them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _

from treem.db import scope
from treem.kernel.personal_number import clean
from treem.kernel.vietnamese import nfc
from treem.registry import hooks
from treem.registry.filters import ChildFilter
from treem.registry.models import (
    HIDDEN,
    Carer,
    Child,
    ChildDetail,
    ChildImport,
    ChildImportRow,
    Household,
    ImportEvent,
    ImportState,
    MinistryCopy,
    SpecialCircumstance,
)
from treem.registry.rules import UNDER_FIVE

PAGE = 50
SEARCH_SHOWS = 100
SEARCH_CAP = 500
"""More candidates than this are not looked at: "type more" is shown instead."""


def my_communes() -> tuple[int, ...]:
    """Ids of the communes in the scope in force."""
    in_force = scope.current()
    return in_force.communes if in_force else ()


def child_visible(pk: int) -> Child | None:
    """The child with its places and household, or None when it is not in the scope."""
    return Child.objects.select_related("commune", "village", "household", "survivor").filter(pk=pk).first()


def records_of(child: Child) -> list[int]:
    """Ids of all records that stand for the child: the one that is kept first, then its doubles.

    What hangs on a double hangs on the child: whoever asks for circumstances, carers, reports or copies of a child
    asks for those of all its records. ``survivor`` is always the last one of a chain (``alike.services``).
    """
    kept = child.survivor_id or child.pk
    doubles = Child.objects.filter(survivor_id=kept).exclude(pk=kept).order_by("pk")
    return [kept, *doubles.values_list("pk", flat=True)]


def records_of_each(ids: Iterable[int]) -> set[int]:
    """The same for several records, those outside the scope included."""
    given = set(ids)
    kept = Child.objects.filter(pk__in=given).values_list("pk", "survivor_id")
    roots = {survivor or pk for pk, survivor in kept}
    return given | roots | set(Child.objects.filter(survivor_id__in=roots).values_list("pk", flat=True))


def hanging_on(child: Child) -> list[tuple[object, int]]:
    """What hangs on a record and its doubles, in words, with how many; other rooms' tables through ``hooks``."""
    records = records_of(child)
    return [
        (
            _("Hoàn cảnh đặc biệt"),
            SpecialCircumstance.objects.filter(child_id__in=records, withdrawn=False).count(),
        ),
        (
            _("Thông tin theo thời gian"),
            ChildDetail.objects.filter(child_id__in=records, withdrawn=False).count(),
        ),
        (
            _("Bản ghi ở hệ thống của Bộ"),
            MinistryCopy.objects.filter(child_id__in=records, present=True).count(),
        ),
        (_("Hồ sơ đã gộp vào"), len(records) - 1),
        *((each.label, each.count(records)) for each in hooks.linked),
    ]


def child_standing(pk: int) -> Child | None:
    """The child of a record: of a double the record that is kept, where the scope holds it."""
    found = child_visible(pk)
    if found is None or found.survivor_id is None:
        return found
    return child_visible(found.survivor_id) or found


def child_by_uuid(uuid: Any) -> Child | None:
    """The child that a client made under this number, or None."""
    return Child.objects.filter(uuid=uuid).first()


def household_visible(pk: int) -> Household | None:
    """The household, or None when it is not in the scope."""
    return Household.objects.filter(pk=pk).first()


def carers_of(child: Child) -> list[Carer]:
    """Parents and carers of the child's household, and of those its doubles were written in; parents first."""
    order = {"mother": 0, "father": 1}
    carers = Carer.objects.filter(household_id__in=_households_of(child))
    return sorted(
        carers, key=lambda c: (c.household_id != child.household_id, order.get(c.relation, 2), c.pk)
    )


def _households_of(child: Child) -> set[int]:
    doubles = Child.objects.filter(survivor_id=child.pk, household_id__isnull=False)
    found = set(doubles.values_list("household_id", flat=True))
    return {*found, child.household_id} if child.household_id is not None else found


def source_of(child: Child) -> ImportEvent | None:
    """The load by which the child came; None when it is another commune's (the child moved) or there was none."""
    return ImportEvent.objects.filter(pk=child.source_id).first() if child.source_id else None


def siblings_of(child: Child) -> list[Child]:
    """Other children of the household, the eldest first."""
    if not (households := _households_of(child)):
        return []
    others = Child.objects.filter(household_id__in=households).exclude(pk=child.pk)
    return list(others.exclude(status__in=HIDDEN).order_by("date_of_birth", "pk"))


def circumstances_of(child: Child) -> list[SpecialCircumstance]:
    """Special circumstances of the child, those in force first, then the latest."""
    noted = SpecialCircumstance.objects.filter(child_id__in=records_of(child))
    found = list(noted.order_by("-from_on", "pk"))
    return sorted(found, key=lambda c: (c.withdrawn, c.to_on is not None))


def circumstance_visible(child: Child, pk: int) -> SpecialCircumstance | None:
    """A special circumstance of the child, or None."""
    return SpecialCircumstance.objects.filter(child_id__in=records_of(child), pk=pk).first()


@dataclass(frozen=True)
class Page:
    """One page of a list in Vietnamese order. ``before`` and ``after`` are ids that open the neighbouring pages."""

    children: list[Child]
    total: int
    before: int | None
    after: int | None


def page_of(wanted: ChildFilter, *, after: int | None = None, before: int | None = None) -> Page:
    """The children of a filter, fifty a page, by given name.

    The cursor is the id of a child, not its name: a name never stands in an address. A cursor that is not
    visible (any more) opens the first page.
    """
    everybody = wanted.children()
    found = everybody.select_related("commune", "village")
    backwards = before is not None and after is None
    cursor = before if backwards else after
    mark = Child.objects.filter(pk=cursor).values_list("sort_key", "pk").first() if cursor else None
    if mark is None:
        backwards = False
    rows = _beside(found, mark, backwards=backwards)[: PAGE + 1]
    children = list(rows)
    more = len(children) > PAGE
    children = children[:PAGE]
    if backwards:
        children.reverse()
    earlier = more if backwards else mark is not None
    later = True if backwards else more
    return Page(
        children,
        everybody.count(),
        before=children[0].pk if children and earlier else None,
        after=children[-1].pk if children and later else None,
    )


def _beside(found: QuerySet[Child], mark: tuple[str, int] | None, *, backwards: bool) -> QuerySet[Child]:
    if mark is None:
        return found.order_by("sort_key", "pk")
    key, pk = mark
    # The bound on the key alone is what the index can use.
    if backwards:
        found = found.filter(sort_key__lte=key)
        return found.filter(Q(sort_key__lt=key) | Q(sort_key=key, pk__lt=pk)).order_by("-sort_key", "-pk")
    found = found.filter(sort_key__gte=key)
    return found.filter(Q(sort_key__gt=key) | Q(sort_key=key, pk__gt=pk)).order_by("sort_key", "pk")


@dataclass(frozen=True)
class Hit:
    """A child found, and by what: ``name``, ``mother`` (words of the mother's name too), ``number``, ``similar``."""

    child: Child
    kind: str


@dataclass(frozen=True)
class Found:
    """What a search found. ``total`` stops at SEARCH_CAP; ``too_many`` says there is more than that."""

    hits: list[Hit]
    total: int
    too_many: bool


def search(query: str, *, most: int = SEARCH_SHOWS) -> Found:
    """Children of the scope by words of the name (any order, with or without diacritics, beginnings suffice), of
    child and mother together, or by the personal number from nine digits on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT child, kind, found FROM registry_search(%s, %s)", [nfc(query), most])
        rows = cursor.fetchall()
    children = Child.objects.select_related("commune", "village").in_bulk([pk for pk, _, _ in rows])
    hits = [Hit(children[pk], kind) for pk, kind, _ in rows if pk in children]
    total = rows[0][2] if rows else 0
    return Found(hits, min(total, SEARCH_CAP), total > SEARCH_CAP)


def look_alikes(*, folded: str, year: int, folded_mother: str, commune_id: int) -> list[Child]:
    """Children of the commune that may be the one about to be written down: same name without tones, and the
    year of birth or the mother's name agrees."""
    same = Q(date_of_birth__year=year)
    if folded_mother:
        same |= Q(folded_mother=folded_mother)
    found = Child.objects.filter(same, commune_id=commune_id, folded_name=folded).exclude(status__in=HIDDEN)
    return list(found.select_related("commune", "village").order_by("sort_key", "pk")[:20])


def holders_of(personal_id: str, *, except_for: int | None = None) -> list[Child]:
    """Children of the scope who bear this personal number."""
    number = clean(personal_id)
    if not number:
        return []
    found = Child.objects.filter(personal_id=number).exclude(status__in=HIDDEN)
    if except_for is not None:
        found = found.exclude(pk=except_for)
    return list(found[:5])


def unregistered_filter(as_of: date) -> ChildFilter:
    """Children under five whose birth is not registered, in the scope in force."""
    return ChildFilter(as_of, communes=my_communes(), age=UNDER_FIVE, registered="no")


def unregistered(as_of: date) -> tuple[int, date | None]:
    """How many they are, and the earliest birth among them."""
    children = unregistered_filter(as_of).children()
    oldest: date | None = children.aggregate(oldest=Min("date_of_birth"))["oldest"]
    return children.count(), oldest


# -- lists of children

LISTS = "registry.child_list"
"""The purpose of the files of lists."""
ROWS_SHOWN = 50


def may_download_list(user: Any, stored: Any) -> bool:
    """Whoever may import and sees the list under the row policy may have its file back."""
    return (
        bool(user.has_perm("registry.import_children")) and ChildImport.objects.filter(file=stored).exists()
    )


def import_by_uuid(uuid: Any) -> ChildImport | None:
    """The list, or None when it is not the person's or the commune's."""
    return ChildImport.objects.select_related("file", "commune").filter(uuid=uuid).first()


def imports_shown(most: int = 30) -> list[ChildImport]:
    """The latest lists, without those that were dropped."""
    found = ChildImport.objects.exclude(state=ImportState.DROPPED).select_related("file", "commune")
    return list(found.order_by("-created_at", "-pk")[:most])


def remembered_columns(commune_id: int | None, by_id: int) -> dict[str, dict[str, int | None]]:
    """What people said about columns, by signature of the headings; the latest word counts."""
    found = ChildImport.objects.filter(commune_id=commune_id).exclude(signature="").exclude(chosen={})
    if commune_id is None:
        found = found.filter(created_by_id=by_id)
    known: dict[str, dict[str, int | None]] = {}
    for signature, chosen in found.order_by("-pk").values_list("signature", "chosen")[:200]:
        if chosen.get("columns"):
            known.setdefault(signature, chosen["columns"])
    return known


def rows_of(taken: ChildImport, *, state: str = "", after: int = 0) -> list[ChildImportRow]:
    """A page of rows by their number in the file, from after a number on."""
    found = taken.rows.filter(number__gt=after)
    if state:
        found = found.filter(state=state)
    return list(found.order_by("number")[: ROWS_SHOWN + 1])


def children_by_id(ids: set[int]) -> dict[int, Child]:
    """Children of the scope, with their villages."""
    return Child.objects.select_related("village", "commune", "household").in_bulk(ids)
