"""People begin, end and hand over."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from treem.audit.models import Entry
from treem.organisations import errors, hooks, selectors, services
from treem.organisations.fitting import editions, fits
from treem.organisations.models import Appointment, Body, BodyKind, BodyLevel, Role, User
from treem.organisations.tests.factories import make_appointment, make_body, make_commune_body, make_user
from treem.territory.models import Unit
from treem.territory.tests.factories import make_commune

pytestmark = pytest.mark.database

JAN, END_OF_JUNE, JULY = date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)


@pytest.fixture
def commune(db: None) -> Unit:
    return make_commune("Chiềng Sung", code="04108")


@pytest.fixture
def division(commune: Unit) -> Body:
    return make_commune_body(commune, "vhxh")


@pytest.fixture
def admin(db: None) -> User:
    user = make_user("ha.quang", "Quàng Thị Hà")
    make_appointment(user, Role.ADMINISTRATOR, make_body())
    return user


@pytest.fixture
def lan(db: None) -> User:
    return make_user()


@pytest.fixture
def son(db: None) -> User:
    return make_user("son.vu", "Vừ A Sơn")


def test_an_appointment_is_made_by_somebody_and_leaves_a_trace(
    lan: User, division: Body, admin: User
) -> None:
    made = services.appoint(
        user=lan, role=Role.COMMUNE_OFFICER, body=division, from_on=JAN, decision="12/QĐ-UBND", actor=admin
    )
    assert made.created_by_id == admin.pk
    entry = Entry.objects.get(action="organisations.appoint")
    assert (entry.actor_id, entry.detail["body"]) == (admin.pk, "vhxh-04108")
    assert "Lò" not in str(entry.detail)


def test_one_person_may_hold_several_roles_at_once(lan: User, division: Body, admin: User) -> None:
    for role in (Role.COMMUNE_OFFICER, Role.HOTLINE_OFFICER):
        services.appoint(user=lan, role=role, body=division, from_on=JAN, actor=admin)
    assert len(selectors.appointments_in_force(lan, JAN)) == 2


@pytest.mark.parametrize(
    ("from_on", "to_on"),
    [
        (JAN, None), (date(2025, 12, 1), JAN), (END_OF_JUNE, None), (date(2026, 3, 1), date(2026, 3, 31)),
        (date(2025, 8, 1), None),
    ],
)  # fmt: skip
def test_the_same_role_twice_at_one_time_is_refused(
    lan: User, division: Body, admin: User, from_on: date, to_on: date | None
) -> None:
    make_appointment(lan, Role.COMMUNE_OFFICER, division, JAN, END_OF_JUNE)
    with pytest.raises(errors.AppointmentOverlaps, match="Lò Thị Lan"):
        services.appoint(
            user=lan, role=Role.COMMUNE_OFFICER, body=division, from_on=from_on, to_on=to_on, actor=admin
        )
    with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        make_appointment(lan, Role.COMMUNE_OFFICER, division, from_on, to_on)


@pytest.mark.parametrize(("from_on", "to_on"), [(JULY, None), (date(2025, 8, 1), date(2025, 12, 31))])
def test_the_same_role_before_or_after_is_fine(
    lan: User, division: Body, admin: User, from_on: date, to_on: date | None
) -> None:
    make_appointment(lan, Role.COMMUNE_OFFICER, division, JAN, END_OF_JUNE)
    services.appoint(
        user=lan, role=Role.COMMUNE_OFFICER, body=division, from_on=from_on, to_on=to_on, actor=admin
    )
    assert lan.appointments.count() == 2


def test_an_ended_appointment_stays_on_record(lan: User, division: Body, admin: User) -> None:
    made = make_appointment(lan, Role.COMMUNE_OFFICER, division, JAN)
    services.end_appointment(appointment=made, last_on=END_OF_JUNE, actor=admin)
    assert selectors.appointments_in_force(lan, END_OF_JUNE) == [made]
    assert selectors.appointments_in_force(lan, JULY) == []
    with pytest.raises(errors.AppointmentEnded, match="30/6/2026"):
        services.end_appointment(appointment=made, last_on=JULY, actor=admin)
    with pytest.raises(errors.EndBeforeStart):
        services.end_appointment(appointment=made, last_on=date(2025, 12, 31), actor=admin)


def test_the_last_administrator_cannot_leave(admin: User, son: User) -> None:
    only = admin.appointments.get()
    with pytest.raises(errors.LastAdministrator):
        services.end_appointment(appointment=only, last_on=END_OF_JUNE, actor=admin)
    make_appointment(son, Role.ADMINISTRATOR, only.body, END_OF_JUNE)
    services.end_appointment(appointment=only, last_on=END_OF_JUNE, actor=admin)
    assert admin.appointments.get().to_on == END_OF_JUNE


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.COMMUNE_OFFICER, "so-y-te"), (Role.LEAD_SPECIALIST, "so-noi-vu"), (Role.COMMUNE_LEADER, "vhxh-04108"),
        (Role.SECTOR_OFFICER, "vhxh-04108"), (Role.PROVINCE_LEADER, "so-y-te"), (Role.MINISTRY_ANALYST, "so-y-te"),
        (Role.ADMINISTRATOR, "vhxh-04108"), (Role.INSPECTOR, "vhxh-04108"),
    ],
)  # fmt: skip
def test_a_role_must_fit_the_body(lan: User, division: Body, admin: User, role: Role, code: str) -> None:
    make_body("so-noi-vu", "Sở Nội vụ")
    body = Body.objects.get(code=code)
    with pytest.raises(errors.RoleDoesNotFitBody) as refused:
        services.appoint(user=lan, role=role, body=body, from_on=JAN, actor=admin)
    assert refused.value.field == "body"


def test_nobody_is_appointed_to_a_body_that_is_gone_or_with_an_account_that_is_off(
    lan: User, division: Body, admin: User
) -> None:
    gone = make_body("so-cu", "Sở Cũ", valid_to=date(2025, 12, 31))
    with pytest.raises(errors.BodyNotInForce):
        services.appoint(user=lan, role=Role.SECTOR_OFFICER, body=gone, from_on=JAN, actor=admin)
    services.set_active(user=lan, active=False, actor=admin)
    with pytest.raises(errors.PersonInactive):
        services.appoint(user=lan, role=Role.COMMUNE_OFFICER, body=division, from_on=JAN, actor=admin)


@pytest.mark.parametrize("prefix", ["cax", "tyt"])
def test_only_the_committee_and_its_division_have_the_officer_who_sees_the_whole_commune(
    lan: User, commune: Unit, admin: User, prefix: str
) -> None:
    beside = make_commune_body(commune, prefix)
    with pytest.raises(errors.RoleDoesNotFitBody, match="Ủy ban nhân dân, phòng chuyên môn cấp xã"):
        services.appoint(user=lan, role=Role.COMMUNE_OFFICER, body=beside, from_on=JAN, actor=admin)
    services.appoint(user=lan, role=Role.COMMUNE_PARTNER, body=beside, from_on=JAN, actor=admin)


def test_every_role_has_its_line_in_the_table() -> None:
    assert all(set(each.roles) == set(Role) for each in editions())


def test_what_is_our_own_convention_says_that_nobody_confirmed_it() -> None:
    table = fits(JAN)
    assert table.verified or ("Chưa kiểm chứng" in str(table) and table.doubt in str(table))


# -- hand-over


class Desk:
    """Stands for the open work of some room above: a table of ours that a transaction can undo."""

    def __init__(self, user: User, pieces: int) -> None:
        for number in range(pieces):
            Body.objects.create(
                code=f"piece-{number}", name=f"việc của {user.pk}", short_name="việc", kind=BodyKind.OTHER,
                level=BodyLevel.CENTRAL,
            )  # fmt: skip

    def __call__(self, from_user: User, to_user: User, body: Body) -> int:  # noqa: ARG002
        mine = Body.objects.filter(code__startswith="piece-", name=f"việc của {from_user.pk}")
        return mine.update(name=f"việc của {to_user.pk}")

    def of(self, user: User) -> int:
        return Body.objects.filter(name=f"việc của {user.pk}").count()


def test_a_hand_over_moves_role_and_open_work_together(
    lan: User, son: User, division: Body, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_appointment(lan, Role.COMMUNE_OFFICER, division, JAN)
    desk = Desk(lan, 3)
    monkeypatch.setattr(hooks, "handing_over", [desk])
    assert services.open_work(from_user=lan, to_user=son, body=division) == 3
    assert (desk.of(lan), desk.of(son)) == (3, 0)
    done = services.hand_over(
        from_user=lan, to_user=son, role=Role.COMMUNE_OFFICER, body=division, on=JULY, actor=admin
    )
    assert done.moved == 3
    assert (desk.of(lan), desk.of(son)) == (0, 3)
    assert lan.appointments.get().to_on == END_OF_JUNE
    assert son.appointments.get().from_on == JULY
    entry = Entry.objects.get(action="organisations.hand_over")
    assert (entry.detail["moved"], entry.detail["from"]) == (3, lan.pk)


def test_a_hand_over_that_fails_moves_nothing(
    lan: User, son: User, division: Body, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_appointment(lan, Role.COMMUNE_OFFICER, division, JAN)
    desk = Desk(lan, 2)

    def broken(from_user: User, to_user: User, body: Body) -> int:
        raise RuntimeError("a room could not move its work")

    monkeypatch.setattr(hooks, "handing_over", [desk, broken])
    with pytest.raises(RuntimeError):
        services.hand_over(
            from_user=lan, to_user=son, role=Role.COMMUNE_OFFICER, body=division, on=JULY, actor=admin
        )
    assert desk.of(lan) == 2
    assert lan.appointments.get().to_on is None
    assert not son.appointments.exists()
    assert not Entry.objects.filter(action="organisations.hand_over").exists()


def test_who_takes_over_may_hold_the_role_already(lan: User, son: User, division: Body, admin: User) -> None:
    make_appointment(lan, Role.COMMUNE_OFFICER, division, JAN)
    there = make_appointment(son, Role.COMMUNE_OFFICER, division, JAN)
    done = services.hand_over(
        from_user=lan, to_user=son, role=Role.COMMUNE_OFFICER, body=division, on=JULY, actor=admin
    )
    assert done.appointment == there
    assert Appointment.objects.filter(user=son).count() == 1


def test_there_must_be_something_and_somebody_else_to_hand_over_to(
    lan: User, son: User, division: Body, admin: User
) -> None:
    with pytest.raises(errors.NothingToHandOver):
        services.hand_over(
            from_user=lan, to_user=son, role=Role.COMMUNE_OFFICER, body=division, on=JULY, actor=admin
        )
    make_appointment(lan, Role.COMMUNE_OFFICER, division, JAN)
    with pytest.raises(errors.SamePerson):
        services.hand_over(
            from_user=lan, to_user=lan, role=Role.COMMUNE_OFFICER, body=division, on=JULY, actor=admin
        )
