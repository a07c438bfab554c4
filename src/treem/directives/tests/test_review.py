from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import escape
from tests.walk_world import World, make_world

from treem.directives import selectors, services
from treem.directives.errors import AssigneeUnknown, ImpossibleDeadline
from treem.directives.models import Item, ItemState, Reading
from treem.directives.tests.factories import AT, BACKEND, item, make_reading, result
from treem.duties.assigning import committees
from treem.kernel.time import today
from treem.web.conflicts import StaleVersion

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def reading(world: World, monkeypatch: pytest.MonkeyPatch) -> Reading:
    return make_reading(world, monkeypatch)


@pytest.fixture
def hung(world: World, client: Any) -> Any:
    client.force_login(world.hung, backend=BACKEND)
    return client


def decide(found: Item, world: World, to: ItemState = ItemState.ACCEPTED, **more: Any) -> Item:
    return services.decide(found, to=to, actor=world.hung, at=AT, version=found.version, **more)


def edit_data(found: Item, **changes: Any) -> dict[str, Any]:
    content = found.content
    return {
        "version": found.version,
        "text": content["text"],
        "unit_type": content["unit_type"],
        "assignees": "\n".join(content["assignees"]),
        "role": content["role"],
        "deadline_op": "",
        **changes,
    }


def test_accepting_fixes_the_bodies_the_person_saw(world: World, reading: Reading) -> None:
    one = decide(item(reading, "1"), world)
    assert (one.state, one.chosen_bodies) == ("accepted", [world.bodies["so-y-te"].pk])
    assert (one.decided_by, one.decided_at) == (world.hung, AT)
    many = decide(item(reading, "2"), world)
    committees = [body.pk for code, body in world.bodies.items() if code.startswith("ubnd-0")]
    assert sorted(many.chosen_bodies or []) == sorted(committees)


def test_an_unknown_agency_cannot_be_accepted_and_says_why(world: World, reading: Reading) -> None:
    with pytest.raises(AssigneeUnknown, match="Mây Trắng"):
        decide(item(reading, "4"), world)
    assert item(reading, "4").state == "proposed"
    chosen = decide(item(reading, "4"), world, bodies=[world.bodies["so-gddt"]])
    assert chosen.chosen_bodies == [world.bodies["so-gddt"].pk]


def test_an_open_group_needs_a_choice(world: World, reading: Reading) -> None:
    with pytest.raises(AssigneeUnknown):
        decide(item(reading, "3"), world)
    with pytest.raises(AssigneeUnknown):
        decide(item(reading, "3"), world, bodies=[])


def test_a_deadline_that_does_not_exist_cannot_be_accepted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = result()
    found["obligations"][0].update(deadline="2026-02-31", deadline_op="before")
    bad = item(make_reading(world, monkeypatch, found), "1")
    with pytest.raises(ImpossibleDeadline, match="31/02/2026"):
        decide(bad, world)
    mended = decide(bad, world, ItemState.CORRECTED, edited={**bad.payload, "deadline": "2026-02-28"})
    assert mended.content["deadline"] == "2026-02-28"
    assert mended.payload["deadline"] == "2026-02-31"


def test_the_clear_ones_are_accepted_at_once_and_the_doubtful_stay(world: World, reading: Reading) -> None:
    count = services.accept_all_confident(reading, actor=world.hung, at=AT)
    left = {found.payload.get("path") for found in reading.items.filter(state="proposed")}
    assert left == {"3", "4"}
    assert count == reading.items.count() - 2
    again = services.accept_all_confident(reading, actor=world.hung, at=AT)
    assert again == 0


def test_the_doubtful_come_first_in_their_group(world: World, reading: Reading) -> None:
    from treem.kernel.time import today

    groups = selectors.groups_of(selectors.items_of(reading), selectors.Assignees(today()))
    assert [group.kind for group in groups] == ["metadata", "obligation", "target", "reporting", "citation"]
    duties = next(group for group in groups if group.kind == "obligation")
    assert [card.item.payload["path"] for card in duties.cards][:2] == ["3", "4"]


# -- two people -------------------------------------------------------------------------------------------


