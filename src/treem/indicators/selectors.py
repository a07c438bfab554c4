"""Reading targets and their values. The row policies decide which values are there; nothing here widens them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet

from treem.indicators.formulas import formula_on
from treem.indicators.models import PUBLISHED, PlanTarget, TargetChange, TargetValue, ValueSource, ValueState
from treem.indicators.rules import for_this_year
from treem.organisations.selectors import lead_body

if TYPE_CHECKING:
    from treem.organisations.models import Body

COMMUNE = "commune"


def targets_in_force(year: int, *, bodies: Collection[int] = ()) -> Sequence[PlanTarget]:
    """Targets of the province's plans for the year or for later years, in the order of the plan; and of the communes'
    own targets those of the ``bodies``."""
    wanted = _standing(bodies).filter(horizon__gte=str(year))
    return sorted(wanted, key=in_order)


def in_order(target: PlanTarget) -> tuple[int, tuple[int, str], str]:
    """The order of the plan: by document, number, part; what stands in the text last."""
    return (target.document_id, _natural(target.number), target.part)


def target_visible(uuid: UUID, *, bodies: Collection[int]) -> PlanTarget | None:
    """The target, unless it is the own target of somebody else's commune; also one that has left its plan."""
    return _targets(bodies).filter(uuid=uuid).first()


def targets_of_indicator(target: PlanTarget, *, bodies: Collection[int]) -> list[PlanTarget]:
    """Other targets for the same indicator: of former and later years and plans, and the own ones of communes."""
    if not target.indicator_key:
        return []
    found = _standing(bodies).filter(indicator_key=target.indicator_key).exclude(pk=target.pk)
    return sorted(found, key=lambda each: (each.horizon, *in_order(each)))


def _targets(bodies: Collection[int]) -> QuerySet[PlanTarget]:
    return PlanTarget.objects.select_related("lead", "document", "owner").filter(
        Q(owner__isnull=True) | ~Q(owner__level=COMMUNE) | Q(owner_id__in=list(bodies))
    )


def _standing(bodies: Collection[int]) -> QuerySet[PlanTarget]:
    """Those that their documents still set."""
    return _targets(bodies).filter(withdrawn_at__isnull=True)


def _natural(number: str) -> tuple[int, str]:
    digits = re.match(r"\d+", number)
    return (int(digits[0]) if digits else 10**6, number)


def of_commune(target: PlanTarget) -> bool:
    """The own target of a commune, not of a plan of the province."""
    return target.owner is not None and target.owner.level == COMMUNE


def answering_body(target: PlanTarget, on: date) -> Body | None:
    """Who gives the figure: the commune for its own target, else the lead agency, else the lead for children."""
    if of_commune(target):
        return target.owner
    return target.lead or lead_body(on)


# -- values -----------------------------------------------------------------------------------------------


def values_of(target: PlanTarget) -> QuerySet[TargetValue]:
    """Everything that was ever given for the target and that the scope lets through, the newest first."""
    found = target.values.select_related("typed_by", "confirmed_by", "body", "superseded_by", "target")
    return found.order_by("-as_of", "-typed_at", "-pk")


def values_waiting(target: PlanTarget) -> list[TargetValue]:
    """Figures of the target that wait for a second person, or for mending."""
    return list(values_of(target).filter(state__in=[ValueState.PROPOSED, ValueState.SENT_BACK]))


def value_visible(uuid: UUID) -> TargetValue | None:
    """The value, or None when the policies hide it."""
    return (
        TargetValue.objects.select_related(
            "target", "target__lead", "target__owner", "target__document", "body", "typed_by", "confirmed_by"
        )
        .filter(uuid=uuid)
        .first()
    )


def value_by_uuid(uuid: UUID) -> TargetValue | None:
    """The value that a form made under this number, or None."""
    return TargetValue.objects.filter(uuid=uuid).first()


def values_by_target(targets: Iterable[PlanTarget]) -> dict[int, list[TargetValue]]:
    """For each target what counts or waits: confirmed and proposed values, by day."""
    found: dict[int, list[TargetValue]] = defaultdict(list)
    by_id = {target.pk: target for target in targets}
    wanted = TargetValue.objects.filter(
        target_id__in=list(by_id), state__in=[ValueState.CONFIRMED, ValueState.PROPOSED]
    ).select_related("body", "typed_by", "confirmed_by")
    for value in wanted.order_by("as_of", "confirmed_at", "pk"):
        value.target = by_id[value.target_id]
        found[value.target_id].append(value)
    return dict(found)


# -- work that waits --------------------------------------------------------------------------------------


def targets_to_enter(bodies: Collection[int], on: date) -> list[PlanTarget]:
    """Targets with a number for this year that the bodies answer for, that treem cannot count, and for which nothing
    is confirmed or waiting this year."""
    mine = [
        target
        for target in targets_in_force(on.year, bodies=bodies)
        if for_this_year(target.horizon, on.year)
        and target.value is not None
        and formula_on(target.indicator_key, on) is None
        and (body := answering_body(target, on)) is not None
        and body.pk in bodies
    ]
    given = TargetValue.objects.filter(
        target__in=mine,
        period__startswith=str(on.year),
        source=ValueSource.TYPED,
        state__in=[*PUBLISHED, ValueState.PROPOSED],
    ).values_list("target_id", flat=True)
    done = set(given)
    return [target for target in mine if target.pk not in done]


def values_to_confirm(user_id: int, bodies: Collection[int], *, communes: bool) -> QuerySet[TargetValue]:
    """Proposed values of the bodies that somebody else typed. ``communes``: also values of communes' own targets."""
    found = TargetValue.objects.filter(state=ValueState.PROPOSED, body_id__in=list(bodies))
    if not communes:
        found = found.filter(plan_level=True)
    return found.exclude(typed_by_id=user_id)


def values_sent_back(user_id: int) -> QuerySet[TargetValue]:
    """The person's own values that came back and wait for mending."""
    return TargetValue.objects.filter(state=ValueState.SENT_BACK, typed_by_id=user_id)


def targets_of_document(document_id: int, *, bodies: Collection[int]) -> list[PlanTarget]:
    """What one plan wants, in its order; a commune's own targets only for the bodies."""
    return sorted(_standing(bodies).filter(document_id=document_id), key=in_order)


def touched_at(document_id: int, moment: datetime) -> int:
    """How many targets of the document came, were changed or left at the moment."""
    rows = TargetChange.objects.filter(at=moment, target__document_id=document_id)
    return rows.values("target_id").distinct().count()


def valued_since(document_id: int, since: datetime) -> list[PlanTarget]:
    """Targets of the document that came, were changed or left at the moment, and for which a figure was typed after it."""
    given = TargetValue.objects.filter(typed_at__gt=since, source=ValueSource.TYPED)
    touched = TargetChange.objects.filter(at=since, target__document_id=document_id)
    rows = PlanTarget.objects.filter(pk__in=touched.values("target_id")).filter(
        pk__in=given.values("target_id")
    )
    return sorted(rows, key=in_order)
