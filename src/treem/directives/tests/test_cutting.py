from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.directives import cuts, selectors, services
from treem.directives.errors import CannotRecut, CutOutside, PassageNotFound, Recut
from treem.directives.models import Act, Item, ItemState, Reading
from treem.directives.tests.factories import AT, BACKEND, TEXT, item, make_reading

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("own_files")]

CUT = TEXT.index("hoàn thành trước ngày 15/12/2026")


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


def cut(reading: Reading, world: World, path: str = "2", place: int = CUT) -> tuple[Item, Item]:
    found = item(reading, path)
    return services.split(found, place=place, actor=world.hung, at=AT, version=found.version)


def duties(reading: Reading) -> list[Item]:
    return [one for one in selectors.items_of(reading) if one.kind in ("obligation", "reporting")]


def join(first: Item, second: Item, world: World) -> Item:
    return services.merge(
        first, second, actor=world.hung, at=AT, version=first.version, next_version=second.version
    )


# -- cutting in two ---------------------------------------------------------------------------------------


def test_both_parts_keep_their_place_in_the_text_and_are_proposals_again(
    world: World, reading: Reading
) -> None:
    whole = item(reading, "2")
    services.decide(whole, to=ItemState.ACCEPTED, actor=world.hung, at=AT, version=1)
    first, second = cut(reading, world)
    for part in (first, second):
        assert part.state == "proposed"
        assert TEXT[part.payload["start"] : part.payload["end"]] == part.payload["text"]
    assert first.payload["text"].endswith("rào chắn,")
    assert second.payload["text"] == "hoàn thành trước ngày 15/12/2026."
    assert (first.payload["start"], second.payload["end"]) == (whole.payload["start"], whole.payload["end"])
    whole.refresh_from_db()
    assert (whole.live, whole.state) == (False, "accepted")
    assert whole not in selectors.items_of(reading)


def test_the_deadline_goes_with_the_part_that_says_it_and_the_bodies_with_both(
    world: World, reading: Reading
) -> None:
    first, second = cut(reading, world)
    assert (first.payload["deadline"], second.payload["deadline"]) == ("", "2026-12-15")
    assert first.payload["assignees"] == second.payload["assignees"] == ["UBND các xã, phường"]


def test_parts_are_never_accepted_with_the_clear_ones(world: World, reading: Reading) -> None:
    cut(reading, world)
    services.accept_all_confident(reading, actor=world.hung, at=AT)
    assert [part.state for part in duties(reading) if part.made_in_id] == ["proposed", "proposed"]


@pytest.mark.parametrize("place", [0, TEXT.index("2. UBND"), TEXT.index("2. UBND") + 3, len(TEXT)])
def test_a_cut_outside_or_at_the_edge_is_refused(world: World, reading: Reading, place: int) -> None:
    with pytest.raises(CutOutside):
        cut(reading, world, place=place)
    assert item(reading, "2").live


def test_what_was_cut_cannot_be_decided_on_any_more(world: World, reading: Reading) -> None:
    whole = item(reading, "2")
    cut(reading, world)
    with pytest.raises(Recut):
        services.decide(whole, to=ItemState.ACCEPTED, actor=world.hung, at=AT, version=whole.version)


def test_places_stand_after_sentences_and_where_few_after_commas() -> None:
    text = "Rà soát các ao hồ; lắp biển cảnh báo. Báo cáo kết quả về Sở."
    assert [text[at : at + 8] for at in cuts.places(text)] == ["lắp biển", "Báo cáo "]
    few = "Rà soát các ao hồ, lắp biển cảnh báo"
    assert [few[at : at + 8] for at in cuts.places(few)] == ["lắp biển"]
    assert cuts.places("Rà soát ao hồ") == []


def test_words_are_found_without_marks_and_across_lines() -> None:
    text = "Rà soát\n  ao hồ, đặt biển"
    assert cuts.find_words(text, "soát ao") == [3]
    assert cuts.find_words(text, "dat bien") == [text.index("đặt")]
    assert cuts.end_of_words(text, "ao ho", 0) == text.index(",") + 1
    assert cuts.find_words(text, "không có") == []


# -- joining ----------------------------------------------------------------------------------------------


