"""Quality rules: one truth for one child and for all, findings kept in step, fixes, bulk and undo, the report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from conftest import as_app
from django.core.management import CommandError, call_command
from django.urls import reverse
from docx import Document as Docx
from python_calamine import CalamineWorkbook
from tests.walk_world import World

from treem.db.scope import Scope
from treem.duties import services as duties
from treem.duties.tests.factories import committee, make_obligation
from treem.kernel.time import VIETNAM, today
from treem.registry import jobs
from treem.registry import services as registry
from treem.registry.alike import services as alike
from treem.registry.details import services as details
from treem.registry.models import Child, Household, QualityBatch, QualityFinding, QualityScore
from treem.registry.moves import services as moves
from treem.registry.moves.services import Told
from treem.registry.quality import evaluation, proposing, rules, services
from treem.registry.quality.errors import BatchUndone, NoProposal, ReasonMissing
from treem.registry.rules import Birth
from treem.registry.tests.factories import (
    make_batch,
    make_carer,
    make_child,
    make_circumstance,
    make_detail,
    make_household,
    make_move,
    make_village,
)
from treem.registry.tests.lists import HEADS, row, take, undo, write, xlsx

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


def home_of(child: Child) -> Household:
    assert child.household is not None
    return child.household


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


def test_twins_a_tone_apart_and_a_mother_of_nearly_the_same_name_are_no_fault(world: World) -> None:
    child = whole_child(world, "Lò Thị Hoa", mother_name="Lò Thị Piếng")
    twin = make_child(
        world.own, "Lò Thị Hòa", household=child.household, village=child.village, father_name="Lò Thị Hóa"
    )
    check(world)
    assert {"same_child_in_household", "parent_is_child"} & (found(child) | found(twin)) == set()


# -- working it off


FIXED: dict[str, tuple[dict[str, Any], str, Any]] = {
    "name_case": ({"full_name": "LÒ THỊ MAI"}, "full_name", "Lò Thị Mai"),
    "name_clean": ({"full_name": "Lò  Thị\u200b Mai "}, "full_name", "Lò Thị Mai"),
    "names_composed": ({"full_name": "Lo\u0300 Thị Mai"}, "full_name", "Lò Thị Mai"),
    "names_d": ({"full_name": "Lò Thị \u00f0ào"}, "full_name", "Lò Thị đào"),
    "tones_one_style": ({"father_name": "Quàng Văn Hòa", "full_name": "Lò Hoà"}, "father_name", "Quàng Văn Hoà"),
    "parents_case": ({"father_name": "QUÀNG VĂN TƯỚNG"}, "father_name", "Quàng Văn Tướng"),
    "present_cleared": ({"present_residence": "Nà Cạn", "permanent_residence": "Nà Cạn"}, "present_residence", ""),
    "ethnicity_listed": ({"ethnicity": "H'mông"}, "ethnicity", "Mông"),
    "parents_of_household": ({"mother_name": ""}, "mother_name", "Lò Thị Piếng"),
    "village_of_residence": ({"village": None}, "village_id", "the household's"),
}  # fmt: skip


@pytest.mark.parametrize("fix", FIXED)
def test_a_proposal_mends_what_the_rule_found(world: World, fix: str) -> None:
    given, column, wanted = FIXED[fix]
    child = whole_child(world)
    Child.objects.filter(pk=child.pk).update(**given)
    check(world)
    rule = next(r for r in rules.all_rules().values() if r.fix == fix and r.code in found(child))
    wanted = home_of(child).village_id if wanted == "the household's" else wanted
    with as_lan(world):
        batch = mended(world, rule, [child])
    child.refresh_from_db()
    assert getattr(child, column) == wanted
    assert rule.code in found(child, "fixed")
    with as_lan(world):
        services.undo(actor=world.lan, batch=batch, at=AT)
    before = given.get(column)
    child.refresh_from_db()
    assert getattr(child, column) == before
    assert rule.code in found(child)


def mended(world: World, rule: rules.Rule, children: list[Child]) -> QualityBatch:
    """What the person saw is confirmed."""
    ids = [child.pk for child in children]
    shown = services.proposed(rule, world.own.pk, ids)
    seen = {services.mark_of(change) for changes in shown.values() for change in changes}
    return services.mend(actor=world.lan, rule=rule, commune_id=world.own.pk, children=ids, seen=seen, at=AT)


def test_every_fix_of_a_rule_exists() -> None:
    named = {rule.fix for rule in rules.all_rules().values() if rule.fix}
    assert named == set(proposing.FIXES)


def test_a_carers_number_gets_its_zero_back_for_the_whole_household(world: World) -> None:
    child = whole_child(world)
    sibling = make_child(world.own, "Lò Văn An", household=child.household, village=child.village)
    home_of(child).carers.update(personal_id="14190123456")
    check(world)
    rule = rules.all_rules()["carer_number_form"]
    with as_lan(world):
        batch = mended(world, rule, [child])
    assert home_of(child).carers.get().personal_id == "014190123456"
    assert rule.code in found(child, "fixed") & found(sibling, "fixed")
    with as_lan(world):
        assert services.undo(actor=world.lan, batch=batch, at=AT) == (1, 0)
    assert home_of(child).carers.get().personal_id == "14190123456"
    assert rule.code in found(child) & found(sibling)


def test_what_somebody_changed_since_is_not_taken_back(world: World) -> None:
    one, two = whole_child(world, "LÒ THỊ MAI"), whole_child(world, "LÒ VĂN AN", village_name="Nà Sàng")
    check(world)
    with as_lan(world):
        batch = mended(world, rules.all_rules()["name_case"], [one, two])
    Child.objects.filter(pk=two.pk).update(full_name="Lò Văn Anh", version=9)
    with as_lan(world):
        assert services.undo(actor=world.lan, batch=batch, at=AT) == (1, 1)
        with pytest.raises(BatchUndone):
            services.undo(actor=world.lan, batch=batch, at=AT)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.full_name, two.full_name) == ("LÒ THỊ MAI", "Lò Văn Anh")


def test_what_changed_after_the_preview_is_refused_and_nothing_is_written(world: World) -> None:
    child = whole_child(world, "LÒ THỊ MAI")
    check(world)
    rule = rules.all_rules()["name_case"]
    with as_lan(world):
        shown = services.proposed(rule, world.own.pk, [child.pk])
        seen = {services.mark_of(change) for change in shown[child.pk]}
        Child.objects.filter(pk=child.pk).update(full_name="LÒ THỊ MÂY", version=2)
        with pytest.raises(NoProposal):
            services.mend(
                actor=world.lan, rule=rule, commune_id=world.own.pk, children=[child.pk], seen=seen, at=AT
            )  # fmt: skip
    child.refresh_from_db()
    assert child.full_name == "LÒ THỊ MÂY"


def test_accepted_with_a_reason_until_the_thing_itself_changes(world: World) -> None:
    child = whole_child(world, "Mai")
    check(world)
    finding = QualityFinding.objects.get(child=child, rule="name_one_word")
    with as_lan(world):
        with pytest.raises(ReasonMissing):
            services.accept(actor=world.lan, finding=finding, reason=" . ", at=AT)
        services.accept(actor=world.lan, finding=finding, reason="Đúng như giấy khai sinh", at=AT)
    check(world)
    assert "name_one_word" in found(child, "accepted")
    Child.objects.filter(pk=child.pk).update(full_name="Hoa")
    check(world)
    assert "name_one_word" in found(child)


def test_the_queue_mends_previews_and_takes_back(world: World, lan: Any) -> None:
    child = whole_child(world, "LÒ THỊ MAI")
    check(world)
    queue = reverse("registry:quality_rule", args=["name_case"])
    assert "Lò Thị Mai" in lan.get(queue).content.decode()
    mend = reverse("registry:quality_mend", args=["name_case"])
    given = {"commune": world.own.pk, "child": child.pk}
    assert lan.post(mend, {"commune": world.own.pk, "action": "preview"}).status_code == 422, (
        "nobody was chosen"
    )
    preview = lan.post(mend, {"commune": world.own.pk, "action": "all"})
    assert preview.status_code == 200
    done = lan.post(mend, {**given, "action": "apply", "seen": preview.context["seen"]})
    assert done.status_code == 302
    child.refresh_from_db()
    assert child.full_name == "Lò Thị Mai"
    assert "LÒ THỊ MAI" in lan.get(done.url).content.decode()
    lan.post(done.url)
    child.refresh_from_db()
    assert child.full_name == "LÒ THỊ MAI"
    again = lan.post(mend, {**given, "action": "apply", "seen": "child-1-full_name-1"})
    assert again.status_code == 409, "the page was old"


def test_the_page_tells_how_clean_the_commune_is(world: World, lan: Any, hung: Any) -> None:
    whole_child(world)
    whole_child(world, "Mai", village_name="Nà Sàng", personal_id="014318654321")
    check(world, today())
    page = lan.get(reverse("registry:quality"))
    assert (page.context["total"].children, page.context["total"].clean) == (2, 1)
    assert "50,0" in page.content.decode()
    fields = {words: share for words, share, _count in page.context["fields"]}
    assert fields["Họ và tên"].percent == 50
    assert fields["Học tập"].percent is None, "nobody writes schools down: that is no hundred per cent"
    assert hung.get(reverse("registry:quality")).context["total"].children == 2
    refused = hung.post(reverse("registry:quality_mend", args=["name_case"]), {"commune": world.own.pk})
    assert refused.status_code == 403, "the province mends no single record"


def test_next_door_nothing_of_it_is_seen(world: World, neighbour: Any) -> None:
    child = whole_child(world, "MAI")
    check(world)
    finding = QualityFinding.objects.filter(child=child).first()
    assert finding is not None
    assert (
        "MAI" not in neighbour.get(reverse("registry:quality_rule", args=["name_one_word"])).content.decode()
    )
    assert neighbour.get(reverse("registry:quality"), {"commune": world.own.pk}).status_code == 404
    assert (
        neighbour.post(reverse("registry:quality_finding", args=[finding.pk]), {"reason": "xx"}).status_code
        == 404
    )
    with as_lan(world):
        batch = make_batch(world.own)
    assert neighbour.get(reverse("registry:quality_batch", args=[batch.uuid])).status_code == 404
    with as_app(Scope(user_id=world.neighbour.pk, communes=(world.neighbouring.pk,))):
        assert not QualityFinding.objects.exists()
        assert not QualityScore.objects.exists()
        assert not QualityBatch.objects.exists()


# -- kept up to date by every change


def test_a_change_of_the_record_opens_and_closes_findings_at_once(world: World) -> None:
    with as_lan(world):
        data = registry.ChildData("Mai", "female", Birth(date(2018, 3, 5), "day"))
        child = registry.create_child(actor=world.lan, commune_id=world.own.pk, data=data)
        assert "name_one_word" in found(child)
        mended_data = replace(data, full_name="Lò Thị Mai")
        child = registry.update_child(actor=world.lan, child=child, version=1, data=mended_data)
        assert "name_one_word" in found(child, "fixed")


def test_circumstances_details_households_and_carers_count_at_once(world: World) -> None:
    child = whole_child(world)
    with as_lan(world):
        noted = registry.record_special_circumstance(
            actor=world.lan, child=child, group="a", from_on=date(2024, 1, 1), basis="QĐ 12"
        )
        assert "orphan_with_parent" in found(child)
        registry.withdraw_special_circumstance(actor=world.lan, circumstance=noted, version=1)
        assert "orphan_with_parent" in found(child, "fixed")
        said = details.Said("motor", Birth(date(2024, 1, 1), "day"))
        details.record_detail(actor=world.lan, child=child, kind="disability", said=said, at=AT)
        assert "disabled_without_group" in found(child)
        home = home_of(child)
        carer = home.carers.get()
        details.save_carer(
            actor=world.lan,
            household=home,
            carer=carer,
            version=carer.version,
            values={"year_of_birth": 2007},
        )
        assert "parent_too_young" in found(child)
        details.save_household(
            actor=world.lan, child=child, version=home.version, values=dict.fromkeys(details.HOUSEHOLD),
            poverty="none", poverty_from=None, basis="", at=AT,
        )  # fmt: skip
        assert {"head_missing", "household_code_missing"} <= found(child)


def test_who_dies_leaves_the_list_and_its_findings_with_it(world: World) -> None:
    child = whole_child(world, "Mai")
    check(world)
    with as_lan(world):
        told = Told(moved_on=date(2026, 11, 20))
        moves.leave(actor=world.lan, child=child, version=1, kind="died", told=told, at=AT)
    assert found(child) == set()
    assert "name_one_word" in found(child, "gone"), "nobody mended it"


def test_findings_go_with_a_child_who_moves(world: World) -> None:
    child = whole_child(world, "Mai")
    check(world)
    with as_lan(world):
        group = moves.propose(
            actor=world.lan, child=child, to_commune_id=world.neighbouring.pk, whole=False,
            told=Told(moved_on=date(2026, 11, 20)), at=AT,
        )  # fmt: skip
    with as_app(Scope(user_id=world.neighbour.pk, communes=(world.neighbouring.pk,))):
        moves.accept(
            actor=world.neighbour, group=group, version=1, how="none", village_id=None, household_id=None,
            head_name="",
        )  # fmt: skip
        assert {"name_one_word", "household_missing"} <= found(child), (
            "seen by the commune that has the child now"
        )
    with as_lan(world):
        assert not QualityFinding.objects.filter(child=child).exists()


def test_a_double_has_no_findings_of_its_own(world: World) -> None:
    kept, double = whole_child(world), make_child(world.own, "Mai")
    check(world)
    assert "name_one_word" in found(double)
    with as_lan(world):
        merged = alike.merge(
            actor=world.lan, survivor=kept, duplicate=double, versions=(1, 1), take=(), at=AT
        )  # fmt: skip
        assert found(double) == set()
        alike.undo(actor=world.lan, merge=merged, version=1, at=AT)
        assert "name_one_word" in found(double)


def test_the_childs_page_and_the_desk_show_what_is_open(world: World, lan: Any) -> None:
    child = whole_child(world, "Mai 2")
    check(world)
    page = lan.get(reverse("registry:child", args=[child.pk]))
    assert "Họ tên có chữ số hoặc ký hiệu lạ" in page.content.decode()
    assert "Thông tin của trẻ phải sửa" in lan.get(reverse("desk:home")).content.decode()
    finding = QualityFinding.objects.get(child=child, rule="name_signs")
    back = lan.post(
        reverse("registry:quality_finding", args=[finding.pk]),
        {"reason": "Đúng như giấy khai sinh", "back": "child"},
    )
    assert back.url.startswith(reverse("registry:child", args=[child.pk]))
    assert "Đúng như giấy khai sinh" in lan.get(back.url).content.decode()


# -- the cleaning report


def test_the_report_tells_of_the_month_and_names_no_child(world: World, lan: Any, hung: Any) -> None:
    child = whole_child(world, "MAI")
    first = today().replace(day=1)
    check(world, first - timedelta(days=1))
    Child.objects.filter(pk=child.pk).update(full_name="Lò Thị Mai")
    check(world, first)
    month = {"month": f"{first:%Y-%m}"}
    book = lan.get(reverse("registry:quality_report_xlsx"), month)
    sheets = CalamineWorkbook.from_filelike(BytesIO(book.content))
    rows = sheets.get_sheet_by_name("Theo xã, phường").to_python()
    assert rows[4][1:] == ["Xã Chiềng Sung", 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 100.0]
    by_rule = {row[1]: row[4:8] for row in sheets.get_sheet_by_name("Theo quy tắc").to_python()[4:]}
    assert by_rule == {"Họ tên chỉ có một chữ": [0.0, 0.0, 1.0, 0.0]}
    paper = Docx(BytesIO(lan.get(reverse("registry:quality_report_docx"), month).content))
    text = "\n".join(line.text for line in paper.paragraphs)
    assert "1 hồ sơ không còn điểm nào phải sửa hoặc cần kiểm tra (100,0%)" in text
    assert "tỷ lệ hồ sơ sạch từ 0,0% thành 100,0%" in text
    assert "Mai" not in text
    province = Docx(BytesIO(hung.get(reverse("registry:quality_report_docx"), month).content))
    cells = {cell.text for table in province.tables for row in table.rows for cell in row.cells}
    assert {"Xã Chiềng Sung", "Xã Mường Chanh", "Cộng"} <= cells
    later = {"month": f"{today() + timedelta(days=40):%Y-%m}"}
    assert lan.get(reverse("registry:quality_report_xlsx"), later).status_code == 404


def test_a_duty_of_every_month_about_the_data_is_named_in_the_report(world: World, lan: Any) -> None:
    duty = make_obligation(
        world.hung, text="Rà soát, làm sạch dữ liệu trẻ em, báo cáo trước ngày 12 hằng tháng", recurrence="monthly",
        document_label="Công văn 1234/LĐTBXH",
    )  # fmt: skip
    duties.issue_obligations([duty], {duty: [committee(world)]}, world.hung, at=AT)
    assert "Công văn 1234/LĐTBXH" in lan.get(reverse("registry:quality")).content.decode()


# -- the work at night, on demand, after a list


def test_the_command_checks_a_commune_or_says_that_there_is_none(world: World) -> None:
    child = whole_child(world, "Mai")
    said = StringIO()
    call_command("check_register", commune=world.own.code, stdout=said)
    assert "1 xã, phường: 1 điểm mới" in said.getvalue()
    assert found(child) == {"name_one_word"}
    with pytest.raises(CommandError, match="Không có xã, phường mã 99999"):
        call_command("check_register", commune="99999")


def test_a_list_that_was_written_is_checked_and_taken_back_in_spite_of_findings(world: World) -> None:
    taken = write(world, take(world, xlsx([HEADS, row(1, "Mai")])))
    with as_lan(world):
        jobs._check_communes_of(taken.pk)
    child = Child.objects.get()
    assert "name_one_word" in found(child)
    undo(world, taken)
    child.refresh_from_db()
    assert child.status == "withdrawn", "a finding is no record that somebody made"
    with as_lan(world):
        jobs._check_communes_of(taken.pk)
    assert "name_one_word" in found(child, "gone")
