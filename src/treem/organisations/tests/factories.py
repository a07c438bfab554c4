"""Agencies and people for tests. All invented."""

from __future__ import annotations

from datetime import date

from treem.organisations.models import Appointment, Body, BodyKind, BodyLevel, Role, User
from treem.territory.models import Unit
from treem.territory.tests.factories import make_province

START = date(2025, 7, 1)

_KINDS = {
    "ubnd": BodyKind.PEOPLES_COMMITTEE, "vhxh": BodyKind.DIVISION, "cax": BodyKind.POLICE, "tyt": BodyKind.HEALTH_STATION,
}  # fmt: skip


def make_user(
    username: str = "lan.lothi",
    full_name: str = "Lò Thị Lan",
    password: str = "mot-mat-khau-dai",  # noqa: S107
) -> User:
    """A person without any role."""
    return User.objects.create_user(username, password, full_name=full_name)


def make_body(
    code: str = "so-y-te", name: str = "Sở Y tế", kind: str = BodyKind.DEPARTMENT, *, lead: bool = False,
    parent: Body | None = None, valid_to: date | None = None,
) -> Body:  # fmt: skip
    """An agency of the province."""
    return Body.objects.create(
        code=code, name=name, short_name=name, kind=kind, level=BodyLevel.PROVINCE, unit=make_province(), parent=parent,
        lead_for_children=lead or code == "so-y-te", valid_to=valid_to,
    )  # fmt: skip


def make_commune_body(unit: Unit, prefix: str = "ubnd") -> Body:
    """An agency of a commune."""
    name = f"{prefix.upper()} {unit.full_name}"
    return Body.objects.create(
        code=f"{prefix}-{unit.code}", name=name, short_name=name, kind=_KINDS[prefix], level=BodyLevel.COMMUNE,
        unit=unit, valid_from=START,
    )  # fmt: skip


def make_appointment(
    user: User, role: Role, body: Body, from_on: date = START, to_on: date | None = None
) -> Appointment:
    """An appointment, without the checks and the trace of the service."""
    return Appointment.objects.create(user=user, role=role, body=body, from_on=from_on, to_on=to_on)
