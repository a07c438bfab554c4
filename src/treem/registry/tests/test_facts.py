"""What is counted, on which day; and the list behind a cell holds exactly what the cell says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from conftest import as_app
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.walk_world import World

from treem.db.scope import Scope
from treem.indicators.facts import fact
from treem.registry.facts import FACTS
from treem.registry.models import Status
from treem.registry.tests.factories import make_child, make_circumstance

pytestmark = pytest.mark.database
DAY = date(2026, 6, 30)


def cube(world: World, key: str, as_of: date = DAY) -> dict[tuple[str, ...], int]:
    units = [world.own.pk, world.neighbouring.pk]
    with as_app(Scope(world.lan.pk, (world.own.pk,))):
        cells = fact(key).count(as_of=as_of, window=None, units=units)
    assert {cell.unit_id for cell in cells} <= {world.own.pk}
    return {cell.values: cell.n for cell in cells}


def total(world: World, key: str, as_of: date = DAY) -> int:
    return sum(cube(world, key, as_of).values())


def test_children_are_counted_by_sex_age_and_ethnicity(world: World) -> None:
    for born, sex, ethnicity in (
        (date(2020, 7, 1), "male", "Kinh"),
        (date(2020, 6, 30), "male", "Kinh"),
        (date(2015, 7, 1), "female", "Thái"),
        (date(2015, 6, 30), "female", "Mông"),
        (date(2010, 7, 1), "female", ""),
    ):
        make_child(world.own, sex=sex, date_of_birth=born, ethnicity=ethnicity)
    make_child(world.neighbouring)
    assert cube(world, "children") == {
        ("male", "0-5", "kinh"): 1,
        ("male", "6-10", "kinh"): 1,
        ("female", "6-10", "other"): 1,
        ("female", "11-15", "other"): 1,
        ("female", "11-15", "unknown"): 1,
    }


def test_the_sixteenth_birthday_ends_childhood_on_the_day_itself(world: World) -> None:
    make_child(world.own, date_of_birth=date(2010, 6, 30))
    assert total(world, "children", date(2026, 6, 29)) == 1
    assert total(world, "children", date(2026, 6, 30)) == 0


def test_a_leap_day_child_turns_sixteen_with_the_day_or_the_first_of_march(world: World) -> None:
    make_child(world.own, date_of_birth=date(2008, 2, 29))
    assert total(world, "children", date(2024, 2, 28)) == 1
    assert total(world, "children", date(2024, 2, 29)) == 0
    make_child(world.own, date_of_birth=date(2012, 2, 29))
    assert total(world, "under5", date(2017, 6, 1)) == 0
    assert total(world, "children", date(2028, 2, 28)) == 1


def test_a_birth_known_by_its_year_counts_to_the_end_of_that_year(world: World) -> None:
    make_child(world.own, date_of_birth=date(2010, 1, 1), birth_precision="year")
    assert total(world, "children", date(2026, 12, 30)) == 1
    assert total(world, "children", date(2026, 12, 31)) == 0


def test_nobody_counts_before_the_birth_or_after_leaving(world: World) -> None:
    make_child(world.own, date_of_birth=date(2025, 5, 5))
    make_child(world.own, status=Status.DIED, exit_on=date(2026, 3, 1))
    kept = make_child(world.own)
    make_child(world.own, status=Status.DUPLICATE, survivor=kept)
    assert total(world, "children", date(2025, 5, 4)) == 2
    assert total(world, "children", date(2025, 5, 5)) == 3
    assert total(world, "children", date(2026, 2, 28)) == 3
    assert total(world, "children", date(2026, 3, 1)) == 2


def test_a_child_in_two_groups_counts_once_and_only_while_they_last(world: World) -> None:
    child = make_child(world.own)
    make_circumstance(child, group="d", from_on=date(2024, 1, 1), to_on=date(2026, 6, 30))
    make_circumstance(child, group="a", from_on=date(2025, 1, 1), to_on=date(2025, 12, 31))
    make_circumstance(make_child(world.own), withdrawn=True)
    key = "children_special_circumstances"
    assert total(world, key, date(2023, 12, 31)) == 0
    assert total(world, key, date(2025, 6, 30)) == 1
    assert total(world, key, date(2026, 6, 30)) == 1
    assert total(world, key, date(2026, 7, 1)) == 0


def test_registered_births_are_counted_among_children_under_five(world: World) -> None:
    make_child(world.own, date_of_birth=date(2021, 7, 1), birth_registered=True)
    make_child(world.own, date_of_birth=date(2024, 1, 1), birth_registered=False)
    make_child(world.own, date_of_birth=date(2021, 6, 30), birth_registered=True)
    assert total(world, "under5") == 2
    assert total(world, "under5_birth_registered") == 1


def test_the_ages_that_targets_speak_of_end_on_the_birthday(world: World) -> None:
    for born in (date(2017, 7, 1), date(2017, 6, 30), date(2019, 6, 30), date(2019, 7, 1)):
        make_child(world.own, date_of_birth=born)
    assert total(world, "children_0_8") == 3  # 9 years on the day itself is too old
    assert total(world, "children_7_15") == 3  # 7 years on the day itself is old enough


def test_each_fact_takes_one_statement(world: World) -> None:
    make_circumstance(make_child(world.own))
    for key in ("children", "children_special_circumstances", "under5", "under5_birth_registered"):
        with CaptureQueriesContext(connection) as seen:
            fact(key).count(as_of=DAY, window=None, units=[world.own.pk, world.neighbouring.pk])
        assert len(seen) == 1, key


def test_the_list_behind_each_cell_holds_exactly_its_children(world: World, lan: Any) -> None:
    for n, (born, sex, ethnicity) in enumerate(
        [
            (date(2024, 1, 1), "male", "Kinh"),
            (date(2023, 1, 1), "male", "Thái"),
            (date(2018, 1, 1), "female", ""),
            (date(2012, 1, 1), "female", "Mông"),
            (date(2012, 1, 1), "female", "Mông"),
        ]
    ):
        child = make_child(
            world.own, sex=sex, date_of_birth=born, ethnicity=ethnicity, birth_registered=n % 2 == 0
        )
        if n:
            make_circumstance(child)
    opened = 0
    for key in (each.key for each in FACTS):
        counted = fact(key)
        assert counted.records is not None
        for values, n in cube(world, key).items():
            url = counted.records(as_of=DAY, window=None, unit_id=world.own.pk, values=values)
            assert lan.get(url).context["found"].total == n, url
            opened += 1
        whole = counted.records(as_of=DAY, window=None, unit_id=world.own.pk, values=())
        assert lan.get(whole).context["found"].total == total(world, key)
    assert opened > 8


def test_the_queue_on_the_desk_opens_exactly_what_it_counts(world: World, lan: Any) -> None:
    from treem.web.registry import _queues

    make_child(world.own, date_of_birth=date(2025, 1, 1), birth_registered=False)
    make_child(
        world.own,
        date_of_birth=date(2025, 2, 1),
        birth_registered=False,
        status="moved",
        exit_on="2025-03-01",
    )
    make_child(world.own, date_of_birth=date(2015, 1, 1), birth_registered=False)
    queue = _queues["registry.unregistered"]
    with as_app(Scope(world.lan.pk, (world.own.pk,))):
        state, url = queue.state(None), queue.url(None)  # type: ignore[arg-type]
    assert state.count == 1
    assert lan.get(url).context["found"].total == state.count
