"""The pages: who sees, who proposes, who approves, and what is said when something is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from treem import law
from treem.lawbook.models import CalendarDay, Override
from treem.lawbook.permissions import PERMISSIONS

pytestmark = pytest.mark.database
KEY = "reporting.action_month_commune"
GOOD = {"value": "15/7", "from_on": "01/05/2027", "document": "12/QĐ-UBND", "article": "Điều 2"}


@pytest.fixture
def world(db: None) -> Any:
    from tests.walk_world import make_world

    return make_world()


@pytest.fixture
def sign_in(new_client: Any, world: Any) -> Any:
    def make(role: str) -> Any:
        client = new_client()
        client.force_login(world.users[role], backend="treem.organisations.backends.PasswordBackend")
        return client

    return make


def test_every_role_named_is_a_role(world: Any) -> None:
    named = {code for codes in PERMISSIONS.values() for code in codes}
    assert {str(role) for role in world.users} - named == {"commune_partner", "collaborator"}
    assert named <= {str(role) for role in world.users}


def test_the_page_lists_every_value_with_article_and_what_is_not_verified(sign_in: Any, book: Any) -> None:
    text = sign_in("commune_officer").get("/law/").content.decode()
    for parameter in law.parameters().values():
        assert parameter.title in text
    assert "Điều 26 khoản 3, 56/2017/NĐ-CP" in text
    unverified = sum(not p.blocks[-1].verified for p in law.parameters().values())
    assert text.count("Chưa kiểm chứng") == unverified > 0
    assert "<strong>20/7</strong> hằng năm" in text


def test_a_value_is_proposed_by_one_and_approved_by_another(sign_in: Any, world: Any, book: Any) -> None:
    hung, mai = sign_in("lead_specialist"), sign_in("lead_director")
    assert hung.get(f"/law/values/{KEY}/propose/").status_code == 200
    assert hung.post(f"/law/values/{KEY}/propose/", GOOD).status_code == 302
    proposal = Override.objects.get()
    assert (proposal.value, proposal.proposed_by_id) == ("07-15", world.hung.pk)
    page = mai.get(f"/law/values/{KEY}/").content.decode()
    assert "15/7" in page
    assert f"/law/overrides/{proposal.uuid}/approve/" in page
    assert f"/law/overrides/{proposal.uuid}/approve/" in mai.get("/law/waiting/").content.decode()
    assert "approve/" not in hung.get(f"/law/values/{KEY}/").content.decode()
    assert mai.post(f"/law/overrides/{proposal.uuid}/approve/").status_code == 302
    again = mai.post(f"/law/overrides/{proposal.uuid}/approve/")
    assert again.status_code == 409
    assert "đã được duyệt" in again.content.decode()
    assert "Không có đề xuất nào chờ duyệt" in mai.get("/law/waiting/").content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": "31/2"}, "ngày và tháng có thật"),
        ({"value": ""}, "chỉ một trong hai"),
        ({"back_to_law": "on"}, "chỉ một trong hai"),
        ({"from_on": "31/02/2027"}, "không có trong lịch"),
        ({"from_on": "01/05/1944"}, "ở trước năm 1945"),
        ({"from_on": "01/01/0001"}, "không hợp lý"),
        ({"document": "\u0958" * 150}, "200"),
        ({"article": "\u0958" * 100}, "120"),
        ({"document": ""}, "error"),
    ],
)
def test_a_wrong_proposal_comes_back_with_what_was_typed(
    sign_in: Any, book: Any, change: dict[str, str], said: str
) -> None:
    answer = sign_in("lead_specialist").post(
        f"/law/values/{KEY}/propose/", {**GOOD, **change, "note": "đã gõ"}
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "đã gõ" in answer.content.decode()
    assert not Override.objects.exists()


def test_others_may_neither_propose_nor_approve(sign_in: Any, book: Any) -> None:
    sign_in("lead_specialist").post(f"/law/values/{KEY}/propose/", GOOD)
    proposal = Override.objects.get()
    for role in ("commune_officer", "province_leader", "administrator", "lead_director"):
        assert sign_in(role).post(f"/law/values/{KEY}/propose/", GOOD).status_code == 403
    for role in ("commune_officer", "province_leader", "administrator", "lead_specialist"):
        assert sign_in(role).post(f"/law/overrides/{proposal.uuid}/approve/").status_code == 403
    assert sign_in("commune_officer").post(f"/law/overrides/{proposal.uuid}/withdraw/").status_code == 404
    assert sign_in("collaborator").get("/law/").status_code == 403
    assert Override.objects.get().state == "waiting"
    assert sign_in("lead_division_head").post(f"/law/overrides/{proposal.uuid}/withdraw/").status_code == 302
    assert Override.objects.get().state == "withdrawn"


def test_a_day_is_proposed_and_approved(sign_in: Any, book: Any) -> None:
    day = {"on": "23/11/2026", "kind": "swapped_off", "document": "99/QĐ-UBND"}
    hung = sign_in("lead_specialist")
    assert hung.post("/law/calendar/propose/", {**day, "kind": "working"}).status_code == 422
    assert hung.post("/law/calendar/propose/", day).status_code == 302
    decided = CalendarDay.objects.get()
    assert sign_in("lead_director").post(f"/law/calendar/{decided.uuid}/approve/").status_code == 302
    assert "thứ Hai, 23/11/2026" in hung.get("/law/calendar/").content.decode()
    assert CalendarDay.objects.get().state == "approved"


def test_a_parameter_nobody_knows_is_not_found(sign_in: Any, book: Any) -> None:
    assert sign_in("lead_specialist").get("/law/values/a.b/").status_code == 404
    assert sign_in("lead_specialist").get("/law/values/a.b/propose/").status_code == 404
