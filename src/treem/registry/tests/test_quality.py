"""Quality rules: one truth for one child and for all, findings kept in step, fixes, bulk and undo, the report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from conftest import as_app
from tests.walk_world import World

from treem.db.scope import Scope
from treem.kernel.time import VIETNAM, today
from treem.registry.models import Child, QualityFinding
from treem.registry.quality import evaluation, rules
from treem.registry.tests.factories import (
    make_carer,
    make_child,
    make_circumstance,
    make_detail,
    make_household,
    make_move,
    make_village,
)

pytestmark = pytest.mark.database

AT = datetime(2026, 11, 30, 9, tzinfo=VIETNAM)
DAY = AT.date()


@contextmanager
def as_lan(world: World) -> Iterator[None]:
    """The officer of Chiềng Sung, bound by the row policies."""
    with as_app(Scope(user_id=world.lan.pk, communes=(world.own.pk,))):
        yield


def whole_child(world: World, name: str = "Lò Thị Mai", **given: Any) -> Child:
    """A record of which no rule has anything to say."""
    village = make_village(world.own, name=given.pop("village_name", "Nà Cạn"))
    household = make_household(world.own, village=village)
    make_carer(household)
    values = {
        "household": household, "village": village, "personal_id": "014318123456", "father_name": "Quàng Văn Tướng", **given,
    }  # fmt: skip
    return make_child(world.own, name, **values)


def found(child: Child, state: str = "open") -> set[str]:
    return set(QualityFinding.objects.filter(child=child, state=state).values_list("rule", flat=True))


def check(world: World, day: date = DAY) -> None:
    with as_lan(world):
        evaluation.check_commune(world.own.pk, day)


def test_there_are_rules_enough_and_each_says_why() -> None:
    every = rules.all_rules()
    assert len(every) >= 40
    assert {rule.kind for rule in every.values()} == set(rules.KINDS)
    assert all(rule.title_vi and rule.reason_vi and rule.source.document for rule in every.values())


def test_a_whole_record_has_no_finding(world: World) -> None:
    child = whole_child(world)
    check(world)
    assert found(child) == set()


BROKEN: dict[str, dict[str, Any]] = {
    "number_missing": {"personal_id": ""},
    "birth_unregistered": {"birth_registered": False},
    "ethnicity_missing": {"ethnicity": ""},
    "village_missing": {"village": None},
    "residence_missing": {"village": None},
    "household_missing": {"household": None},
    "parents_missing": {"mother_name": "", "father_name": ""},
    "mother_missing": {"mother_name": ""},
    "number_sex": {"personal_id": "014218123456"},
    "number_year": {"personal_id": "014317123456"},
    "number_prefix": {"personal_id": "003318123456"},
    "number_placeholder": {"personal_id": "014318777777"},
    "number_foreign": {"personal_id": "144318123456"},
    "mother_differs": {"mother_name": "Cầm Thị Khác"},
    "parents_same": {"mother_name": "Lò Thị Piếng", "father_name": "Lò Thị Piếng"},
    "parent_is_child": {"father_name": "Lò Thị Mai"},
    "ethnicity_unlisted": {"ethnicity": "H'Mông"},
    "present_same": {"permanent_residence": "Bản Nà Cạn", "present_residence": "bản nà cạn"},
    "name_signs": {"full_name": "Lò Thị Mai 2"},
    "name_one_word": {"full_name": "Mai"},
    "name_not_given": {"full_name": "Lò Chưa đặt tên"},
    "name_case": {"full_name": "LÒ THỊ MAI"},
    "tones_mixed": {"full_name": "Lò Thị Hoà", "father_name": "Quàng Văn Hòa"},
    "parent_name_case": {"father_name": "QUÀNG VĂN TƯỚNG"},
    "parent_name_signs": {"father_name": "Quàng Văn Tướng 1985"},
    "birth_estimated": {"birth_precision": "estimated"},
    "birth_year_only": {"birth_precision": "year", "date_of_birth": date(2018, 1, 1)},
}


@pytest.mark.parametrize("code", BROKEN)
def test_what_is_wrong_with_a_record_is_found(world: World, code: str) -> None:
    given = dict(BROKEN[code])
    child = whole_child(world, given.pop("full_name", "Lò Thị Mai"), **given)
    check(world)
    assert code in found(child)


AS_STORED = {
    "name_not_composed": "Lo\u0300 Thị Mai", "name_spaces": "Lò  Thị Mai", "name_old_letters": "Lò Thị \u00f0ào",
}  # fmt: skip


@pytest.mark.parametrize("code", AS_STORED)
def test_a_name_that_no_form_would_let_in_is_found(world: World, code: str) -> None:
    child = whole_child(world)
    Child.objects.filter(pk=child.pk).update(full_name=AS_STORED[code])
    check(world)
    assert code in found(child)


def test_a_record_that_nobody_touched_for_a_year_is_stale_and_again_a_year_later(world: World) -> None:
    child = whole_child(world)
    check(world, today() + timedelta(days=365))
    assert "record_stale" not in found(child)
    later = today() + timedelta(days=366)
    check(world, later)
    assert "record_stale" in found(child)
    accepted = {
        "state": "accepted",
        "reason": "Đã rà soát, không thay đổi",
        "by_id": world.lan.pk,
        "closed_on": later,
    }
    QualityFinding.objects.filter(child=child, rule="record_stale").update(**accepted)
    check(world, later + timedelta(days=30))
    assert "record_stale" in found(child, "accepted")
    check(world, later + timedelta(days=365))
    assert "record_stale" in found(child), "looked over once does not hold for another year"


def _carers(**given: Any) -> Any:
    return lambda child: child.household.carers.update(**given)


AROUND: dict[str, Any] = {
    "head_missing": lambda child: type(child.household).objects.update(head_name=""),
    "household_code_missing": lambda child: type(child.household).objects.update(code=""),
    "carer_missing": _carers(alive=False),
    "parent_year_missing": _carers(year_of_birth=None),
    "parent_too_young": _carers(year_of_birth=2006),
    "mother_too_old": _carers(year_of_birth=1960),
    "carer_sex": _carers(sex="male"),
    "carer_number_form": _carers(personal_id="14190123456"),
    "number_of_carer": _carers(personal_id="014318123456"),
    "carer_name_case": _carers(full_name="LÒ THỊ PIẾNG"),
    "household_no_adult": _carers(year_of_birth=2010, relation="sibling"),
    "group_basis_missing": lambda child: make_circumstance(child, basis=""),
    "disability_kind_missing": lambda child: make_circumstance(child, group="d"),
    "orphan_with_parent": lambda child: make_circumstance(child, group="a"),
    "disabled_without_group": lambda child: make_detail(child, kind="disability", code="motor"),
    "insurance_outgrown": lambda child: make_detail(child, kind="insurance", code="under6"),
    "school_age": lambda child: make_detail(child, kind="schooling", code="high"),
    "not_at_school": lambda child: make_detail(child, kind="schooling", code="none"),
    "dropout_young": lambda child: make_detail(child, kind="schooling", code="left"),
    "risk_old": lambda child: make_detail(child, kind="risk", code="drowning", from_on=date(2026, 1, 5)),
    "event_before_birth": lambda child: make_detail(child, from_on=date(2017, 1, 5)),
    "paper_before_birth": lambda child: make_detail(child, kind="birth", code="on_time", from_on=date(2017, 1, 5)),
    "same_child_in_household": lambda child: make_child(child.commune, child.full_name, household=child.household),
    "births_too_near": lambda child: make_child(
        child.commune, "Lò Văn An", household=child.household, date_of_birth=date(2018, 6, 1)
    ),
    "number_twice": lambda child: make_child(child.commune, "Lò Văn An", personal_id=child.personal_id),
    "village_elsewhere": lambda child: type(child.village).objects.update(valid_to=date(2026, 6, 30)),
    "paper_unregistered": lambda child: (
        make_detail(child, kind="birth", code="late"), Child.objects.update(birth_registered=False)
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", AROUND)
def test_what_is_wrong_around_a_child_is_found(world: World, code: str) -> None:
    child = whole_child(world)
    AROUND[code](child)
    check(world)
    assert code in found(child)


def test_who_has_gone_is_asked_other_questions(world: World) -> None:
    moved = whole_child(world, status="moved", exit_on=date(2026, 5, 1))
    dead = make_child(world.own, "Lò Văn Khuất", status="died", exit_on=date(2026, 5, 1))
    make_detail(dead, kind="benefit", code="monthly", from_on=date(2026, 6, 1))
    check(world)
    assert found(moved) == {"moved_without_move"}
    assert found(dead) == {"event_after_death", "benefit_after_death"}
    make_move(moved, moved_on=date(2026, 5, 1))
    check(world)
    assert found(moved, "fixed") == {"moved_without_move"}


def test_one_child_and_the_whole_commune_say_the_same(world: World) -> None:
    """One truth: after the full run, the check of each single child changes nothing, and the other way round."""
    children = [
        whole_child(world, village_name=f"Bản {code}", **{k: v for k, v in given.items() if k != "full_name"})
        for code, given in BROKEN.items()
    ]
    for code, change in AROUND.items():
        children.append(whole_child(world, village_name=f"Bản {code}"))
        if code not in (
            "head_missing",
            "household_code_missing",
            "village_elsewhere",
            "paper_unregistered",
        ):  # change all
            change(children[-1])
    check(world)
    told = "child_id", "rule", "state", "seen"
    everything = sorted(QualityFinding.objects.values_list(*told))
    assert len(everything) > len(BROKEN)
    QualityFinding.objects.all().delete()
    with as_lan(world):
        for child in children:
            evaluation.recheck([child.pk], DAY)
    alone = [row for row in everything if row[0] in {child.pk for child in children}]
    assert sorted(QualityFinding.objects.filter(child__in=children).values_list(*told)) == alone
