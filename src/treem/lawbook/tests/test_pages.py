"""The pages: who sees, who proposes, who approves, and what is said when something is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from treem import law
from treem.kernel.time import today
from treem.law.lists import legal_lists
from treem.lawbook import selectors
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
    assert 'Điều 26 khoản 3, <span class="nowrap">56/2017/NĐ-CP</span>' in text
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
    before = {"referer": "http://testserver/law/waiting/"}
    again = mai.post(f"/law/overrides/{proposal.uuid}/approve/", headers=before)
    assert again.status_code == 409
    assert "đã được duyệt" in again.content.decode()
    assert 'href="http://testserver/law/waiting/"' in again.content.decode(), "a refusal leads back"
    foreign = {"referer": "https://example.org/law/"}
    again = mai.post(f"/law/overrides/{proposal.uuid}/approve/", headers=foreign)
    assert "example.org" not in again.content.decode()
    assert "Không có đề xuất nào chờ duyệt" in mai.get("/law/waiting/").content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": "31/2"}, "ngày và tháng có thật"),
        ({"value": ""}, "Giá trị riêng của tỉnh: "),
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


def test_the_return_to_the_texts_is_offered_where_there_is_something_to_give_up(
    sign_in: Any, book: Any
) -> None:
    hung, mai = sign_in("lead_specialist"), sign_in("lead_director")
    address = f"/law/values/{KEY}/propose/"
    assert "back_to_law" not in hung.get(address).content.decode()
    hung.post(address, GOOD)
    assert "back_to_law" not in hung.get(address).content.decode(), "a proposal alone is nothing to give up"
    mai.post(f"/law/overrides/{Override.objects.get().uuid}/approve/")
    assert "back_to_law" in hung.get(address).content.decode()
    for change in ({"value": ""}, {"back_to_law": "on"}):
        answer = hung.post(address, {**GOOD, **change})
        assert answer.status_code == 422
        assert "chỉ một trong hai" in answer.content.decode()
    assert hung.post(address, {**GOOD, "value": "", "back_to_law": "on"}).status_code == 302


def test_the_second_person_turns_down_and_the_first_takes_back(sign_in: Any, book: Any) -> None:
    hung, mai = sign_in("lead_specialist"), sign_in("lead_director")
    hung.post(f"/law/values/{KEY}/propose/", GOOD)
    assert "Rút đề xuất" in hung.get("/law/waiting/").content.decode()
    page = mai.get("/law/waiting/").content.decode()
    assert "Không duyệt" in page
    assert "Rút đề xuất" not in page
    address = f"/law/overrides/{Override.objects.get().uuid}/withdraw/"
    assert mai.get(address).status_code == 200
    silent = mai.post(address, {"reason": "  "})
    assert silent.status_code == 422
    assert not Override.objects.filter(withdrawn_at__isnull=False).exists()
    assert mai.post(address, {"reason": "Chưa có ý kiến của UBND tỉnh"}).status_code == 302
    seen = hung.get(f"/law/values/{KEY}/").content.decode()
    assert "Không được duyệt" in seen
    assert "Chưa có ý kiến của UBND tỉnh" in seen
    hung.post(f"/law/values/{KEY}/propose/", GOOD)
    own = Override.objects.get(withdrawn_at=None)
    assert hung.post(f"/law/overrides/{own.uuid}/withdraw/").status_code == 302, "one's own needs no reason"


def test_the_same_proposal_does_not_wait_twice(sign_in: Any, book: Any) -> None:
    hung = sign_in("lead_specialist")
    assert hung.post(f"/law/values/{KEY}/propose/", GOOD).status_code == 302
    again = hung.post(f"/law/values/{KEY}/propose/", GOOD)
    assert again.status_code == 422
    assert "đang chờ duyệt" in again.content.decode()
    assert hung.post(f"/law/values/{KEY}/propose/", {**GOOD, "value": "16/7"}).status_code == 302
    assert Override.objects.count() == 2


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
    refusal = {"reason": "Chưa đủ căn cứ"}
    head = sign_in("lead_division_head")
    assert head.post(f"/law/overrides/{proposal.uuid}/withdraw/", refusal).status_code == 302
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


def test_the_lists_are_shown_with_source_and_what_is_not_verified(sign_in: Any, book: Any) -> None:
    text = sign_in("commune_officer").get("/law/lists/").content.decode()
    standing = [known.on(today()) for known in legal_lists().values()]
    assert len(standing) >= 4
    for listing in standing:
        assert listing.title in text
        assert f"/law/lists/{listing.key}/" in text
        assert str(listing.source) in text
    assert text.count("Chưa kiểm chứng") == sum(not listing.verified for listing in standing) > 0


def test_a_list_shows_its_entries_and_every_edition(sign_in: Any, book: Any) -> None:
    lan = sign_in("commune_officer")
    groups = lan.get("/law/lists/children.special_groups/").content.decode()
    assert "Điều 10 khoản 1, 102/2016/QH13" in groups
    assert "Chưa kiểm chứng" not in groups
    for item in law.listed("children.special_groups", on=today()):
        assert item.label in groups
    peoples = lan.get("/law/lists/children.peoples/").content.decode()
    assert "Khơ Mú" in peoples
    assert "cách viết từng tên chưa đối chiếu" in peoples
    assert peoples.count("Chưa kiểm chứng") == 2  # today, and the only edition
    ages = lan.get("/law/lists/children.registration_ages/").content.decode()
    assert "từ 0 đến 4" in ages
    assert "01/06/2017" in ages  # the earlier edition


def test_a_list_without_an_edition_in_force_says_so(sign_in: Any, book: Any, monkeypatch: Any) -> None:
    known = legal_lists()["children.age_groups"]
    repealed = replace(known.editions[0], since=date(2026, 1, 1), items=(), repealed=True)
    ended = {known.key: replace(known, editions=(*known.editions, repealed))}
    monkeypatch.setattr(selectors, "legal_lists", lambda: ended)
    lan = sign_in("commune_officer")
    assert "không có quy định đang có hiệu lực" in lan.get("/law/lists/").content.decode()
    page = lan.get("/law/lists/children.age_groups/").content.decode()
    assert "Hôm nay không có quy định nào đang có hiệu lực." in page
    assert "bãi bỏ" in page


def test_the_lists_are_read_only_and_closed_to_partners(sign_in: Any, book: Any) -> None:
    hung = sign_in("lead_specialist")
    assert hung.get("/law/lists/a.b/").status_code == 404
    assert hung.post("/law/lists/children.peoples/", {}).status_code == 405
    assert sign_in("collaborator").get("/law/lists/").status_code == 403
    assert sign_in("collaborator").get("/law/lists/children.peoples/").status_code == 403
