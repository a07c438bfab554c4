"""Accounts, appointments and hand-over. Every change names who made it and leaves a trace."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from treem.audit.services import record
from treem.kernel.language import gettext as _
from treem.kernel.time import today
from treem.kernel.vietnamese import date_text, fold, nfc, title_name
from treem.organisations import errors, hooks, rules, selectors
from treem.organisations.fitting import misfit
from treem.organisations.models import (
    Appointment,
    Body,
    BodyAlias,
    BodyLevel,
    Role,
    User,
)

DAY = timedelta(days=1)
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else on paper


@dataclass(frozen=True)
class NewUser:
    """A new account with the password to hand over once; only its hash is kept."""

    user: User
    password: str


@dataclass(frozen=True)
class HandedOver:
    """The new appointment, and how many pieces of open work went with it."""

    appointment: Appointment
    moved: int


# -- accounts


@transaction.atomic
def create_user(
    *,
    actor: User | None,
    username: str,
    full_name: str,
    email: str = "",
    phone: str = "",
    password: str | None = None,
) -> NewUser:
    """Make the account of one person. Without ``password`` one is made up, to be changed at first sign-in.

    ``actor`` is None only when the first administrator of an empty system is made.

    Raises BadUsername, SharedAccount, SharedPerson, UsernameTaken.
    """
    username, full_name = nfc(username).lower(), title_name(full_name)
    check_account(username, full_name, shared_names())
    if User.objects.filter(username=username).exists():
        raise errors.UsernameTaken(username=username, proposal=_free(username))
    made_up = password or one_time_password()
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username,
                made_up,
                full_name=full_name,
                email=email.strip().lower(),
                phone=phone.strip(),
                must_change_password=password is None,
            )
    except IntegrityError as error:
        raise errors.UsernameTaken(username=username, proposal=_free(username)) from error
    record(actor=actor, action="organisations.create_user", subject=user)
    return NewUser(user, made_up)


@transaction.atomic
def create_service_account(*, actor: User, name: str) -> User:
    """The account of a program: nobody signs in with it, and no list of people shows it.

    Its name for machines holds a colon, which no person's may.
    """
    user = User.objects.create_user(
        f"may:{secrets.token_hex(8)}", None, full_name=nfc(name).strip(), is_service=True
    )
    record(actor=actor, action="organisations.create_service_account", subject=user)
    return user


@dataclass(frozen=True)
class SharedNames:
    """Names that no account may have: of the communes that have agencies here, and of agencies (``compact``)."""

    places: frozenset[str]
    agencies: frozenset[str]


def shared_names() -> SharedNames:
    """As they stand now; read once for a list of people."""
    return SharedNames(_place_names(), _agency_names())


def check_account(username: str, full_name: str, shared: SharedNames) -> None:
    """Whether the account may belong to one person. Raises BadUsername, SharedAccount, SharedPerson."""
    if not rules.well_formed(username):
        raise errors.BadUsername(username=username)
    if what := rules.shared_account_reason(username, places=shared.places, agencies=shared.agencies):
        raise errors.SharedAccount(username=username, what=what)
    if not rules.is_name_of_a_person(full_name):
        raise errors.SharedPerson(full_name=full_name)


def one_time_password() -> str:
    """Twelve letters that can be read out on the telephone: «mk7p-qd3x-wz9a»."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


def _free(username: str) -> str:
    taken = set(User.objects.filter(username__startswith=username).values_list("username", flat=True))
    return next(name for n in range(2, len(taken) + 3) if (name := f"{username}{n}") not in taken)


def _place_names() -> frozenset[str]:
    """Names of the communes that have agencies here: an account called so is shared."""
    names = Body.objects.filter(level=BodyLevel.COMMUNE).values_list("unit__name", flat=True).distinct()
    return frozenset(rules.compact(name) for name in names)


def _agency_names() -> frozenset[str]:
    rows = Body.objects.exclude(level=BodyLevel.COMMUNE).values_list("code", "name", "short_name")
    return frozenset(rules.compact(name) for row in rows for name in row)


