"""Special circumstances from a day to a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.walk_world import World

from treem.registry.models import SpecialCircumstance
from treem.registry.tests.factories import make_child, make_circumstance

pytestmark = pytest.mark.database


def typed(group: str = "d", start: str = "1/2/2024", end: str = "") -> dict[str, str]:
    day, month, year = start.split("/")
    data = {
        "group": group,
        "from_on_day": day,
        "from_on_month": month,
        "from_on_year": year,
        "basis": "Giấy xác nhận",
    }
    return {**data, "to_on": end} if end else data


def test_a_group_is_noted_and_shown(world: World, lan: Any) -> None:
    child = make_child(world.own)
    answer = lan.post(reverse("registry:new_circumstance", args=[child.pk]), typed())
    assert answer.status_code == 302
    noted = SpecialCircumstance.objects.get()
    assert (noted.group, noted.from_on, noted.to_on, noted.commune) == (
        "d",
        date(2024, 2, 1),
        None,
        world.own,
    )
    text = lan.get(answer["Location"]).content.decode()
    assert "Trẻ em khuyết tật" in text
    assert "Ghi hoàn cảnh đặc biệt: Trẻ em khuyết tật" in text


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        (typed(start="4/3/2018"), "from_on", "ở trước ngày sinh"),
        (typed(start="30/2/2024"), "from_on", "không có trong lịch"),
        (typed(end="01/01/2024"), "to_on", "ở trước ngày bắt đầu"),
        (typed(start="1/1/2199"), "from_on", "hơn một năm"),
        (typed(group=""), "group", "Chọn nhóm"),
        (typed(group="z"), "group", ""),
        (typed(group="a", start="1/6/2023"), "from_on", "đã được ghi nhóm này"),
        (typed(group="a", start="1/6/2020", end="01/01/2023"), "from_on", "đã được ghi nhóm này"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    world: World, lan: Any, data: dict[str, str], field: str, words: str
) -> None:
    child = make_child(world.own)
    make_circumstance(child, group="a", from_on=date(2023, 1, 1))
    answer = lan.post(reverse("registry:new_circumstance", args=[child.pk]), data)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert words in errors[field][0]
    assert SpecialCircumstance.objects.count() == 1


def test_it_ends_on_a_day_and_may_begin_again_after(world: World, lan: Any) -> None:
    child = make_child(world.own)
    noted = make_circumstance(child)
    url = reverse("registry:end_circumstance", args=[child.pk, noted.pk])
    assert lan.get(url).status_code == 200
    missing = lan.post(url, {"how": "ended", "version": "1"})
    assert list(missing.context["form"].errors) == ["to_on"]
    early = lan.post(url, {"how": "ended", "to_on": "31/12/2023", "version": "1"})
    assert "ở trước ngày bắt đầu" in early.context["form"].errors["to_on"][0]
    assert lan.post(url, {"how": "ended", "to_on": "31/05/2026", "version": "1"}).status_code == 302
    noted.refresh_from_db()
    assert (noted.to_on, noted.version) == (date(2026, 5, 31), 2)
    assert lan.post(url, {"how": "ended", "to_on": "31/07/2026", "version": "2"}).status_code == 422
    again = lan.post(reverse("registry:new_circumstance", args=[child.pk]), typed(start="1/6/2026"))
    assert again.status_code == 302


def test_a_mistake_is_withdrawn_not_deleted(world: World, lan: Any) -> None:
    child = make_child(world.own)
    noted = make_circumstance(child, group="dd")
    url = reverse("registry:end_circumstance", args=[child.pk, noted.pk])
    assert lan.post(url, {"how": "withdrawn", "version": "1"}).status_code == 302
    noted.refresh_from_db()
    assert noted.withdrawn
    assert "Đã ghi nhầm" in lan.get(reverse("registry:child", args=[child.pk])).content.decode()
    assert lan.get("/children/", {"special": "any"}).context["found"].total == 0


def test_an_old_version_is_not_saved_over(world: World, lan: Any) -> None:
    child = make_child(world.own)
    noted = make_circumstance(child, version=2)
    url = reverse("registry:end_circumstance", args=[child.pk, noted.pk])
    answer = lan.post(url, {"how": "ended", "to_on": "31/05/2026", "version": "1"})
    assert answer.status_code == 422
    assert "vừa được người khác lưu, nay là: từ 01/01/2024, chưa kết thúc" in answer.content.decode()
    noted.refresh_from_db()
    assert noted.to_on is None
    SpecialCircumstance.objects.filter(pk=noted.pk).update(to_on=date(2026, 4, 30), version=3)
    answer = lan.post(url, {"how": "ended", "to_on": "31/05/2026", "version": "2"})
    assert "nay là: từ 01/01/2024 đến hết 30/4/2026" in answer.content.decode()
    assert answer.context["version"] == 3


def test_an_end_without_a_version_is_refused(world: World, lan: Any) -> None:
    noted = make_circumstance(make_child(world.own))
    url = reverse("registry:end_circumstance", args=[noted.child_id, noted.pk])
    answer = lan.post(url, {"how": "withdrawn", "version": "²"})
    assert answer.status_code == 422
    assert "thiếu số phiên bản" in answer.content.decode()
    noted.refresh_from_db()
    assert not noted.withdrawn


def test_the_database_keeps_periods_of_one_group_apart(world: World) -> None:
    child = make_child(world.own)
    make_circumstance(child, from_on=date(2024, 1, 1), to_on=date(2024, 6, 30))
    make_circumstance(child, from_on=date(2024, 7, 1))
    make_circumstance(child, from_on=date(2024, 3, 1), withdrawn=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_circumstance(child, from_on=date(2025, 1, 1))