def test_the_second_of_two_people_sees_what_the_first_decided(world: World, reading: Reading) -> None:
    found = item(reading, "1")
    decide(found, world, ItemState.REJECTED)
    with pytest.raises(StaleVersion) as caught:
        decide(found, world)
    assert [(d.saved, d.mine) for d in caught.value.differences] == [("rejected", "accepted")]
    assert item(reading, "1").state == "rejected"


def test_two_people_on_one_card_meet_in_the_card(world: World, reading: Reading, hung: Any) -> None:
    found = item(reading, "1")
    services.decide(
        found, to=ItemState.REJECTED, actor=world.users["lead_director"], at=AT, version=found.version
    )
    url = reverse("directives:item", args=[found.uuid])
    for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
        answer = hung.post(url, {"version": 1, "decision": "accept"}, **headers)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "vừa được người khác lưu" in page
        assert "Đã bỏ" in page
    assert item(reading, "1").state == "rejected"


def test_a_correction_over_somebody_elses_keeps_what_was_typed(
    world: World, reading: Reading, hung: Any
) -> None:
    found = item(reading, "1")
    services.decide(
        found, to=ItemState.CORRECTED, actor=world.users["lead_director"], at=AT, version=1,
        edited={**found.payload, "text": "Bản của giám đốc."},
    )  # fmt: skip
    url = reverse("directives:edit", args=[found.uuid])
    answer = hung.post(url, edit_data(found, text="Bản của Hùng.", version=1))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bản của Hùng." in page
    assert "Bản của giám đốc." in page
    assert item(reading, "1").content["text"] == "Bản của giám đốc."
    assert hung.post(url, edit_data(found, text="Bản của Hùng.", version=2)).status_code == 302
    assert item(reading, "1").content["text"] == "Bản của Hùng."


# -- the page ---------------------------------------------------------------------------------------------


def test_the_review_shows_source_and_findings_linked_both_ways(reading: Reading, hung: Any) -> None:
    page = hung.get(reverse("directives:review", args=[reading.uuid])).content.decode()
    total = reading.items.count()
    assert f"0 / {total}" in page
    for found in reading.items.exclude(kind="metadata"):
        assert f'id="s{found.pk}"' in page
        assert f'data-mark="s{found.pk}"' in page
    assert page.count("Chưa rõ đơn vị") == 2
    assert "Mây Trắng" in page
    assert "trước ngày 15/12/2026" in page


def test_a_card_is_accepted_with_htmx_and_brings_the_progress_along(reading: Reading, hung: Any) -> None:
    found = item(reading, "1")
    answer = hung.post(
        reverse("directives:item", args=[found.uuid]),
        {"version": 1, "decision": "accept"},
        HTTP_HX_REQUEST="true",
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.lstrip().startswith("<li")
    assert 'hx-swap-oob="true"' in page
    assert f"1 / {reading.items.count()}" in page
    assert "Đã chấp nhận" in page


def test_a_card_is_accepted_without_script_and_leads_back_to_it(reading: Reading, hung: Any) -> None:
    found = item(reading, "1")
    answer = hung.post(reverse("directives:item", args=[found.uuid]), {"version": 1, "decision": "accept"})
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"#item-{found.pk}")


def test_an_unknown_agency_is_refused_in_its_card_and_then_chosen(
    world: World, reading: Reading, hung: Any
) -> None:
    found = item(reading, "4")
    url = reverse("directives:item", args=[found.uuid])
    refused = hung.post(url, {"version": 1, "decision": "accept", "bodies_shown": "1"})
    assert refused.status_code == 422
    assert "Chưa rõ đơn vị: chưa chọn đơn vị nào." in refused.content.decode()
    chosen = {"version": 1, "decision": "accept", "bodies_shown": "1", "bodies": [world.bodies["so-gddt"].pk]}
    assert hung.post(url, chosen).status_code == 302
    assert item(reading, "4").chosen_bodies == [world.bodies["so-gddt"].pk]


def test_a_body_nobody_offered_gets_nothing(world: World, reading: Reading, hung: Any) -> None:
    found = item(reading, "4")
    url = reverse("directives:item", args=[found.uuid])
    foreign = [world.bodies["bo-y-te"].pk, world.bodies[f"ubnd-{world.neighbouring.code}"].pk]
    answer = hung.post(url, {"version": 1, "decision": "accept", "bodies_shown": "1", "bodies": foreign})
    assert answer.status_code == 422
    assert "chưa chọn đơn vị nào" in answer.content.decode()
    assert item(reading, "4").state == "proposed"
    agency = world.bodies["so-gddt"].pk
    mixed = {"version": 1, "decision": "accept", "bodies_shown": "1", "bodies": [*foreign, agency]}
    assert hung.post(url, mixed).status_code == 302
    assert item(reading, "4").chosen_bodies == [agency]