@transaction.atomic
def set_password_required(*, user: User, actor: User) -> str:
    """Give the person a new password to hand over once; it must be changed at the next sign-in."""
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.version += 1
    user.save(update_fields=["password", "must_change_password", "version"])
    record(actor=actor, action="organisations.reset_password", subject=user)
    return password


@transaction.atomic
def set_active(*, user: User, active: bool, actor: User) -> User:
    """Switch an account on or off. Its history stays; a person who left can no longer sign in, and whoever was
    signed in is no more, also when the account is switched on again.

    Raises LastAdministrator when nobody could manage the system after it.
    """
    if not active:
        on = today()
        held = Appointment.objects.filter(selectors.acting(on), user=user, role=Role.ADMINISTRATOR)
        if any(not _other_administrators(one, on) for one in held):
            raise errors.LastAdministrator
        user.times_switched_off += 1
    user.is_active = active
    user.version += 1
    user.save(update_fields=["is_active", "times_switched_off", "version"])
    record(actor=actor, action=f"organisations.{'activate' if active else 'deactivate'}_user", subject=user)
    return user


# -- appointments


@transaction.atomic
def appoint(
    *,
    user: User,
    role: Role | str,
    body: Body,
    from_on: date,
    to_on: date | None = None,
    decision: str = "",
    position: str = "",
    actor: User | None,
) -> Appointment:
    """Let the person act in the role for the body from one day to another (both included).

    Raises PersonInactive, EndBeforeStart, BodyNotInForce, RoleDoesNotFitBody, AppointmentOverlaps.
    """
    role = Role(role)
    if not user.is_active:
        raise errors.PersonInactive(person=user)
    check_appointment(role, body, from_on, to_on)
    # One appointment of a person at a time; the constraint in the database is the last word.
    User.objects.select_for_update().get(pk=user.pk)
    for other in Appointment.objects.filter(user=user, role=role, body=body):
        if (other.to_on is None or from_on <= other.to_on) and (to_on is None or other.from_on <= to_on):
            raise errors.AppointmentOverlaps(person=user, body=body, period=period(other))
    appointment = Appointment.objects.create(
        user=user,
        role=role,
        body=body,
        from_on=from_on,
        to_on=to_on,
        decision=nfc(decision),
        position=nfc(position),
        created_by_id=actor.pk if actor else None,
    )
    record(
        actor=actor,
        action="organisations.appoint",
        subject=appointment,
        detail={"user": user.pk, "role": role.value, "body": body.code, "from": from_on, "to": to_on},
    )
    return appointment


def check_appointment(role: Role, body: Body, from_on: date, to_on: date | None) -> None:
    """Whether such an appointment makes sense. Raises EndBeforeStart, BodyNotInForce, RoleDoesNotFitBody."""
    if to_on is not None and to_on < from_on:
        raise errors.EndBeforeStart(to=date_text(to_on), start=date_text(from_on))
    if not body.in_force(from_on):
        raise errors.BodyNotInForce(body=body, on=date_text(from_on))
    if reason := misfit(role, body, from_on):
        raise errors.RoleDoesNotFitBody(role=role.label, body=body, reason=reason)


def period(appointment: Appointment) -> str:
    """The days of an appointment in words."""
    start = date_text(appointment.from_on)
    if appointment.to_on:
        return _("từ {start} đến {end}").format(start=start, end=date_text(appointment.to_on))
    return _("từ {start}").format(start=start)


@transaction.atomic
def end_appointment(*, appointment: Appointment, last_on: date, actor: User | None) -> Appointment:
    """End the appointment after ``last_on``. It stays on record.

    Raises AppointmentEnded, EndBeforeStart, or LastAdministrator when nobody could manage the system after it.
    """
    standing = Appointment.objects.select_for_update().select_related("user", "body").get(pk=appointment.pk)
    if standing.to_on is not None and standing.to_on <= last_on:
        raise errors.AppointmentEnded(on=date_text(standing.to_on))
    if last_on < standing.from_on:
        raise errors.EndBeforeStart(to=date_text(last_on), start=date_text(standing.from_on))
    if standing.role == Role.ADMINISTRATOR and not _other_administrators(standing, last_on + DAY):
        raise errors.LastAdministrator
    standing.to_on = last_on
    standing.version += 1
    standing.save(update_fields=["to_on", "version"])
    record(actor=actor, action="organisations.end_appointment", subject=standing, detail={"last_on": last_on})
    return standing


