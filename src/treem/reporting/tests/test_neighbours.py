"""A return belongs to its body: the neighbour does not find it, not by address, not by count, not in the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conftest import as_app
from django.db import ProgrammingError, connection, transaction
from tests.walk_world import World

from treem.organisations.roles import Role
from treem.reporting.models import Return, ReturnChange, ReturnValue
from treem.reporting.tests.factories import committee, make_round, return_of, scope_of, send

pytestmark = pytest.mark.database


def test_the_neighbour_finds_nothing_by_address(world: World, browser: Callable[..., Any]) -> None:
    report = send(return_of(make_round(world, [committee(world)]), committee(world)), world.lan)
    for role in (Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.COMMUNE_LEADER):
        there = browser(world.neighbour_of[role])
        assert there.get(f"/reports/returns/{report.uuid}/").status_code == 404
        assert there.post(f"/reports/returns/{report.uuid}/submit/", {"version": 1}).status_code == 404
        lists = there.get("/reports/returns/").content.decode() + there.get("/reports/").content.decode()
        assert str(report.uuid) not in lists
        assert "Chiềng Sung" not in lists
    sector = browser(world.users[Role.SECTOR_OFFICER])
    assert sector.get(f"/reports/returns/{report.uuid}/").status_code == 404


def test_for_the_database_the_neighbours_return_is_not_there(world: World) -> None:
    send(return_of(make_round(world), committee(world)), world.lan)
    tables = (Return, ReturnValue, ReturnChange)
    with as_app(scope_of(world.neighbour)):
        for table in tables:
            bodies = set(table.objects.values_list("body_id", flat=True))
            assert bodies == {committee(world, world.neighbouring).pk}
    with as_app(scope_of(world.users[Role.SECTOR_OFFICER])):
        assert [table.objects.count() for table in tables] == [0, 0, 0]
    with as_app(None):
        assert [table.objects.count() for table in tables] == [0, 0, 0]
    with as_app(scope_of(world.hung)):
        assert Return.objects.count() == 2
    assert Return.objects.count() == 2  # as the owner: they are there


def test_the_neighbour_can_neither_change_nor_take_over_a_return(world: World) -> None:
    report = return_of(make_round(world), committee(world))
    here = committee(world, world.neighbouring)
    with as_app(scope_of(world.neighbour)):
        assert Return.objects.filter(pk=report.pk).update(narrative="x") == 0
        own = Return.objects.get(body=here)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Return.objects.filter(pk=own.pk).update(body=report.body_id)
    report.refresh_from_db()
    assert report.narrative == ""


def test_the_history_of_a_return_is_added_to_and_never_changed(world: World) -> None:
    send(return_of(make_round(world), committee(world)), world.lan)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reporting_returnvalueevent")
        assert cursor.fetchone()[0] == 6  # each figure as it was before it was typed
    for sql in (
        "UPDATE reporting_returnchange SET note = 'x'",
        "DELETE FROM reporting_returnchange",
        "SELECT 1 FROM reporting_returnvalueevent",
        "DELETE FROM reporting_return",
    ):
        with (
            as_app(scope_of(world.lan)),
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            connection.cursor() as c,
        ):
            c.execute(sql)
