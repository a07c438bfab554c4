"""Targets of the province in the plans of its units: which concern whom, what each unit took over, what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from treem.audit import services as audit
from treem.duties import assigning
from treem.indicators import rules, selectors
from treem.indicators.errors import LevelMissing, NotForThisBody, PaperDayAhead, UpperBelow, WhyNotMissing
from treem.indicators.models import Comparator, PlanTarget, TargetAdoption
from treem.kernel.time import local_date
from treem.kernel.vietnamese import date_text, nfc, place_key
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.documents.models import Document
    from treem.organisations.models import Body, User


# -- reading ----------------------------------------------------------------------------------------------


def targets_to_adopt(year: int, document_id: int | None = None) -> list[PlanTarget]:
    """Targets of the province's plans with a number for the year, in the order of the plan; of one document, or all."""
    return [
        target
        for target in selectors.targets_in_force(year)
        if target.level is not None
        and rules.for_this_year(target.horizon, year)
        and (document_id is None or target.document_id == document_id)
    ]


def concerns(target: PlanTarget, body: Body) -> bool:
    """Whether a unit takes the target into its own plan: each commune every target, an agency those it leads."""
    if body.level == "commune":
        return body.kind == "peoples_committee"
    return target.lead_id == body.pk


def units_of(targets: Collection[PlanTarget], on: date) -> list[Body]:
    """The units that are to take targets over: the communes by name, then the agencies that lead any."""
    leads = {target.lead_id: target.lead for target in targets if target.lead is not None}
    agencies = sorted((body for body in leads.values() if body.in_force(on)), key=lambda b: place_key(b.name))
    communes = sorted(assigning.committees(on), key=lambda b: place_key(b.unit.name if b.unit else b.name))
    return [*communes, *agencies]


def adoptions_of(body: Body, targets: Iterable[PlanTarget]) -> dict[int, TargetAdoption]:
    """By target: what the unit recorded, as far as the scope reaches."""
    found = TargetAdoption.objects.filter(body=body, target__in=list(targets))
    return {each.target_id: each for each in found.select_related("target", "document", "recorded_by")}


def all_adoptions(targets: Iterable[PlanTarget]) -> dict[tuple[int, int], TargetAdoption]:
    """By body and target, in one query."""
    found = TargetAdoption.objects.filter(target__in=list(targets)).select_related("target", "document")
    return {(each.body_id, each.target_id): each for each in found}


def against(adoption: TargetAdoption) -> rules.Against | None:
    """How the own level stands against the target; None where it does not apply or cannot be said."""
    if not adoption.applies or adoption.value is None:
        return None
    target = adoption.target
    return rules.against(
        own=adoption.comparator, value=adoption.value, upper=adoption.upper, above=target.comparator,
        above_value=target.value, above_upper=target.upper,
    )  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """One unit with how many targets concern it, stand in a paper of its own, are only meant, are weaker."""

    body: Body
    wanted: int
    standing: int
    meant: int
    weaker: int

    @property
    def missing(self) -> int:
        return self.wanted - self.standing


def units(year: int, on: date, document_id: int | None = None) -> list[Unit]:
    """How every unit stands, the communes first."""
    targets = targets_to_adopt(year, document_id)
    known = all_adoptions(targets)
    found = []
    for body in units_of(targets, on):
        mine = [target for target in targets if concerns(target, body)]
        rows = [row for target in mine if (row := known.get((body.pk, target.pk))) is not None]
        standing = sum(row.stands for row in rows)
        found.append(
            Unit(
                body, len(mine), standing, len(rows) - standing,
                sum(against(row) == "weaker" for row in rows),
            )
        )  # fmt: skip
    return [unit for unit in found if unit.wanted]


def units_without(year: int, on: date) -> list[Unit]:
    """Units in none of whose papers any target stands."""
    return [unit for unit in units(year, on) if not unit.standing]


def targets_of_unit(body: Body, year: int, document_id: int | None = None) -> list[PlanTarget]:
    """The targets that concern the unit."""
    return [target for target in targets_to_adopt(year, document_id) if concerns(target, body)]


def missing_of(body: Body, year: int) -> list[PlanTarget]:
    """The unit's targets that stand in no paper of its own yet."""
    mine = targets_of_unit(body, year)
    known = adoptions_of(body, mine)
    return [target for target in mine if target.pk not in known or not known[target.pk].stands]


# -- writing ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Level:
    """What a unit says about one target."""

    applies: bool = True
    comparator: str = ""
    value: Decimal | None = None
    upper: Decimal | None = None
    reason: str = ""


@transaction.atomic
def adopt(
    target: PlanTarget,
    body: Body,
    level: Level,
    *,
    actor: User,
    at: datetime,
    version: int = 0,
    document_words: str = "",
    document_on: date | None = None,
    origin_uuid: UUID | None = None,
) -> TargetAdoption:
    """Write down how the unit takes the target over; ``version`` 0: nothing was there when the page was opened.

    Raises LevelMissing, WhyNotMissing, UpperBelow, NotForThisBody, PaperDayAhead, StaleVersion.
    """
    if not concerns(target, body):
        raise NotForThisBody(body=str(body))
    _check(level)
    if document_on is not None and document_on > local_date(at):
        raise PaperDayAhead(day=date_text(document_on))
    found = TargetAdoption.objects.select_for_update(of=("self",)).filter(target=target, body=body).first()
    fields = {
        "applies": level.applies,
        "comparator": (level.comparator or target.comparator) if level.applies else "",
        "value": level.value if level.applies else None,
        "upper": level.upper if level.applies else None,
        "reason": nfc(" ".join(level.reason.split()))[:500],
        "document_words": nfc(" ".join(document_words.split()))[:300],
        "document_on": document_on,
    }
    if found is None:
        found = TargetAdoption(target=target, body=body)
    else:
        check_version(found, version, fields)
        found.version += 1
    for name, value in fields.items():
        setattr(found, name, value)
    found.origin_uuid = origin_uuid or found.origin_uuid
    found.recorded_by, found.recorded_at = actor, at
    found.save()
    audit.record(
        actor=actor, action="indicators.adopt_target", subject=found, detail={"applies": level.applies}
    )
    return found


def _check(level: Level) -> None:
    if not level.applies:
        if not level.reason.strip():
            raise WhyNotMissing()
        return
    if level.value is None or level.value < 0:
        raise LevelMissing()
    if level.upper is not None and level.upper <= level.value:
        raise UpperBelow()
    if level.comparator and level.comparator not in Comparator.values:
        raise LevelMissing()


@transaction.atomic
def stand_in(document: Document, *, origin_uuid: UUID, actor: User, at: datetime) -> int:
    """The paper of which a draft spoke is issued: what it said about targets stands in it now. Returns how many."""
    rows = list(
        TargetAdoption.objects.select_for_update(of=("self",)).filter(origin_uuid=origin_uuid, applies=True)
    )
    for row in rows:
        row.document, row.document_words, row.document_on = document, document.label[:300], document.issued_on
        row.version += 1
        row.recorded_at = at
        row.save(update_fields=["document", "document_words", "document_on", "version", "recorded_at"])
    if rows:
        audit.record(
            actor=actor, action="indicators.targets_stand", subject_type="indicators.targetadoption",
            subject_ids=[row.pk for row in rows],
        )  # fmt: skip
    return len(rows)
