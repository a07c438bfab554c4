"""What holds for a child from a day to a day: noted, ended, taken along, told in its history."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from conftest import as_app
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from tests.walk_world import World

from treem.db.scope import Scope
from treem.kernel.time import now
from treem.law import lists
from treem.registry.details import selectors, services
from treem.registry.details.errors import DetailBeforeBirth, DetailEnded, DetailOverlaps, NotListed
from treem.registry.details.models import LIST_OF
from treem.registry.details.services import Said
from treem.registry.models import Child, ChildDetail, DetailKind, HouseholdPoverty
from treem.registry.rules import Birth
from treem.registry.tests.factories import make_carer, make_child, make_household, make_village

pytestmark = pytest.mark.database
SEPTEMBER = Birth(date(2025, 9, 5), "day")


@pytest.fixture
def child(world: World) -> Child:
    return make_child(world.own, household=make_household(world.own, village=make_village(world.own)))


def note(world: World, child: Child, kind: str, said: Said) -> ChildDetail:
    with as_app(Scope(user_id=world.lan.pk, communes=(world.own.pk,))):
        return services.record_detail(actor=world.lan, child=child, kind=kind, said=said, at=now())


def test_every_kind_has_its_list_with_a_source(db: None) -> None:
    for kind in DetailKind:
        listed = lists.listed(LIST_OF[kind], on=date(2026, 11, 1))
        assert listed.codes
        assert listed.source.document
        assert listed.verified or listed.doubt


def test_a_new_class_ends_the_one_before_and_risks_stand_side_by_side(world: World, child: Child) -> None:
    first = note(
        world, child, "schooling", Said("nursery", Birth(date(2023, 9, 5), "day"), words="MN Hoa Ban")
    )
    note(world, child, "schooling", Said("primary", SEPTEMBER, words="TH Chiềng Sung, lớp 1A"))
    first.refresh_from_db()
    assert (first.to_on, first.version) == (date(2025, 9, 4), 2)
    note(world, child, "risk", Said("drowning", SEPTEMBER))
    note(world, child, "risk", Said("dropout", SEPTEMBER))
    with pytest.raises(DetailOverlaps):
        note(world, child, "risk", Said("dropout", Birth(date(2026, 1, 1), "year")))
    groups = {group.kind: group.details for group in selectors.details_of(child)}
    assert [each.code for each in groups[DetailKind.SCHOOLING]] == ["primary", "nursery"]
    assert len(groups[DetailKind.RISK]) == 2


def test_a_beginning_that_nobody_knows_is_a_beginning(world: World, child: Child, lan: Any) -> None:
    unknown = note(world, child, "disability", Said("hearing"))
    assert (unknown.from_on, unknown.from_known) == (None, "unknown")
    url = reverse("registry:new_detail", args=[child.pk, "benefit"])
    lan.post(url, {"code": "monthly", "since_year": "2024", "number": "12/QĐ-UBND"})
    found = ChildDetail.objects.get(kind="benefit")
    assert (found.from_on, found.from_known, found.number) == (date(2024, 1, 1), "year", "12/QĐ-UBND")
    body = lan.get(reverse("registry:child", args=[child.pk])).content.decode()
    assert "không rõ từ khi nào" in body
    assert "12/QĐ-UBND" in body


def test_what_cannot_be_is_refused_beside_its_field(world: World, child: Child, lan: Any) -> None:
    with pytest.raises(NotListed):
        note(world, child, "risk", Said("weather"))
    with pytest.raises(DetailBeforeBirth):
        note(world, child, "risk", Said("dropout", Birth(date(2017, 1, 1), "day")))
    url = reverse("registry:new_detail", args=[child.pk, "insurance"])
    answer = lan.post(url, {"code": "pupil", "since_year": "2099", "number": "GD4141234567890"})
    assert answer.status_code == 422
    assert "ở sau hôm nay" in answer.content.decode()
    assert "GD4141234567890" in answer.content.decode()
    assert lan.get(reverse("registry:new_detail", args=[child.pk, "secret"])).status_code == 404


def test_a_birth_paper_says_that_the_birth_is_registered(world: World) -> None:
    child = make_child(world.own, birth_registered=False)
    note(world, child, "birth", Said("late", SEPTEMBER, words="UBND xã Chiềng Sung", number="45/2025"))
    child.refresh_from_db()
    assert child.birth_registered


def test_a_detail_ends_or_was_noted_by_mistake(world: World, child: Child, lan: Any) -> None:
    risk = note(world, child, "risk", Said("marriage", SEPTEMBER))
    url = reverse("registry:end_detail", args=[child.pk, risk.pk])
    assert lan.post(url, {"how": "ended", "version": "1"}).status_code == 422
    ended = {"how": "ended", "to_on_day": "1", "to_on_month": "11", "to_on_year": "2026"}
    assert lan.post(url, {**ended, "version": "0"}).status_code == 422, "somebody else saved"
    assert lan.post(url, {**ended, "version": "1"}).status_code == 302
    risk.refresh_from_db()
    assert risk.to_on == date(2026, 11, 1)
    with pytest.raises(DetailEnded):
        services.end_detail(actor=world.lan, detail=risk, version=2, to_on=date(2026, 11, 2))
    story = lan.get(reverse("registry:child", args=[child.pk])).content.decode()
    assert "Ghi: Có nguy cơ tảo hôn" in story
    assert "Sửa: Có nguy cơ tảo hôn" in story


def test_the_watch_list_counts_by_risk(world: World, child: Child, lan: Any, neighbour: Any) -> None:
    note(world, child, "risk", Said("drowning", SEPTEMBER))
    url = reverse("registry:watch")
    assert child.full_name in lan.get(url, {"risk": "drowning"}).content.decode()
    assert child.full_name not in lan.get(url, {"risk": "dropout"}).content.decode()
    assert neighbour.get(url).context["total"] == 0


def test_a_household_is_changed_with_the_day_of_its_poverty(world: World, child: Child, lan: Any) -> None:
    url = reverse("registry:household", args=[child.pk])
    typed = {
        "head_name": "Lò Văn Hặc", "poverty": "poor", "poverty_from_day": "1", "poverty_from_month": "1",
        "poverty_from_year": "2026", "basis": "QĐ 5/QĐ-UBND", "version": "1",
    }  # fmt: skip
    assert lan.post(url, typed).status_code == 302
    assert child.household is not None
    child.household.refresh_from_db()
    assert (child.household.head_name, child.household.poverty) == ("Lò Văn Hặc", "poor")
    assert HouseholdPoverty.objects.get().from_on == date(2026, 1, 1)
    assert lan.post(url, typed).status_code == 422, "an old page"
    alone = make_child(world.own, "Lò Văn Một")
    lan.post(reverse("registry:household", args=[alone.pk]), {**typed, "version": "0"})
    alone.refresh_from_db()
    assert alone.household is not None


def test_a_carer_is_written_down_and_changed(world: World, child: Child, lan: Any) -> None:
    new = reverse("registry:new_carer", args=[child.pk])
    typed = {
        "full_name": "LÒ THỊ PIẾNG",
        "relation": "mother",
        "alive": "on",
        "version": "0",
        "situation": "sick",
    }
    assert lan.post(new, typed).status_code == 302
    carer = child.household.carers.get()  # type: ignore[union-attr]
    assert (carer.full_name, carer.situation, carer.commune_id) == ("Lò Thị Piếng", "sick", world.own.pk)
    url = reverse("registry:carer", args=[child.pk, carer.pk])
    ends = {"from_on_day": "5", "from_on_month": "5", "from_on_year": "2026", "to_on_year": "2025",
            "to_on_day": "5", "to_on_month": "5"}  # fmt: skip
    assert lan.post(url, {**typed, **ends, "version": "1"}).status_code == 422
    assert lan.post(url, {**typed, "version": "1"}).status_code == 302
    elsewhere = make_carer(make_household(world.own, code="04108-01-00002"))
    assert lan.get(reverse("registry:carer", args=[child.pk, elsewhere.pk])).status_code == 404


def test_nothing_of_it_is_seen_or_written_next_door(world: World, child: Child, neighbour: Any) -> None:
    risk = note(world, child, "risk", Said("abuse", SEPTEMBER, words="Ở một mình với người lạ"))
    assert child.household is not None
    HouseholdPoverty.objects.create(
        household=child.household, commune=world.own, poverty="poor", from_on=date(2026, 1, 1), recorded_at=now(),
        recorded_by_id=1,
    )  # fmt: skip
    for name, args in (
        ("new_detail", [child.pk, "risk"]), ("end_detail", [child.pk, risk.pk]), ("household", [child.pk]),
        ("new_carer", [child.pk]),
    ):  # fmt: skip
        url = reverse(f"registry:{name}", args=args)
        assert neighbour.get(url).status_code == 404, name
        assert neighbour.post(url, {"version": "1"}).status_code == 404, name
    with as_app(Scope(user_id=world.neighbour.pk, communes=(world.neighbouring.pk,))):
        assert not ChildDetail.objects.exists()
        assert not HouseholdPoverty.objects.exists()
        with connection.cursor() as cursor, pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute("SELECT * FROM registry_childdetailevent")
