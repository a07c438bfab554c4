"""Reading agencies, people and what a role may see. Everything that changes with time takes a date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q, QuerySet

from treem.db.scope import Scope
from treem.kernel.time import today
from treem.kernel.vietnamese import place_key, sort_key
from treem.organisations.fitting import misfit
from treem.organisations.models import (
    COMMUNE_ROLES,
    COMMUNE_SIDE_ROLES,
    LEAD_ROLES,
    Appointment,
    Body,
    BodyLevel,
    Role,
    User,
)
from treem.organisations.resolution import AssigneeResolver, Resolution, resolve_assignee
from treem.territory import selectors as territory

if TYPE_CHECKING:
    from treem.territory.models import Unit

ORGANISATION_ROLES = frozenset({Role.PROVINCE_LEADER, *LEAD_ROLES})
"""Roles that see every commune of the province."""


def bodies_in_force(on: date) -> QuerySet[Body]:
    """Agencies that exist on the day."""
    return Body.objects.filter(territory.in_force(on)).select_related("unit")


def body_by_code(code: str) -> Body | None:
    """The agency with the code (``so-y-te``, ``ubnd-03664``), or None."""
    return Body.objects.filter(code=code).select_related("unit").first()


def lead_body(on: date) -> Body | None:
    """The agency that leads the work on children in the province on the day."""
    return bodies_in_force(on).filter(lead_for_children=True).order_by("code").first()


def superior_of(body: Body) -> str:
    """The body above an agency, as its letterhead names it: the one it belongs to, else its province's committee."""
    if body.parent is not None:
        return body.parent.name
    return f"Ủy ban nhân dân {body.unit.kind} {body.unit.name}" if body.unit else ""


def bodies(ids: Iterable[int]) -> dict[int, Body]:
    """Agencies by id, with their places."""
    return Body.objects.select_related("unit").in_bulk(list(ids))


def commune_bodies(units: Iterable[int], on: date, *, prefix: str = "ubnd") -> dict[int, Body]:
    """For each commune (unit id) its People's Committee, or its ``vhxh``, ``cax``, ``tyt``."""
    found = bodies_in_force(on).filter(
        level=BodyLevel.COMMUNE, unit_id__in=list(units), code__startswith=f"{prefix}-"
    )
    return {body.unit_id: body for body in found if body.unit_id is not None}


def appointments_in_force(user: User, on: date) -> list[Appointment]:
    """The roles in which the person acts on the day, the longest held first."""
    found = user.appointments.filter(acting(on)).select_related("body", "body__unit", "body__unit__parent")
    return list(found.order_by("from_on", "pk"))


def acting(on: date) -> Q:
    """Appointments whose period contains the day, at bodies that exist on it."""
    return (
        Q(from_on__lte=on)
        & (Q(to_on__isnull=True) | Q(to_on__gte=on))
        & (Q(body__valid_to__isnull=True) | Q(body__valid_to__gte=on))
    )


def people_of(body: Body, on: date, roles: Iterable[Role] | None = None) -> list[User]:
    """Who acts for the body on the day, in one of the roles (any role without)."""
    found = Appointment.objects.filter(acting(on), body=body, user__is_active=True).select_related("user")
    if roles is not None:
        found = found.filter(role__in=list(roles))
    return list({appointment.user_id: appointment.user for appointment in found.order_by("from_on")}.values())


def active_or_not(ids: Iterable[int]) -> QuerySet[User]:
    """Accounts by id, those that were switched off too."""
    return User.objects.filter(pk__in=list(ids))


def active_people() -> QuerySet[User]:
    """Everybody whose account is in use; no programs."""
    return User.objects.filter(is_active=True, is_service=False)


def appointments_of(body_ids: Iterable[int], on: date) -> QuerySet[Appointment]:
    """Appointments in force at the bodies, with persons, by body, role and person."""
    return (
        Appointment.objects.filter(acting(on), body_id__in=list(body_ids))
        .select_related("user", "body")
        .order_by("body__code", "role", "user__full_name")
    )


