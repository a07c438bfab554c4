"""Writing dated details, carers and households."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from treem.audit.services import record
from treem.kernel.time import local_date, today
from treem.kernel.vietnamese import date_text
from treem.law import lists
from treem.registry.details.errors import (
    DetailBeforeBirth,
    DetailEnded,
    DetailEndsEarly,
    DetailInFuture,
    DetailOverlaps,
    NotListed,
    PovertySaid,
)
from treem.registry.details.models import LIST_OF, SINGLE, Known
from treem.registry.errors import NotInRegister, OutsideScope
from treem.registry.models import HIDDEN, Carer, Child, ChildDetail, DetailKind, Household, HouseholdPoverty
from treem.registry.quality.evaluation import recheck, recheck_household
from treem.registry.rules import Birth
from treem.registry.selectors import my_communes, records_of
from treem.registry.services import clean
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.organisations.models import User

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """What a person says holds: ``since`` None when nobody knows since when."""

    code: str
    since: Birth | None = None
    to_on: date | None = None
    words: str = ""
    number: str = ""
    basis: str = ""


@transaction.atomic
def record_detail(*, actor: User, child: Child, kind: str, said: Said, at: datetime) -> ChildDetail:
    """Note what holds for a child. Of school, insurance and birth registration the one before ends the day before.

    Raises NotInRegister, NotListed, DetailInFuture, DetailBeforeBirth, DetailEndsEarly, DetailOverlaps.
    """
    standing = Child.objects.select_for_update(of=("self",)).get(pk=child.pk)
    if standing.status in HIDDEN:
        raise NotInRegister()
    wanted = DetailKind(kind)
    if said.code not in lists.listed(LIST_OF[wanted], on=local_date(at)):
        raise NotListed()
    _check_days(standing, said, local_date(at))
    start = said.since.on if said.since else None
    if wanted in SINGLE and start is not None:
        _end_before(standing, wanted, start)
    noted = ChildDetail(
        child=standing, commune_id=standing.commune_id, kind=wanted, code=said.code, from_on=start,
        from_known=said.since.precision if said.since else Known.UNKNOWN, to_on=said.to_on, words=clean(said.words),
        number=clean(said.number), basis=clean(said.basis),
    )  # fmt: skip
    noted.clean_fields(exclude={"uuid", "child", "commune"})
    try:
        with transaction.atomic():
            noted.save()
    except IntegrityError:
        raise DetailOverlaps() from None
    if wanted == DetailKind.BIRTH and not standing.birth_registered:
        standing.birth_registered = True
        standing.version += 1
        standing.save(update_fields=["birth_registered", "version"])
    _noted(actor, noted, "registry.record_detail")
    return noted


def _check_days(child: Child, said: Said, today: date) -> None:
    if said.since is None:
        return
    if said.since.on > today:
        raise DetailInFuture(start=date_text(said.since.on))
    if said.since.latest < child.date_of_birth:
        raise DetailBeforeBirth(start=date_text(said.since.on), born=date_text(child.date_of_birth))
    if said.to_on is not None and said.to_on < said.since.on:
        raise DetailEndsEarly(end=date_text(said.to_on), start=date_text(said.since.on))


def _end_before(child: Child, kind: DetailKind, start: date) -> None:
    records = records_of(child)
    for earlier in ChildDetail.objects.filter(
        child_id__in=records, kind=kind, withdrawn=False, to_on__isnull=True
    ):
        if earlier.from_on is None or earlier.from_on < start:
            earlier.to_on = start - DAY
            earlier.version += 1
            earlier.save()


@transaction.atomic
def end_detail(*, actor: User, detail: ChildDetail, version: int, to_on: date | None) -> ChildDetail:
    """It no longer holds after ``to_on``; None: it was noted by mistake. Raises StaleVersion, DetailEnded, DetailEndsEarly."""
    standing = ChildDetail.objects.select_for_update().get(pk=detail.pk)
    check_version(standing, version, {})
    if standing.withdrawn or (to_on is not None and standing.to_on is not None):
        raise DetailEnded()
    if to_on is None:
        standing.withdrawn = True
    else:
        if standing.from_on is not None and to_on < standing.from_on:
            raise DetailEndsEarly(end=date_text(to_on), start=date_text(standing.from_on))
        standing.to_on = to_on
    standing.version += 1
    standing.save()
    _noted(actor, standing, "registry.end_detail" if to_on else "registry.withdraw_detail")
    return standing


def _noted(actor: User, detail: ChildDetail, action: str) -> None:
    recheck([detail.child_id], today())
    record(
        actor=actor, action=action, subject_type="registry.child", subject_ids=[detail.child_id],
        detail={"detail": detail.pk, "kind": detail.kind},
    )  # fmt: skip


HOUSEHOLD = ("village_id", "head_name", "ethnicity", "address", "phone", "code")


@transaction.atomic
def save_household(
    *, actor: User, child: Child, version: int, values: Mapping[str, Any], poverty: str, poverty_from: date | None,
    basis: str, at: datetime,
) -> Household:  # fmt: skip
    """Change the household of a child, or make one where it has none (``version`` 0).

    A change of its poverty is kept with the day from which it holds. Raises OutsideScope, StaleVersion, PovertySaid.
    """
    owner = Child.objects.select_for_update(of=("self",)).get(pk=child.pk)
    if owner.commune_id not in my_communes():
        raise OutsideScope()
    if owner.household_id is None:
        household = Household(commune_id=owner.commune_id, version=0)
    else:
        household = Household.objects.select_for_update(of=("self",)).get(pk=owner.household_id)
    check_version(household, version, {})
    for name in HOUSEHOLD:
        setattr(household, name, values[name] if name == "village_id" else clean(values[name] or ""))
    changed = household.poverty != poverty
    household.poverty = poverty
    household.version += 1
    household.save()
    if changed or (poverty_from and basis):
        day = poverty_from or local_date(at)
        if household.poverty_spells.filter(from_on=day).exists():
            raise PovertySaid(day=date_text(day))
        HouseholdPoverty.objects.create(
            household=household, commune_id=household.commune_id, poverty=poverty, from_on=day, basis=clean(basis),
            recorded_at=at, recorded_by_id=actor.pk,
        )  # fmt: skip
    if owner.household_id is None:
        owner.household = household
        owner.version += 1
        owner.save(update_fields=["household", "version"])
    recheck_household([household.pk], local_date(at))
    record(
        actor=actor, action="registry.save_household", subject_type="registry.household", subject_ids=[household.pk],
        detail={"child": owner.pk, "poverty": poverty},
    )  # fmt: skip
    return household


@transaction.atomic
def save_carer(
    *, actor: User, household: Household, carer: Carer | None, version: int, values: Mapping[str, Any]
) -> Carer:
    """Write a parent or carer down, or change one. Raises OutsideScope, StaleVersion."""
    if household.commune_id not in my_communes():
        raise OutsideScope()
    if carer is None:
        standing = Carer(household=household, commune_id=household.commune_id, version=0)
    else:
        standing = Carer.objects.select_for_update(of=("self",)).get(pk=carer.pk)
    check_version(standing, version, {})
    for name, value in values.items():
        setattr(standing, name, value)
    standing.version += 1
    standing.clean_fields(exclude={"uuid", "household", "commune", "source"})
    standing.save()
    recheck_household([household.pk], today())
    record(
        actor=actor, action="registry.save_carer", subject_type="registry.household", subject_ids=[household.pk],
        detail={"carer": standing.pk, "fields": sorted(values)},
    )  # fmt: skip
    return standing
