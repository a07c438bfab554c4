"""Emergency measures: what was done, when, on whose decision. The first one stops the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from treem.audit.services import record
from treem.cases import selectors
from treem.cases.errors import BeforeReceived, ExplainLate, InTheFuture, WrongState
from treem.cases.models import EmergencyMeasure, Intake
from treem.cases.services.intake import moment_text, written
from treem.cases.services.steps import locked, refuse_closed
from treem.kernel.typed import record_number

if TYPE_CHECKING:
    from treem.organisations.models import User


@dataclass(frozen=True)
class MeasuresData:
    """What a person says was done. ``kinds`` are codes of MeasureKind, at least one."""

    applied_at: datetime
    kinds: tuple[str, ...]
    what: str
    decided_by: str
    means: str
    decider_name: str = ""
    paper_number: str = ""
    late_reason: str = ""


@transaction.atomic
def record_measures(
    *, actor: User, intake: Intake, version: int, data: MeasuresData, uuid: UUID | None = None, at: datetime
) -> EmergencyMeasure:
    """Record emergency measures. The clock stops at the moment they were applied, not when they are written down.

    Sent twice under one ``uuid`` they are written once. Late ones need a reason; being late never blocks.

    Raises StaleVersion, WrongState, InTheFuture, BeforeReceived, ExplainLate.
    """
    number = record_number(uuid, intake.uuid)
    if known := EmergencyMeasure.objects.filter(uuid=number).first():
        return known
    standing = locked(intake, version)
    refuse_closed(standing)
    if data.applied_at > at:
        raise InTheFuture(at=moment_text(data.applied_at), field="applied_on")
    if data.applied_at < standing.received_at:
        raise BeforeReceived(at=moment_text(data.applied_at), received=moment_text(standing.received_at))
    late = standing.clock_runs and data.applied_at > standing.emergency_due_at
    if late and not data.late_reason.strip():
        raise ExplainLate(due=moment_text(standing.emergency_due_at), source=standing.emergency_source)
    measure = EmergencyMeasure(
        uuid=number, intake=standing, commune_id=standing.commune_id,
        data_key_id=standing.content.data_key_id, applied_at=data.applied_at, kinds=sorted(set(data.kinds)),
        what=written(data.what), decided_by=data.decided_by, decider_name=written(data.decider_name),
        means=data.means, paper_number=written(data.paper_number), late_reason=written(data.late_reason),
        recorded_at=at, recorded_by_id=actor.pk,
    )  # fmt: skip
    measure.full_clean(exclude=["uuid", "intake", "commune", "data_key", "withdrawn_at", "withdrawn_by_id"])
    measure.save(force_insert=True)
    _stop_clock(standing)
    record(
        actor=actor, action="cases.record_measures", subject=standing,
        detail={"kinds": measure.kinds, "decided_by": data.decided_by, "means": data.means, "late": late},
    )  # fmt: skip
    return measure


@transaction.atomic
def withdraw_measures(*, actor: User, intake: Intake, version: int, uuid: UUID, at: datetime) -> Intake:
    """They were noted by mistake: kept and shown as such; without another one the clock runs again.

    Raises StaleVersion, WrongState.
    """
    standing = locked(intake, version)
    refuse_closed(standing)
    measure = selectors.measure_visible(standing, uuid)
    if measure is None:
        raise WrongState(state=standing.get_state_display())
    measure.withdrawn_at, measure.withdrawn_by_id = at, actor.pk
    measure.save()
    _stop_clock(standing)
    record(actor=actor, action="cases.withdraw_measures", subject=standing, detail={"measure": measure.pk})
    return standing


def _stop_clock(standing: Intake) -> None:
    standing.measures_at = (
        standing.measures.filter(withdrawn_at__isnull=True)
        .order_by("applied_at")
        .values_list("applied_at", flat=True)
        .first()
    )
    standing.version += 1
    standing.save()
