"""Moving children: one verb, one transaction, the actor named. A child always has one owner: the sender, until the
receiving commune has taken it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction

from treem.audit import context
from treem.audit.services import record
from treem.kernel.time import local_date, today
from treem.kernel.vietnamese import date_text
from treem.registry.errors import OutsideScope, WrongVillage
from treem.registry.models import Child, ChildMove, MoveKind, MoveState, Status
from treem.registry.moves import records, selectors
from treem.registry.moves.errors import (
    ChildChanged,
    MoveAnswered,
    MovedBeforeBirth,
    MovedInFuture,
    MoveOpen,
    NoHousehold,
    NotHere,
    NotReturnable,
    PlaceMissing,
    ReturnedEarly,
    SameCommune,
    UnknownCommune,
    WhyMissing,
)
from treem.registry.quality.evaluation import recheck
from treem.registry.selectors import my_communes
from treem.registry.services import clean, person_name
from treem.territory import selectors as territory
from treem.web.conflicts import StaleVersion, check_version
from treem.web.logs import request_id

if TYPE_CHECKING:
    from treem.organisations.models import User

TEXT = 250


@dataclass(frozen=True)
class Told:
    """What a person says about a move. ``place``: where in words; ``permanent``: the permanent residence moves too."""

    moved_on: date
    reason: str = ""
    place: str = ""
    note: str = ""
    permanent: bool = False


@transaction.atomic
def propose(*, actor: User, child: Child, to_commune_id: int, whole: bool, told: Told, at: datetime) -> UUID:
    """Ask another commune of the province to take the child on, alone or with all children of its household.

    Nothing changes hands: the sender owns the children until the other one accepts. Returns the number of the move.
    Raises NotHere, MoveOpen, SameCommune, UnknownCommune, MovedInFuture, MovedBeforeBirth.
    """
    standing = _locked_here(child)
    day = local_date(at)
    here = territory.units([standing.commune_id])[standing.commune_id]
    if to_commune_id == here.pk:
        raise SameCommune()
    assert here.parent is not None
    if to_commune_id not in territory.commune_ids_of(here.parent, day):
        raise UnknownCommune()
    going = selectors.household_of(standing) if whole else [standing]
    group = uuid4()
    for each in going:
        _check_day(each, told.moved_on, day)
        _refuse_open(each)
    try:
        with transaction.atomic():
            for each in going:
                _row(
                    each,
                    group,
                    MoveKind.COMMUNE,
                    MoveState.PROPOSED,
                    told,
                    actor,
                    at,
                    to=to_commune_id,
                    whole=whole,
                )
    except IntegrityError:
        raise MoveOpen(child=standing.full_name) from None  # two people at once
    record(
        actor=actor, action="registry.propose_move", subject_type="registry.child",
        subject_ids=[each.pk for each in going],
        detail={"move": str(group), "from": here.pk, "to": to_commune_id, "whole": whole},
    )  # fmt: skip
    return group


_CHECKED = {
    "uuid", "child", "commune", "from_commune", "to_commune", "household", "answered_at", "answered_by_id", "noted_at",
    "returned_on",
}  # fmt: skip
"""Columns that come from a record looked up before, or are empty at first."""


def _row(
    child: Child, group: UUID, kind: str, state: str, told: Told, actor: User, at: datetime, *,
    to: int | None = None, whole: bool = False,
) -> ChildMove:  # fmt: skip
    household = child.household if child.household_id else None
    village = child.village if child.village_id else None
    made = ChildMove(
        group=group, child=child, commune_id=child.commune_id, kind=kind, state=state, from_commune_id=child.commune_id,
        to_commune_id=to, place=clean(told.place)[:TEXT],
        from_place=", ".join(part for part in (village.full_name if village else "", child.commune.full_name) if part),
        moved_on=told.moved_on, reason=told.reason, note=clean(told.note)[:TEXT], permanent=told.permanent,
        whole=whole and household is not None, household=household,
        household_code=household.code if household else "", head_name=household.head_name if household else "",
        proposed_at=at, proposed_by_id=actor.pk,
    )  # fmt: skip
    made.clean_fields(exclude=_CHECKED)
    made.save()
    return made


def _locked_here(child: Child) -> Child:
    """The child, locked, on the list of a commune of the scope. Raises OutsideScope, NotHere."""
    standing = Child.objects.select_for_update(of=("self",)).filter(pk=child.pk).first()
    if standing is None or standing.commune_id not in my_communes():
        raise OutsideScope()
    if standing.status != Status.ACTIVE:
        raise NotHere()
    return standing


def _check_day(child: Child, day: date, today: date) -> None:
    if day > today:
        raise MovedInFuture(day=date_text(day))
    if day < child.date_of_birth:
        raise MovedBeforeBirth(day=date_text(day), born=date_text(child.date_of_birth))


def _refuse_open(child: Child) -> None:
    if selectors.open_move_of(child) is not None:
        raise MoveOpen(child=child.full_name)


@transaction.atomic
def refuse(*, actor: User, group: UUID, version: int, why: str, at: datetime) -> None:
    """The receiving commune does not take the children on, and says why; they stay where they are.

    Raises OutsideScope, MoveAnswered, StaleVersion, WhyMissing.
    """
    _answer(actor, group, version, MoveState.REFUSED, why, at, side="to_commune_id")


@transaction.atomic
def withdraw(*, actor: User, group: UUID, version: int, why: str, at: datetime) -> None:
    """The sender takes the proposal back before it is answered.

    Raises OutsideScope, MoveAnswered, StaleVersion, WhyMissing.
    """
    _answer(actor, group, version, MoveState.WITHDRAWN, why, at, side="from_commune_id")


def _answer(
    actor: User, group: UUID, version: int, state: MoveState, why: str, at: datetime, *, side: str
) -> None:
    rows = _locked(group, side)
    _refuse_answered(rows[0])
    check_version(rows[0], version, {})
    reason = clean(why)[:TEXT]
    if not reason:
        raise WhyMissing()
    ChildMove.objects.filter(group=group).update(
        state=state, why=reason, answered_at=at, answered_by_id=actor.pk, version=version + 1
    )
    record(
        actor=actor, action=f"registry.{'refuse' if state == MoveState.REFUSED else 'withdraw'}_move",
        subject_type="registry.child", subject_ids=[row.child_id for row in rows], detail={"move": str(group)},
    )  # fmt: skip


def _locked(group: UUID, side: str) -> list[ChildMove]:
    rows = list(
        ChildMove.objects.select_for_update()
        .filter(group=group, **{f"{side}__in": my_communes()})
        .order_by("pk")
    )
    if not rows:
        raise OutsideScope()
    return rows


def _refuse_answered(row: ChildMove) -> None:
    if row.state != MoveState.PROPOSED:
        raise MoveAnswered(state=row.get_state_display())


@transaction.atomic
def note_refusal(*, actor: User, group: UUID, at: datetime) -> None:
    """The sender has read why the children were not taken on. Raises OutsideScope, MoveAnswered."""
    rows = _locked(group, "from_commune_id")
    if rows[0].state != MoveState.REFUSED:
        raise MoveAnswered(state=rows[0].get_state_display())
    ChildMove.objects.filter(group=group, noted_at__isnull=True).update(noted_at=at)
    record(
        actor=actor, action="registry.note_refused_move", subject_type="registry.child",
        subject_ids=[row.child_id for row in rows], detail={"move": str(group)},
    )  # fmt: skip


@transaction.atomic
def accept(
    *, actor: User, group: UUID, version: int, how: str, village_id: int | None = None,
    household_id: int | None = None, head_name: str = "",
) -> None:  # fmt: skip
    """Take the children on: from now on they and everything recorded about them are the receiving commune's.

    ``how`` is what becomes of the household: it ``comes`` along, one of ours is ``found`` (``household_id``), a ``new``
    one is made (``head_name``), or ``none`` is known yet. Protection cases stay with the commune that keeps them.

    Raises OutsideScope, MoveAnswered, StaleVersion, ChildChanged, WrongVillage, NoHousehold.
    """
    assert actor.pk is not None
    with connection.cursor() as cursor:
        # WITH, not SELECT: the history of who changed what is not given to a statement that begins with SELECT.
        cursor.execute(
            "WITH done AS MATERIALIZED (SELECT registry_accept_move(%s, %s, %s, %s, %s, %s, %s, %s, %s) AS said)"
            " SELECT said FROM done",
            [
                group, version, how, village_id, household_id, person_name(head_name, field="head_name"),
                list(records.stays), context.current.get().appointment_id, request_id(),
            ],
        )  # fmt: skip
        (said,) = cursor.fetchone()
    if said == "ok":
        came_here = ChildMove.objects.filter(group=group).values_list("child_id", flat=True)
        recheck(list(came_here), today())
        return
    known = selectors.move_visible(group)
    if said == "scope" or known is None:
        raise OutsideScope()
    if said == "stale":
        raise StaleVersion(record=known.row, version=known.row.version, differences=[])
    if said == "state":
        raise MoveAnswered(state=known.row.get_state_display())
    if said == "village":
        raise WrongVillage()
    if said == "household":
        raise NoHousehold()
    raise ChildChanged()


_EXITS = {MoveKind.PROVINCE: Status.MOVED, MoveKind.DIED: Status.DIED}


@transaction.atomic
def leave(*, actor: User, child: Child, version: int, kind: str, told: Told, at: datetime) -> ChildMove:
    """The child leaves the list: out of the province (``place`` says where to), or it died.

    Raises NotHere, MoveOpen, StaleVersion, PlaceMissing, MovedInFuture, MovedBeforeBirth.
    """
    standing = _locked_here(child)
    _check_day(standing, told.moved_on, local_date(at))
    _refuse_open(standing)
    check_version(standing, version, {})
    if kind == MoveKind.PROVINCE and not clean(told.place):
        raise PlaceMissing()
    made = _row(standing, uuid4(), kind, MoveState.RECORDED, told, actor, at)
    standing.status, standing.exit_on = _EXITS[MoveKind(kind)], told.moved_on
    _stand(standing)
    return _noted(actor, made, "registry.leave")


@transaction.atomic
def came(*, actor: User, child: Child, told: Told, at: datetime) -> ChildMove:
    """Where the child came to the province from, and when. Raises NotHere, PlaceMissing, MovedInFuture, MovedBeforeBirth."""
    standing = _locked_here(child)
    _check_day(standing, told.moved_on, local_date(at))
    if not clean(told.place):
        raise PlaceMissing()
    made = _row(standing, uuid4(), MoveKind.CAME, MoveState.RECORDED, told, actor, at)
    return _noted(actor, made, "registry.note_arrival")


@transaction.atomic
def come_back(
    *, actor: User, move: ChildMove, version: int, returned_on: date, why: str, at: datetime
) -> Child:
    """A child who left is on the list again: it came back, or it was noted by mistake.

    Raises OutsideScope, NotReturnable, StaleVersion, MovedInFuture, ReturnedEarly.
    """
    standing = Child.objects.select_for_update(of=("self",)).filter(pk=move.child_id).first()
    row = ChildMove.objects.select_for_update().filter(pk=move.pk).first()
    if standing is None or row is None or standing.commune_id not in my_communes():
        raise OutsideScope()
    if row.state != MoveState.RECORDED or standing.status != _EXITS.get(MoveKind(row.kind)):
        raise NotReturnable()
    check_version(row, version, {})
    if returned_on > local_date(at):
        raise MovedInFuture(day=date_text(returned_on), field="returned_on")
    if returned_on < row.moved_on:
        raise ReturnedEarly(day=date_text(returned_on), left=date_text(row.moved_on))
    standing.status, standing.exit_on = Status.ACTIVE, None
    _stand(standing)
    row.state, row.returned_on, row.why = MoveState.REVERSED, returned_on, clean(why)[:TEXT]
    row.answered_at, row.answered_by_id = at, actor.pk
    row.version += 1
    row.save()
    _noted(actor, row, "registry.come_back")
    return standing


def _stand(child: Child) -> None:
    child.version += 1
    child.save(update_fields=["status", "exit_on", "version"])


def _noted(actor: User, move: ChildMove, action: str) -> ChildMove:
    recheck([move.child_id], today())
    record(
        actor=actor, action=action, subject_type="registry.child", subject_ids=[move.child_id],
        detail={"move": str(move.group), "kind": move.kind},
    )  # fmt: skip
    return move
