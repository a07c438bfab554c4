"""A list of the law changes: old records keep their words, figures follow the day they are counted at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.walk_world import World

from treem.indicators.facts import fact
from treem.law import lists
from treem.law.lists import catalogue
from treem.law.lists.catalogue import Ages, Edition, Item
from treem.registry import rules, services
from treem.registry.errors import NotAGroup
from treem.registry.models import SpecialCircumstance
from treem.registry.tests.factories import make_child, make_circumstance

pytestmark = pytest.mark.database
CHANGE = date(2026, 7, 1)
BEFORE = date(2026, 6, 30)


def _changed(key: str, items: tuple[Item, ...]) -> lists.LegalList:
    known = catalogue.load(catalogue.FOLDER)[key]
    last = known.editions[-1]
    return replace(known, editions=(*known.editions, replace(last, since=CHANGE, items=items)))


@pytest.fixture
def new_law(monkeypatch: Any) -> None:
    """From 01/7/2026: «d» is called otherwise, «o» is no group any more, «p» is one; ages are cut at seven."""
    groups = catalogue.load(catalogue.FOLDER)[rules.SPECIAL_GROUPS].editions[-1].items
    renamed = tuple(
        replace(item, label_vi="Trẻ em là người khuyết tật") if item.code == "d" else item
        for item in groups
        if item.code != "o"
    )
    made = {
        **catalogue.load(catalogue.FOLDER),
        rules.SPECIAL_GROUPS: _changed(rules.SPECIAL_GROUPS, (*renamed, Item("p", "Nhóm mới", "Nhóm mới"))),
        rules.AGE_GROUPS: _changed(
            rules.AGE_GROUPS,
            (Item("0-7", "0–7 tuổi", "0–7 tuổi", Ages(0, 7)), Item("8-15", "8–15 tuổi", "8–15 tuổi", Ages(8, 15))),
        ),
    }  # fmt: skip
    monkeypatch.setattr(catalogue, "legal_lists", lambda: MappingProxyType(made))
    monkeypatch.setattr(lists, "legal_lists", catalogue.legal_lists)


def test_an_old_record_is_shown_in_the_words_of_its_day(world: World, lan: Any, new_law: None) -> None:
    child = make_child(world.own)
    make_circumstance(child, group="d", from_on=date(2024, 1, 1), to_on=BEFORE)
    make_circumstance(child, group="d", from_on=CHANGE)
    dropped = make_circumstance(child, group="o", from_on=date(2024, 1, 1))
    text = lan.get(reverse("registry:child", args=[child.pk])).content.decode()
    assert "Trẻ em khuyết tật" in text
    assert "Trẻ em là người khuyết tật" in text
    assert "Trẻ em di cư" in text
    assert str(dropped).startswith("Trẻ em di cư")
    ending = lan.get(reverse("registry:end_circumstance", args=[child.pk, dropped.pk]))
    assert "Trẻ em di cư" in ending.content.decode()


def test_the_form_offers_the_groups_of_today(world: World, lan: Any, new_law: None) -> None:
    from treem.kernel.time import today

    form = lan.get(reverse("registry:new_circumstance", args=[make_child(world.own).pk])).context["form"]
    offered = [code for code, _label in form.fields["group"].choices]
    assert offered == ["", *rules.special_groups(today())]
    assert ("p" in offered) == (today() >= CHANGE)


def test_a_group_that_is_no_more_counts_until_the_day_of_the_change(
    world: World, lan: Any, new_law: None
) -> None:
    child = make_child(world.own)
    made = make_circumstance(child, group="o")
    counted = fact("children_special_circumstances")
    for day, n in ((BEFORE, 1), (CHANGE, 0)):
        cells = counted.count(as_of=day, window=None, units=[world.own.pk])
        assert sum(cell.n for cell in cells) == n, day
        assert made.in_force(day) is bool(n)
        listed = lan.get("/children/", {"special": "any", "as_of": day.isoformat()})
        assert listed.context["found"].total == n
    readable = lan.get("/children/", {"special": "o", "as_of": BEFORE.isoformat()})
    assert (readable.context["readable"], readable.context["found"].total) == (True, 1)
    assert not lan.get("/children/", {"special": "o", "as_of": CHANGE.isoformat()}).context["readable"]


def test_ages_are_those_of_the_list_on_the_day_of_the_figure(world: World, lan: Any, new_law: None) -> None:
    make_child(world.own, date_of_birth=date(2019, 1, 1))  # seven years old
    for day, group in ((BEFORE, "6-10"), (CHANGE, "0-7")):
        cells = fact("children").count(as_of=day, window=None, units=[world.own.pk])
        assert [cell.values[1] for cell in cells] == [group]
        url = fact("children").records(  # type: ignore[misc]
            as_of=day, window=None, unit_id=world.own.pk, values=("", group, "")
        )
        page = lan.get(url)
        assert page.context["found"].total == 1
        assert page.context["names"]["age"] == f"{group.replace('-', '–')} tuổi"
    other_day = lan.get("/children/", {"age": "6-10", "as_of": CHANGE.isoformat()})
    assert not other_day.context["readable"]
    assert "Có bộ lọc không hiểu được" in other_day.content.decode()


def test_the_service_refuses_a_group_that_was_not_listed_then(world: World, new_law: None) -> None:
    child = make_child(world.own)
    with pytest.raises(NotAGroup) as refused:
        services.record_special_circumstance(
            actor=world.lan, child=child, group="p", from_on=date(2024, 1, 1), to_on=BEFORE
        )
    assert refused.value.field == "group"
    assert "Nhóm mới" in str(refused.value)
    assert not SpecialCircumstance.objects.exists()


@pytest.mark.parametrize("group", ["", "A", "1", "đ", "a "])
def test_the_database_knows_only_what_codes_look_like(world: World, group: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_circumstance(make_child(world.own), group=group)


def test_every_code_of_the_law_fits_what_the_database_takes(world: World) -> None:
    child = make_child(world.own)
    editions: tuple[Edition, ...] = lists.legal_lists()[rules.SPECIAL_GROUPS].editions
    for code in {item.code for edition in editions for item in edition.items}:
        make_circumstance(child, group=code)
    assert SpecialCircumstance.objects.count() == 14


def test_a_choice_from_a_list_nobody_verified_says_so_and_the_others_do_not(world: World, lan: Any) -> None:
    said = "Danh mục chưa kiểm chứng"
    form = lan.get(reverse("registry:new")).content.decode()
    assert form.count(said) == 1
    assert form.index(said) > form.index("Dân tộc")
    assert said in lan.get("/children/").content.decode()  # the age groups
    child = make_child(world.own)
    assert said not in lan.get(reverse("registry:new_circumstance", args=[child.pk])).content.decode()


def test_a_people_written_otherwise_stays_with_its_record(world: World, lan: Any) -> None:
    child = make_child(world.own, ethnicity="H'Mông")
    form = lan.get(reverse("registry:edit", args=[child.pk])).content.decode()
    assert '<option value="H&#x27;Mông" selected>' in form
    assert form.count("<option") > 55
