"""Taking a report in and correcting it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from treem.audit.services import record
from treem.cases import rules, selectors
from treem.cases.errors import (
    InformantKnown,
    InTheFuture,
    NoConsent,
    NotAPhone,
    NothingReported,
    OutsideScope,
    ReceivedTooLate,
    TooLongAgo,
)
from treem.cases.models import Channel, Informant, InformantKind, Intake, IntakeContent, SexHeard, Urgency
from treem.cases.services.steps import refuse_closed
from treem.db import keys
from treem.kernel.time import VIETNAM, local_date
from treem.kernel.vietnamese import nfc, nfc_lines
from treem.territory import selectors as territory
from treem.web.conflicts import Difference, StaleVersion

if TYPE_CHECKING:
    from treem.organisations.models import User

LONGEST_AGO = timedelta(days=366)
"""A report older than this is a slip of the finger."""


@dataclass(frozen=True)
class IntakeData:
    """What a person wrote down. Only the moment and what happened are needed; texts may be as typed."""

    received_at: datetime
    what_happened: str
    urgency: str = Urgency.UNKNOWN
    channel: str = Channel.OTHER
    group: str = ""
    incident_commune_id: int | None = None
    residence_commune_id: int | None = None
    informant_kind: str = InformantKind.UNKNOWN
    child_sex: str = SexHeard.UNKNOWN
    child_name: str = ""
    child_birth: str = ""
    incident_place: str = ""
    present_place: str = ""
    present_condition: str = ""
    feared: str = ""
    father: str = ""
    mother: str = ""
    family: str = ""
    carer: str = ""
    done_before: str = ""


_PLAIN = ("received_at", "urgency", "channel", "group", "incident_commune_id", "residence_commune_id")
_CONTENT = tuple(f.name for f in fields(IntakeData) if f.name not in _PLAIN)


@dataclass(frozen=True)
class InformantData:
    """Who reported. ``consents``: that person agreed to be written down; without it nothing may be given."""

    consents: bool = False
    full_name: str = ""
    phone: str = ""
    address: str = ""
    note: str = ""

    @property
    def given(self) -> bool:
        """Whether anything tells who it is."""
        return any(text.strip() for text in (self.full_name, self.phone, self.address, self.note))


def data_of(intake: Intake) -> IntakeData:
    """What a saved report says, in the form in which a person would say it."""
    content = intake.content
    return IntakeData(
        **{name: getattr(intake, name) for name in _PLAIN},
        **{name: getattr(content, name) for name in _CONTENT},
    )


def moment_text(at: datetime) -> str:
    """«21:05 22/11/2026», on the clock of Vietnam."""
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def written(text: str) -> str:
    """A text as it is stored: NFC, without control characters, lines kept."""
    return nfc_lines("".join(c for c in text if c in "\n\r\t" or unicodedata.category(c) != "Cc"))


@transaction.atomic
def take_intake(
    *,
    actor: User,
    data: IntakeData,
    informant: InformantData | None = None,
    uuid: UUID | None = None,
    at: datetime,
) -> Intake:
    """Write a report down and start its clock; the deadline and its article are stored with it.

    Sent twice under one ``uuid`` it is written once and the first comes back. Raises OutsideScope, InTheFuture,
    TooLongAgo, NothingReported, NoConsent, NotAPhone, NotInForce.
    """
    commune_id = selectors.my_commune()
    if commune_id is None:
        raise OutsideScope()
    if uuid is not None and (known := selectors.intake_by_uuid(uuid)):
        return known
    refuse_impossible(data, at=at)
    _refuse_informant(informant)
    due = rules.emergency_measures_due(data.received_at)
    try:
        with transaction.atomic():
            intake = Intake(
                uuid=uuid or uuid4(), commune_id=commune_id, number=_next_number(commune_id, at), recorded_at=at,
                taken_by_id=actor.pk, emergency_due_at=due.at, emergency_source=str(due.source),
                **{name: getattr(data, name) for name in _PLAIN},
            )  # fmt: skip
            intake.full_clean(exclude=["uuid", "commune", "incident_commune", "residence_commune", "number"])
            intake.save(force_insert=True)
    except IntegrityError:
        # A client's number sent twice at once, or one that a record outside the scope bears.
        if uuid is not None and (known := selectors.intake_by_uuid(uuid)):
            return known
        raise OutsideScope() from None
    content = IntakeContent(intake=intake, commune_id=commune_id)
    _fill(content, data)
    content.save()
    if informant is not None and informant.given:
        _write_informant(intake, content.data_key_id, informant, actor=actor, at=at)
    record(
        actor=actor, action="cases.take_intake", subject=intake,
        detail={"number": intake.number, "urgency": intake.urgency, "channel": intake.channel},
    )  # fmt: skip
    return intake


@transaction.atomic
def change_intake(*, actor: User, intake: Intake, version: int, data: IntakeData, at: datetime) -> Intake:
    """Correct or complete a report. The deadline follows the moment of receipt.

    Raises StaleVersion with the fields that differ, WrongState, ReceivedTooLate, and what ``take_intake`` raises.
    """
    standing = _locked(intake)
    saved = data_of(standing)
    if version != standing.version:
        raise StaleVersion(record=standing, version=standing.version, differences=_differences(saved, data))
    refuse_closed(standing)
    refuse_impossible(data, at=at)
    for what, later in (
        (_("ghi vào đây"), standing.recorded_at),
        (_("áp dụng biện pháp"), standing.measures_at),
    ):
        if later is not None and data.received_at > later:
            raise ReceivedTooLate(at=moment_text(data.received_at), what=what, later=moment_text(later))
    changed = [name for name in (*_PLAIN, *_CONTENT) if getattr(saved, name) != _stored(name, data)]
    due = rules.emergency_measures_due(data.received_at)
    for name in _PLAIN:
        setattr(standing, name, getattr(data, name))
    standing.emergency_due_at, standing.emergency_source = due.at, str(due.source)
    standing.version += 1
    standing.full_clean(exclude=["uuid", "commune", "incident_commune", "residence_commune", "number"])
    standing.save()
    content = standing.content
    _fill(content, data)
    content.save()
    detail: dict[str, Any] = {"fields": changed}
    if saved.urgency != data.urgency:
        detail["urgency"] = [saved.urgency, data.urgency]
    if saved.received_at != data.received_at:  # it moves the deadline
        detail["received_at"] = [saved.received_at, data.received_at]
    record(actor=actor, action="cases.change_intake", subject=standing, detail=detail)
    return standing


@transaction.atomic
def add_informant(*, actor: User, intake: Intake, informant: InformantData, at: datetime) -> None:
    """Write down, afterwards, who reported. Raises NoConsent, NotAPhone, InformantKnown."""
    standing = _locked(intake)
    _refuse_informant(informant)
    if selectors.has_informant(standing):
        raise InformantKnown()
    if informant.given:
        _write_informant(standing, standing.content.data_key_id, informant, actor=actor, at=at)
        record(actor=actor, action="cases.add_informant", subject=standing)


def differences(intake: Intake, data: IntakeData) -> list[Difference]:
    """Where what was typed differs from what is saved."""
    return _differences(data_of(intake), data)


def _locked(intake: Intake) -> Intake:
    try:
        return selectors.locked(intake)
    except Intake.DoesNotExist:
        raise OutsideScope() from None


def refuse_impossible(data: IntakeData, *, at: datetime) -> None:
    """Refuse what cannot be. Raises InTheFuture, TooLongAgo, NothingReported, OutsideScope."""
    if data.received_at > at:
        raise InTheFuture(at=moment_text(data.received_at))
    if data.received_at < at - LONGEST_AGO:
        raise TooLongAgo(at=moment_text(data.received_at))
    if not written(data.what_happened):
        raise NothingReported()
    named = {pk for pk in (data.incident_commune_id, data.residence_commune_id) if pk is not None}
    known = territory.units(named)
    if named - set(known) or any(unit.level != "commune" for unit in known.values()):
        raise OutsideScope()


def _refuse_informant(informant: InformantData | None) -> None:
    if informant is None or not informant.given:
        return
    if not informant.consents:
        raise NoConsent()
    if informant.phone.strip() and not rules.is_phone(rules.phone_digits(informant.phone)):
        raise NotAPhone()


def _write_informant(
    intake: Intake, data_key: UUID, informant: InformantData, *, actor: User, at: datetime
) -> None:
    digits = rules.phone_digits(informant.phone)
    Informant.objects.create(
        intake=intake, commune_id=intake.commune_id, data_key_id=data_key, full_name=nfc(informant.full_name),
        phone=nfc(informant.phone), address=written(informant.address), note=written(informant.note),
        phone_index=keys.blind_index(digits, "cases.informant_phone") if digits else "", consented_at=at,
        recorded_by_id=actor.pk,
    )  # fmt: skip


def _stored(name: str, data: IntakeData) -> Any:
    value = getattr(data, name)
    return written(value) if name in _CONTENT and isinstance(value, str) else value


def _fill(content: IntakeContent, data: IntakeData) -> None:
    for name in _CONTENT:
        setattr(content, name, _stored(name, data))


def _differences(saved: IntakeData, mine: IntakeData) -> list[Difference]:
    found = []
    for name in (*_PLAIN, *_CONTENT):
        theirs, typed = getattr(saved, name), _stored(name, mine)
        if theirs != typed:
            model = Intake if name in _PLAIN else IntakeContent
            label = str(model._meta.get_field(name.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]
            found.append(Difference(name, label, theirs, typed))
    return found


def _next_number(commune_id: int, at: datetime) -> str:
    """The next number of the commune in the year; the counter's row is the lock."""
    year = local_date(at).year
    commune = territory.units([commune_id])[commune_id]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_intakecounter (commune_id, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (commune_id, year) DO UPDATE SET last = cases_intakecounter.last + 1 RETURNING last",
            [commune_id, year],
        )
        (last,) = cursor.fetchone()
    return rules.number_of(commune.code, year, last)