def test_two_neighbours_become_one_with_all_their_bodies(world: World, reading: Reading) -> None:
    made = join(item(reading, "1"), item(reading, "2"), world)
    assert made.payload["assignees"] == ["Sở Y tế", "UBND các xã, phường"]
    assert (made.payload["deadline"], made.payload["deadline_op"]) == ("2026-12-15", "before")
    assert made.payload["text"] == TEXT[made.payload["start"] : made.payload["end"]]
    assert made.state == "proposed"
    assert [one.payload["path"] for one in duties(reading)][:2] == ["1", "3"]


def test_only_neighbours_are_joined(world: World, reading: Reading) -> None:
    with pytest.raises(CannotRecut, match="đứng liền nhau"):
        join(item(reading, "1"), item(reading, "3"), world)


# -- undoing ----------------------------------------------------------------------------------------------


def test_undoing_a_cut_brings_the_whole_back_as_it_was_decided(world: World, reading: Reading) -> None:
    whole = item(reading, "2")
    services.decide(whole, to=ItemState.ACCEPTED, actor=world.hung, at=AT, version=1)
    first, second = cut(reading, world)
    services.undo(second, actor=world.hung, at=AT)
    whole.refresh_from_db()
    assert (whole.live, whole.state, whole.replaced_in) == (True, "accepted", None)
    assert not Item.objects.filter(pk__in=[first.pk, second.pk], live=True).exists()
    assert [step.act for step in selectors.steps_of(reading)][:1] == [Act.UNDONE]


def test_undoing_a_join_brings_both_back(world: World, reading: Reading) -> None:
    before = [one.pk for one in duties(reading)]
    services.undo(join(item(reading, "1"), item(reading, "2"), world), actor=world.hung, at=AT)
    assert [one.pk for one in duties(reading)] == before


def test_what_was_decided_or_cut_since_is_not_undone_over_peoples_heads(
    world: World, reading: Reading
) -> None:
    first, second = cut(reading, world)
    services.decide(first, to=ItemState.ACCEPTED, actor=world.hung, at=AT, version=first.version)
    with pytest.raises(CannotRecut, match="Xem lại"):
        services.undo(second, actor=world.hung, at=AT)
    first.refresh_from_db()
    services.decide(first, to=ItemState.PROPOSED, actor=world.hung, at=AT, version=first.version)
    first.refresh_from_db()
    made = join(first, second, world)
    with pytest.raises(CannotRecut, match="hoàn tác"):
        services.undo(first, actor=world.hung, at=AT)
    services.undo(made, actor=world.hung, at=AT)
    services.undo(first, actor=world.hung, at=AT)
    assert item(reading, "2").live


# -- a duty that the machine missed -----------------------------------------------------------------------

MISSED = "Vận động mỗi bản có một tủ sách"


def test_a_marked_passage_becomes_a_proposal_with_what_its_words_say(world: World, reading: Reading) -> None:
    start = TEXT.index("Rà soát ao")
    end = TEXT.index("\n", start)
    made = services.add(reading, start=start, end=end, actor=world.hung, at=AT)
    assert (made.state, made.payload["text"]) == ("proposed", TEXT[start:end])
    assert (made.payload["deadline"], made.payload["path"]) == ("2026-12-15", "2")
    assert made in duties(reading)
    assert selectors.steps_of(reading)[0].act == Act.ADDED


@pytest.mark.parametrize(("start", "end"), [(5, 5), (0, 3), (900_000, 900_100)])
def test_an_empty_or_tiny_passage_is_refused(world: World, reading: Reading, start: int, end: int) -> None:
    with pytest.raises(PassageNotFound, match="quá ngắn"):
        services.add(reading, start=start, end=end, actor=world.hung, at=AT)


def test_a_passage_that_is_a_duty_already_is_refused(world: World, reading: Reading) -> None:
    there = item(reading, "1").payload
    with pytest.raises(PassageNotFound, match="đã là một nhiệm vụ"):
        services.add(reading, start=there["start"], end=there["end"], actor=world.hung, at=AT)


# -- the pages --------------------------------------------------------------------------------------------


