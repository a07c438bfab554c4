"""Background work of the map."""

from __future__ import annotations

import logging

import pghistory
from django.conf import settings

from treem.jobs.work import enqueue, job
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.territory import selectors
from treem.territory.boundaries import services
from treem.territory.models import BoundaryChange, ChangeState

log = logging.getLogger(__name__)


@job("territory.change_boundaries", steps=True, lock="territory.change_boundaries")
def change_boundaries(*, change_id: int) -> None:
    """Apply or undo a change that somebody asked for; one that cannot be done says why and changes nothing."""
    change = BoundaryChange.objects.get(pk=change_id)
    province = selectors.province_as_of(settings.TREEM_PROVINCE, today())
    try:
        with pghistory.context(user=change.asked_by_id):
            if change.state == ChangeState.APPLYING and province is not None:
                services.apply(change, province=province, at=now())
            elif change.state == ChangeState.UNDOING:
                services.undo(change, at=now())
    except DomainError as error:
        log.warning("change of boundaries %s stopped: %s", change_id, error.code)
        services.stopped(change, str(error))


def have_done(change: BoundaryChange) -> None:
    """Queue the work. It sees the whole province, whoever asked."""
    enqueue(change_boundaries, purpose="boundaries", change_id=change.pk)
