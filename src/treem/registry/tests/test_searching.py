"""Finding a child by what people type."""

from __future__ import annotations

import random
import unicodedata
from typing import Any

import pytest
from conftest import as_app
from django.db import connection
from django.urls import reverse
from tests.walk_world import World

from treem.db.scope import Scope
from treem.kernel.vietnamese import fold, sort_key
from treem.registry import selectors
from treem.registry.models import Child, Status
from treem.registry.tests.factories import make_child

pytestmark = pytest.mark.database


def found(world: World, query: str, communes: tuple[int, ...] | None = None) -> list[str]:
    with as_app(Scope(world.lan.pk, communes or (world.own.pk,))):
        return [hit.child.full_name for hit in selectors.search(query).hits]


@pytest.mark.parametrize(
    "query",
    [
        "Đinh Thị Hoà",
        "dinh thi hoa",
        "ĐINH THỊ HÒA",
        unicodedata.normalize("NFD", "Đinh Thị Hòa"),
        "hoa dinh",
        "din ho",
        "  dinh   thi ,hoa ",
        "hoà",
    ],
)
def test_a_name_is_found_however_it_is_typed(world: World, query: str) -> None:
    make_child(world.own, "Đinh Thị Hòa")
    make_child(world.own, "Lường Văn Toàn")
    assert found(world, query) == ["Đinh Thị Hòa"]


@pytest.mark.parametrize("name", ["H'Mai Niê", "Y-Ban Êban", "Lò Văn 'Tý'", "Vừ A  Páo"])
def test_apostrophes_and_hyphens_are_no_obstacle(world: World, name: str) -> None:
    make_child(world.own, name)
    words = name.replace("'", " ").replace("-", " ").split()
    assert len(found(world, name)) == 1
    assert len(found(world, " ".join(words))) == 1
    assert len(found(world, words[-1])) == 1


@pytest.mark.parametrize(
    "query", ["", "   ", "'", "\\", "a' | 'b", ":*", "& !", "%", "_", "lo & !thi", "';--", "\u0000"]
)
def test_signs_are_not_understood_as_commands(world: World, query: str) -> None:
    make_child(world.own, "Lường Văn Toàn", mother_name="")
    assert found(world, query.replace("\u0000", "")) == []


def test_numbers_are_found_whole_or_from_nine_digits(world: World) -> None:
    make_child(world.own, "Lò Thị Mai", personal_id="014318123456")
    assert found(world, "014318123456") == ["Lò Thị Mai"]
    assert found(world, "014 318.123-456") == ["Lò Thị Mai"]
    assert found(world, "014318123") == ["Lò Thị Mai"]
    assert found(world, "01431812") == []
    assert found(world, "014318123457") == []


def test_the_mothers_name_helps_and_stands_behind_the_childs_own(world: World) -> None:
    make_child(world.own, "Cà Thị Ánh", mother_name="Lò Thị Mai")
    make_child(world.own, "Lò Thị Mai", mother_name="Quàng Thị Ngân")
    assert found(world, "lo thi mai") == ["Lò Thị Mai", "Cà Thị Ánh"]
    assert found(world, "anh lo mai") == ["Cà Thị Ánh"]


def test_middle_words_are_taken_whole_unless_typed_last(world: World) -> None:
    make_child(world.own, "Lò Văn Thịnh", mother_name="")
    assert found(world, "lo thi") == ["Lò Văn Thịnh"]
    assert found(world, "thi lo") == []
    assert found(world, "van lo") == ["Lò Văn Thịnh"]


