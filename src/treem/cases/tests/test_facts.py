"""Reports received: by commune and channel; the list behind a cell holds exactly what the cell says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import as_app
from tests.walk_world import World

from treem.cases.tests.factories import make_intake, scope_of
from treem.indicators.facts import fact
from treem.kernel.periods import Window
from treem.kernel.time import VIETNAM, local_date, now

pytestmark = pytest.mark.database


def test_reports_are_counted_by_channel_in_the_window(world: World, lan: Any) -> None:
    make_intake(world, channel="police", ago=timedelta(minutes=5))
    make_intake(world, channel="police", ago=timedelta(minutes=6))
    make_intake(world, channel="school", ago=timedelta(minutes=7))
    make_intake(world, channel="school", ago=timedelta(days=40))
    make_intake(world, channel="school", neighbour=True)
    day = local_date(now())
    window = Window(day - timedelta(days=3), day)
    units = [world.own.pk, world.neighbouring.pk]
    with as_app(scope_of(world)):
        cells = fact("reports_received").count(as_of=day, window=window, units=units)
    assert {(c.unit_id, c.values): c.n for c in cells} == {
        (world.own.pk, ("police",)): 2,
        (world.own.pk, ("school",)): 1,
    }
    records = fact("reports_received").records
    assert records is not None
    for cell in cells:
        url = records(as_of=day, window=window, unit_id=cell.unit_id, values=cell.values)
        assert lan.get(url).context["found"].total == cell.n
    whole = records(as_of=day, window=window, unit_id=world.own.pk, values=())
    assert parse_qs(urlsplit(whole).query)["to"] == [day.isoformat()]
    assert lan.get(whole).context["found"].total == 3


def test_a_day_ends_at_midnight_in_vietnam(world: World) -> None:
    today = local_date(now())
    midnight = datetime(today.year, today.month, today.day, tzinfo=VIETNAM)
    for at in (midnight - timedelta(minutes=1), midnight):
        make_intake(world, at=midnight + timedelta(minutes=1), received_at=at)
    yesterday = today - timedelta(days=1)
    with as_app(scope_of(world)):
        for day in (yesterday, today):
            cells = fact("reports_received").count(as_of=day, window=Window(day, day), units=[world.own.pk])
            assert [c.n for c in cells] == [1]
