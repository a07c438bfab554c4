"""The queue of alike records and its pages: decided by people, seen only by whoever sees both records."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from conftest import as_app
from django.urls import reverse
from tests.walk_world import World

from treem.cases.tests.factories import make_intake, make_link
from treem.db.scope import Scope
from treem.registry.alike import seeking, selectors
from treem.registry.models import AlikePair, Child, Judgement, Merge, Status
from treem.registry.tests.factories import make_alike_pair, make_child

pytestmark = pytest.mark.database
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_an_officer_sees_why_and_merges_field_by_field_and_takes_it_apart(world: World, lan: Any) -> None:
    pair = make_alike_pair(world.own)
    Child.objects.filter(pk=pair.second_id).update(personal_id="014318123456")
    url = reverse("registry:alike_pair", args=[pair.uuid])
    assert url in lan.get(reverse("registry:alike")).content.decode()
    seen = lan.get(url)
    assert {reason.label for reason in seen.context["why"] if reason.speaks_for} >= {"Ngày sinh", "Họ tên mẹ"}
    assert [line.name for line in seen.context["lines"] if line.differs] == ["full_name", "personal_id"]
    merge_url = reverse("registry:merge_pair", args=[pair.uuid])
    proposed = {line.name: chosen for line, chosen in lan.get(merge_url).context["lines"]}
    assert proposed == {"full_name": "first", "personal_id": "second"}
    answer = lan.post(
        merge_url, {"keep": "first", "kept_version": 1, "other_version": 1, "choose_full_name": "first"}
    )
    assert answer.status_code == 302
    kept = Child.objects.get(pk=pair.first_id)
    assert (kept.full_name, kept.personal_id) == ("Lò Thị Mai", "014318123456")
    merge = Merge.objects.get()
    page = lan.get(reverse("registry:child", args=[kept.pk])).content.decode()
    undo = reverse("registry:undo_merge", args=[merge.uuid])
    assert undo in page
    assert lan.get(undo).context["taken"] == ["Số định danh cá nhân"]
    assert lan.post(undo, {"version": 1}).status_code == 302
    kept.refresh_from_db()
    assert kept.personal_id == ""
    assert Child.objects.get(pk=pair.second_id).status == Status.ACTIVE
    assert lan.post(undo, {"version": 2}).status_code == 409


def test_a_record_changed_meanwhile_is_not_merged_unseen(world: World, lan: Any) -> None:
    pair = make_alike_pair(world.own)
    Child.objects.filter(pk=pair.second_id).update(version=2, father_name="Lò Văn Tướng")
    url = reverse("registry:merge_pair", args=[pair.uuid])
    answer = lan.post(url, {"kept_version": 1, "other_version": 1, "choose_full_name": "second"})
    assert answer.status_code == 409
    assert "vừa được người khác sửa" in answer.content.decode()
    assert {line.name: chosen for line, chosen in answer.context["lines"]}["full_name"] == "second"
    assert not Merge.objects.exists()


@pytest.mark.parametrize("judgement", ["different", "twins"])
def test_two_children_leave_the_queue_and_can_come_back(world: World, lan: Any, judgement: str) -> None:
    pair = make_alike_pair(world.own)
    url = reverse("registry:alike_pair", args=[pair.uuid])
    assert lan.post(url, {"judgement": judgement, "version": 1}).status_code == 302
    assert lan.get(reverse("registry:alike")).context["lines"] == []
    assert len(lan.get(reverse("registry:alike"), {"state": judgement}).context["lines"]) == 1
    assert lan.post(url, {"judgement": "", "version": 1}).status_code == 409
    assert lan.post(url, {"judgement": "", "version": 2}).status_code == 302
    assert AlikePair.objects.get().judgement == Judgement.OPEN


def test_a_pair_across_a_border_is_the_provinces_to_decide(
    world: World, lan: Any, neighbour: Any, hung: Any
) -> None:
    pair = make_alike_pair(world.own, world.neighbouring)
    url = reverse("registry:alike_pair", args=[pair.uuid])
    for client in (lan, neighbour):
        assert client.post(url, {"judgement": "twins", "version": 1}).status_code == 404
        assert client.get(reverse("registry:merge_pair", args=[pair.uuid])).status_code == 404
        assert client.get(reverse("registry:alike")).context["lines"] == []
    assert hung.get(url).status_code == 200
    assert hung.post(url, {"judgement": "asked", "version": 1}).status_code == 302
    assert AlikePair.objects.get().judgement == Judgement.ASKED
    merge = reverse("registry:merge_pair", args=[pair.uuid])
    assert hung.post(merge, {"kept_version": 1, "other_version": 1}).status_code == 302
    assert Child.objects.get(pk=pair.second_id).survivor_id == pair.first_id
    # The neighbour's own record says that it is a double, and nothing of the other one.
    page = neighbour.get(reverse("registry:child", args=[pair.second_id])).content.decode()
    assert "ngoài phạm vi" in page
    assert reverse("registry:child", args=[pair.first_id]) not in page


def test_the_register_is_looked_through_and_decisions_stay(world: World) -> None:
    one = make_child(world.own, "Quàng Thị Tiên", mother_name="Quàng Thị Ngân", father_name="Quàng Văn Ín")
    two = make_child(world.own, "Quang Thi Tien", mother_name="Quàng Thị Ngân", father_name="Quàng Văn Ín")
    far = make_child(
        world.neighbouring, "Quàng Thị Tiên", mother_name="Quàng Thị Ngân", father_name="Quàng Văn Ín"
    )
    make_child(
        world.own, "Quàng Văn Anh", sex="male", mother_name="Quàng Thị Ngân", date_of_birth=date(2015, 1, 9)
    )
    with as_app(Scope(world.lan.pk, (world.own.pk,))):
        assert seeking.seek(at=AT) == 1
    pair = AlikePair.objects.get()
    assert (pair.first_id, pair.second_id) == (one.pk, two.pk)
    assert pair.chance is not None
    assert pair.chance > 50
    AlikePair.objects.update(judgement="twins", chance=1)
    with as_app(Scope(world.hung.pk, (world.own.pk, world.neighbouring.pk))):
        assert seeking.seek(at=AT) == 2
        assert seeking.seek(at=AT) == 0
    pair.refresh_from_db()
    assert (pair.judgement, pair.chance) == ("twins", 1)
    assert set(AlikePair.objects.exclude(pk=pair.pk).values_list("second_id", flat=True)) == {far.pk}


def test_each_side_of_a_border_says_its_word_and_sees_its_own_child_only(
    world: World, lan: Any, neighbour: Any, hung: Any
) -> None:
    pair = make_alike_pair(world.own, world.neighbouring)
    url = reverse("registry:alike_pair", args=[pair.uuid])
    queue = lan.get(reverse("registry:alike"))
    assert [(one.child, place) for one, place in queue.context["border"]] == [
        (pair.first, world.neighbouring)
    ]
    page = lan.get(url).content.decode()
    assert pair.first.full_name in page
    assert world.neighbouring.full_name in page
    assert pair.second.full_name not in page
    assert reverse("registry:child", args=[pair.second_id]) not in page
    assert neighbour.post(url, {"word": "same", "note": "Cháu chuyển đi từ tháng 3"}).status_code == 302
    assert lan.post(url, {"word": "stays"}).status_code == 302
    assert lan.post(url, {"word": "different"}).status_code == 302
    assert lan.post(url, {"word": "whatever"}).status_code == 404
    said = [(word.commune, word.word) for word in hung.get(url).context["words"]]
    assert sorted(said, key=lambda each: each[0].pk) == [
        (world.own, "different"),
        (world.neighbouring, "same"),
    ]
    assert "tháng 3" not in lan.get(url).content.decode()


def test_of_a_child_whom_a_report_is_about_the_border_says_nothing(
    world: World, lan: Any, neighbour: Any, hung: Any
) -> None:
    pair = make_alike_pair(world.own, world.neighbouring)
    url = reverse("registry:alike_pair", args=[pair.uuid])
    make_link(make_intake(world), pair.first)
    assert neighbour.get(url).status_code == 404
    assert neighbour.get(reverse("registry:alike")).context["border"] == []
    assert lan.get(url).status_code == 200
    assert hung.get(url).status_code == 200


def test_the_desk_counts_what_the_queue_shows(world: World, lan: Any) -> None:
    make_alike_pair(world.own)
    far = make_alike_pair(world.own, world.neighbouring)
    with as_app(Scope(world.lan.pk, (world.own.pk,))):
        assert selectors.work_waiting() == 2
    lan.post(reverse("registry:alike_pair", args=[far.uuid]), {"word": "unknown"})
    with as_app(Scope(world.lan.pk, (world.own.pk,))):
        assert selectors.work_waiting() == 1
    queue = lan.get(reverse("registry:alike"))
    assert len(queue.context["lines"]) == 1
    assert len(queue.context["border"]) == 1
