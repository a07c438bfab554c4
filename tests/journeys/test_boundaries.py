"""Communes are merged and divided: everything goes along, what was reported stays, and all of it can be undone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from conftest import as_app
from django.db import connection
from django.urls import reverse

from tests.walk_world import START, World, make_person, make_world
from treem.cases.models import Intake, IntakeChild
from treem.cases.tests.factories import make_intake
from treem.db.scope import Scope
from treem.kernel.time import now
from treem.organisations.models import Appointment, Body, BodyKind, BodyLevel
from treem.organisations.roles import Role
from treem.organisations.selectors import scope_for, scope_of_system
from treem.registry.models import Carer, Child, ChildMove, Household, MinistryCopy, SpecialCircumstance
from treem.registry.moves import services as moves
from treem.registry.tests.factories import (
    make_carer,
    make_child,
    make_circumstance,
    make_household,
    make_village,
)
from treem.territory import hooks, selectors
from treem.territory.boundaries import services
from treem.territory.boundaries.errors import LaterChange, NewUnitsInUse
from treem.territory.models import BoundaryChange, Unit, UnitChange, Village
from treem.territory.tests.factories import make_change

pytestmark = pytest.mark.database
ON = date(2026, 11, 1)
BACKEND = "treem.organisations.backends.PasswordBackend"
MERGER = (
    ("04108", "toàn bộ", "", "04108", "Sung Chanh", "phường"), ("04117", "toàn bộ", "", "04108", "Sung Chanh", "phường"),
)  # fmt: skip
DIVISION = (
    ("04108", "một phần", "Bản Nà Ớt", "04199", "Nà Ớt", "xã"),
    ("04108", "một phần", "phần còn lại", "04108", "Chiềng Sung", "xã"),
)


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    for unit in (made.own, made.neighbouring):
        village = make_village(unit)
        household = make_household(unit, village=village, code=f"{unit.code}-1")
        make_carer(household)
        child = make_child(unit, f"Lò Thị {unit.name.split()[0]}", household=household, village=village)
        make_circumstance(child)
        MinistryCopy.objects.create(child=child, commune=unit, values={}, how="entered", at=now(), by_id=1)
    return made


def apply(world: World, change: BoundaryChange) -> BoundaryChange:
    with as_app(scope_of_system("boundaries")):
        services.ask_to_apply(
            change=change, version=change.version, province=world.province, actor=world.hung, at=now()
        )
        return services.apply(change, province=world.province, at=now())


def undo(world: World, change: BoundaryChange) -> BoundaryChange:
    with as_app(scope_of_system("boundaries")):
        services.ask_to_undo(change=change, version=change.version, actor=world.hung, at=now())
        return services.undo(change, at=now())


def picture() -> dict[str, Any]:
    """Everything whose place a change of boundaries touches."""
    return {
        **{
            model.__name__: sorted(model.objects.values_list("pk", "commune_id"))
            for model in (Child, Household, Carer, SpecialCircumstance, MinistryCopy, Intake, IntakeChild)
        },
        "units": sorted(Unit.objects.values_list("pk", "code", "name", "valid_to")),
        "villages": sorted(
            Village.objects.filter(selectors.in_force(date(2026, 10, 31))).values_list(
                "pk", "unit_id", "name", "folded", "valid_from", "valid_to"
            )
        ),
        "bodies": sorted(
            Body.objects.values_list("pk", "unit_id", "name", "short_name", "valid_to"), key=str
        ),
        "people": sorted(Appointment.objects.values_list("pk", "body_id")),
        "changes": sorted(UnitChange.objects.values_list("from_unit_id", "to_unit_id")),
    }


def test_two_communes_become_one_and_two_again(world: World) -> None:
    intake = make_intake(world)
    before = picture()
    change = apply(world, make_change(MERGER))
    new = Unit.objects.get(code="04108", valid_from=ON)
    assert new.act == "15/NQ-HĐND, 20/10/2026"
    for model in (Child, Household, Carer, SpecialCircumstance, MinistryCopy):
        assert set(model.objects.values_list("commune_id", flat=True)) == {new.pk}, model
    intake.refresh_from_db()
    assert intake.commune_id == new.pk, "an open report has an owner"
    assert {v.full_name for v in selectors.villages_of(new, ON)} == {"Bản Nà Cạn", "Bản Nà Cạn (Mường Chanh)"}
    assert [v.full_name for v in selectors.villages_of(world.neighbouring, date(2026, 10, 31))] == [
        "Bản Nà Cạn"
    ]
    assert [unit.pk for unit in selectors.communes_of(world.province, ON)] == [new.pk]
    for person in (world.lan, world.neighbour):
        scope = scope_for(Appointment.objects.get(user=person), ON)
        assert scope.communes == (new.pk,)
    assert Body.objects.get(code="ubnd-04108").name == "Ủy ban nhân dân phường Sung Chanh"
    assert Body.objects.get(code="ubnd-04117").valid_to == date(2026, 10, 31)
    undo(world, change)
    assert picture() == before
    assert BoundaryChange.objects.get().state == "undone"


def test_villages_take_their_children_to_another_commune(world: World) -> None:
    village = make_village(world.own, "Nà Ớt")
    household = make_household(world.own, village=village, code="04108-9")
    make_carer(household)
    child = make_child(world.own, "Lò Văn Ớt", household=household, village=village)
    make_circumstance(child)
    intake = make_intake(world)
    IntakeChild.objects.create(intake=intake, commune=world.own, child=child, linked_at=now(), linked_by_id=1)
    before = picture()
    change = apply(world, make_change(DIVISION))
    rest = Unit.objects.get(code="04108", valid_from=ON)
    other = Unit.objects.get(code="04199")
    child.refresh_from_db()
    assert child.commune_id == other.pk
    assert set(child.circumstances.values_list("commune_id", flat=True)) == {other.pk}
    household.refresh_from_db()
    assert household.commune_id == other.pk
    assert set(household.carers.values_list("commune_id", flat=True)) == {other.pk}
    assert Child.objects.filter(commune=rest).count() == 1
    assert IntakeChild.objects.get().commune_id == rest.pk, "a report stays with the agency that handles it"
    shares = {c.to_unit.code: (str(c.share), c.basis) for c in UnitChange.objects.select_related("to_unit")}
    assert shares == {"04199": ("0.500000", "partial"), "04108": ("0.500000", "partial")}
    undo(world, change)
    assert picture() == before


def test_an_open_proposal_is_withdrawn_and_undoing_stops_once_something_new_names_the_new_unit(
    world: World,
) -> None:
    child = Child.objects.get(commune=world.own)
    told = moves.Told(moved_on=date(2026, 10, 1))
    with as_app(Scope(user_id=world.lan.pk, communes=(world.own.pk,))):
        moves.propose(
            actor=world.lan,
            child=child,
            to_commune_id=world.neighbouring.pk,
            whole=False,
            told=told,
            at=now(),
        )
    change = apply(world, make_change(MERGER))
    assert ChildMove.objects.get().state == "withdrawn"
    new = Unit.objects.get(code="04108", valid_from=ON)
    young = make_child(new, "Lò Văn Mới")
    with as_app(Scope(user_id=world.lan.pk, communes=(new.pk,))):
        moves.leave(actor=world.lan, child=young, version=1, kind="province",
                    told=moves.Told(date(2026, 11, 5), place="Hà Nội"), at=now())  # fmt: skip
    with pytest.raises(NewUnitsInUse):
        undo(world, change)
    assert Child.objects.get(pk=young.pk).commune_id == new.pk, "nothing is half undone"


def test_a_child_written_down_since_goes_to_the_unit_whose_agencies_went_on(world: World) -> None:
    change = apply(world, make_change(MERGER))
    young = make_child(Unit.objects.get(code="04108", valid_from=ON), "Lò Văn Mới")
    undo(world, change)
    young.refresh_from_db()
    assert young.commune_id == world.own.pk


def test_an_earlier_change_is_undone_after_the_later_one(world: World) -> None:
    first = apply(world, make_change(MERGER))
    second = apply(
        world,
        make_change([("04108", "giữ nguyên", "", "04108", "Chiềng Chanh", "phường")], date(2026, 11, 15)),
    )
    with pytest.raises(LaterChange):
        undo(world, first)
    undo(world, second)
    undo(world, BoundaryChange.objects.get(pk=first.pk))


def test_which_rows_go_with_the_territory_is_a_decision(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid"
            " AND a.attnum = c.conkey[1] AND a.attname = 'commune_id' JOIN pg_class t ON t.oid = c.conrelid"
            " AND t.relrowsecurity WHERE c.contype = 'f' AND c.confrelid = 'territory_unit'::regclass"
        )
        placed = {name for (name,) in cursor}
    assert hooks.rows_stay <= placed
    assert placed - hooks.rows_stay == {
        "cases_emergencymeasure", "cases_informant", "cases_intake", "cases_intakechild", "cases_intakecontent",
        "registry_alikeword",
        "registry_carer", "registry_child", "registry_childdetail", "registry_childmove", "registry_household", "registry_householdpoverty", "registry_import",
        "registry_ministrycopy", "registry_qualityfinding", "registry_specialcircumstance",
    }, "a new table: add it here, or to territory.hooks.rows_stay with the reason"  # fmt: skip


def test_the_administrator_looks_applies_and_undoes(
    world: World, new_client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    make_person(Role.COMMUNE_OFFICER, Body.objects.create(
        code="vhxh-2", name="Phòng khác", short_name="Phòng khác", kind=BodyKind.DIVISION, level=BodyLevel.COMMUNE,
        unit=world.own, valid_from=START), "hai")  # fmt: skip
    change = make_change(MERGER)
    url = reverse("territory:boundary_change", args=[change.uuid])
    client = new_client()
    client.force_login(world.users[Role.ADMINISTRATOR], backend=BACKEND)
    shown = client.get(url)
    lines = {line.label: line.count for line in shown.context["touched"]}
    assert lines["Trẻ em"] == 2
    assert lines["Hộ gia đình"] == 2
    assert lines["Người dùng của các cơ quan đó"] > 2
    assert "Nà Cạn (Mường Chanh)" in shown.content.decode()
    assert client.post(url, {"action": "apply", "version": "0"}).status_code == 422
    assert client.post(url, {"action": "apply", "version": "1"}).status_code == 302
    change.refresh_from_db()
    assert (change.state, change.asked_by_id) == ("applying", world.users[Role.ADMINISTRATOR].pk)
    assert "Đang làm" in client.get(url).content.decode()
    for role in (Role.LEAD_DIRECTOR, Role.COMMUNE_LEADER):
        other = new_client()
        other.force_login(world.users[role], backend=BACKEND)
        assert other.get(url).status_code == 403