def receivers_of(standing: Appointment, province: Unit, on: date) -> list[tuple[Body | None, list[User]]]:
    """Who may take over an appointment, by agency: the people of agencies of the province at which the role makes
    sense, its own agency first, then those of the same place; last (None) who holds no role yet."""
    role, own = Role(standing.role), standing.body
    fitting = [body for body in province_bodies(province, on) if not misfit(role, body, on)]
    fitting.sort(key=lambda b: (b.pk != own.pk, b.unit_id != own.unit_id, place_key(b.short_name)))
    people: dict[int, list[User]] = {}
    for each in appointments_of([body.pk for body in fitting], on).filter(user__is_active=True):
        there = people.setdefault(each.body_id, [])
        if each.user_id != standing.user_id and each.user not in there:
            there.append(each.user)
    idle = active_people().filter(appointments__isnull=True)
    groups: list[tuple[Body | None, list[User]]] = [(body, people.get(body.pk, [])) for body in fitting]
    by_name = [
        (body, sorted(found, key=lambda u: sort_key(u.full_name)))
        for body, found in [*groups, (None, list(idle))]
    ]
    return [(body, found) for body, found in by_name if found]


@dataclass(frozen=True)
class Answering:
    """Who answers for a commune: its People's Committee, and persons by what they do."""

    body: Body
    officers: tuple[User, ...]
    hotline: tuple[User, ...]
    leaders: tuple[User, ...]


def who_answers(province: Unit, on: date) -> list[Answering]:
    """For each commune of the province its child-protection officers, hotline and leaders; gaps included."""
    found = province_bodies(province, on).filter(level=BodyLevel.COMMUNE)
    people: dict[tuple[int | None, str], list[User]] = {}
    for appointment in appointments_of(found.values_list("pk", flat=True), on).filter(user__is_active=True):
        there = people.setdefault((appointment.body.unit_id, appointment.role), [])
        if appointment.user not in there:
            there.append(appointment.user)

    def of(body: Body, role: Role) -> tuple[User, ...]:
        return tuple(people.get((body.unit_id, role.value), ()))

    return [
        Answering(
            body,
            of(body, Role.COMMUNE_OFFICER),
            of(body, Role.HOTLINE_OFFICER),
            of(body, Role.COMMUNE_LEADER),
        )
        for body in found.filter(code__startswith="ubnd-").order_by("unit__code")
    ]


def province_of(body: Body, on: date) -> Unit | None:
    """The province a body belongs to on the day; None for a central one."""
    if body.unit is None:
        return None
    province = body.unit.parent or body.unit
    return territory.province_as_of(province.code, on) or province


def province_bodies(province: Unit, on: date) -> QuerySet[Body]:
    """All agencies of a province on the day: its own, and those of its communes."""
    area = territory.same_area(province)
    return bodies_in_force(on).filter(Q(unit_id__in=area) | Q(unit__parent_id__in=area))


def _ended_in_province(province: Unit, on: date) -> tuple[int, ...]:
    """Ids of the agencies of the province that have ended by the day."""
    area = territory.same_area(province)
    found = Body.objects.filter(Q(unit_id__in=area) | Q(unit__parent_id__in=area), valid_to__lt=on)
    return tuple(found.order_by("pk").values_list("pk", flat=True))


def _come_to(unit: Unit, on: date) -> tuple[int, ...]:
    """Ids of the agencies whose records a commune has by the day: its own that have ended, and those of communes that
    came to it (``territory.UnitChange``)."""
    ended = Body.objects.filter(level=BodyLevel.COMMUNE).filter(Q(valid_to__lt=on) | Q(unit__valid_to__lt=on))
    rows = list(ended.values_list("pk", "unit_id", "valid_to"))
    if not rows:
        return ()
    merged = territory.merged_into(unit, on)
    return tuple(
        sorted(
            pk
            for pk, unit_id, last in rows
            if unit_id in merged or (unit_id == unit.pk and last and last < on)
        )
    )


