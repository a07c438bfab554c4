from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.documents.models import Document
from treem.duties import services
from treem.duties.errors import ClosingOrder
from treem.duties.models import Execution
from treem.duties.tests.factories import AT, make_obligation, more_communes

pytestmark = pytest.mark.database


@pytest.fixture
def hung(client: Any, db: None) -> tuple[World, Any]:
    world = make_world()
    client.force_login(world.hung, backend="treem.organisations.backends.PasswordBackend")
    return world, client


def test_a_duty_nobody_has_waits_and_is_given_with_a_deadline(hung: tuple[World, Any]) -> None:
    world, client = hung
    communes = more_communes(world, 5)
    waiting = make_obligation(world.hung, unit_type="unassigned", deadline=None, deadline_op="")
    assert "Xây dựng kế hoạch" in client.get(reverse("duties:unassigned")).content.decode()
    data = {
        "version": 1, "bodies": ["communes", str(world.bodies["so-gddt"].pk)], "deadline_op": "before",
        "deadline_day": "15", "deadline_month": "12", "deadline_year": "2026",
    }  # fmt: skip
    answer = client.post(reverse("duties:assign", args=[waiting.uuid]), data)
    assert answer.status_code == 302
    assert Execution.objects.count() == len(communes) + 1
    waiting.refresh_from_db()
    assert (waiting.state, str(waiting.deadline)) == ("issued", "2026-12-15")
    assert "Mọi nhiệm vụ đều đã có đơn vị" in client.get(reverse("duties:unassigned")).content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"deadline_day": "31", "deadline_month": "2", "deadline_year": "2026", "deadline_op": "before"}, "không có thật"),
        ({"deadline_op": "before"}, "Hãy ghi ngày của hạn"),
        ({"bodies": []}, "Hãy chọn ít nhất một đơn vị"),
        ({"bodies": ["999999"]}, "không còn trong danh sách"),
    ],
)  # fmt: skip
def test_a_wrong_form_comes_back_with_words_and_gives_nothing(
    hung: tuple[World, Any], data: dict[str, Any], words: str
) -> None:
    world, client = hung
    waiting = make_obligation(world.hung, deadline=None, deadline_op="")
    sent = {"version": 1, "bodies": [str(world.bodies["so-gddt"].pk)], **data}
    answer = client.post(reverse("duties:assign", args=[waiting.uuid]), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Execution.objects.exists()


def test_an_old_page_gives_nothing(hung: tuple[World, Any]) -> None:
    world, client = hung
    waiting = make_obligation(world.hung)
    sent = {"version": 7, "bodies": [str(world.bodies["so-gddt"].pk)], "deadline_op": ""}
    assert client.post(reverse("duties:assign", args=[waiting.uuid]), sent).status_code == 409
    assert not Execution.objects.exists()


def test_one_box_stands_for_all_communes_or_for_those_of_one_kind(db: None) -> None:
    from treem.duties import assigning
    from treem.kernel.time import today
    from treem.territory.models import Unit

    world = make_world()
    committees = more_communes(world, 5)
    ward = committees[0]
    assert ward.unit_id is not None
    Unit.objects.filter(pk=ward.unit_id).update(kind="phường")
    everybody = {body.pk for body in committees}
    assert {body.pk for body in assigning.bodies_chosen(["communes"], today())} == everybody
    rural = assigning.bodies_chosen([assigning.kind_value("xã")], today())
    assert {body.pk for body in rural} == everybody - {ward.pk}
    assert assigning.bodies_chosen(["communes:huyện", "x", "-1"], today()) == []


def test_only_bodies_on_offer_are_chosen(db: None) -> None:
    from treem.duties import assigning
    from treem.kernel.time import today

    world = make_world()
    agency, ministry = world.bodies["so-gddt"], world.bodies["bo-y-te"]
    committee = world.bodies[f"ubnd-{world.own.code}"]
    values = [str(body.pk) for body in (agency, ministry, committee)]
    assert assigning.bodies_chosen(values, today()) == [agency]
    assert assigning.bodies_chosen(values, today(), [committee]) == [agency, committee]


def test_a_duty_for_whoever_is_concerned_says_why_it_waits_and_goes_to_nobody_by_itself(
    hung: tuple[World, Any],
) -> None:
    world, client = hung
    waiting = make_obligation(world.hung, assignee_text="các đơn vị có liên quan")
    words = "Văn bản ghi “các đơn vị có liên quan”: chưa rõ là những đơn vị nào"
    assert words in client.get(reverse("duties:unassigned")).content.decode()
    form = client.get(reverse("duties:assign", args=[waiting.uuid])).content.decode()
    assert words in form
    assert "checked" not in form
    assert not Execution.objects.exists()


@pytest.mark.parametrize(
    ("box", "codes"),
    [("agencies", {"so-y-te", "so-gddt", "thanh-tra"}), ("document", {"so-gddt"}), ("communes", {"ubnd-04108", "ubnd-04117"})],
)  # fmt: skip
def test_a_group_stands_for_its_bodies(hung: tuple[World, Any], box: str, codes: set[str]) -> None:
    world, client = hung
    document = Document.objects.create(subject="Kế hoạch", sha256="2" * 64, received_at=AT)
    given = make_obligation(world.hung, document=document)
    services.issue_obligations([given], {given: [world.bodies["so-gddt"]]}, world.hung, at=AT)
    waiting = make_obligation(world.hung, document=document, assignee_text="các đơn vị liên quan")
    page = client.get(reverse("duties:assign", args=[waiting.uuid])).content.decode()
    assert "Các cơ quan đã nêu tên trong văn bản này: Sở Giáo dục và Đào tạo" in page
    sent = {"version": 1, "bodies": [box], "deadline_op": ""}
    assert client.post(reverse("duties:assign", args=[waiting.uuid]), sent).status_code == 302
    assert {each.body.code for each in waiting.executions.all()} == codes


def test_a_closing_order_creates_nothing_and_waits_nowhere(hung: tuple[World, Any]) -> None:
    world, client = hung
    closing = make_obligation(
        world.hung, unit_type="closing", text="Yêu cầu các đơn vị triển khai thực hiện."
    )
    assert "Yêu cầu các đơn vị" not in client.get(reverse("duties:unassigned")).content.decode()
    with pytest.raises(ClosingOrder):
        services.issue_obligations([closing], {closing: [world.bodies["so-gddt"]]}, world.hung, at=AT)
    assert not Execution.objects.exists()
