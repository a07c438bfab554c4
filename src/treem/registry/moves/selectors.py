"""Reading moves. The row policies decide what is there: the sender's, the receiver's, and those of one's own children."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F, Func, Min, Q, QuerySet, TextField

from treem import law
from treem.kernel.time import local_date
from treem.kernel.vietnamese import fold
from treem.registry import rules
from treem.registry.models import HIDDEN, Child, ChildMove, Household, MoveKind, MoveState
from treem.registry.selectors import my_communes

if TYPE_CHECKING:
    from uuid import UUID

PARAMETER = "children.move_answer"
SHOWN = 100
HOUSEHOLDS_SHOWN = 20


def answer_due(proposed: date) -> date:
    """The last day to answer a move proposed on a day, by the convention in force on it."""
    return proposed + timedelta(days=law.value(PARAMETER, on=proposed).whole)


@dataclass(frozen=True)
class MovedChild:
    """What both sides may know of a child that moves."""

    pk: int
    full_name: str
    sex: str
    birth: rules.Birth
    mother_name: str


@dataclass(frozen=True)
class Move:
    """A move as one thing: its rows differ in the child alone."""

    row: ChildMove
    count: int

    @property
    def group(self) -> UUID:
        return self.row.group

    @property
    def sent(self) -> bool:
        """Whether the scope is the sender's (or sees both)."""
        return self.row.from_commune_id in my_communes()

    @property
    def received(self) -> bool:
        return self.row.to_commune_id in my_communes()

    @property
    def open(self) -> bool:
        return bool(self.row.state == MoveState.PROPOSED)

    @property
    def due_on(self) -> date:
        """The last day for an answer."""
        return answer_due(local_date(self.row.proposed_at))

    def late(self, day: date) -> bool:
        """Whether the answer is overdue."""
        return self.open and day > self.due_on


def _with_places(found: QuerySet[ChildMove]) -> QuerySet[ChildMove]:
    return found.select_related("from_commune", "to_commune", "commune")


def _together(rows: Iterable[ChildMove]) -> list[Move]:
    moves: dict[Any, list[ChildMove]] = {}
    for row in rows:
        moves.setdefault(row.group, []).append(row)
    return [Move(group[0], len(group)) for group in moves.values()]


def move_visible(group: UUID) -> Move | None:
    """The move, or None when neither end of it is in the scope."""
    rows = list(_with_places(ChildMove.objects.filter(group=group)).order_by("pk"))
    return Move(rows[0], len(rows)) if rows else None


def moved_children(group: UUID) -> list[MovedChild]:
    """Who moves; nobody for a receiver that refused or was told it is off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_moved_children(%s)", [group])
        return [
            MovedChild(pk, name, sex, rules.Birth(born, precision), mother)
            for pk, name, sex, born, precision, mother in cursor.fetchall()
        ]


def incoming() -> QuerySet[ChildMove]:
    """What waits for an answer of the scope."""
    return ChildMove.objects.filter(state=MoveState.PROPOSED, to_commune_id__in=my_communes())


def outgoing() -> QuerySet[ChildMove]:
    """What the scope has proposed: not answered yet, or refused and not read."""
    unread = Q(state=MoveState.REFUSED, noted_at__isnull=True)
    return ChildMove.objects.filter(
        Q(state=MoveState.PROPOSED) | unread, kind=MoveKind.COMMUNE, from_commune_id__in=my_communes()
    )


def waiting(found: QuerySet[ChildMove]) -> tuple[int, date | None]:
    """How many moves, and when the oldest of them was proposed."""
    oldest = found.aggregate(at=Min("proposed_at"))["at"]
    return found.values("group").distinct().count(), local_date(oldest) if oldest else None


def listed(found: QuerySet[ChildMove]) -> list[Move]:
    """Moves, the oldest first."""
    return _together(_with_places(found).order_by("proposed_at", "pk")[: SHOWN * 4])[:SHOWN]


def settled() -> list[Move]:
    """Moves that are over, and exits, the latest first."""
    over = ChildMove.objects.exclude(state=MoveState.PROPOSED)
    return _together(_with_places(over).order_by("-proposed_at", "pk")[: SHOWN * 4])[:SHOWN]


def moves_of(child: Child) -> list[ChildMove]:
    """The way of a child of the scope, the latest first; what was refused or withdrawn too."""
    return list(_with_places(child.moves.all()).order_by("-moved_on", "-pk"))


def open_move_of(child: Child) -> ChildMove | None:
    """The proposal about the child that waits for an answer."""
    return child.moves.filter(state=MoveState.PROPOSED).select_related("to_commune").first()


def household_of(child: Child) -> list[Child]:
    """The children of the child's household who are on the list, the eldest first; the child itself where it has none."""
    if child.household_id is None:
        return [child]
    found = Child.objects.filter(
        household_id=child.household_id, status="active", commune_id=child.commune_id
    )
    return list(found.order_by("date_of_birth", "pk"))


def look_alikes(moved: Iterable[MovedChild], commune_id: int) -> list[Child]:
    """Children of the receiving commune who may be one of those offered: typed in there already."""
    found: list[Child] = []
    for each in moved:
        same = Child.objects.filter(
            commune_id=commune_id, folded_name=fold(each.full_name), date_of_birth__year=each.birth.on.year
        )
        found += list(same.exclude(status__in=HIDDEN).exclude(pk=each.pk).select_related("village")[:5])
    return found


def households_called(text: str, commune_id: int) -> list[Household]:
    """Households of a commune by their code, or by the name of their head with or without tones."""
    wanted = text.strip()
    if not wanted:
        return []
    by_code = list(Household.objects.filter(commune_id=commune_id, code=wanted)[:HOUSEHOLDS_SHOWN])
    if by_code:
        return by_code
    called = Func(F("head_name"), function="treem_fold", output_field=TextField())
    named = (
        Household.objects.filter(commune_id=commune_id).annotate(called=called).filter(called=fold(wanted))
    )
    return list(named.select_related("village").order_by("head_name", "pk")[:HOUSEHOLDS_SHOWN])
