"""Writing the register: one verb, one transaction, the actor named, the trace written.

The commune must be in the scope in force; the row policies refuse anything else a second time.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from treem.audit.services import record
from treem.kernel import personal_number
from treem.kernel.time import local_date
from treem.kernel.vietnamese import date_text, nfc, sort_key, title_name
from treem.registry import rules, selectors
from treem.registry.errors import (
    BirthInFuture,
    CircumstanceBeforeBirth,
    CircumstanceEnded,
    CircumstanceEndsEarly,
    CircumstanceOverlaps,
    CircumstanceTooFar,
    NotAName,
    NotAPersonalNumber,
    NotInRegister,
    OutsideScope,
    WrongVillage,
)
from treem.registry.models import HIDDEN, Child, SpecialCircumstance, Status
from treem.registry.quality.evaluation import recheck
from treem.registry.rules import Birth
from treem.territory import selectors as territory
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.organisations.models import User


LATEST_START = timedelta(days=366)
"""So far after today a special circumstance may begin."""
SORT_KEY_LENGTH = 250


@dataclass(frozen=True)
class ChildData:
    """What a person says about a child. Texts may be as typed; they are stored clean."""

    full_name: str
    sex: str
    birth: Birth
    ethnicity: str = ""
    personal_id: str = ""
    mother_name: str = ""
    father_name: str = ""
    village_id: int | None = None
    permanent_residence: str = ""
    present_residence: str = ""
    residence_note: str = ""
    birth_registered: bool = False

    def columns(self) -> dict[str, Any]:
        """By name of the column, as stored. Raises NotAName."""
        return {
            "full_name": person_name(self.full_name),
            "sex": self.sex,
            "date_of_birth": self.birth.on,
            "birth_precision": self.birth.precision,
            "ethnicity": clean(self.ethnicity),
            "personal_id": personal_number.clean(self.personal_id),
            "mother_name": person_name(self.mother_name, field="mother_name"),
            "father_name": person_name(self.father_name, field="father_name"),
            "village_id": self.village_id,
            "permanent_residence": clean(self.permanent_residence),
            "present_residence": clean(self.present_residence),
            "residence_note": clean(self.residence_note),
            "birth_registered": self.birth_registered,
        }


def data_of(child: Child) -> ChildData:
    """What a record says, in the form in which a person would say it."""
    texts = (
        "full_name", "sex", "ethnicity", "personal_id", "mother_name", "father_name", "permanent_residence",
        "present_residence", "residence_note",
    )  # fmt: skip
    return ChildData(
        **{name: getattr(child, name) for name in texts}, birth=child.birth, village_id=child.village_id,
        birth_registered=child.birth_registered,
    )  # fmt: skip


def clean(text: str) -> str:
    """One line as it is stored: without control characters, which no keyboard types and no paper shows."""
    return nfc("".join(sign for sign in text if sign.isspace() or unicodedata.category(sign) != "Cc"))


def person_name(text: str, field: str = "full_name") -> str:
    """A name as it is stored: clean, and in ordinary case when typed in capitals or small letters alone.

    Empty stays empty. Raises NotAName, beside ``field``, for marks and signs without a letter.
    """
    name = clean(text)
    if text.strip() and not any(sign.isalpha() for sign in name):
        raise NotAName(field=field)
    return title_name(name) if name.isupper() or name.islower() else name


@transaction.atomic
def create_child(
    *,
    actor: User,
    commune_id: int,
    data: ChildData,
    uuid: UUID | None = None,
    household_id: int | None = None,
) -> Child:
    """Write a child down. Sent twice under one ``uuid`` it is written once and the first record comes back.

    Raises OutsideScope, WrongVillage, BirthInFuture, NotAPersonalNumber, NotAName, and Django's ValidationError for
    what the columns cannot hold.
    """
    if uuid is not None and (known := selectors.child_by_uuid(uuid)):
        return known
    if commune_id not in selectors.my_communes():
        raise OutsideScope()
    today = local_date(timezone.now())
    _refuse_impossible(data, commune_id=commune_id, today=today)
    if household_id is not None:
        household = selectors.household_visible(household_id)
        if household is None or household.commune_id != commune_id:
            raise OutsideScope()
    child = Child(
        uuid=uuid or uuid4(), commune_id=commune_id, household_id=household_id, created_on=today,
        created_by_id=actor.pk, **data.columns(),
    )  # fmt: skip
    try:
        store(child)
    except OutsideScope:
        # Sent twice in the same moment: the other request was first, and its record is there by now.
        if known := selectors.child_by_uuid(child.uuid):
            return known
        raise
    recheck([child.pk], today)
    record(actor=actor, action="registry.create_child", subject=child)
    return child


@transaction.atomic
def update_child(*, actor: User, child: Child, version: int, data: ChildData) -> Child:
    """Change a child's data; ``version`` is the one the person opened.

    Raises StaleVersion when somebody else saved since, NotInRegister (taken back), WrongVillage, BirthInFuture,
    NotAPersonalNumber, NotAName, ValidationError.
    """
    standing = Child.objects.select_for_update().get(pk=child.pk)
    if standing.status == Status.WITHDRAWN:
        raise NotInRegister()
    columns = data.columns()
    check_version(standing, version, columns)
    _refuse_impossible(data, commune_id=standing.commune_id, today=local_date(timezone.now()))
    changed = sorted(name for name, value in columns.items() if getattr(standing, name) != value)
    if not changed:
        return standing
    for name in changed:
        setattr(standing, name, columns[name])
    standing.version += 1
    store(standing)
    recheck([standing.pk], local_date(timezone.now()))
    record(actor=actor, action="registry.update_child", subject=standing, detail={"fields": changed})
    return standing


def store(child: Child) -> None:
    """Check and save a record. Raises ValidationError, and OutsideScope for a client's number that is taken."""
    # Tones take room in the key: a name of the longest kind is sorted by what fits.
    child.sort_key = sort_key(child.full_name)[:SORT_KEY_LENGTH]
    # Foreign keys were looked up under the scope before; asking again would only cost time. Whether the uuid is
    # free is known for certain only to the constraint.
    child.full_clean(exclude=["uuid", "commune", "village", "household", "survivor", "source"])
    try:
        with transaction.atomic():
            child.save()
    except IntegrityError:
        # What is left after full_clean: a client's number that a record bears already, here or outside the scope.
        raise OutsideScope() from None


