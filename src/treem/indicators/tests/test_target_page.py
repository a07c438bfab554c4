"""The page of a target: the list behind a figure holds exactly its children; communes with the worst first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.walk_world import World

from treem.indicators.tests.factories import births, confirmed, make_target, typed
from treem.kernel.time import today
from treem.organisations.models import Role, User
from treem.registry.tests.factories import make_child, make_circumstance

pytestmark = pytest.mark.database
Browser = Callable[[User], Any]
BORN = date(today().year, 1, 1)


@pytest.fixture
def register(world: World) -> None:
    """Chiềng Sung: 3 of 4 registered; Mường Chanh: 1 of 2."""
    for unit, registered in (
        (world.own, 3),
        (world.own, 0),
        (world.neighbouring, 1),
        (world.neighbouring, 0),
    ):
        for _ in range(max(registered, 1)):
            make_child(unit, date_of_birth=BORN, birth_registered=registered > 0)
    make_child(world.own, date_of_birth=date(today().year - 9, 1, 1))


def page_of(client: Any, target: Any) -> Any:
    answer = client.get(f"/indicators/targets/{target.uuid}/")
    assert answer.status_code == 200
    return answer


@pytest.mark.usefixtures("register")
def test_the_lists_behind_the_figure_hold_exactly_its_children_for_province_and_commune(
    world: World, browser: Browser
) -> None:
    target = births(world)
    for person, expected in ((world.hung, [4, 6]), (world.lan, [3, 4])):
        client = browser(person)
        links = page_of(client, target).context["links"]
        assert [link["n"] for link in links] == expected
        for link in links:
            assert client.get(link["url"]).context["found"].total == link["n"]


@pytest.mark.usefixtures("register")
def test_the_lists_of_each_commune_hold_exactly_its_children_and_the_worst_comes_first(
    world: World, browser: Browser
) -> None:
    client = browser(world.hung)
    communes = page_of(client, births(world)).context["communes"]
    assert [str(line["name"].name) for line in communes["lines"]] == ["Mường Chanh", "Chiềng Sung"]
    for line in communes["lines"]:
        for url, n in ((line["top"], line["ratio"].numerator), (line["bottom"], line["ratio"].denominator)):
            assert client.get(url).context["found"].total == n
    total = sum(line["ratio"].denominator for line in communes["lines"])
    assert total == page_of(client, births(world, part="a")).context["row"].ratio.denominator


def test_where_lower_is_better_the_highest_comes_first(world: World, browser: Browser) -> None:
    target = make_target(
        world, number="11", comparator="lt", value=Decimal("6.4"), indicator_key="special_circumstances"
    )
    make_circumstance(make_child(world.own))
    make_child(world.neighbouring)
    communes = page_of(browser(world.hung), target).context["communes"]
    assert [line["name"] for line in communes["lines"]] == [world.own, world.neighbouring]
    assert communes["missed"] == 1


@pytest.mark.usefixtures("register")
def test_who_may_not_open_children_sees_the_figure_and_no_link(world: World, browser: Browser) -> None:
    target = births(world)
    browser(world.hung).post("/indicators/targets/keep-counts/")
    for role in (Role.SECTOR_OFFICER, Role.PROVINCE_LEADER, Role.INSPECTOR, Role.MINISTRY_ANALYST):
        answer = page_of(browser(world.users[role]), target)
        assert answer.context["row"].ratio.denominator == 6
        assert answer.context["links"] == []
        assert answer.context["communes"] is None
        assert "/registry/" not in answer.content.decode().split("<main")[1]


def test_the_page_says_what_it_means_and_that_nobody_has_verified_it(world: World, browser: Browser) -> None:
    text = page_of(browser(world.hung), births(world)).content.decode()
    assert "trẻ em dưới 5 tuổi đã đăng ký khai sinh" in text
    assert "Chưa kiểm chứng" in text
    assert "98,5\N{NO-BREAK SPACE}%" in text  # the national level


def test_a_target_outside_the_catalogue_says_so(world: World, browser: Browser) -> None:
    assert "Chưa xác định được" in page_of(browser(world.hung), make_target(world)).content.decode()


def test_levels_of_other_years_and_own_levels_of_communes_are_listed(world: World, browser: Browser) -> None:
    target = births(world)
    births(world, horizon=str(today().year + 4))
    births(world, owner=world.bodies[f"ubnd-{world.own.code}"], part="r")
    lead = page_of(browser(world.hung), target)
    assert len(lead.context["levels"]) == 2
    assert len(page_of(browser(world.lan), target).context["levels"]) == 2
    assert len(page_of(browser(world.neighbour), target).context["levels"]) == 1
    assert lead.context["communes"]["own"]


def test_the_course_is_drawn_from_two_points_on_and_every_point_is_in_the_table(
    world: World, browser: Browser
) -> None:
    target, second = make_target(world), world.users[Role.LEAD_DIVISION_HEAD]
    confirmed(target, world.hung, second, typed(80, as_of=date(today().year, 1, 2)))
    assert page_of(browser(world.hung), target).context["chart"] is None
    confirmed(target, world.hung, second, typed(85))
    answer = page_of(browser(world.hung), target)
    assert "Tăng từ 80,00" in answer.context["chart"]["title"]
    assert answer.content.decode().split("<main")[1].count("<circle") == 2
    assert len(answer.context["values"]) == 2
    assert " style=" not in answer.content.decode().split("<main")[1]


def test_the_own_target_of_a_commune_is_not_found_by_its_neighbour(world: World, browser: Browser) -> None:
    target = births(world, owner=world.bodies[f"ubnd-{world.own.code}"])
    assert browser(world.lan).get(f"/indicators/targets/{target.uuid}/").status_code == 200
    assert browser(world.neighbour).get(f"/indicators/targets/{target.uuid}/").status_code == 404
