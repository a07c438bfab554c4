"""An officer of Mường Chanh meets nothing of Chiềng Sung: no page, no count, no history, no row."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest
from conftest import as_app
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.db.scope import Scope
from treem.indicators.facts import all_facts
from treem.registry import facts
from treem.registry.models import Carer, Child, Household, ImportEvent, SpecialCircumstance
from treem.registry.tests.factories import make_carer, make_child, make_circumstance, make_household

pytestmark = pytest.mark.database

ChildEvent = apps.get_model("registry", "ChildEvent")
NAME = "Quàng Thị Hoàng Thủy Tiên"
NUMBER = "014318123456"


@pytest.fixture
def theirs(world: World) -> Child:
    """A child of Chiềng Sung with everything around it."""
    household = make_household(world.own)
    make_carer(household)
    child = make_child(
        world.own,
        NAME,
        household=household,
        personal_id=NUMBER,
        mother_name="Quàng Thị Ngân",
        birth_registered=False,
    )
    make_circumstance(child)
    return child


def _scope(world: World) -> Scope:
    return Scope(user_id=world.neighbour.pk, communes=(world.neighbouring.pk,))


def test_the_list_and_its_total_are_empty_next_door(theirs: Child, lan: Any, neighbour: Any) -> None:
    url = reverse("registry:children")
    assert NAME in lan.get(url).content.decode()
    answer = neighbour.get(url)
    assert answer.status_code == 200
    assert NAME not in answer.content.decode()
    assert answer.context["found"].total == 0
    assert Child.objects.count() == 1


def test_naming_the_commune_of_another_is_not_found(theirs: Child, world: World, neighbour: Any) -> None:
    assert neighbour.get(reverse("registry:children"), {"commune": world.own.pk}).status_code == 404
    assert neighbour.get(reverse("registry:new"), {"commune": world.own.pk}).status_code == 404


def test_a_village_or_a_cursor_of_another_opens_nothing(theirs: Child, world: World, neighbour: Any) -> None:
    mine = make_child(world.neighbouring, "Cầm Văn Mình")
    answer = neighbour.get(reverse("registry:children"), {"after": theirs.pk})
    assert [row.child.pk for row in answer.context["rows"]] == [mine.pk]
    assert NAME not in answer.content.decode()


@pytest.mark.parametrize(
    "query", [NAME, "quang tien", NUMBER, "014318123", "quang thi ngan", "quang thi hoang tuy tien"]
)
def test_search_finds_nothing_next_door(theirs: Child, lan: Any, neighbour: Any, query: str) -> None:
    url = reverse("registry:search")
    assert lan.post(url, {"q": query}).context["found"].total == 1
    answer = neighbour.post(url, {"q": query})
    assert answer.context["found"].total == 0
    assert NAME not in answer.content.decode().replace(f'value="{query}"', "")


@pytest.mark.parametrize("name", ["registry:child", "registry:edit", "registry:new_circumstance"])
def test_pages_of_the_child_are_not_found(theirs: Child, lan: Any, neighbour: Any, name: str) -> None:
    url = reverse(name, args=[theirs.pk])
    assert lan.get(url).status_code == 200
    assert neighbour.get(url).status_code == 404


def test_a_forged_change_is_not_found_and_changes_nothing(theirs: Child, neighbour: Any) -> None:
    data = {"full_name": "Kẻ Lạ", "sex": "male", "birth_year": "2018", "version": "1"}
    assert neighbour.post(reverse("registry:edit", args=[theirs.pk]), data).status_code == 404
    circumstance = SpecialCircumstance.objects.get()
    end = reverse("registry:end_circumstance", args=[theirs.pk, circumstance.pk])
    assert neighbour.post(end, {"how": "withdrawn", "version": "1"}).status_code == 404
    new = reverse("registry:new_circumstance", args=[theirs.pk])
    typed = {"group": "a", "from_on_day": "1", "from_on_month": "1", "from_on_year": "2025"}
    assert neighbour.post(new, typed).status_code == 404
    assert Child.objects.get().full_name == NAME
    assert SpecialCircumstance.objects.filter(withdrawn=False, group="d").count() == 1
    assert SpecialCircumstance.objects.count() == 1


def test_a_forged_commune_or_sibling_makes_no_child(theirs: Child, world: World, neighbour: Any) -> None:
    data = {"full_name": "Cầm Văn Mới", "sex": "male", "birth_year": "2019"}
    url = reverse("registry:new")
    assert neighbour.post(url, {**data, "commune": world.own.pk}).status_code == 404
    assert neighbour.post(url, {**data, "sibling": theirs.pk}).status_code == 404
    assert Child.objects.count() == 1


def test_a_client_number_taken_next_door_is_refused_without_a_trace(theirs: Child, neighbour: Any) -> None:
    data = {"full_name": "Cầm Văn Mới", "sex": "male", "birth_year": "2019", "uuid": str(theirs.uuid)}
    answer = neighbour.post(reverse("registry:new"), data)
    assert answer.status_code == 422
    assert NAME not in answer.content.decode()
    assert Child.objects.count() == 1


def test_of_a_child_next_door_only_the_commune_is_told(theirs: Child, world: World, neighbour: Any) -> None:
    data = {
        "full_name": NAME, "sex": "female", "birth_day": "5", "birth_month": "3", "birth_year": "2018",
        "mother_name": "Quàng Thị Ngân", "personal_id": NUMBER,
    }  # fmt: skip
    answer = neighbour.post(reverse("registry:new"), data)
    assert answer.status_code == 422
    doubts = [item["doubt"] for item in answer.context["doubts"]]
    assert [(doubt.code, doubt.children, doubt.commune_id) for doubt in doubts] == [
        ("registry.known_elsewhere", (), world.own.pk)
    ]
    assert world.own.full_name in doubts[0].text
    page = answer.content.decode()
    assert f"/children/{theirs.pk}/" not in page
    assert str(theirs.uuid) not in page
    confirmed = {**data, "confirm": [doubts[0].key]}
    assert neighbour.post(reverse("registry:new"), confirmed).status_code == 302
    assert Child.objects.count() == 2


def test_no_fact_counts_a_neighbours_child(theirs: Child, world: World) -> None:
    units = [world.own.pk, world.neighbouring.pk]
    ours = [fact for fact in all_facts() if fact in facts.FACTS]
    assert len(ours) == len(facts.FACTS) >= 6
    with as_app(_scope(world)):
        for fact in ours:
            assert fact.count(as_of=date(2026, 6, 30), window=None, units=units) == []
    counted = facts.FACTS[0].count(as_of=date(2026, 6, 30), window=None, units=units)
    assert [(cell.unit_id, cell.n) for cell in counted] == [(world.own.pk, 1)]


def test_the_queue_of_the_desk_counts_nothing_next_door(theirs: Child, world: World) -> None:
    from treem.registry import selectors

    theirs.date_of_birth = date(2025, 1, 1)
    theirs.save()
    with as_app(_scope(world)):
        assert selectors.unregistered(date(2026, 6, 30)) == (0, None)
    with as_app(Scope(user_id=world.lan.pk, communes=(world.own.pk,))):
        assert selectors.unregistered(date(2026, 6, 30)) == (1, date(2025, 1, 1))


def test_history_is_silent_next_door_and_closed_as_a_table(theirs: Child, world: World) -> None:
    from treem.registry.history import events_of

    with as_app(Scope(user_id=world.lan.pk, communes=(world.own.pk,))):
        assert len(events_of(theirs.pk)) == 2
    with as_app(_scope(world)):
        assert events_of(theirs.pk) == []
    mine = as_app(Scope(world.lan.pk, (world.own.pk,)))
    with mine, pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ChildEvent.objects.count()
    assert ChildEvent.objects.count() == 1


def test_every_table_is_empty_next_door_and_without_a_scope(theirs: Child, world: World) -> None:
    ImportEvent.objects.create(commune=world.own, kind="file", title="ds-tre.xlsx")
    tables = (Child, Household, Carer, SpecialCircumstance, ImportEvent)
    for model in tables:
        assert model.objects.exists()
    for scope in (_scope(world), None):
        with as_app(scope):
            assert [model for model in tables if model.objects.exists()] == []


def test_writing_into_another_commune_is_refused_by_the_database(theirs: Child, world: World) -> None:
    insert = (
        "INSERT INTO registry_child (uuid, version, status, full_name, sort_key, sex, date_of_birth, birth_precision,"
        " ethnicity, personal_id, mother_name, father_name, permanent_residence, present_residence, residence_note,"
        " birth_registered, created_on, commune_id) VALUES (gen_random_uuid(), 1, 'active', 'Kẻ Lạ', 'k', 'male',"
        " '2018-01-01', 'day', '', '', '', '', '', '', '', false, '2026-01-01', %s)"
    )
    move = "UPDATE registry_child SET commune_id = %s WHERE full_name = 'Kẻ Lạ'"
    take = "UPDATE registry_child SET commune_id = %s"
    event = (
        'INSERT INTO registry_specialcircumstanceevent (pgh_created_at, pgh_label, id, uuid, version, "group", from_on,'
        " basis, withdrawn, child_id, commune_id, pgh_obj_id) VALUES (now(), 'insert', 1, gen_random_uuid(), 1, 'a',"
        " '2020-01-01', '', false, 1, %s, 1)"
    )
    with as_app(_scope(world)), connection.cursor() as cursor:
        cursor.execute(insert, [world.neighbouring.pk])
        cursor.execute(take, [world.neighbouring.pk])
        assert cursor.rowcount == 1, "only the neighbour's own row is there to take"
        for statement in (insert, move, event):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                cursor.execute(statement, [world.own.pk])
        for table in ("child", "household", "carer", "specialcircumstance", "childevent"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(f"DELETE FROM registry_{table}")
    assert Child.objects.filter(commune=world.own).count() == 1
    assert Child.objects.filter(commune=world.neighbouring).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_real_login_of_the_application_sees_only_its_scope(app_connection: psycopg.Connection[Any]) -> None:
    world = make_world()
    child = make_child(world.own, NAME, personal_id=NUMBER)
    make_circumstance(child)

    def counts(communes: str) -> list[Any]:
        with app_connection.transaction():
            app_connection.execute("SELECT set_config('treem.communes', %s, true)", [communes])
            return [
                app_connection.execute(sql).fetchone()[0]  # type: ignore[index]
                for sql in (
                    "SELECT count(*) FROM registry_child",
                    "SELECT count(*) FROM registry_specialcircumstance",
                    "SELECT count(*) FROM registry_search('quang tien', 10)",
                    f"SELECT count(*) FROM registry_search('{NUMBER}', 10)",
                    f"SELECT count(*) FROM registry_child_history({child.pk})",
                )
            ]

    assert counts(str(world.neighbouring.pk)) == [0, 0, 0, 0, 0]
    assert counts("") == [0, 0, 0, 0, 0]
    assert counts(str(world.own.pk)) == [1, 1, 1, 1, 2]
    # Nothing stays on the connection after the transaction.
    assert app_connection.execute("SELECT count(*) FROM registry_search('quang', 10)").fetchone() == (0,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_connection.execute("SELECT count(*) FROM registry_childevent")