def test_similar_names_come_only_when_nothing_else_does(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('similarity') IS NOT NULL")
        if not cursor.fetchone()[0]:
            pytest.skip("this server has no pg_trgm")
    make_child(world.own, "Nguyễn Thị Hoàng Thủy Tiên")
    make_child(world.own, "Nguyễn Thị Hoàng Thu Tiên")
    assert found(world, "nguyen thi hoang thuy tien") == ["Nguyễn Thị Hoàng Thủy Tiên"]
    assert "Nguyễn Thị Hoàng Thủy Tiên" in found(world, "nguyn thi hoang tuy tien")
    assert found(world, "nguyn thi hoang tuy tien", (world.neighbouring.pk,)) == []


def test_results_stand_in_vietnamese_order_by_given_name(world: World) -> None:
    for name in ("Lò Văn Ước", "Lò Văn Đạt", "Lò Văn Anh", "Lò Văn Ân", "Lò Văn Dũng", "Lò Thị Anh"):
        make_child(world.own, name)
    assert found(world, "lo") == sorted(found(world, "lo"), key=sort_key)
    assert found(world, "lo")[:2] == ["Lò Thị Anh", "Lò Văn Anh"]
    assert found(world, "lo")[-1] == "Lò Văn Ước"


def test_duplicates_are_left_out_and_those_who_left_are_found(world: World) -> None:
    kept = make_child(world.own, "Lò Thị Mai")
    make_child(world.own, "Lò Thị Mai", status=Status.DUPLICATE, survivor=kept)
    make_child(world.own, "Lò Thị Mai Anh", status=Status.MOVED, exit_on="2026-01-05")
    assert found(world, "lo thi mai") == ["Lò Thị Mai Anh", "Lò Thị Mai"]


def test_more_than_five_hundred_say_type_more(world: World, lan: Any) -> None:
    first = make_child(world.own, "Lò Văn Một")
    Child.objects.bulk_create(
        Child(
            commune=world.own, full_name=f"Lò Văn {n}", sort_key=f"{n:04d}", sex="male",
            date_of_birth=first.date_of_birth, created_on=first.created_on,
        )
        for n in range(505)
    )  # fmt: skip
    answer = lan.post(reverse("registry:search"), {"q": "lo van"})
    assert answer.context["found"].too_many
    assert "Có hơn 500 kết quả" in answer.content.decode()
    assert len(answer.context["rows"]) == selectors.SEARCH_SHOWS
    exact = lan.post(reverse("registry:search"), {"q": "lo van mot"})
    assert not exact.context["found"].too_many
    assert exact.context["found"].total == 1


def test_the_province_finds_in_all_its_communes(world: World, hung: Any) -> None:
    make_child(world.own, "Lò Thị Mai")
    make_child(world.neighbouring, "Lò Thị Mai")
    answer = hung.post(reverse("registry:search"), {"q": "mai"})
    assert answer.context["found"].total == 2
    text = answer.content.decode()
    assert "Xã Chiềng Sung" in text
    assert "Xã Mường Chanh" in text


def test_typed_text_never_travels_in_an_address_or_the_trail(world: World, lan: Any) -> None:
    child = make_child(world.own, "Đinh Thị Hòa")
    answer = lan.get(reverse("registry:search"), {"q": "hoa"})
    assert answer.context["found"] is None
    page = lan.post(reverse("registry:search"), {"q": "dinh thi hoa"})
    assert 'action="/children/search/"' in page.content.decode()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_ids::text, detail::text FROM audit_entry WHERE action = 'registry.search_children'"
        )
        assert cursor.fetchall() == [(f"[{child.pk}]", '{"total": 1}')]


def test_few_communes_and_many_give_the_same_answers(world: World) -> None:
    """The words of the own rows are compared in a few communes, the index is asked in many: one answer."""
    chance = random.Random(11)
    family, middle = (
        ["Lò", "Quàng", "Nguyễn", "Y-Mai", "Đặng", "K'Bing"],
        ["Thị", "Văn", "Thị Vân", "A", "Minh Thị", ""],
    )
    given = ["An", "Ánh", "Vân", "Thị", "Đào", "Hà-My", "Vạn", "Anh", "Thiện"]

    def name() -> str:
        return " ".join(filter(None, (chance.choice(family), chance.choice(middle), chance.choice(given))))

    for _ in range(120):
        make_child(world.own, full_name=name(), mother_name=name())
    queries = [name() for _ in range(60)]
    queries += [q.split()[-1][:2] for q in queries[:30]] + [fold(q) for q in queries[:30]]
    queries += [
        "thi",
        "van",
        "van an",
        "thi van",
        "thi a",
        "lo thi",
        "y mai",
        "k'bing",
        "ha my",
        "a",
        "%",
        "_",
        "lò  -  an",
    ]
    few, many = [str(world.own.pk)], [str(world.own.pk), "990001", "990002", "990003"]
    told = 0
    with connection.cursor() as cursor:
        for query in queries:
            answers = []
            for communes in (few, many):
                cursor.execute("SELECT set_config('treem.communes', %s, true)", [",".join(communes)])
                cursor.execute("SELECT child, kind, found FROM registry_search(%s, 500)", [query])
                answers.append(cursor.fetchall())
            if any(kind != "similar" for _child, kind, _found in answers[1]):
                told += 1
                assert answers[0] == answers[1], query
            else:
                assert all(kind == "similar" for _child, kind, _found in answers[0]), query
    assert told > 60