def test_a_duty_is_cut_by_a_place_or_by_words(reading: Reading, hung: Any) -> None:
    found = item(reading, "2")
    url = reverse("directives:split", args=[found.uuid])
    page = hung.get(url).content.decode()
    assert "… hoàn thành trước ngày 15/12/2026." in page
    done = hung.post(url, {"version": 1, "words": "hoan thanh truoc ngay"})
    assert done.status_code == 302
    assert "#item-" in done["Location"]
    parts = [one for one in duties(reading) if one.made_in_id]
    assert [part.payload["text"][:10] for part in parts] == ["2. UBND cá", "hoàn thành"]
    card = hung.get(reverse("directives:item", args=[parts[0].uuid]), HTTP_HX_REQUEST="true").content.decode()
    assert "Hoàn tác tách" in card
    assert hung.post(reverse("directives:undo", args=[parts[0].uuid])).status_code == 302
    assert item(reading, "2").pk == found.pk


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Hãy chọn chỗ tách"),
        ({"words": "không có ở đây"}, "Không thấy những chữ này"),
        ({"words": "các"}, "Không thấy|nhiều chỗ|vài chữ"),
        ({"place": "424242"}, "không|Không"),
    ],
)
def test_a_wrong_place_comes_back_with_words(
    reading: Reading, hung: Any, data: dict[str, str], words: str
) -> None:
    import re

    found = item(reading, "2")
    for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
        answer = hung.post(reverse("directives:split", args=[found.uuid]), {"version": 1, **data}, **headers)
        assert answer.status_code == 422
        assert re.search(words, answer.content.decode())
    assert item(reading, "2").live


def test_the_next_duty_is_joined_from_the_card(reading: Reading, hung: Any) -> None:
    first, second = item(reading, "1"), item(reading, "2")
    page = hung.get(reverse("directives:review", args=[reading.uuid])).content.decode()
    assert "Gộp với “Mục 2”" in page
    url = reverse("directives:merge", args=[first.uuid])
    data = {"version": 1, "with_next": str(second.uuid), "next_version": 1}
    assert hung.post(url, data).status_code == 302
    assert [one.payload["path"] for one in duties(reading)][:2] == ["1", "3"]
    again = hung.post(url, data)
    assert again.status_code == 409
    assert "vừa được tách hoặc gộp" in again.content.decode()
    assert hung.post(url, {"version": 1}).status_code == 422


def test_a_missed_duty_is_added_by_selection_line_or_words(reading: Reading, hung: Any) -> None:
    url = reverse("directives:add", args=[reading.uuid])
    line = TEXT.index("Vận động")
    assert f'value="{line}"' in hung.get(url).content.decode()
    start = TEXT.index("Rà soát ao")
    for data in (
        {"start": start, "end": start + 20},
        {"line": str(TEXT.index("Căn cứ"))},
        {"begins": "dua noi dung an toan", "ends": "ke hoach"},
    ):
        before = len(duties(reading))
        sent = hung.post(url, data)
        assert sent.status_code == 302, sent.content.decode()
        assert "/edit/" in sent["Location"]
        assert hung.get(sent["Location"]).status_code == 200
        assert len(duties(reading)) == before + 1
    assert "Đưa nội dung an toàn vào kế hoạch" in [one.payload["text"] for one in duties(reading)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Hãy chọn một dòng"),
        ({"begins": "chữ không có"}, "Không thấy những chữ này"),
        ({"begins": "trẻ em"}, "nhiều chỗ"),
        ({"begins": "Rà soát ao", "ends": "không có"}, "Không thấy những chữ cuối"),
    ],
)
def test_a_passage_that_is_not_found_comes_back_with_what_was_typed(
    reading: Reading, hung: Any, data: dict[str, str], words: str
) -> None:
    answer = hung.post(reverse("directives:add", args=[reading.uuid]), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert data.get("begins", "") in page


def test_who_does_not_review_cuts_and_adds_nothing(world: World, reading: Reading, client: Any) -> None:
    found = item(reading, "2")
    for role in ("commune_officer", "sector_officer", "province_leader", "inspector"):
        client.force_login(world.users[role], backend=BACKEND)
        for name, uuid in (
            ("split", found.uuid),
            ("undo", found.uuid),
            ("merge", found.uuid),
            ("add", reading.uuid),
        ):
            assert client.post(reverse(f"directives:{name}", args=[uuid]), {}).status_code == 403
    assert item(reading, "2").live