def _other_administrators(leaving: Appointment, on: date) -> bool:
    # Locked, so that two administrators cannot remove each other at the same moment.
    others = Appointment.objects.select_for_update(of=("self",)).filter(
        selectors.acting(on), role=Role.ADMINISTRATOR, user__is_active=True
    )
    return any(other.pk != leaving.pk for other in others)


@transaction.atomic
def create_user_with_role(
    *,
    actor: User | None,
    username: str,
    full_name: str,
    role: Role | str,
    body: Body,
    from_on: date,
    to_on: date | None = None,
    email: str = "",
    phone: str = "",
    decision: str = "",
    position: str = "",
    password: str | None = None,
) -> NewUser:
    """A new person with the first appointment: both, or neither. Raises what the two raise."""
    new = create_user(
        actor=actor, username=username, full_name=full_name, email=email, phone=phone, password=password
    )
    appoint(
        user=new.user, role=role, body=body, from_on=from_on, to_on=to_on, decision=decision,
        position=position, actor=actor,
    )  # fmt: skip
    return new


# -- hand-over


@transaction.atomic
def hand_over(
    *, from_user: User, to_user: User, role: Role | str, body: Body, on: date, actor: User, decision: str = ""
) -> HandedOver:
    """From the day ``on``, ``to_user`` acts in the place of ``from_user``, and takes over the open work.

    The appointment of ``from_user`` ends the day before; where it began on that very day, it ends with it.
    ``to_user`` is appointed unless that is so already. Everything happens, or nothing.

    Raises SamePerson, NothingToHandOver, and what ``appoint`` and ``end_appointment`` raise.
    """
    role = Role(role)
    if from_user.pk == to_user.pk:
        raise errors.SamePerson
    leaving = (
        from_user.appointments.filter(role=role, body=body, from_on__lte=on).order_by("-from_on").first()
    )
    if leaving is None or not leaving.in_force(on):
        raise errors.NothingToHandOver(person=from_user, body=body, on=date_text(on))
    taking = next(
        (a for a in to_user.appointments.filter(role=role, body=body) if a.in_force(on)), None
    ) or appoint(user=to_user, role=role, body=body, from_on=on, decision=decision, actor=actor)
    end_appointment(appointment=leaving, last_on=max(on - DAY, leaving.from_on), actor=actor)
    moved = sum(move(from_user, to_user, body) for move in hooks.handing_over)
    record(
        actor=actor,
        action="organisations.hand_over",
        subject=taking,
        detail={
            "from": from_user.pk,
            "to": to_user.pk,
            "role": role.value,
            "body": body.code,
            "on": on,
            "moved": moved,
        },
    )
    return HandedOver(taking, moved)


def open_work(*, from_user: User, to_user: User, body: Body) -> int:
    """How many pieces of open work a hand-over would move: done, counted and undone."""
    with transaction.atomic():
        moved = sum(move(from_user, to_user, body) for move in hooks.handing_over)
        transaction.set_rollback(True)
    return moved


# -- agencies


@transaction.atomic
def add_alias(*, body: Body, name: str, actor: User, source: str = "") -> None:
    """Remember how letters write the name of the body, so that the next one is understood."""
    name = nfc(name)
    alias, new = BodyAlias.objects.get_or_create(
        body=body, name=name, defaults={"folded": fold(name), "source": source}
    )
    if new:
        record(actor=actor, action="organisations.add_alias", subject=alias, detail={"body": body.code})


__all__ = [
    "HandedOver",
    "NewUser",
    "add_alias",
    "appoint",
    "check_account",
    "check_appointment",
    "create_user",
    "create_user_with_role",
    "end_appointment",
    "hand_over",
    "one_time_password",
    "open_work",
    "set_active",
    "set_password_required",
    "shared_names",
]
