"""Counting a return from records: for its own commune, its own days, under the person's own scope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from conftest import as_app
from tests.walk_world import World

from treem.kernel.periods import Window
from treem.kernel.time import VIETNAM
from treem.organisations.roles import Role
from treem.registry.tests.factories import make_child, make_circumstance
from treem.reporting import services
from treem.reporting.errors import CannotCount, NotEditable, ReturnRefused
from treem.reporting.figures import Figure, plain
from treem.reporting.models import Return
from treem.reporting.tests.factories import (
    AT,
    FakeFact,
    acting,
    committee,
    facts_are,
    make_round,
    return_of,
    scope_of,
    send,
    type_in,
)

pytestmark = pytest.mark.database


@pytest.fixture
def report(world: World) -> Return:
    return return_of(make_round(world), committee(world))


def _counted(report: Return) -> dict[str, Figure | None]:
    return {value.row_key: plain(value.counted) for value in report.values.all()}


def test_each_row_takes_its_fact_its_commune_and_its_part(world: World, report: Return) -> None:
    here, there = world.own.pk, world.neighbouring.pk
    children = FakeFact("children", {here: {"male": 12, "female": 11}, there: {"male": 500}})
    under5 = FakeFact("under5", {here: {"male": 3, "female": 4}})
    with facts_are(children, under5), acting(world.lan):
        services.fill_from_facts(report, actor=world.lan, at=AT)
    assert _counted(report) == {
        "children": 23, "children_male": 12, "children_female": 11, "under5": 7,
        "under5_birth_registered": None, "children_special_circumstances": None,
    }  # fmt: skip
    assert children.asked == [(AT.date(), Window(date(2025, 12, 15), AT.date()), (here,))]
    report.refresh_from_db()
    assert (report.as_of, report.counted_as_of) == (AT.date(), AT.date())


def test_a_commune_without_records_has_zero_not_nothing(world: World, report: Return) -> None:
    with facts_are(FakeFact("children", {})), acting(world.lan):
        services.fill_from_facts(report, actor=world.lan, at=AT)
    assert _counted(report)["children"] == 0


def test_after_the_period_the_last_day_of_it_is_counted(world: World, report: Return) -> None:
    fact = FakeFact("children", {})
    with facts_are(fact), acting(world.lan):
        services.fill_from_facts(report, actor=world.lan, at=datetime(2027, 1, 10, 8, 0, tzinfo=VIETNAM))
    assert fact.asked[0][0] == date(2026, 12, 14)


def test_counting_again_keeps_what_was_typed(world: World, report: Return) -> None:
    type_in(report, world.lan, {"children": 25})
    with facts_are(FakeFact("children", {world.own.pk: {"male": 23}})), acting(world.lan):
        services.fill_from_facts(report, actor=world.lan, at=AT)
    value = report.values.get(row_key="children")
    assert (plain(value.typed), plain(value.counted), value.figure) == (25, 23, 25)


@pytest.mark.parametrize("day", [date(2025, 12, 14), date(2026, 10, 21), date(2026, 12, 15)])
def test_a_day_outside_the_period_or_to_come_is_not_counted(world: World, report: Return, day: date) -> None:
    with facts_are(FakeFact("children", {})), acting(world.lan), pytest.raises(CannotCount):
        services.fill_from_facts(report, actor=world.lan, at=AT, as_of=day)
    assert set(_counted(report).values()) == {None}


def test_who_does_not_see_the_children_does_not_count_zero(world: World, report: Return) -> None:
    inspector = world.users[Role.INSPECTOR]  # reaches every body, and no commune's children
    with (
        facts_are(FakeFact("children", {})),
        acting(inspector),
        pytest.raises(CannotCount, match="không được xem"),
    ):
        services.fill_from_facts(report, actor=inspector, at=AT)


def test_an_agency_has_no_records_to_count(world: World) -> None:
    agency = world.bodies["so-gddt"]
    report = return_of(make_round(world, [agency]), agency)
    with pytest.raises(CannotCount):
        services.fill_from_facts(report, actor=world.hung, at=AT)


def test_a_sent_return_is_not_counted_again(world: World, report: Return) -> None:
    sent = send(report, world.lan)
    with acting(world.lan), pytest.raises(NotEditable):
        services.fill_from_facts(sent, actor=world.lan, at=AT)


def test_a_later_closing_day_than_the_count_is_refused_when_sending(world: World, report: Return) -> None:
    cells = {world.own.pk: {"male": 5, "female": 4}}
    facts = [
        FakeFact(k, cells)
        for k in ("children", "under5", "under5_birth_registered", "children_special_circumstances")
    ]
    with facts_are(*facts), acting(world.lan):
        filled = services.fill_from_facts(report, actor=world.lan, at=AT, as_of=date(2026, 10, 1))
    type_in(filled, world.lan, {}, as_of=date(2026, 10, 15))
    with pytest.raises(ReturnRefused) as caught:
        services.present(report, actor=world.lan, at=AT)
    assert [f.row for f in caught.value.findings] == ["as_of"]


def test_the_real_register_is_counted_under_row_policies(world: World, report: Return) -> None:
    for n, sex in enumerate(["male", "female", "female"]):
        make_child(world.own, f"Lò Thị Thử {n}", sex=sex)
    baby = make_child(
        world.own, "Lò Văn Bé", sex="male", date_of_birth=date(2024, 5, 1), birth_registered=False
    )
    make_child(world.own, "Lò Văn Lớn", date_of_birth=date(2010, 10, 20))  # sixteen on the day
    make_circumstance(baby)
    make_child(world.neighbouring, "Quàng Thị Bên")
    with as_app(scope_of(world.lan)):
        services.fill_from_facts(report, actor=world.lan, at=AT)
    assert _counted(report) == {
        "children": 4, "children_male": 2, "children_female": 2, "under5": 1, "under5_birth_registered": 0,
        "children_special_circumstances": 1,
    }  # fmt: skip


def test_a_counted_figure_leads_to_its_records(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    lan = browser(world.lan)
    url = f"/reports/returns/{report.uuid}/"
    fact = FakeFact("children", {world.own.pk: {"male": 12, "female": 11}})
    with facts_are(fact):
        typed = {"as_of": "15/10/2026", "row_under5": "7", "narrative": "", "version": 1}
        assert lan.post(f"{url}count/", typed).status_code == 302
        text = lan.get(url).content.decode()
    assert f"/children/?fact=children&amp;unit={world.own.pk}&amp;sex=male" in text
    assert f'/children/?fact=children&amp;unit={world.own.pk}&amp;sex="' in text
    assert report.values.get(row_key="under5").typed == 7  # what stood on the page was saved first


@pytest.mark.parametrize("status", ["duplicate", "withdrawn"])
def test_a_double_and_a_record_taken_back_stand_in_no_figure(
    world: World, report: Return, status: str
) -> None:
    def counted() -> dict[str, Figure | None]:
        with acting(world.lan):
            services.fill_from_facts(report, actor=world.lan, at=AT)
        return _counted(report)

    given: dict[str, Any] = {"date_of_birth": date(2024, 3, 5)}
    kept = make_child(world.own, **given)
    make_circumstance(kept, group="a", from_on=date(2024, 3, 5))
    before = counted()
    assert set(before.values()) == {1, 0}
    hidden = make_child(world.own, status=status, survivor=kept if status == "duplicate" else None, **given)
    make_circumstance(hidden, group="a", from_on=date(2024, 3, 5))
    assert counted() == before
    type(hidden).objects.filter(pk=hidden.pk).update(status="active", survivor=None)
    assert counted() == {key: n and 2 for key, n in before.items()}