def test_an_open_group_is_proposed_by_name_and_binds_nobody_until_a_person_ticks(
    world: World, reading: Reading, hung: Any
) -> None:
    found = item(reading, "3")
    page = hung.get(reverse("directives:item", args=[found.uuid]), HTTP_HX_REQUEST="true").content.decode()
    box = f'id="body-{found.pk}-{world.bodies["so-gddt"].pk}"'
    assert box in page
    assert " checked" not in page
    assert "Đề xuất, chờ đồng chí chọn:" in page
    edit = hung.get(reverse("directives:edit", args=[found.uuid])).content.decode()
    assert " checked" not in edit
    url = reverse("directives:item", args=[found.uuid])
    refused = hung.post(url, {"version": 1, "decision": "accept", "bodies_shown": "1"})
    assert refused.status_code == 422
    assert item(reading, "3").state == "proposed"


def test_one_box_takes_all_that_is_proposed_and_what_is_ticked_besides(
    world: World, reading: Reading, hung: Any
) -> None:
    found = item(reading, "3")
    proposed = {body.pk for body in selectors.Assignees(today()).of(found).bodies}  # type: ignore[union-attr]
    assert len(proposed) > 1
    page = hung.get(reverse("directives:item", args=[found.uuid]), HTTP_HX_REQUEST="true").content.decode()
    assert f"Chọn cả {len(proposed)} đơn vị được đề xuất" in page
    url = reverse("directives:item", args=[found.uuid])
    sent = {"version": 1, "decision": "accept", "bodies_shown": "1", "bodies": ["proposed", "communes"]}
    assert hung.post(url, sent).status_code == 302
    chosen = set(item(reading, "3").chosen_bodies or ())
    assert chosen == proposed | {body.pk for body in committees(today())}


def test_boxes_ticked_before_a_refusal_stay_ticked(world: World, reading: Reading, hung: Any) -> None:
    found = item(reading, "3")
    Item.objects.filter(pk=found.pk).update(payload={**found.payload, "deadline": "2026-02-31"})
    box = str(world.bodies["so-gddt"].pk)
    sent = {"version": 1, "decision": "accept", "bodies_shown": "1", "bodies": [box]}
    answer = hung.post(reverse("directives:item", args=[found.uuid]), sent, HTTP_HX_REQUEST="true")
    assert answer.status_code == 422
    assert f'id="body-{found.pk}-{box}" checked' in answer.content.decode()


def test_what_several_cards_ask_alike_is_told_once_with_links_to_each(reading: Reading, hung: Any) -> None:
    third, fourth = item(reading, "3"), item(reading, "4")
    wording = third.content["assignees"]
    Item.objects.filter(pk=fourth.pk).update(payload={**fourth.payload, "assignees": wording})
    (note,) = selectors.Assignees(today()).of(third).notes  # type: ignore[union-attr]
    page = hung.get(reverse("directives:review", args=[reading.uuid])).content.decode()
    assert page.count(str(escape(note))) == 1
    assert f"“{wording[0]}” được nêu ở 2 mục." in page
    assert page.count('href="#wording-obligation-1"') == 2
    for card in (third, fourth):
        assert f'href="#item-{card.pk}"' in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": " "}, "Hãy ghi nội dung"),
        ({"text": "x" * 20_001}, "dài quá 20.000 chữ cái"),
        ({"deadline_day": "31", "deadline_month": "2", "deadline_year": "2026"}, "không có thật"),
        ({"assignees": "Sở Mây Trắng"}, "Chưa rõ đơn vị"),
        ({"bodies": ["424242"]}, "không còn trong danh sách"),
    ],
)
def test_a_wrong_correction_comes_back_with_words_beside_the_field(
    reading: Reading, hung: Any, changes: dict[str, Any], words: str
) -> None:
    found = item(reading, "1")
    for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
        answer = hung.post(
            reverse("directives:edit", args=[found.uuid]), edit_data(found, **changes), **headers
        )
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert item(reading, "1").state == "proposed"


