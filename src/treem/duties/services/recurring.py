"""The occurrences of recurring duties that come after those made at first."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Q

from treem.audit import services as audit
from treem.duties import hooks, rules
from treem.duties.errors import DeadlineImplausible, ObligationWithdrawn
from treem.duties.models import Execution, Obligation, ObligationState, StateChange
from treem.duties.recurrence import AHEAD, STEP_MONTHS, add_months, following_occurrences
from treem.duties.services.issuing import executions_for
from treem.kernel.time import local_date
from treem.kernel.vietnamese import date_text
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.organisations.models import User


@transaction.atomic
def extend_recurring(*, at: datetime) -> int:
    """Make the next twelve months of each recurring duty that has less than a month of dated work left.

    The bodies are those of its last occurrence, as far as they still exist. Running it again makes nothing twice.
    Returns how many executions were made. Reaches the executions of the scope in force, so it runs for the system.
    """
    today = local_date(at)
    due = list(
        Obligation.objects.select_for_update()
        .filter(state=ObligationState.ISSUED, recurrence__in=list(STEP_MONTHS))
        .filter(Q(recurs_until__isnull=True) | Q(recurs_until__gt=today))
        .order_by("pk")
    )
    last = dict(
        Execution.objects.filter(
            obligation_id__in=[obligation.pk for obligation in due], due_on__isnull=False
        )
        .order_by()
        .values_list("obligation_id")
        .annotate(last=Max("due_on"))
    )
    made = 0
    for obligation in due:
        before = last.get(obligation.pk)
        if before is not None and before < today + AHEAD:
            made += _extend(obligation, before, at=at)
    return made


def _extend(obligation: Obligation, last: date, *, at: datetime) -> int:
    today = local_date(at)
    until = min(obligation.recurs_until or date.max, add_months(today, 12))
    found = following_occurrences(obligation.pattern, last=last, until=until)
    if not found:
        return 0
    bodies = [
        execution.body
        for execution in obligation.executions.filter(due_on=last).select_related("body").order_by("body_id")
        if execution.body.in_force(today)
    ]
    new = Execution.objects.bulk_create(executions_for(obligation, found, bodies, at=at))
    StateChange.objects.bulk_create(
        StateChange(execution=each, body_id=each.body_id, at=at, by=None, to_state=each.state) for each in new
    )
    audit.record(
        actor=None, action="duties.extend", subject=obligation,
        detail={"executions": len(new), "days": [each.due_on for each in found]},
    )  # fmt: skip
    for told in hooks.extended:
        told(obligation, found)
    return len(new)


@transaction.atomic
def end_recurrence(obligation: Obligation, *, until: date | None, actor: User, version: int) -> Obligation:
    """Say until which day the duty comes again (None: without end). Occurrences that exist stay as they are.

    Raises ObligationWithdrawn, DeadlineImplausible, StaleVersion.
    """
    locked = Obligation.objects.select_for_update().get(pk=obligation.pk)
    check_version(locked, version, {"recurs_until": until})
    if locked.state == ObligationState.WITHDRAWN:
        raise ObligationWithdrawn()
    if until is not None and not rules.plausible(until):
        raise DeadlineImplausible(day=date_text(until), path=locked.path)
    locked.recurs_until = until
    locked.version += 1
    locked.save(update_fields=["recurs_until", "version"])
    audit.record(actor=actor, action="duties.end_recurrence", subject=locked, detail={"until": until})
    return locked
