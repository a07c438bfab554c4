"""Targets of the province in the plans of its units: own levels, weaker ones told, units without any a queue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from conftest import as_app
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.db.scope import Scope
from treem.documents.models import Document
from treem.indicators import adopting
from treem.indicators.adopting import Level
from treem.indicators.errors import LevelMissing, NotForThisBody, PaperDayAhead, UpperBelow, WhyNotMissing
from treem.indicators.models import PlanTarget, TargetAdoption
from treem.indicators.rules import against
from treem.kernel.time import now, today
from treem.organisations.models import Body, User
from treem.organisations.selectors import appointments_in_force, scope_for
from treem.web.conflicts import StaleVersion

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"
D = Decimal


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def browser(new_client: Any) -> Callable[[User], Any]:
    def open_for(user: User) -> Any:
        client = new_client()
        client.force_login(user, backend=BACKEND)
        return client

    return open_for


def committee(world: World) -> Body:
    return world.bodies[f"ubnd-{world.own.code}"]


def make_target(world: World, number: str = "1", **more: Any) -> PlanTarget:
    document, _new = Document.objects.get_or_create(
        sha256="c" * 64, defaults={"type": "Kế hoạch", "received_at": now()}
    )
    fields: dict[str, Any] = {
        "document": document, "number": number, "name": f"Tỷ lệ thử {number}", "comparator": "ge", "value": D(90), "unit": "%",
        "horizon": str(today().year), "lead": world.bodies["so-gddt"], "adopted_by_id": world.hung.pk, "adopted_at": now(),
        **more,
    }  # fmt: skip
    return PlanTarget.objects.create(**fields)


def adopt(world: World, target: PlanTarget, **more: Any) -> TargetAdoption:
    level = more.pop("level", Level(value=D(92)))
    return adopting.adopt(target, committee(world), level, actor=world.lan, at=now(), **more)


@pytest.mark.parametrize(
    ("own", "value", "above", "wanted", "found"),
    [
        ("ge", "92", "ge", "90", "stronger"),
        ("ge", "90", "ge", "90", "same"),
        ("ge", "89.9", "ge", "90", "weaker"),
        ("lt", "9", "lt", "9.4", "stronger"),  # fewer deaths: lower asks for more
        ("le", "9.4", "lt", "9.4", "weaker"),
        ("gt", "90", "ge", "90", "stronger"),
        ("lt", "10", "lt", "9.4", "weaker"),
        ("le", "90", "ge", "90", "other_way"),
        ("reduce_by", "0.3", "reduce_by", "0.5", "weaker"),
    ],
)
def test_an_own_level_is_held_against_the_superiors_by_its_direction(
    own: str, value: str, above: str, wanted: str, found: str
) -> None:
    said = against(own=own, value=D(value), upper=None, above=above, above_value=D(wanted), above_upper=None)
    assert said == found


def test_of_a_range_the_lower_end_counts_first() -> None:
    def said(value: str, upper: str) -> str | None:
        return against(
            own="ge", value=D(value), upper=D(upper), above="ge", above_value=D(90), above_upper=D(95)
        )

    assert [said("90", "95"), said("90", "93"), said("91", "93"), said("89", "99")] == [
        "same", "weaker", "stronger", "weaker",
    ]  # fmt: skip
    assert against(own="ge", value=D(1), upper=None, above="ge", above_value=None, above_upper=None) is None


def test_a_unit_records_its_level_and_the_paper_in_which_it_stands(world: World) -> None:
    target = make_target(world)
    meant = adopt(world, target)
    assert not meant.stands
    assert adopting.missing_of(committee(world), today().year) == [target]
    done = adopt(
        world, target, version=meant.version, document_words="Kế hoạch KT-XH năm 2026", document_on=today()
    )
    assert done.stands
    assert adopting.missing_of(committee(world), today().year) == []


def test_a_level_or_a_reason_is_needed(world: World) -> None:
    target = make_target(world)
    for level, refused in (
        (Level(), LevelMissing),
        (Level(value=D(-1)), LevelMissing),
        (Level(value=D(9), upper=D(9)), UpperBelow),
        (Level(applies=False), WhyNotMissing),
    ):
        with pytest.raises(refused):
            adopt(world, target, level=level)
    with pytest.raises(PaperDayAhead):
        adopt(world, target, document_words="Kế hoạch", document_on=today() + timedelta(1))
    assert adopt(world, target, level=Level(applies=False, reason="Xã không có trường.")).stands


def test_an_agency_takes_over_what_it_leads_and_nothing_else(world: World) -> None:
    target, school = make_target(world), world.bodies["so-gddt"]
    adopting.adopt(target, school, Level(value=D(95)), actor=world.hung, at=now())
    with pytest.raises(NotForThisBody):
        adopting.adopt(target, world.bodies["thanh-tra"], Level(value=D(95)), actor=world.hung, at=now())


def test_nothing_is_written_over_what_another_person_saved(world: World) -> None:
    target = make_target(world)
    adopt(world, target)
    with pytest.raises(StaleVersion):
        adopt(world, target, level=Level(value=D(50)), version=0)


def test_targets_of_later_years_and_without_a_number_are_not_asked_for(world: World) -> None:
    make_target(world, "1", horizon=str(today().year + 4))
    make_target(world, "2", value=None)
    assert adopting.targets_to_adopt(today().year) == []


def test_units_without_any_target_are_a_queue(world: World) -> None:
    target = make_target(world)
    year = today().year
    every = {unit.body for unit in adopting.units_without(year, today())}
    assert every == {
        committee(world),
        world.bodies[f"ubnd-{world.neighbouring.code}"],
        world.bodies["so-gddt"],
    }
    adopt(world, target, level=Level(value=D(50)), document_words="Kế hoạch KT-XH")
    assert committee(world) not in {unit.body for unit in adopting.units_without(year, today())}
    (own,) = [unit for unit in adopting.units(year, today()) if unit.body == committee(world)]
    assert (own.standing, own.weaker, own.missing) == (1, 1, 0)


def test_a_neighbour_sees_nothing_of_a_units_levels(world: World) -> None:
    adopt(world, make_target(world))
    assert TargetAdoption.objects.count() == 1

    def scope_of(user: User) -> Scope:
        return scope_for(appointments_in_force(user, today())[0], today())

    with as_app(scope_of(world.neighbour)):
        assert not TargetAdoption.objects.exists()
        assert TargetAdoption.objects.update(reason="x") == 0
    with as_app(scope_of(world.lan)):
        assert TargetAdoption.objects.exists()
    with as_app(None):
        assert not TargetAdoption.objects.exists()


def row(target: PlanTarget, **more: str) -> dict[str, str]:
    found = {"take": "yes", "comparator": "ge", "value": "92", "reason": "", "version": "0", **more}
    return {f"{name}_{target.pk}": value for name, value in found.items()}


def test_the_page_of_a_unit_saves_all_rows_or_none(world: World, browser: Callable[[User], Any]) -> None:
    one, two = make_target(world, "1"), make_target(world, "2")
    client, page = browser(world.lan), reverse("indicators:adoption")
    filled = client.get(page + "?fill=1").content.decode()
    assert filled.count('value="90"') == 2
    answer = client.post(page, {**row(one), **row(two, value="chín mươi")})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "chín mươi" in text
    assert 'value="92"' in text
    assert not TargetAdoption.objects.exists()
    words = {"document_words": "Kế hoạch phát triển kinh tế - xã hội năm 2026", "document_on": "02/01/2026"}
    answer = client.post(page, {**words, **row(one), **row(two, value="80,5")})
    assert answer.status_code == 302
    assert {each.value for each in TargetAdoption.objects.all()} == {D(92), D("80.5")}
    assert {each.document_on for each in TargetAdoption.objects.all()} == {date(2026, 1, 2)}
    assert "Thấp hơn yêu cầu của tỉnh" in client.get(page).content.decode()
    stale = client.post(page, row(one, value="70", version="7"))
    assert stale.status_code == 422
    assert "Người khác vừa ghi" in stale.content.decode()


def test_what_was_said_is_not_emptied(world: World, browser: Callable[[User], Any]) -> None:
    target = make_target(world)
    adopt(world, target)
    answer = browser(world.lan).post(reverse("indicators:adoption"), row(target, take="", version="1"))
    assert answer.status_code == 422
    assert TargetAdoption.objects.get().applies


def test_the_matrix_flags_weaker_levels_in_words(world: World, browser: Callable[[User], Any]) -> None:
    target = make_target(world)
    adopt(world, target, level=Level(value=D(50)), document_words="Kế hoạch KT-XH")
    client, page = browser(world.hung), reverse("indicators:adoption_matrix")
    text = client.get(page).content.decode()
    assert "đạt ít nhất 50" in text
    assert "Thấp hơn yêu cầu của tỉnh" in text
    weaker = client.get(page + "?which=weaker").content.decode()
    assert "Chiềng Sung" in weaker
    assert "Mường Chanh" not in weaker
    assert "Mường Chanh" in client.get(page + "?which=none").content.decode()
    assert browser(world.lan).get(page).status_code == 403