def test_a_correction_changes_deadline_and_assignee(world: World, reading: Reading, hung: Any) -> None:
    found = item(reading, "4")
    data = edit_data(
        found, assignees="Sở Giáo dục và Đào tạo", deadline_op="before",
        deadline_day="1", deadline_month="12", deadline_year="2026",
    )  # fmt: skip
    assert hung.post(reverse("directives:edit", args=[found.uuid]), data).status_code == 302
    mended = item(reading, "4")
    assert (mended.state, mended.content["deadline"]) == ("corrected", "2026-12-01")
    assert mended.chosen_bodies == [world.bodies["so-gddt"].pk]
    assert mended.payload["assignees"] == ["Trạm Khí tượng Mây Trắng"]


@pytest.mark.parametrize(("typed", "kept"), [("15,8", "15.8"), ("1.200", "1200"), ("", "")])
def test_a_target_is_typed_in_vietnamese_form(reading: Reading, hung: Any, typed: str, kept: str) -> None:
    target = reading.items.get(kind="target")
    data = {"version": 1, "indicator_name": "Tỷ suất", "comparator": "lt", "value": typed, "horizon": "2026"}
    assert hung.post(reverse("directives:edit", args=[target.uuid]), data).status_code == 302
    assert reading.items.get(kind="target").content["value"] == kept


def test_a_number_with_two_meanings_is_asked_back(reading: Reading, hung: Any) -> None:
    target = reading.items.get(kind="target")
    data = {"version": 1, "indicator_name": "Tỷ suất", "comparator": "lt", "value": "15.8", "horizon": "2026"}
    answer = hung.post(reverse("directives:edit", args=[target.uuid]), data)
    assert answer.status_code == 422
    assert "15,8" in answer.content.decode()


@pytest.mark.parametrize("kind", ["metadata", "citation"])
def test_every_kind_can_be_corrected_and_an_impossible_date_is_refused(
    reading: Reading, hung: Any, kind: str
) -> None:
    found = reading.items.get(kind=kind)
    url = reverse("directives:edit", args=[found.uuid])
    assert hung.get(url).status_code == 200
    data = {**{k: v for k, v in found.payload.items() if isinstance(v, str)}, "version": 1}
    refused = hung.post(url, {**data, "date": "31/02/2026"})
    assert refused.status_code == 422
    assert "không có thật" in refused.content.decode()
    assert hung.post(url, {**data, "date": "04/10/2026"}).status_code == 302
    assert reading.items.get(kind=kind).content["date"] == "2026-10-04"


def test_who_does_not_review_sees_nothing_of_it(world: World, reading: Reading, client: Any) -> None:
    for role in ("commune_officer", "sector_officer", "province_leader", "inspector"):
        client.force_login(world.users[role], backend=BACKEND)
        assert client.get(reverse("directives:review", args=[reading.uuid])).status_code == 403
        url = reverse("directives:item", args=[item(reading, "1").uuid])
        assert client.post(url, {"version": 1, "decision": "reject"}).status_code == 403
    assert item(reading, "1").state == "proposed"


def test_a_group_of_communes_is_one_box_and_what_is_left_over_is_named(world: World) -> None:
    from treem.directives.presentation import Bodies
    from treem.duties.tests.factories import more_communes
    from treem.kernel.time import today
    from treem.territory.models import Unit

    committees = more_communes(world, 5)
    assert committees[0].unit_id is not None
    Unit.objects.filter(pk=committees[0].unit_id).update(kind="phường")
    bodies = Bodies(today())
    agency = world.bodies["so-gddt"]
    assert bodies.ticked([agency, *committees]) == ["communes", str(agency.pk)]
    assert bodies.words([agency, *committees]).endswith("UBND các xã, phường (5 đơn vị)")
    assert bodies.ticked(committees[1:]) == ["communes:xã"]
    assert ("communes:xã", "UBND các xã (4 đơn vị)") in bodies.boxes_for(committees[1:])
    assert bodies.ticked(committees[:1]) == [str(committees[0].pk)]
    assert (str(committees[0].pk), committees[0].name) in bodies.boxes_for(committees[:1])