def service_appointment(user: User, role: str, body: Body, *, from_on: date, to_on: date) -> Appointment:
    """As what a program acts: like an appointment of a person, but none is kept; its token is the evidence."""
    return Appointment(user=user, role=role, body=body, from_on=from_on, to_on=to_on)


def scope_of_appointment(pk: int) -> Scope | None:
    """The scope of an appointment today, for a job that acts for it; None when it has ended meanwhile."""
    on = today()
    found = (
        Appointment.objects.filter(acting(on), pk=pk, user__is_active=True)
        .select_related("user", "body")
        .first()
    )
    return scope_for(found, on) if found else None


def scope_of_system(purpose: str) -> Scope:
    """The whole province, for work that no person asked for; ``purpose`` says what for. Raises LookupError when the
    province is not loaded."""
    on = today()
    province = territory.province_as_of(settings.TREEM_PROVINCE, on)
    if province is None:
        raise LookupError(f"province {settings.TREEM_PROVINCE} is not loaded")
    return Scope(
        user_id=0,
        communes=territory.commune_ids_of(province, on),
        bodies=tuple(province_bodies(province, on).values_list("pk", flat=True)),
        purpose=purpose,
        former=_ended_in_province(province, on),
    )


def scope_for(appointment: Appointment, on: date) -> Scope:
    """The communes and bodies whose protected rows the role reaches on the day.

    ============================================  ==================  ===========================
    role                                          communes            bodies
    ============================================  ==================  ===========================
    commune officer, hotline, division, leader    own                 all of the commune
    commune partner, collaborator                 none                own
    sector officer                                none                own and those under it
    lead agency, province leader                  all of the province all of the province
    inspector                                     none                all of the province
    ministry analyst, administrator               none                none
    ============================================  ==================  ===========================

    Bodies that have ended are ``former``: for a commune its own and those of communes that came to it, for who sees the
    province all of the province. An appointment that is not in force reaches nothing.
    """
    role, body = Role(appointment.role), appointment.body
    user_id = appointment.user_id
    if not appointment.in_force(on) or not body.in_force(on):
        return Scope(user_id=user_id)
    if role in COMMUNE_ROLES and body.unit is not None and body.level == BodyLevel.COMMUNE:
        there = bodies_in_force(on).filter(unit=body.unit).values_list("pk", flat=True)
        return Scope(
            user_id=user_id,
            communes=(body.unit.pk,),
            bodies=tuple(sorted(there)),
            former=_come_to(body.unit, on),
        )
    if role in COMMUNE_SIDE_ROLES:
        return Scope(user_id=user_id, bodies=(body.pk,))
    if role == Role.SECTOR_OFFICER:
        under = bodies_in_force(on).filter(parent=body).values_list("pk", flat=True)
        return Scope(user_id=user_id, bodies=(body.pk, *sorted(under)))
    province = province_of(body, on)
    if province is not None and (role in ORGANISATION_ROLES or role == Role.INSPECTOR):
        everything = tuple(province_bodies(province, on).order_by("pk").values_list("pk", flat=True))
        communes = () if role == Role.INSPECTOR else tuple(sorted(territory.commune_ids_of(province, on)))
        former = _ended_in_province(province, on)
        return Scope(user_id=user_id, communes=communes, bodies=everything, former=former)
    return Scope(user_id=user_id)


__all__ = [
    "Answering",
    "AssigneeResolver",
    "Resolution",
    "acting",
    "active_people",
    "appointments_in_force",
    "appointments_of",
    "bodies",
    "bodies_in_force",
    "body_by_code",
    "commune_bodies",
    "lead_body",
    "people_of",
    "province_bodies",
    "province_of",
    "resolve_assignee",
    "scope_for",
    "who_answers",
]
