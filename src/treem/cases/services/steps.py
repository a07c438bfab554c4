"""What happens to a report: somebody takes it on, it goes to another commune, it turns out to be no matter for us."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from treem.audit import context
from treem.audit.services import record
from treem.cases import rules, selectors
from treem.cases.errors import (
    AlreadyLinked,
    ChildNotFound,
    LeaderDecides,
    OutsideScope,
    WrongCommune,
    WrongState,
)
from treem.cases.models import HandOver, Intake, IntakeChild, State
from treem.kernel.vietnamese import nfc_lines
from treem.registry import selectors as registry
from treem.web.conflicts import StaleVersion
from treem.web.logs import request_id

if TYPE_CHECKING:
    from uuid import UUID

    from treem.organisations.models import User


def locked(intake: Intake, version: int) -> Intake:
    """The report as it is now, locked. Raises OutsideScope, StaleVersion."""
    try:
        standing = selectors.locked(intake)
    except Intake.DoesNotExist:
        raise OutsideScope() from None
    if standing.version != version:
        raise StaleVersion(record=standing, version=standing.version, differences=[])
    return standing


def refuse_closed(intake: Intake) -> None:
    """Nothing more is written to a report that was set aside. Raises WrongState."""
    if intake.state == State.SET_ASIDE:
        raise WrongState(state=intake.get_state_display())


@transaction.atomic
def acknowledge(*, actor: User, intake: Intake, version: int, at: datetime) -> Intake:
    """Somebody takes the report on; a report that came from another commune is signed for by this.

    Raises WrongState, StaleVersion.
    """
    standing = locked(intake, version)
    if standing.state != State.NEW:
        raise WrongState(state=standing.get_state_display())
    standing.state = State.ACKNOWLEDGED
    standing.acknowledged_at, standing.acknowledged_by_id = at, actor.pk
    standing.version += 1
    standing.save()
    signed = HandOver.objects.filter(
        intake_uuid=standing.uuid, to_commune_id=standing.commune_id, received_at__isnull=True
    ).update(received_at=at, received_by_id=actor.pk)
    record(
        actor=actor, action="cases.acknowledge", subject=standing,
        detail={"number": standing.number, "handed_over": bool(signed)},
    )  # fmt: skip
    return standing


@transaction.atomic
def set_aside(
    *, actor: User, intake: Intake, version: int, reason: str, note: str = "", at: datetime
) -> Intake:
    """It is no matter for us, and why. Of what may be dangerous only a leader says so.

    Raises WrongState, StaleVersion, LeaderDecides.
    """
    standing = locked(intake, version)
    refuse_closed(standing)
    if standing.urgency in rules.SERIOUS and not actor.has_perm("cases.set_aside_serious"):
        raise LeaderDecides()
    standing.state = State.SET_ASIDE
    standing.set_aside_at, standing.set_aside_by_id, standing.set_aside_reason = at, actor.pk, reason
    standing.version += 1
    standing.save()
    content = standing.content
    content.set_aside_note = nfc_lines(note)
    content.save()
    record(actor=actor, action="cases.set_aside", subject=standing, detail={"reason": reason})
    return standing


@transaction.atomic
def hand_over(*, actor: User, intake: Intake, version: int, to_commune_id: int, reason: str) -> None:
    """Give the report to another commune, with the clock running. After this the report is there and not here.

    The move and its entry in the trail are made by a definer function: a row policy lets nobody write a row into
    another commune. Raises WrongCommune, WrongState, StaleVersion, OutsideScope.
    """
    assert actor.pk is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cases_hand_over(%s, %s, %s, %s, %s, %s)",
            [intake.uuid, version, to_commune_id, reason, context.current.get().appointment_id, request_id()],
        )
        (answer,) = cursor.fetchone()
    if answer == "ok":
        return
    if answer == "stale":
        standing = selectors.locked(intake)
        raise StaleVersion(record=standing, version=standing.version, differences=[])
    if answer == "state":
        raise WrongState(state=intake.get_state_display())
    raise WrongCommune() if answer == "commune" else OutsideScope()


@transaction.atomic
def link_child(*, actor: User, intake: Intake, child_id: int, at: datetime) -> IntakeChild:
    """Say which child of the register the report is about. Raises ChildNotFound, AlreadyLinked, WrongState."""
    try:
        standing = selectors.locked(intake)
    except Intake.DoesNotExist:
        raise OutsideScope() from None
    refuse_closed(standing)
    child = registry.child_visible(child_id)
    if child is None or child.status == "withdrawn":
        raise ChildNotFound()
    if child.survivor_id is not None:
        child_id = child.survivor_id
    if IntakeChild.objects.filter(intake=standing, child_id=child_id, withdrawn_at__isnull=True).exists():
        raise AlreadyLinked()
    link = IntakeChild.objects.create(
        intake=standing,
        commune_id=standing.commune_id,
        child_id=child_id,
        linked_at=at,
        linked_by_id=actor.pk,
    )
    record(actor=actor, action="cases.link_child", subject=standing, detail={"child": child_id})
    return link


@transaction.atomic
def unlink_child(*, actor: User, intake: Intake, uuid: UUID, at: datetime) -> None:
    """It was another child: the tie is withdrawn, not removed. Raises ChildNotFound."""
    link = IntakeChild.objects.select_for_update().filter(
        intake=intake, uuid=uuid, withdrawn_at__isnull=True
    ).first()  # fmt: skip
    if link is None:
        raise ChildNotFound()
    link.withdrawn_at, link.withdrawn_by_id = at, actor.pk
    link.save()
    record(actor=actor, action="cases.unlink_child", subject=intake, detail={"child": link.child_id})
