"""The pages of passing a directive on: each works, says who may not, and gives back what was typed when it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.directives import cascade_following as following
from treem.directives import cascade_selectors as selectors
from treem.directives import services
from treem.directives.models import Cascade, CascadeCall, CascadeState
from treem.directives.tests.cascading import (
    DAYS,
    approved,
    begun,
    committee,
    given_to,
    inside,
    issued,
    leader,
    order,
    upstream,
)
from treem.kernel.time import now, today
from treem.organisations.models import Role, User

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def browser(new_client: Any) -> Callable[[User], Any]:
    def open_for(user: User) -> Any:
        client = new_client()
        client.force_login(user, backend=BACKEND)
        return client

    return open_for


def url(name: str, cascade: Any) -> str:
    return reverse(f"directives:{name}", args=[cascade.uuid])


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def draft(world: World) -> Cascade:
    document = upstream(world.hung)
    order(world, document, [committee(world)])
    return begun(world, document)


def test_a_commune_begins_its_plan_from_the_document(world: World, browser: Callable[[User], Any]) -> None:
    document = upstream(world.hung)
    above = order(world, document, [committee(world)])
    client = browser(world.lan)
    assert "Triển khai văn bản" in text_of(client.get(reverse("documents:document", args=[document.uuid])))
    page = text_of(client.get(url("cascade_start", document)))
    assert f'value="{above.pk}" id="duty-{above.pk}" checked' in page
    answer = client.post(
        url("cascade_start", document),
        {"kind": "plan", "issuer": committee(world).pk, "days_earlier": "3", "duties": [above.pk]},
    )
    cascade = Cascade.objects.get()
    assert answer.url == url("cascade", cascade)
    (line,) = selectors.duties_of(cascade)
    assert line.due_on == today() + timedelta(DAYS - 3)
    again = client.get(url("cascade_start", document))
    assert again.url == url("cascade", cascade), "the open one is opened, none begun beside it"


def test_nothing_ticked_comes_back_with_what_was_typed(world: World, browser: Callable[[User], Any]) -> None:
    document = upstream(world.hung)
    order(world, document, [committee(world)])
    answer = browser(world.lan).post(
        url("cascade_start", document),
        {"kind": "letter", "issuer": committee(world).pk, "days_earlier": "17"},
    )
    assert answer.status_code == 422
    assert "Hãy đưa vào ít nhất một nhiệm vụ" in text_of(answer)
    assert 'value="17"' in text_of(answer)
    assert not Cascade.objects.exists()


def test_a_document_without_duties_for_the_body_says_so(world: World, browser: Callable[[User], Any]) -> None:
    answer = browser(world.lan).get(url("cascade_start", upstream(world.hung)))
    assert "chưa giao nhiệm vụ nào cho đơn vị" in text_of(answer)


def test_a_later_internal_deadline_is_refused_beside_its_field(
    world: World, browser: Callable[[User], Any], draft: Cascade
) -> None:
    (line,) = selectors.duties_of(draft)
    late = today() + timedelta(DAYS + 1)
    data = {"version": line.version, "text": "Rà soát từng bản", "role": "lead", "due_on": f"{late:%d/%m/%Y}"}
    answer = browser(world.lan).post(url("cascade_duty", line), data)
    assert answer.status_code == 422
    assert "muộn hơn hạn của cấp trên" in text_of(answer)
    assert "Rà soát từng bản" in text_of(answer)
    answer = browser(world.lan).post(url("cascade_duty", line), {**data, "due_on": f"{today():%d/%m/%Y}"})
    assert answer.status_code == 302
    line.refresh_from_db()
    assert (line.text, line.due_on) == ("Rà soát từng bản", today())


def test_the_second_of_two_people_decides_about_the_difference(
    world: World, browser: Callable[[User], Any], draft: Cascade
) -> None:
    (line,) = selectors.duties_of(draft)
    data = {"version": line.version, "text": line.text, "role": "lead", "who_words": "Trưởng bản"}
    assert browser(world.lan).post(url("cascade_duty", line), data).status_code == 302
    late = {**data, "who_words": "Hội Phụ nữ xã"}
    answer = browser(leader(world)).post(url("cascade_duty", line), late)
    assert answer.status_code == 409
    assert "đã lưu “Trưởng bản”, đồng chí ghi “Hội Phụ nữ xã”" in text_of(answer)
    assert "Lưu đè" in text_of(answer)
    assert f'name="version" value="{line.version + 1}"' in text_of(answer)


def test_two_people_choosing_duties_see_the_difference_too(
    world: World, browser: Callable[[User], Any], draft: Cascade
) -> None:
    (line,) = selectors.duties_of(draft)
    services.add_duty(
        draft, services.Given(text="Họp.", role="lead", who_words="Bản"), actor=world.lan, at=now()
    )
    answer = browser(world.lan).post(
        url("cascade_choose", draft), {"version": draft.version, f"why_{line.pk}": "Đã làm.", "duties": []}
    )
    assert answer.status_code == 409
    assert "Đã làm." in text_of(answer)
    assert "Khác bản đã lưu" in text_of(answer)


def test_one_number_for_a_duty_of_two_drafts_is_a_duty_of_each(world: World, draft: Cascade) -> None:
    second = upstream(world.hung, number="13", number_symbol="13/KH-UBND")
    order(world, second, [committee(world)])
    number, other = uuid4(), begun(world, second)
    given = services.Given(text="Họp.", role="lead", who_words="Bản")
    for cascade in (draft, draft, other, other):
        services.add_duty(cascade, given, actor=world.lan, at=now(), uuid=number)
    for cascade in (draft, other):
        assert [line.text for line in selectors.duties_of(cascade)].count("Họp.") == 1


def test_the_same_people_for_several_duties_at_once(
    world: World, browser: Callable[[User], Any], draft: Cascade
) -> None:
    (line,) = selectors.duties_of(draft)
    client = browser(world.lan)
    assert client.post(url("cascade_several", draft), {"person": world.lan.pk}).status_code == 422
    answer = client.post(
        url("cascade_several", draft), {"pick": [line.uuid], "person": world.lan.pk, "days_earlier": "10"}
    )
    assert answer.status_code == 302
    line.refresh_from_db()
    assert (line.person, line.due_on) == (world.lan, today() + timedelta(DAYS - 10))


def test_recipients_without_the_archive_are_refused(
    world: World, browser: Callable[[User], Any], draft: Cascade
) -> None:
    data = {
        "version": draft.version, "kind": "plan", "issuer": draft.issuer_id, "subject": "Triển khai", "opening": "Mở đầu.",
        "recipients": "Sở Y tế", "signing": "collective_head", "signer": "lò thị mẫu",
    }  # fmt: skip
    client = browser(world.lan)
    answer = client.post(url("cascade_head", draft), data)
    assert answer.status_code == 422
    assert "Dòng cuối của nơi nhận phải là" in text_of(answer)
    answer = client.post(url("cascade_head", draft), {**data, "recipients": "Sở Y tế\nLưu: VT, VHXH"})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.subject, draft.signer) == ("Triển khai", "Lò Thị Mẫu")


def test_a_draft_is_made_downloaded_presented_and_approved(
    world: World, browser: Callable[[User], Any], draft: Cascade
) -> None:
    given_to(world, draft, person=world.lan)
    draft.refresh_from_db()
    client, boss = browser(world.lan), browser(leader(world))
    assert client.post(url("cascade_draft", draft)).status_code == 302
    (made,) = selectors.versions_of(draft)
    file = reverse("files:download", args=[made.docx.uuid])
    assert client.get(file).status_code == 200
    assert browser(world.neighbour).get(file).status_code in (403, 404)
    assert client.post(url("cascade_present", draft), {"version": draft.version}).status_code == 302
    again = client.post(url("cascade_present", draft), {"version": draft.version})
    assert again.status_code == 302, "pressed twice, done once"
    queue = reverse("directives:cascades") + "?which=approve"
    assert url("cascade", draft) in text_of(boss.get(queue))
    draft.refresh_from_db()
    assert client.post(url("cascade_approve", draft), {"version": draft.version}).status_code == 403
    assert boss.post(url("cascade_approve", draft), {"version": draft.version}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == CascadeState.APPROVED
    answer = client.post(url("cascade_prepare", draft))
    assert "/documents/outgoing/" in answer.url
    assert "Lập từ" in text_of(client.get(answer.url))


def test_nothing_is_presented_while_somebody_is_missing_and_the_page_says_where(
    world: World, browser: Callable[[User], Any], draft: Cascade
) -> None:
    answer = browser(world.lan).post(url("cascade_present", draft), {"version": draft.version})
    assert answer.status_code == 409
    assert "chưa rõ ai thực hiện" in text_of(answer)


def test_a_neighbour_and_an_officer_elsewhere_find_nothing(
    world: World, browser: Callable[[User], Any], draft: Cascade
) -> None:
    (line,) = selectors.duties_of(draft)
    for user in (world.neighbour, world.users[Role.SECTOR_OFFICER], world.hung):
        assert browser(user).get(url("cascade", draft)).status_code == 404
        assert browser(user).post(url("cascade_duty", line), {}).status_code == 404


def test_the_page_of_a_duty_shows_the_chain_both_ways(
    world: World, browser: Callable[[User], Any], draft: Cascade
) -> None:
    given_to(world, draft, person=world.lan)
    issued(world, approved(world, draft))
    draft.refresh_from_db()
    (work,) = inside(draft)
    own = text_of(browser(world.lan).get(reverse("duties:execution", args=[work.uuid])))
    assert "Từ văn bản cấp trên" in own
    assert draft.document.label in own
    (line,) = selectors.duties_of(draft)
    assert line.obligation is not None
    above = text_of(browser(world.hung).get(reverse("duties:obligation", args=[line.obligation.uuid])))
    assert "Đã triển khai tại" in above
    assert draft.issued_document is not None
    assert draft.issued_document.label in above


def test_the_queue_of_the_lead_opens_exactly_its_list(
    world: World, browser: Callable[[User], Any], draft: Cascade
) -> None:
    client = browser(world.hung)
    page = text_of(client.get(reverse("directives:cascade_missing")))
    assert page.count("<tr><td") == len(following.missing()) == 1
    assert committee(world).name in page
    assert browser(world.lan).get(reverse("directives:cascade_missing")).status_code == 403
    assert 'href="/directives/cascades/missing/"' in text_of(client.get("/"))
    assert 'href="/directives/cascades/"' in text_of(browser(world.lan).get("/"))


def test_the_lead_agency_says_whether_papers_are_wanted(
    world: World, browser: Callable[[User], Any], draft: Cascade
) -> None:
    page = url("cascade_document", draft.document)
    client = browser(world.hung)
    assert "Chưa ai xác định" in text_of(client.get(page))
    assert client.post(page, {"version": 0}).status_code == 422
    assert client.post(page, {"version": 0, "wanted": "no"}).status_code == 302
    assert not CascadeCall.objects.get().wanted
    assert "thực hiện trực tiếp" in text_of(client.get(page))
    document = reverse("documents:document", args=[draft.document.uuid])
    assert page in text_of(client.get(document)), "the way back to it stays"
    assert client.post(page, {"version": 0, "wanted": "yes"}).status_code == 409
    assert browser(world.users[Role.PROVINCE_LEADER]).get(page).status_code == 200


def test_no_own_paper_needs_its_reason(world: World, browser: Callable[[User], Any]) -> None:
    document = upstream(world.hung)
    order(world, document, [committee(world)])
    client = browser(world.lan)
    assert client.post(url("cascade_decline", document), {}).status_code == 422
    assert client.post(url("cascade_decline", document), {"reason": "Ít việc."}).status_code == 302
    cascade = Cascade.objects.get()
    assert "Ít việc." in text_of(client.get(url("cascade", cascade)))
    assert "Ít việc." in text_of(browser(world.hung).get(url("cascade_document", document)))
    answer = client.post(url("cascade_take_up", cascade), {"version": cascade.version})
    assert answer.url == url("cascade_start", document)


def test_a_draft_given_up_is_asked_about_first(
    world: World, browser: Callable[[User], Any], draft: Cascade
) -> None:
    client = browser(world.lan)
    assert "Bỏ bản soạn này?" in text_of(client.get(url("cascade_drop", draft)))
    assert client.post(url("cascade_drop", draft), {"version": draft.version + 5}).status_code == 409
    assert client.post(url("cascade_drop", draft), {"version": draft.version}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == CascadeState.DROPPED