def _refuse_impossible(data: ChildData, *, commune_id: int, today: date) -> None:
    if data.birth.on > today:
        raise BirthInFuture(born=date_text(data.birth.on))
    if data.personal_id:
        wrong = next((f for f in personal_number.check(data.personal_id) if f.level == "error"), None)
        if wrong is not None:
            raise NotAPersonalNumber(finding=wrong.text)
    if data.village_id is not None:
        commune = territory.units([commune_id])[commune_id]
        if not territory.villages_of(commune, today).filter(pk=data.village_id).exists():
            raise WrongVillage()


@transaction.atomic
def record_special_circumstance(
    *, actor: User, child: Child, group: str, from_on: date, to_on: date | None = None, basis: str = ""
) -> SpecialCircumstance:
    """Note that a child belongs to a group in special circumstances from a day on.

    Raises NotInRegister (a double, or taken back), CircumstanceBeforeBirth, CircumstanceTooFar, CircumstanceEndsEarly,
    CircumstanceBeforeList, NotAGroup, CircumstanceOverlaps.
    """
    # The child's row is the lock: two people noting the same group at once come one after the other.
    standing = Child.objects.select_for_update().get(pk=child.pk)
    if standing.status in HIDDEN:
        raise NotInRegister()
    if from_on < standing.date_of_birth:
        raise CircumstanceBeforeBirth(start=date_text(from_on), born=date_text(standing.date_of_birth))
    today = local_date(timezone.now())
    if from_on > today + LATEST_START:
        raise CircumstanceTooFar(start=date_text(from_on))
    if to_on is not None and to_on < from_on:
        raise CircumstanceEndsEarly(end=date_text(to_on), start=date_text(from_on))
    rules.check_special_group(group, from_on=from_on, to_on=to_on, today=today)
    noted_before = SpecialCircumstance.objects.filter(child_id__in=selectors.records_of(standing))
    for known in noted_before.filter(group=group, withdrawn=False):
        if (to_on is None or known.from_on <= to_on) and (known.to_on is None or known.to_on >= from_on):
            raise CircumstanceOverlaps(start=date_text(known.from_on))
    noted = SpecialCircumstance(
        child=standing,
        commune_id=standing.commune_id,
        group=group,
        from_on=from_on,
        to_on=to_on,
        basis=clean(basis),
    )
    noted.full_clean(exclude=["child", "commune", "source"])
    noted.save()
    recheck([standing.pk], today)
    record(
        actor=actor, action="registry.record_special_circumstance", subject=standing,
        detail={"circumstance": noted.pk, "group": group},
    )  # fmt: skip
    return noted


@transaction.atomic
def end_special_circumstance(
    *, actor: User, circumstance: SpecialCircumstance, version: int, to_on: date
) -> SpecialCircumstance:
    """The child no longer belongs to the group after ``to_on``.

    Raises StaleVersion, CircumstanceEnded, CircumstanceEndsEarly.
    """
    standing = _locked(circumstance, version, {"to_on": to_on})
    if standing.to_on is not None:
        raise CircumstanceEnded()
    if to_on < standing.from_on:
        raise CircumstanceEndsEarly(end=date_text(to_on), start=date_text(standing.from_on))
    standing.to_on = to_on
    return _changed(actor, standing, "registry.end_special_circumstance")


@transaction.atomic
def withdraw_special_circumstance(
    *, actor: User, circumstance: SpecialCircumstance, version: int
) -> SpecialCircumstance:
    """It was noted by mistake: kept in the history, counted nowhere. Raises StaleVersion, CircumstanceEnded."""
    standing = _locked(circumstance, version, {"withdrawn": True})
    standing.withdrawn = True
    return _changed(actor, standing, "registry.withdraw_special_circumstance")


def _locked(circumstance: SpecialCircumstance, version: int, mine: dict[str, Any]) -> SpecialCircumstance:
    standing = SpecialCircumstance.objects.select_for_update().get(pk=circumstance.pk)
    check_version(standing, version, mine)
    if standing.withdrawn:
        raise CircumstanceEnded()
    return standing


def _changed(actor: User, standing: SpecialCircumstance, action: str) -> SpecialCircumstance:
    standing.version += 1
    standing.save()
    recheck([standing.child_id], local_date(timezone.now()))
    record(
        actor=actor, action=action, subject_type="registry.child", subject_ids=[standing.child_id],
        detail={"circumstance": standing.pk, "group": standing.group},
    )  # fmt: skip
    return standing
