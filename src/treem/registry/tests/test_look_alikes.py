"""One child against the register: found in the scope with its reasons; outside it, where, and to nobody who guesses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from conftest import as_app
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from tests.walk_world import World

from treem.cases.tests.factories import make_intake, make_link
from treem.db.scope import Scope
from treem.registry.alike import finding
from treem.registry.models import Child
from treem.registry.rules import Birth
from treem.registry.tests.factories import make_child

pytestmark = pytest.mark.database
NUMBER = "014318123456"
KNOWN: dict[str, Any] = {
    "full_name": "Quàng Thị Tiên", "birth": Birth(date(2018, 3, 5), "day"), "mother_name": "Quàng Thị Ngân",
    "personal_id": "", "sex": "female",
}  # fmt: skip


@pytest.fixture
def theirs(world: World) -> Child:
    return make_child(world.own, "Quàng Thị Tiên", personal_id=NUMBER, mother_name="Quàng Thị Ngân")


def ask(world: World, **changed: Any) -> list[tuple[int, str]]:
    """What an officer of Mường Chanh is told."""
    with as_app(Scope(world.neighbour.pk, (world.neighbouring.pk,))):
        return [
            (one.commune_id, one.level) for one in finding.elsewhere(finding.Asked(**{**KNOWN, **changed}))
        ]


@pytest.mark.parametrize(
    "changed",
    [
        {"full_name": "Quang Thi Tien"},  # without diacritics
        {"full_name": "Quàng Thị Tiện"},  # another tone: a person must look
        {"birth": Birth(date(2018, 5, 3), "day")},  # day and month turned
        {"full_name": "Quàng Thị Tien", "mother_name": ""},
        {"birth": Birth(date(2018, 1, 1), "year")},
        {"full_name": "Quàng Tiên", "mother_name": "Quang Thi Ngan"},
    ],
)
def test_the_child_is_found_in_its_commune_however_it_is_written(
    world: World, theirs: Child, changed: dict[str, Any]
) -> None:
    for n in range(30):
        make_child(
            world.own,
            f"Lò Văn {'ABCDEGHIKLMNOPQRSTUVX'[n % 21]}{n}",
            date_of_birth=date(2018, 3, 5),
            sex="male",
        )
    with as_app(Scope(world.lan.pk, (world.own.pk,))):
        found = finding.children_alike(finding.Asked(**{**KNOWN, "commune_id": world.own.pk, **changed}))
    assert found
    assert found[0][0] == theirs
    assert {sign.field for sign in found[0][1].signs} >= {"given", "born", "mother"}


def test_twins_and_namesakes_come_after_the_child(world: World, theirs: Child) -> None:
    make_child(world.own, "Quàng Thị Thanh", mother_name="Quàng Thị Ngân")
    make_child(world.own, "Quàng Thị Tiên", date_of_birth=date(2012, 1, 9), mother_name="Lò Thị Ín")
    with as_app(Scope(world.lan.pk, (world.own.pk,))):
        found = finding.children_alike(finding.Asked(**KNOWN))
    assert found[0][0] == theirs


def test_outside_only_the_commune_and_how_it_is_known(world: World, theirs: Child) -> None:
    assert ask(world) == [(world.own.pk, "person")]
    assert ask(world, personal_id=NUMBER) == [(world.own.pk, "number")]
    assert ask(world, personal_id=NUMBER, mother_name="", full_name="Lò Tiên") == [(world.own.pk, "number")]
    with as_app(Scope(world.neighbour.pk, (world.neighbouring.pk,))):
        assert finding.likenesses(finding.Asked(**{**KNOWN, "personal_id": NUMBER})) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"mother_name": ""},
        {"mother_name": "Ngân"},
        {"mother_name": "Quàng Thị %"},
        {"mother_name": "Quàng Thị Ngâ_"},
        {"full_name": "Tiên"},
        {"full_name": "% Tiên"},
        {"full_name": "Quàng Thị T"},
        {"full_name": "", "personal_id": NUMBER},
        {"birth": Birth(date(2018, 1, 1), "year")},
        {"birth": Birth(date(2018, 3, 6), "day")},
        {"birth": Birth(date(2018, 3, 1), "month")},
        {"mother_name": "", "personal_id": NUMBER[:11] + "%"},
        {"mother_name": "", "personal_id": NUMBER[:11]},
        {"mother_name": "", "personal_id": NUMBER, "full_name": "Quàng Thị Mai"},
        {"mother_name": "", "personal_id": NUMBER, "birth": Birth(date(2017, 3, 5), "day")},
    ],
)
def test_whoever_guesses_learns_nothing(world: World, theirs: Child, changed: dict[str, Any]) -> None:
    assert ask(world, **changed) == []


def test_a_name_that_fits_many_communes_is_told_of_none(world: World, theirs: Child) -> None:
    for n in range(3):
        commune = type(world.own).objects.create(
            code=f"0420{n}", name=f"Xã Thử {n}", kind="xã", level="commune", parent=world.province,
            valid_from=date(2025, 7, 1),
        )  # fmt: skip
        make_child(commune, theirs.full_name, mother_name=theirs.mother_name)
    assert ask(world) == []


@pytest.mark.parametrize("personal_id", ["", NUMBER])
def test_of_a_child_whom_a_report_is_about_nothing_is_told(
    world: World, theirs: Child, personal_id: str
) -> None:
    intake = make_intake(world)
    link = make_link(intake, theirs)
    assert ask(world, personal_id=personal_id) == []
    # Nor of a double of that child, nor of the record that is kept.
    double = make_child(
        world.own,
        theirs.full_name,
        mother_name=theirs.mother_name,
        personal_id="",
        status="duplicate",
        survivor=theirs,
    )
    type(link).objects.filter(pk=link.pk).update(child=double)
    assert ask(world, personal_id=personal_id) == []
    type(link).objects.filter(pk=link.pk).update(withdrawn_at=intake.received_at)
    assert ask(world, personal_id=personal_id) != []


def test_the_application_cannot_ask_who_is_guarded(world: World) -> None:
    with (
        as_app(Scope(world.neighbour.pk, (world.neighbouring.pk,))),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT registry_guarded(ARRAY[1::bigint])")


def test_without_a_scope_nobody_is_found(world: World, theirs: Child) -> None:
    with as_app(None):
        assert finding.elsewhere(finding.Asked(**KNOWN)) == []
        assert finding.likenesses(finding.Asked(**KNOWN)) == []


def test_the_form_hints_while_one_types_and_never_abroad(
    world: World, theirs: Child, lan: Any, neighbour: Any
) -> None:
    url = reverse("registry:alike_hint")
    typed = {"full_name": "quang thi tien", "birth_year": "2018", "birth_month": "3", "birth_day": "5"}
    assert lan.post(url, {"full_name": "quang thi tien"}).content.decode().strip() == ""
    hint = lan.post(url, typed).content.decode()
    assert reverse("registry:child", args=[theirs.pk]) in hint
    assert "trùng" in hint
    full = {**typed, "mother_name": "Quàng Thị Ngân", "personal_id": NUMBER, "sex": "female"}
    assert neighbour.post(url, full).content.decode().strip() == ""
