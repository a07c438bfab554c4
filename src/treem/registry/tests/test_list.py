"""The list of children: order, pages, filters, masks, the trail."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from tests.walk_world import World

from treem.kernel.vietnamese import sort_key
from treem.organisations.models import Role
from treem.registry.models import Child, Status
from treem.registry.tests.conftest import BACKEND
from treem.registry.tests.factories import make_child, make_circumstance, make_village

pytestmark = pytest.mark.database
URL = "/children/"


def names(answer: Any) -> list[str]:
    return [row.child.full_name for row in answer.context["rows"]]


def many(world: World, n: int) -> None:
    Child.objects.bulk_create(
        Child(
            commune=world.own, full_name=f"Lò Văn {chr(97 + i % 26)}{i:03d}", sort_key=f"{i // 3:04d}", sex="male",
            date_of_birth=date(2018, 1, 1), created_on=date(2026, 1, 1),
        )
        for i in range(n)
    )  # fmt: skip


def test_pages_of_fifty_walk_through_everybody_once_and_back(world: World, lan: Any) -> None:
    many(world, 120)
    first = lan.get(URL)
    assert first.context["found"].total == 120
    assert first.context["found"].before is None
    pages = [first]
    while after := pages[-1].context["found"].after:
        pages.append(lan.get(URL, {"after": after}))
    assert [len(names(page)) for page in pages] == [50, 50, 20]
    seen = [row.child.pk for page in pages for row in page.context["rows"]]
    assert len(set(seen)) == 120
    back = lan.get(URL, {"before": pages[2].context["found"].before})
    assert names(back) == names(pages[1])
    start = lan.get(URL, {"before": back.context["found"].before})
    assert names(start) == names(first)
    assert start.context["found"].before is None


def test_the_order_is_by_given_name(world: World, lan: Any) -> None:
    for name in ("Lò Văn Đạt", "Lò Văn Dũng", "Vừ A Ánh", "Lò Thị Ân"):
        make_child(world.own, name)
    assert names(lan.get(URL)) == sorted(names(lan.get(URL)), key=sort_key)
    assert names(lan.get(URL))[0] == "Vừ A Ánh"


def test_filters_narrow_and_stand_in_the_address(world: World, lan: Any) -> None:
    village = make_village(world.own)
    baby = make_child(
        world.own, "Lò Văn Bé", sex="male", date_of_birth=date(2024, 1, 1), birth_registered=False
    )
    girl = make_child(
        world.own, "Lò Thị Gái", village=village, date_of_birth=date(2018, 1, 1), ethnicity="Kinh"
    )
    big = make_child(world.own, "Lò Thị Lớn", date_of_birth=date(2012, 1, 1), ethnicity="")
    make_circumstance(big)
    gone = make_child(world.own, "Lò Thị Xa", status=Status.MOVED, exit_on=date(2026, 2, 1))
    old = make_child(world.own, "Lò Thị Già", date_of_birth=date(2009, 1, 1))
    for query, expected in (
        ({}, {baby, girl, big}),
        ({"sex": "male"}, {baby}),
        ({"village": village.pk}, {girl}),
        ({"age": "u5"}, {baby}),
        ({"age": "0-5"}, {baby}),
        ({"age": "6-10"}, {girl}),
        ({"age": "11-15"}, {big}),
        ({"ethnic": "kinh"}, {girl}),
        ({"ethnic": "unknown"}, {big}),
        ({"ethnic": "other"}, {baby}),
        ({"registered": "no"}, {baby}),
        ({"registered": "late"}, {baby}),
        ({"special": "any"}, {big}),
        ({"special": "d"}, {big}),
        ({"special": "a"}, set()),
        ({"commune": world.own.pk}, {baby, girl, big}),
        ({"as_of": "2026-01-15"}, {baby, girl, big, gone}),
        ({"as_of": "2023-12-31"}, {girl, big, gone, old}),
    ):
        answer = lan.get(URL, {"as_of": "2026-06-30", **query})
        assert {row.child for row in answer.context["rows"]} == expected, query
        assert answer.context["found"].total == len(expected), query


def test_birth_registration_is_late_after_sixty_days(world: World, lan: Any) -> None:
    make_child(world.own, "Lò Văn Bé", date_of_birth=date(2026, 1, 1), birth_registered=False)
    query = {"registered": "late"}
    assert lan.get(URL, {**query, "as_of": "2026-03-02"}).context["found"].total == 0
    assert lan.get(URL, {**query, "as_of": "2026-03-03"}).context["found"].total == 1


def test_a_filter_that_cannot_be_read_is_said_and_left_out(world: World, lan: Any) -> None:
    make_child(world.own)
    answer = lan.get(URL, {"age": "99", "village": "x", "as_of": "31/02/2026", "after": "abc"})
    assert answer.status_code == 200
    assert answer.context["found"].total == 1
    assert "Có bộ lọc không hiểu được" in answer.content.decode()


def test_an_empty_list_says_what_to_do(world: World, lan: Any) -> None:
    assert "Bấm Thêm trẻ để ghi trẻ đầu tiên" in lan.get(URL).content.decode()
    assert "Không có trẻ nào khớp bộ lọc này" in lan.get(URL, {"sex": "female"}).content.decode()


def test_a_day_before_the_law_on_children_is_refused_in_words(world: World, lan: Any) -> None:
    assert lan.get(URL, {"as_of": "2017-05-31"}).status_code == 409


@pytest.mark.parametrize(
    ("role", "whole"),
    [
        (Role.COMMUNE_OFFICER, True),
        (Role.HOTLINE_OFFICER, False),
        (Role.COMMUNE_LEADER, False),
        (Role.LEAD_SPECIALIST, False),
    ],
)
def test_the_number_is_masked_for_those_who_need_not_know_it(
    world: World, new_client: Any, role: str, whole: bool
) -> None:
    child = make_child(world.own, personal_id="014318123456")
    client = new_client()
    client.force_login(world.users[role], backend=BACKEND)
    pages = [
        client.get(URL),
        client.get(reverse("registry:child", args=[child.pk])),
        client.post(reverse("registry:search"), {"q": "mai"}),
    ]
    for page in pages:
        text = page.content.decode()
        assert ("014318123456" in text) == whole
        assert ("014•••••••56" in text) == (not whole)


def test_a_page_leaves_one_entry_with_the_ids_it_showed(world: World, lan: Any) -> None:
    shown = {make_child(world.own, f"Lò Văn {name}").pk for name in ("An", "Bình", "Chi")}
    lan.get(URL)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT actor_id, subject_ids::text FROM audit_entry WHERE action = 'registry.list_children'"
        )
        rows = cursor.fetchall()
    assert [actor for actor, _ in rows] == [world.lan.pk]
    assert set(map(int, rows[0][1].strip("[]").split(","))) == shown


def test_no_name_stands_in_any_address_of_the_list(world: World, lan: Any) -> None:
    many(world, 60)
    text = lan.get(URL, {"sex": "male"}).content.decode()
    assert "after=" in text
    addresses = [part.split('"')[0] for part in text.split('href="')[1:]]
    assert not [url for url in addresses if "L%C3%B2" in url or "Lò" in url or "0016" in url]
