"""A record that is another's double, or was taken back, is nobody: no fact, list, search, selector or queue knows it.

Each test looks at a world with one child, adds the hidden records beside it, alike in everything, and looks again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from conftest import as_app
from django.urls import reverse
from tests.walk_world import World

from treem.db.scope import Scope
from treem.indicators.facts import all_facts
from treem.kernel.time import today
from treem.registry import selectors
from treem.registry.filters import ChildFilter, special_choices
from treem.registry.models import HIDDEN, Child, Household, Status
from treem.registry.rules import UNDER_FIVE
from treem.registry.tests.factories import make_child, make_circumstance, make_household, make_village
from treem.registry.villages import lines_of

pytestmark = pytest.mark.database
BORN = date(today().year - 2, 3, 5)
NUMBER = "014324123456"


@pytest.fixture
def household(world: World) -> Household:
    return make_household(world.own)


@pytest.fixture
def kept(world: World, household: Household) -> Child:
    child = make_child(
        world.own, date_of_birth=BORN, birth_registered=False, household=household, personal_id=NUMBER,
        village=make_village(world.own),
    )  # fmt: skip
    make_circumstance(child, group="a", from_on=BORN)
    return child


def hide(kept: Child, status: str) -> Child:
    """A record alike in everything; of a double the survivor is the child."""
    made = make_child(
        kept.commune, kept.full_name, date_of_birth=kept.date_of_birth, birth_registered=False, personal_id=NUMBER,
        household=kept.household, village=kept.village, status=status,
        survivor=kept if status == Status.DUPLICATE else None,
    )  # fmt: skip
    make_circumstance(made, group="a", from_on=BORN)
    return made


def everything(world: World, child: Child) -> dict[str, Any]:
    """What is counted and shown in the officer's scope, by where."""
    day = today()
    units = [world.own.pk, world.neighbouring.pk]
    seen: dict[str, Any] = {}
    with as_app(Scope(world.lan.pk, (world.own.pk,))):
        for fact in all_facts():
            if fact.unit == "child":
                cells = fact.count(as_of=day, window=None, units=units)
                seen[f"fact {fact.key}"] = sorted((cell.unit_id, cell.values, cell.n) for cell in cells)
        everybody = ChildFilter(day, communes=(world.own.pk,))
        narrowed = {
            "all": everybody, "village": ChildFilter(day, commune=world.own.pk, village=child.village_id),
            "age": ChildFilter(day, commune=world.own.pk, age=UNDER_FIVE),
            "late": ChildFilter(day, commune=world.own.pk, registered="late"),
            "no": ChildFilter(day, commune=world.own.pk, registered="no"),
            **{
                f"special {code}": ChildFilter(day, commune=world.own.pk, special=code)
                for code in ("any", *dict(special_choices(day)))
            },
        }  # fmt: skip
        for name, wanted in narrowed.items():
            page = selectors.page_of(wanted)
            seen[f"list {name}"] = ([each.pk for each in page.children], page.total)
        for query in (child.full_name, "lo mai", child.mother_name, NUMBER, NUMBER[:9], "lo thy mai"):
            found = selectors.search(query)
            seen[f"search {query}"] = ([hit.child.pk for hit in found.hits], found.total)
        seen["queue of births to register"] = selectors.unregistered(day)
        seen["holders of the number"] = [each.pk for each in selectors.holders_of(NUMBER)]
        seen["look-alikes"] = [
            each.pk
            for each in selectors.look_alikes(
                folded="lo thi mai", year=BORN.year, folded_mother="lo thi pieng", commune_id=world.own.pk
            )
        ]
        sibling = Child(pk=0, household_id=child.household_id)
        seen["siblings"] = [each.pk for each in selectors.siblings_of(sibling)]
        seen["villages"] = lines_of(world.own, day)
    return seen


@pytest.mark.parametrize("status", HIDDEN)
def test_nothing_counts_or_shows_a_hidden_record(world: World, kept: Child, status: str) -> None:
    before = everything(world, kept)
    hidden = hide(kept, status)
    assert everything(world, kept) == before
    # The same look does see one child more: the comparison can fail.
    Child.objects.filter(pk=hidden.pk).update(status=Status.ACTIVE, survivor=None)
    after = everything(world, kept)
    unmoved = {name for name in before if after[name] == before[name]}
    assert unmoved == {name for name in before if before[name] in ([], ([], 0))}, (
        "seen nowhere, before or after"
    )
    assert {name for name in before if name.startswith("fact")} > {"fact children", "fact under5"}


@pytest.mark.parametrize("status", HIDDEN)
def test_a_search_that_finds_only_hidden_records_finds_nobody(world: World, kept: Child, status: str) -> None:
    hide(kept, status)
    Child.objects.filter(pk=kept.pk).update(full_name="Vừ A Páo", personal_id="", mother_name="")
    with as_app(Scope(world.lan.pk, (world.own.pk,))):
        for query in ("lo thi mai", "mai", NUMBER, NUMBER[:9], "lo thy mai", "lo thi pieng", "mai pieng"):
            assert selectors.search(query).hits == [], query
        assert [hit.child.pk for hit in selectors.search("vu a pao").hits] == [kept.pk]


@pytest.mark.parametrize("status", HIDDEN)
def test_pages_of_the_officer_name_the_child_once(
    world: World, kept: Child, status: str, lan: Any, household: Household
) -> None:
    hidden = hide(kept, status)
    name = f'href="{reverse("registry:child", args=[hidden.pk])}"'
    looks: list[Callable[[], Any]] = [
        lambda: lan.get(reverse("registry:children")),
        lambda: lan.get(reverse("registry:children"), {"registered": "late"}),
        lambda: lan.get(reverse("registry:children"), {"after": hidden.pk}),
        lambda: lan.post(reverse("registry:search"), {"q": "lo thi mai"}),
        lambda: lan.get(reverse("registry:child", args=[kept.pk])),
        lambda: lan.get("/"),
    ]
    for look in looks:
        answer = look()
        assert answer.status_code == 200
        assert name not in answer.content.decode()


@pytest.mark.parametrize("status", HIDDEN)
def test_a_record_that_was_taken_back_is_not_worked_on(
    world: World, kept: Child, status: str, lan: Any
) -> None:
    hidden = hide(kept, status)
    page = lan.get(reverse("registry:child", args=[hidden.pk])).content.decode()
    assert reverse("registry:edit", args=[hidden.pk]) not in page
    noted = hidden.circumstances.count()
    answer = lan.post(
        reverse("registry:new_circumstance", args=[hidden.pk]),
        {"group": "b", "from_on_day": "1", "from_on_month": "1", "from_on_year": str(BORN.year + 1), "from_on": f"01/01/{BORN.year + 1}"},
    )  # fmt: skip
    assert hidden.circumstances.count() == noted
    assert "không còn trong danh sách" in answer.content.decode()
