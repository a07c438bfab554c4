"""Returns on the calendar of deadlines and in its feed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.duties import dated
from treem.duties.dated import Dated, Whose
from treem.kernel.periods import Window
from treem.organisations.models import Role
from treem.reporting.tests.factories import AT, committee, make_round, return_of, send

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"
TODAY = AT.date()
NOVEMBER = Window(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def returns(whose: Whose, day: date = TODAY, days: Window = NOVEMBER) -> list[Dated]:
    return [each for each in dated.entries(whose, days, day) if each.kind == "return"]


def test_a_return_stands_on_the_last_day_in_time_of_its_round(world: World) -> None:
    round = make_round(world)  # trước ngày 05/11/2026
    own = Whose(world.lan, (committee(world).pk,))
    (found,) = returns(own)
    report = return_of(round, committee(world))
    assert (found.on, found.when) == (date(2026, 11, 4), "trước ngày 05/11/2026")
    assert found.url == reverse("reporting:return", args=[report.uuid])
    assert returns(own, days=Window(date(2026, 11, 5), date(2026, 11, 30))) == []
    (late,) = returns(own, date(2026, 11, 20))
    assert (late.late, str(late.word)) == (True, "Quá hạn chưa gửi")


def test_a_return_that_was_sent_is_done(world: World) -> None:
    report = return_of(make_round(world), committee(world))
    send(report, world.lan)
    (found,) = returns(Whose(world.lan, (committee(world).pk,)), date(2026, 11, 20))
    assert (found.is_open, found.late, str(found.word)) == (False, False, "Gửi đúng hạn")


def test_for_everybody_a_round_stands_once_with_how_many_have_sent(world: World) -> None:
    round = make_round(world)
    send(return_of(round, committee(world)), world.lan)
    (found,) = returns(Whose(world.hung, None), date(2026, 11, 20))
    assert (str(found.word), found.late) == ("1/2 đã gửi, quá hạn", True)
    assert found.url == reverse("reporting:round", args=[round.uuid])


def test_among_one_s_own_work_only_for_who_prepares_returns(world: World) -> None:
    make_round(world)
    own = (committee(world).pk,)
    assert len(returns(Whose(world.lan, own, alone=True))) == 1
    assert returns(Whose(world.users[Role.COMMUNE_LEADER], own, alone=True)) == []
    assert len(returns(Whose(world.users[Role.COMMUNE_LEADER], own))) == 1


def test_the_page_of_the_neighbour_has_only_its_own(world: World, client: Any) -> None:
    round = make_round(world)
    client.force_login(world.neighbour, backend=BACKEND)
    page = client.get(reverse("duties:calendar"), {"month": "2026-11"}).content.decode()
    assert str(return_of(round, committee(world, world.neighbouring)).uuid) in page
    assert str(return_of(round, committee(world)).uuid) not in page
