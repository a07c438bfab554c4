"""Taking an import back as one: made records end, changed ones get their former values, nothing is deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from treem.audit.services import record
from treem.organisations.errors import ImportDone, ImportInUse, LastAdministrator
from treem.organisations.imports.services import steps_by
from treem.organisations.models import Appointment, Body, Import, ImportState, User
from treem.organisations.roles import Role
from treem.organisations.selectors import acting
from treem.territory import selectors as territory
from treem.territory import services as map_services

if TYPE_CHECKING:
    from treem.territory.models import Village

DAY = timedelta(days=1)
MANY = 8
_TABLES = {"user": "organisations_user", "body": "organisations_body", "village": "territory_village"}
# What stands in these tables is looked at below, with more sense than "points to it".
_LEAVE = {
    "user": ["organisations_appointment"],
    "body": ["organisations_appointment", "organisations_body", "organisations_bodyalias"],
    "village": [],
}


@transaction.atomic
def undo(taken: Import, *, actor: User, on: date) -> None:
    """Take the import back. Raises ImportDone, or ImportInUse with what depends on it: then nothing changes."""
    standing = Import.objects.select_for_update().get(pk=taken.pk)
    if standing.state != ImportState.APPLIED:
        raise ImportDone(state=standing.get_state_display())
    if found := reasons(standing, on):
        more = " …" if len(found) > MANY else ""
        raise ImportInUse(reasons="; ".join(found[:MANY]) + more)
    last = on - DAY
    _restore(standing, actor)
    made = {what: [step["id"] for step in steps] for what, steps in steps_by(standing, made=True).items()}
    for appointment in Appointment.objects.select_for_update().filter(pk__in=made.get("appointment", [])):
        if appointment.to_on is None or appointment.to_on > last:
            appointment.to_on = max(appointment.from_on, last)
            _save(appointment, "to_on")
    for user in User.objects.select_for_update().filter(pk__in=made.get("user", [])):
        user.is_active = False
        user.times_switched_off += 1
        user.set_unusable_password()
        _save(user, "is_active", "times_switched_off", "password")
    for body in Body.objects.select_for_update().filter(pk__in=made.get("body", [])):
        body.valid_to = max(body.valid_from, last)
        _save(body, "valid_to")
    found_villages = territory.villages_by_id(made.get("village", []))
    map_services.change_villages(
        {pk: {"valid_to": max(village.valid_from, last)} for pk, village in found_villages.items()},
        actor=actor,
    )
    if not Appointment.objects.filter(acting(on), role=Role.ADMINISTRATOR, user__is_active=True).exists():
        raise LastAdministrator
    standing.state = ImportState.UNDONE
    standing.undone_at, standing.undone_by_id = timezone.now(), actor.pk
    _save(standing, "state", "undone_at", "undone_by_id")
    record(actor=actor, action="organisations.undo_import", subject=standing, detail={"kind": standing.kind})


def _save(row: Any, *names: str) -> None:
    row.version += 1
    row.save(update_fields=[*names, "version"])


# -- what stands in the way


def reasons(taken: Import, on: date) -> list[str]:
    """Why the import cannot be taken back; empty when it can."""
    made = {what: [step["id"] for step in steps] for what, steps in steps_by(taken, made=True).items()}
    found = [
        *_people(made.get("user", []), made.get("appointment", [])),
        *_bodies(made.get("body", []), on),
        *_villages(made.get("village", [])),
    ]
    for what, steps in steps_by(taken, made=False).items():
        rows = _rows(what, [step["id"] for step in steps])
        for step in steps:
            row = rows[step["id"]]
            if any(_plain(getattr(row, name)) != after for name, (_before, after) in step["values"].items()):
                found.append(_("{what}: đã sửa lại sau khi nhập").format(what=_called(row)))
    return found


def _people(users: list[int], appointments: list[int]) -> list[str]:
    found = [
        _("{person}: đã đăng nhập").format(person=user.full_name)
        for user in User.objects.filter(pk__in=users, last_login__isnull=False).order_by("full_name")
    ]
    later = Appointment.objects.filter(user_id__in=users).exclude(pk__in=appointments).select_related("user")
    found += [_("{person}: đã được phân công thêm").format(person=a.user.full_name) for a in later]
    used = _in_use("user", users)
    named = User.objects.filter(pk__in=used, last_login__isnull=True)
    return found + [_("{person}: đã có việc trong hệ thống").format(person=user.full_name) for user in named]


def _bodies(bodies: list[int], on: date) -> list[str]:
    still = Q(to_on__isnull=True) | Q(to_on__gte=on)
    people = Appointment.objects.filter(still, body_id__in=bodies, user__is_active=True).select_related(
        "body"
    )
    found = {a.body_id: _("{body}: đang có người").format(body=a.body.short_name) for a in people}
    below = Body.objects.filter(parent_id__in=bodies, valid_to__isnull=True).exclude(pk__in=bodies)
    for body in below.select_related("parent"):
        assert body.parent is not None
        found.setdefault(
            body.parent.pk, _("{body}: có đơn vị trực thuộc").format(body=body.parent.short_name)
        )
    for body in Body.objects.filter(pk__in=_in_use("body", bodies)):
        found.setdefault(body.pk, _("{body}: đã có việc trong hệ thống").format(body=body.short_name))
    return list(found.values())


def _villages(villages: list[int]) -> list[str]:
    used = territory.villages_by_id(_in_use("village", villages))
    return [
        _("{village}: đã có trẻ em hoặc hồ sơ").format(
            village=f"{village.full_name}, {village.unit.full_name}"
        )
        for village in used.values()
    ]


def _in_use(what: str, ids: list[int]) -> set[int]:
    """Those to which something points, whatever the person's scope shows of it."""
    if not ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisations_in_use(%s, %s, %s)", [_TABLES[what], ids, _LEAVE[what]])
        return {row[0] for row in cursor.fetchall()}


# -- former values


def _restore(taken: Import, actor: User) -> None:
    for what, steps in steps_by(taken, made=False).items():
        if what == "village":
            map_services.change_villages(
                {step["id"]: {n: _typed(n, v[0]) for n, v in step["values"].items()} for step in steps},
                actor=actor,
            )
            continue
        rows = _rows(what, [step["id"] for step in steps])
        for step in steps:
            row = rows[step["id"]]
            for name, (before, _after) in step["values"].items():
                setattr(row, name, _typed(name, before))
            _save(row, *(name.removesuffix("_id") for name in step["values"]))


_READ: dict[str, Callable[[list[int]], dict[int, Any]]] = {
    "user": lambda ids: User.objects.in_bulk(ids),
    "appointment": lambda ids: Appointment.objects.select_related("user").in_bulk(ids),
    "body": lambda ids: Body.objects.in_bulk(ids),
    "village": lambda ids: territory.villages_by_id(ids),
}


def _rows(what: str, ids: list[int]) -> dict[int, Any]:
    return _READ[what](ids)


def _called(row: User | Appointment | Body | Village) -> str:
    return str(row.user) if isinstance(row, Appointment) else str(row)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _typed(name: str, value: Any) -> Any:
    """Days are kept as text; their fields say that they are days."""
    return date.fromisoformat(value) if value and name in ("valid_from", "valid_to", "to_on") else value
