"""Children by village: counts that open exactly the children they count."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.walk_world import World

from treem.kernel.time import today
from treem.registry.models import Status
from treem.registry.tests.factories import make_child, make_circumstance, make_village

pytestmark = pytest.mark.database
URL = "/children/villages/"


def lines(answer: Any) -> dict[str, tuple[int, int, int]]:
    return {
        line.village.name if line.village else "?": (line.children, line.unregistered, line.special)
        for line in answer.context["lines"]
    }


def test_each_village_shows_its_children_and_those_who_need_a_look(world: World, lan: Any) -> None:
    cạn, pàn = make_village(world.own, "Nà Cạn"), make_village(world.own, "Nà Pàn")
    twice = make_child(world.own, village=cạn)
    make_circumstance(twice)
    make_circumstance(twice, group="a")
    make_child(world.own, village=cạn, date_of_birth=date(today().year - 1, 1, 1), birth_registered=False)
    make_child(world.own, village=cạn, status=Status.DIED, exit_on=date(2026, 1, 5))
    make_child(world.own)
    make_child(world.neighbouring, village=make_village(world.neighbouring, "Cạnh"))
    answer = lan.get(URL)
    assert lines(answer) == {"Nà Cạn": (2, 1, 1), "Nà Pàn": (0, 0, 0), "?": (1, 0, 0)}
    assert answer.context["total"].children == 3
    html = answer.content.decode()
    for query, n in (
        (f"village={cạn.pk}", 2),
        (f"village={cạn.pk}&age=u5&registered=no", 1),
        (f"village={cạn.pk}&special=any", 1),
    ):
        assert query.replace("&", "&amp;") in html
        listed = lan.get(f"/children/?commune={world.own.pk}&{query}")
        assert listed.context["found"].total == n
    assert f"village={pàn.pk}&amp;special" not in html


def test_the_page_is_counted_in_few_queries_however_many_villages(
    world: World, lan: Any, django_assert_max_num_queries: Any
) -> None:
    for n in range(30):
        make_child(world.own, village=make_village(world.own, f"Bản {n}"))
    with django_assert_max_num_queries(25):
        assert len(lines(lan.get(URL))) == 30


def test_another_commune_is_not_found_and_nonsense_neither(world: World, lan: Any) -> None:
    assert lan.get(URL, {"commune": world.neighbouring.pk}).status_code == 404
    assert lan.get(URL, {"commune": "x"}).status_code == 404


def test_who_sees_many_communes_chooses_one(world: World, hung: Any) -> None:
    make_child(world.own, village=make_village(world.own))
    first = hung.get(URL)
    assert first.context["lines"] == []
    assert [unit.name for unit in first.context["communes"]] == ["Chiềng Sung", "Mường Chanh"]
    assert lines(hung.get(URL, {"commune": world.own.pk})) == {"Nà Cạn": (1, 0, 0)}


@pytest.mark.parametrize("asked", ["²", "²026", "٣", "-1", "x", "9" * 40])
def test_a_commune_that_is_no_number_is_not_found(lan: Any, asked: str) -> None:
    assert lan.get(URL, {"commune": asked}).status_code == 404
