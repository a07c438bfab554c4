"""Taking over the targets of a plan: all of them, once, with what the plan says and nothing more."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests.walk_world import World

from treem.documents.models import Document
from treem.indicators.board import Standing, standings
from treem.indicators.counting import Sums
from treem.indicators.models import PlanTarget
from treem.indicators.selectors import targets_in_force
from treem.indicators.services import adopt_targets
from treem.kernel.periods import Window, parse_period

pytestmark = pytest.mark.database


def target(**changes: Any) -> dict[str, Any]:
    return {
        "number": "18", "part": "", "indicator_name": "Tỷ lệ trẻ em dưới 5 tuổi được đăng ký khai sinh",
        "comparator": "ge", "value": "98.6", "upper": "", "unit": "%", "horizon": "2026",
        "lead_agency": "Sở Y tế", "flags": [], **changes,
    }  # fmt: skip


def adopt(world: World, *targets: dict[str, Any]) -> list[PlanTarget]:
    document, _ = Document.objects.get_or_create(
        sha256="a" * 64, defaults={"type": "Kế hoạch", "received_at": timezone.now()}
    )
    return adopt_targets(document_id=document.pk, targets=targets, actor=world.hung)


def stands(target: PlanTarget, **sums: int) -> Standing:
    """How the target stands on 1/6/2026 with these sums of the province."""
    day = date(2026, 6, 1)
    whole = Sums(day, Window(date(2025, 12, 15), day), sums, {})
    (row,) = standings([target], period=parse_period("2026"), on=day, province=whole)
    return row


def test_a_target_is_kept_with_its_lead_and_its_indicator(world: World) -> None:
    (kept,) = adopt(world, target())
    assert (kept.value, kept.comparator, kept.unit) == (Decimal("98.6"), "ge", "%")
    assert kept.lead == world.bodies["so-y-te"]
    assert kept.indicator_key == "birth_reg_u5"


def test_adopting_twice_keeps_each_target_once(world: World) -> None:
    adopt(world, target(), target(number="15", part="a"), target(number="15", part="b"))
    adopt(world, target(), target(number="15", part="a"), target(number="15", part="b"))
    assert PlanTarget.objects.count() == 3


def test_two_targets_in_the_text_without_a_number_are_two(world: World) -> None:
    adopt(world, target(number="", flags=["in_text"]), target(number="", value="100", flags=["in_text"]))
    assert sorted(t.label for t in targets_in_force(2026)) == ["lời văn 1", "lời văn 2"]


def test_a_number_that_cannot_be_read_stays_unknown(world: World) -> None:
    (kept,) = adopt(world, target(value="chín mươi"))
    assert kept.value is None
    assert stands(kept, under5=10, under5_birth_registered=9).status == "tracked"


def test_an_agency_nobody_knows_leaves_the_lead_open_and_keeps_the_words(world: World) -> None:
    (kept,) = adopt(world, target(lead_agency="Cục Mây Mù"))
    assert (kept.lead, kept.lead_written) == (None, "Cục Mây Mù")


def test_counted_figures_hold_against_the_target(world: World) -> None:
    (kept,) = adopt(world, target())
    met = stands(kept, under5=1000, under5_birth_registered=986)
    missed = stands(kept, under5=1000, under5_birth_registered=985)
    nobody = stands(kept, under5=0, under5_birth_registered=0)
    assert (met.status, missed.status, nobody.status) == ("met", "missed", "nothing")
    assert nobody.nothing_occurred
    assert (missed.missing, met.missing) == (1, 0)
