"""A small world for tests that need people: two neighbouring communes, their bodies, one person for each role.

``lan`` works in Chiềng Sung; ``neighbour`` holds the same role in Mường Chanh. All invented.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from treem.organisations.models import Appointment, Body, BodyKind, BodyLevel, Role, User
from treem.territory.models import Unit

PASSWORD = "chỉ-dùng-để-thử-2026"
START = date(2025, 7, 1)


@dataclass
class World:
    """Places, bodies and people. ``users[role]`` acts for the commune ``own`` or for the province."""

    province: Unit
    own: Unit
    neighbouring: Unit
    bodies: dict[str, Body]
    users: dict[str, User]
    neighbour: User
    neighbour_of: dict[str, User]

    @property
    def lan(self) -> User:
        return self.users[Role.COMMUNE_OFFICER]

    @property
    def hung(self) -> User:
        return self.users[Role.LEAD_SPECIALIST]


@dataclass(frozen=True)
class Example:
    """How to call an address: its arguments, a body for POST, and whether a neighbour must not find the record."""

    kwargs: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    is_form: bool = False
    """Sent as a form, also to an address for machines, which takes JSON otherwise."""
    protected: bool = False
    """The record belongs to the commune ``own``: the same role next door gets 404."""
    reachable_by: frozenset[str] | None = None
    """Roles whose scope holds the record; None: every role with the permission. Others with the permission get 404."""


ExampleMaker = Callable[[World], Example]

COMMUNE_BODY = {
    Role.COMMUNE_OFFICER: "vhxh", Role.HOTLINE_OFFICER: "vhxh", Role.COMMUNE_DIVISION_HEAD: "vhxh",
    Role.COMMUNE_LEADER: "ubnd", Role.COMMUNE_PARTNER: "tyt", Role.COLLABORATOR: "vhxh",
}  # fmt: skip
PROVINCE_BODY = {
    Role.SECTOR_OFFICER: "so-gddt", Role.LEAD_SPECIALIST: "so-y-te", Role.LEAD_DIVISION_HEAD: "so-y-te",
    Role.LEAD_DIRECTOR: "so-y-te", Role.PROVINCE_LEADER: "ubnd-tinh", Role.INSPECTOR: "thanh-tra",
    Role.MINISTRY_ANALYST: "bo-y-te", Role.ADMINISTRATOR: "so-y-te",
}  # fmt: skip


def make_world() -> World:
    """Build the world as the owner of the database."""
    province = Unit.objects.create(code="14", name="Sơn La", kind="tỉnh", level="province")
    own = Unit.objects.create(
        code="04108", name="Chiềng Sung", kind="xã", level="commune", parent=province, valid_from=START
    )
    neighbouring = Unit.objects.create(
        code="04117", name="Mường Chanh", kind="xã", level="commune", parent=province, valid_from=START
    )
    bodies = {}
    for code, name, kind in (
        ("ubnd-tinh", "Ủy ban nhân dân tỉnh Sơn La", BodyKind.PEOPLES_COMMITTEE),
        ("so-y-te", "Sở Y tế", BodyKind.DEPARTMENT),
        ("so-gddt", "Sở Giáo dục và Đào tạo", BodyKind.DEPARTMENT),
        ("thanh-tra", "Thanh tra tỉnh", BodyKind.INSPECTORATE),
    ):
        bodies[code] = Body.objects.create(
            code=code, name=name, short_name=name, kind=kind, level=BodyLevel.PROVINCE, unit=province,
            lead_for_children=code == "so-y-te",
        )  # fmt: skip
    bodies["bo-y-te"] = Body.objects.create(
        code="bo-y-te", name="Bộ Y tế", short_name="Bộ Y tế", kind=BodyKind.MINISTRY, level=BodyLevel.CENTRAL
    )
    for unit in (own, neighbouring):
        for prefix, name, kind in (
            ("ubnd", "Ủy ban nhân dân", BodyKind.PEOPLES_COMMITTEE),
            ("vhxh", "Phòng Văn hóa - Xã hội", BodyKind.DIVISION),
            ("tyt", "Trạm Y tế", BodyKind.HEALTH_STATION),
        ):
            full = f"{name} xã {unit.name}"
            bodies[f"{prefix}-{unit.code}"] = Body.objects.create(
                code=f"{prefix}-{unit.code}", name=full, short_name=full, kind=kind, level=BodyLevel.COMMUNE,
                unit=unit, valid_from=START,
            )  # fmt: skip
    users: dict[str, User] = {}
    neighbour_of: dict[str, User] = {}
    for role in Role:
        if role in COMMUNE_BODY:
            users[role] = make_person(role, bodies[f"{COMMUNE_BODY[role]}-{own.code}"])
            neighbour_of[role] = make_person(
                role, bodies[f"{COMMUNE_BODY[role]}-{neighbouring.code}"], "ben-canh"
            )
        else:
            users[role] = make_person(role, bodies[PROVINCE_BODY[role]])
    return World(
        province=province, own=own, neighbouring=neighbouring, bodies=bodies, users=users,
        neighbour=neighbour_of[Role.COMMUNE_OFFICER], neighbour_of=neighbour_of,
    )  # fmt: skip


def make_person(role: str, body: Body, suffix: str = "mot") -> User:
    """A person with one appointment in force since the reform."""
    name = f"{role.replace('_', '-')}.{suffix}"
    user = User.objects.create_user(username=name, password=PASSWORD, full_name=f"Người thử {role} {suffix}")
    Appointment.objects.create(user=user, role=role, body=body, from_on=START)
    return user
