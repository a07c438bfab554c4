"""An officer of Mường Chanh meets nothing of Chiềng Sung: no page, no count of one, no row, no way to write one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from conftest import as_app
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.cases import facts, selectors
from treem.cases.models import (
    EmergencyMeasure,
    HandOver,
    Informant,
    Intake,
    IntakeChild,
    IntakeContent,
    IntakeCounter,
)
from treem.cases.tests.factories import known_informant, make_intake, make_measures, scope_of
from treem.cases.tests.test_taking_in import typed
from treem.db.scope import Scope
from treem.kernel.periods import Window
from treem.kernel.time import local_date, now
from treem.organisations.roles import Role
from treem.registry.tests.factories import make_child

pytestmark = pytest.mark.database
SECRET = (IntakeContent, Informant, IntakeChild, EmergencyMeasure, IntakeCounter)


@pytest.fixture
def theirs(world: World) -> Intake:
    intake = make_intake(world, informant=known_informant())
    make_measures(world, intake)
    IntakeChild.objects.create(
        intake=intake,
        commune=world.own,
        child=make_child(world.own),
        linked_at=now(),
        linked_by_id=world.lan.pk,
    )
    intake.refresh_from_db()
    return intake


def test_no_page_list_or_count_shows_it_next_door(theirs: Intake, neighbour: Any) -> None:
    for name in ("intake", "edit", "paper", "measures", "hand_over", "set_aside", "link_child", "informant"):
        assert neighbour.get(reverse(f"cases:{name}", args=[theirs.uuid])).status_code == 404, name
    listed = neighbour.get(reverse("cases:intakes"))
    assert listed.context["found"].total == 0
    assert theirs.number not in listed.content.decode()
    counts = neighbour.get(reverse("cases:counts")).context
    assert counts["month"].received == counts["year"].received == 0
    assert counts["channels"] == []
    desk = neighbour.get("/").context
    assert all(w.state.count == 0 for w in (*desk["queues"], *desk["empty"]) if "cases" in w.queue.key)


def test_a_filter_of_another_commune_is_not_found(theirs: Intake, world: World, neighbour: Any) -> None:
    assert neighbour.get(reverse("cases:intakes"), {"commune": world.own.pk}).status_code == 404


def test_a_forged_step_is_not_found_and_changes_nothing(theirs: Intake, world: World, neighbour: Any) -> None:
    measure = EmergencyMeasure.objects.get()
    link = IntakeChild.objects.get()
    tries = [
        ("edit", [theirs.uuid], typed(world, version="2")),
        ("acknowledge", [theirs.uuid], {"version": "2"}),
        ("measures", [theirs.uuid], {"version": "2"}),
        ("withdraw_measures", [theirs.uuid, measure.uuid], {"version": "2"}),
        (
            "hand_over",
            [theirs.uuid],
            {"version": "2", "to_commune": world.neighbouring.pk, "reason": "incident"},
        ),
        ("set_aside", [theirs.uuid], {"version": "2", "reason": "untrue", "note": "x"}),
        ("unlink_child", [theirs.uuid, link.uuid], {}),
        ("informant", [theirs.uuid], {"why": "verify"}),
    ]
    for name, arguments, data in tries:
        assert neighbour.post(reverse(f"cases:{name}", args=arguments), data).status_code == 404, name
    theirs.refresh_from_db()
    assert (theirs.version, theirs.state, theirs.commune_id) == (2, "new", world.own.pk)


def test_a_forged_commune_writes_into_ones_own(world: World, neighbour: Any) -> None:
    neighbour.post(reverse("cases:new"), typed(world, commune=world.own.pk, commune_id=world.own.pk))
    assert Intake.objects.get().commune_id == world.neighbouring.pk


def test_a_client_number_taken_next_door_is_refused_without_a_trace(
    theirs: Intake, world: World, neighbour: Any
) -> None:
    answer = neighbour.post(reverse("cases:new"), typed(world, uuid=str(theirs.uuid)))
    assert answer.status_code == 422
    assert theirs.number not in answer.content.decode()
    assert Intake.objects.count() == 1


def test_no_fact_counts_a_neighbours_report(theirs: Intake, world: World) -> None:
    day = local_date(now())
    units = [world.own.pk, world.neighbouring.pk]
    window = Window(day - timedelta(days=2), day)
    with as_app(scope_of(world, neighbour=True)):
        assert facts.FACTS[0].count(as_of=day, window=window, units=units) == []
        assert selectors.grave_intakes_count(window, now=now()).received == 0
    with as_app(scope_of(world)):
        assert [c.n for c in facts.FACTS[0].count(as_of=day, window=window, units=units)] == [1]


def test_every_table_is_empty_next_door_and_without_a_scope(theirs: Intake, world: World) -> None:
    tables = (Intake, *SECRET)
    assert all(model.objects.exists() for model in tables)
    for scope in (scope_of(world, neighbour=True), None):
        with as_app(scope):
            assert [m for m in tables if m.objects.exists()] == []


def test_the_lead_agency_sees_the_row_and_not_who_it_is_about(theirs: Intake, world: World) -> None:
    province = Scope(world.hung.pk, (world.own.pk, world.neighbouring.pk))
    with as_app(province):
        assert Intake.objects.count() == 1
        assert [m for m in SECRET if m.objects.exists()] == []
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Intake.objects.update(state="acknowledged", acknowledged_at=now())


def test_writing_into_another_commune_is_refused_by_the_database(theirs: Intake, world: World) -> None:
    own = make_intake(world, neighbour=True, informant=known_informant())
    make_hand_over(world)
    insert_intake = (
        "INSERT INTO cases_intake (uuid, version, commune_id, number, received_at, recorded_at, taken_by_id, channel,"
        ' urgency, "group", state, set_aside_reason, emergency_due_at, emergency_source) VALUES (gen_random_uuid(), 1,'
        " %s, 'forged', now(), now(), 1, 'other', 'later', '', 'new', '', now() + interval '12 hours', 'x')"
    )
    insert_counter = "INSERT INTO cases_intakecounter (commune_id, year, last) VALUES (%s, 2031, 1)"
    insert_link = (
        "INSERT INTO cases_intakechild (uuid, intake_id, commune_id, child_id, linked_at, linked_by_id)"
        f" VALUES (gen_random_uuid(), {own.pk}, %s, 1, now(), 1)"
    )
    moves = [
        f"UPDATE {table} SET commune_id = %s"
        for table in ("cases_intake", "cases_intakecontent", "cases_informant", "cases_intakecounter")
    ]
    with as_app(scope_of(world, neighbour=True)), connection.cursor() as cursor:
        for statement in (insert_intake, insert_counter, insert_link, *moves):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                cursor.execute(statement, [world.own.pk])
        cursor.execute("UPDATE cases_intake SET urgency = 'later'")
        assert cursor.rowcount == 1, "only the neighbour's own row is there to change"
        for table in ("intake", "intakecontent", "informant", "intakechild", "emergencymeasure", "handover"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(f"DELETE FROM cases_{table}")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(
                "INSERT INTO cases_handover (uuid, intake_uuid, number, from_commune_id, to_commune_id, reason, at,"
                " by_id) VALUES (gen_random_uuid(), gen_random_uuid(), 'x', %s, %s, 'incident', now(), 1)",
                [world.own.pk, world.neighbouring.pk],
            )
    assert Intake.objects.filter(commune=world.own).get(pk=theirs.pk).urgency == "immediate"


def make_hand_over(world: World) -> HandOver:
    return HandOver.objects.create(
        intake_uuid="6c0c5c8e-8b1a-4a52-8a7e-0d2f5a1b2c3d", number="04108-2026-099", from_commune=world.own,
        to_commune=world.neighbouring, reason="incident", at=now(), by_id=world.lan.pk,
    )  # fmt: skip


def test_the_giver_cannot_sign_for_the_receiver(world: World) -> None:
    way = make_hand_over(world)
    with as_app(scope_of(world)):
        assert HandOver.objects.count() == 1
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            HandOver.objects.filter(pk=way.pk).update(received_at=now(), received_by_id=1)
    with as_app(Scope(world.hung.pk, (world.province.pk,))):
        assert HandOver.objects.count() == 0
    with as_app(scope_of(world, neighbour=True)):
        assert HandOver.objects.filter(pk=way.pk).update(received_at=now(), received_by_id=2) == 1


def test_the_definer_function_gives_away_only_what_is_ones_own(theirs: Intake, world: World) -> None:
    call = "SELECT cases_hand_over(%s, 2, %s, 'incident', NULL, '')"
    province = Scope(world.hung.pk, (world.own.pk, world.neighbouring.pk))
    for scope in (scope_of(world, neighbour=True), province, None, Scope(0)):
        with as_app(scope), connection.cursor() as cursor:
            cursor.execute(call, [theirs.uuid, world.neighbouring.pk])
            assert cursor.fetchone() == ("scope",)
    assert Intake.objects.get().commune_id == world.own.pk


def test_history_is_closed_to_the_application(theirs: Intake, world: World) -> None:
    for name in ("IntakeEvent", "IntakeContentEvent"):
        event = apps.get_model("cases", name)
        assert event.objects.exists()
        with as_app(scope_of(world)), pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
            event.objects.count()


def test_a_hotline_finds_the_own_entries_only(theirs: Intake, world: World, sign_in: Any) -> None:
    keeper = world.users[Role.HOTLINE_OFFICER]
    night = sign_in(keeper)
    own = make_intake(world, actor=keeper)
    listed = night.get(reverse("cases:intakes"))
    assert [row.intake.pk for row in listed.context["rows"]] == [own.pk]
    assert night.get(reverse("cases:intake", args=[own.uuid])).status_code == 200
    assert night.get(reverse("cases:intake", args=[theirs.uuid])).status_code == 404
    assert night.get(reverse("cases:informant", args=[own.uuid])).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_real_login_of_the_application_sees_only_its_scope(app_connection: psycopg.Connection[Any]) -> None:
    world = make_world()
    make_intake(world, informant=known_informant())

    def counts(communes: str) -> list[Any]:
        with app_connection.transaction():
            app_connection.execute("SELECT set_config('treem.communes', %s, true)", [communes])
            return [
                app_connection.execute(f"SELECT count(*) FROM cases_{table}").fetchone()[0]  # type: ignore[index]
                for table in ("intake", "intakecontent", "informant")
            ]

    own, beside = world.own.pk, world.neighbouring.pk
    assert counts(str(own)) == [1, 1, 1]
    assert counts(str(beside)) == [0, 0, 0]
    assert counts(f"{own},{beside}") == [1, 0, 0]
    assert counts("") == [0, 0, 0]
