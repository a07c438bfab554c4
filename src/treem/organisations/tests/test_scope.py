"""What each role reaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from treem.organisations import selectors
from treem.organisations.models import Body, BodyKind, BodyLevel, Role
from treem.organisations.tests.factories import (
    START,
    make_appointment,
    make_body,
    make_commune_body,
    make_user,
)
from treem.territory.models import Unit
from treem.territory.tests.factories import make_commune, make_province

pytestmark = pytest.mark.database

ON = date(2026, 11, 1)


@dataclass
class Town:
    own: Unit
    other: Unit
    bodies: dict[str, Body]

    def ids(self, *codes: str) -> set[int]:
        return {self.bodies[code].pk for code in codes}

    @property
    def of_province(self) -> set[int]:
        return {body.pk for code, body in self.bodies.items() if code not in ("bo-y-te", "elsewhere")}


@pytest.fixture
def town(db: None) -> Town:
    own, other = make_commune("Chiềng Sung", code="04108"), make_commune("Mường Chanh", code="04117")
    elsewhere = make_commune("Nơi Khác", province=make_province("15", "Lào Cai"))
    bodies = [make_commune_body(unit, prefix) for unit in (own, other) for prefix in ("ubnd", "vhxh", "tyt")]
    bodies += [make_body(), make_body("ubnd-tinh", "UBND tỉnh", BodyKind.PEOPLES_COMMITTEE)]
    justice = make_body("so-tu-phap", "Sở Tư pháp")
    bodies += [justice, make_body("tt-tro-giup-phap-ly", "Trung tâm TGPL", BodyKind.CENTRE, parent=justice)]
    bodies.append(make_body("thanh-tra", "Thanh tra tỉnh", BodyKind.INSPECTORATE))
    bodies.append(
        Body.objects.create(
            code="bo-y-te", name="Bộ Y tế", short_name="Bộ Y tế", kind="ministry", level=BodyLevel.CENTRAL
        )
    )
    known = {body.code: body for body in bodies}
    known["elsewhere"] = make_commune_body(elsewhere)
    return Town(own, other, known)


@pytest.mark.parametrize(
    ("role", "body"),
    [
        (Role.COMMUNE_OFFICER, "vhxh-04108"), (Role.HOTLINE_OFFICER, "vhxh-04108"),
        (Role.COMMUNE_DIVISION_HEAD, "vhxh-04108"), (Role.COMMUNE_LEADER, "ubnd-04108"),
    ],
)  # fmt: skip
def test_commune_roles_reach_their_commune_and_its_bodies(town: Town, role: Role, body: str) -> None:
    scope = selectors.scope_for(make_appointment(make_user(), role, town.bodies[body]), ON)
    assert scope.communes == (town.own.pk,)
    assert set(scope.bodies) == town.ids("ubnd-04108", "vhxh-04108", "tyt-04108")


@pytest.mark.parametrize("role", [Role.COMMUNE_PARTNER, Role.COLLABORATOR])
def test_partners_reach_their_own_body_and_no_commune(town: Town, role: Role) -> None:
    scope = selectors.scope_for(make_appointment(make_user(), role, town.bodies["tyt-04108"]), ON)
    assert (scope.communes, set(scope.bodies)) == ((), town.ids("tyt-04108"))


def test_a_sector_reaches_itself_and_what_is_under_it(town: Town) -> None:
    scope = selectors.scope_for(
        make_appointment(make_user(), Role.SECTOR_OFFICER, town.bodies["so-tu-phap"]), ON
    )
    assert (scope.communes, set(scope.bodies)) == ((), town.ids("so-tu-phap", "tt-tro-giup-phap-ly"))


@pytest.mark.parametrize(
    ("role", "body"),
    [
        (Role.LEAD_SPECIALIST, "so-y-te"), (Role.LEAD_DIVISION_HEAD, "so-y-te"), (Role.LEAD_DIRECTOR, "so-y-te"),
        (Role.PROVINCE_LEADER, "ubnd-tinh"),
    ],
)  # fmt: skip
def test_the_lead_agency_reaches_the_province_and_not_the_next_one(town: Town, role: Role, body: str) -> None:
    scope = selectors.scope_for(make_appointment(make_user(), role, town.bodies[body]), ON)
    assert set(scope.communes) == {town.own.pk, town.other.pk}
    assert set(scope.bodies) == town.of_province


def test_an_inspector_reaches_bodies_and_no_commune(town: Town) -> None:
    scope = selectors.scope_for(make_appointment(make_user(), Role.INSPECTOR, town.bodies["thanh-tra"]), ON)
    assert (scope.communes, set(scope.bodies)) == ((), town.of_province)


@pytest.mark.parametrize(
    ("role", "body"), [(Role.MINISTRY_ANALYST, "bo-y-te"), (Role.ADMINISTRATOR, "so-y-te")]
)
def test_analysts_and_administrators_reach_no_records(town: Town, role: Role, body: str) -> None:
    scope = selectors.scope_for(make_appointment(make_user(), role, town.bodies[body]), ON)
    assert (scope.communes, scope.bodies) == ((), ())


def test_every_role_is_decided(town: Town) -> None:
    user = make_user()
    for role in Role:
        assert (
            selectors.scope_for(make_appointment(user, role, town.bodies["vhxh-04108"]), ON).user_id
            == user.pk
        )


def test_an_appointment_reaches_nothing_before_and_after_its_time(town: Town) -> None:
    user, body = make_user(), town.bodies["vhxh-04108"]
    short = make_appointment(user, Role.COMMUNE_OFFICER, body, date(2026, 1, 1), date(2026, 1, 31))
    reached = [
        bool(selectors.scope_for(short, on).communes)
        for on in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1))
    ]
    assert reached == [False, True, True, False]


def test_a_closed_body_reaches_nothing(town: Town) -> None:
    body = make_body("so-cu", "Sở Cũ", lead=True, valid_to=date(2025, 12, 31))
    appointment = make_appointment(make_user(), Role.LEAD_SPECIALIST, body, START)
    assert selectors.scope_for(appointment, date(2025, 12, 31)).communes
    assert selectors.scope_for(appointment, date(2026, 1, 1)).communes == ()


def test_who_answers_shows_gaps_too(town: Town) -> None:
    make_appointment(make_user(), Role.COMMUNE_OFFICER, town.bodies["vhxh-04108"])
    rows = selectors.who_answers(make_province(), ON)
    assert [(row.body.code, [str(user) for user in row.officers]) for row in rows] == [
        ("ubnd-04108", ["Lò Thị Lan"]),
        ("ubnd-04117", []),
    ]
