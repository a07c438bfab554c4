"""The queue of alike records and its pages: decided by people, seen only by whoever sees both records."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World

from treem.registry.models import AlikePair, Child, Judgement, Merge, Status
from treem.registry.tests.factories import make_alike_pair

pytestmark = pytest.mark.database


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


def test_a_pair_across_a_border_is_the_provinces_alone(
    world: World, lan: Any, neighbour: Any, hung: Any
) -> None:
    pair = make_alike_pair(world.own, world.neighbouring)
    url = reverse("registry:alike_pair", args=[pair.uuid])
    for client in (lan, neighbour):
        assert client.get(url).status_code == 404
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
