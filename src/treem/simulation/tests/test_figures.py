"""The invented agencies' figures lie where such figures lie, and each is given to its own indicator."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from tests.walk_world import make_world

from treem.indicators.models import PlanTarget, TargetValue
from treem.indicators.rules import fall, status_of
from treem.indicators.tests.factories import make_target
from treem.kernel.time import today
from treem.law.indicators import Indicator, catalogue
from treem.simulation import acting, figures

PLAN = {indicator.key: indicator for indicator in catalogue("plan-sonla-2026").indicators}
FAR_BELOW = {"abused_children"}
"""Counted by police and courts at a tenth of what the plan allows (reference figures, section 2)."""


def _rate(given: figures.Given, indicator: Indicator) -> Fraction | None:
    if given is None:
        return None
    if isinstance(given, str):
        return Fraction(given.replace(",", "."))
    return Fraction(given[0] * 100, given[1]) if given[1] else None


def _given(key: str) -> list[Fraction]:
    rates = [_rate(each, PLAN[key]) for each in figures.STORY[key][1:]]
    return [rate for rate in rates if rate is not None]


@pytest.mark.parametrize("key", sorted(figures.STORY))
def test_a_figure_lies_near_the_target_of_its_own_indicator(key: str) -> None:
    indicator = PLAN[key]
    assert indicator.target is not None
    wanted = Fraction(indicator.target.value)
    rates = _given(key)
    if indicator.unit == "%":
        assert all(0 <= rate <= 100 for rate in rates)
    if key in FAR_BELOW:
        assert all(rate < wanted / 5 for rate in rates)
    elif indicator.target.comparator == "reduce_by":
        assert 0 < rates[0] - rates[-1] < 2 * wanted
    elif rates:
        assert abs(rates[-1] - wanted) <= wanted / 4, (float(rates[-1]), float(wanted))


def test_some_targets_are_reached_and_some_are_missed() -> None:
    stand = []
    for key in figures.STORY:
        indicator, rates = PLAN[key], _given(key)
        if not rates or indicator.target is None:
            continue
        target = indicator.target
        measure = fall(rates[-1], rates[0]) if target.comparator == "reduce_by" else rates[-1]
        stand.append(
            status_of(
                measure,
                comparator=target.comparator,
                target=Decimal(target.value),
                upper=target.upper,
                horizon="2026",
                year=2026,
            )
        )
    assert stand.count("met") >= 8
    assert stand.count("missed") >= 5


def test_deaths_of_the_newborn_are_among_those_of_infants_and_of_young_children() -> None:
    deaths = [_given(key) for key in ("neonatal_mortality", "infant_mortality", "u5_mortality")]
    for newborn, infants, young in zip(*deaths, strict=True):
        assert newborn < infants < young


@pytest.mark.database
def test_a_figure_goes_to_its_indicator_whatever_number_the_plan_gives_it(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    acting._who.cache_clear()
    monkeypatch.setattr(figures, "call_command", lambda *_args, **_more: StringIO())
    numbers: dict[str, dict[str, Any]] = {
        "4": {"indicator_key": "full_immunisation_u1", "name": "Tiêm chủng đầy đủ"},
        "5": {"name": "Tỷ lệ trẻ em có hoàn cảnh đặc biệt được trợ giúp"},
        "7": {"name": "Tỷ lệ trẻ em có thẻ thư viện"},
    }
    for number, more in numbers.items():
        make_target(world, number=number, **more)
    figures.give_figures()
    newest = {
        number: TargetValue.objects.filter(target=_target(number), as_of__lte=today())
        .order_by("-as_of")
        .first()
        for number in numbers
    }
    assert newest["4"] is not None
    assert newest["5"] is not None
    assert newest["4"].value in {Decimal("89.1"), Decimal("90.4"), Decimal("92.3")}
    assert newest["5"].value in {Decimal("89.6"), Decimal("90.3"), Decimal("91.4")}
    assert newest["7"] is None
    acting._who.cache_clear()


def _target(number: str) -> PlanTarget:
    return PlanTarget.objects.get(number=number)
