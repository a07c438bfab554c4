"""A replacement of the invented letter: renumbered, one deadline changed, one duty new, one gone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.directives import carrying, reader, selectors, services
from treem.directives.errors import OtherPaper, ReasonMissing, SameFile, Superseded, Unreadable
from treem.directives.models import Carried, Item, ItemState, Reading
from treem.directives.tests.factories import (
    AT,
    BACKEND,
    TEXT,
    FakeReading,
    issue,
    item,
    make_reading,
    result,
    unit,
)
from treem.directives.tests.test_issuing import decide_all
from treem.documents import services as documents
from treem.documents.models import Citation, Document, Edition, Match
from treem.documents.tests.factories import held
from treem.duties.models import Amendment, Execution, Obligation
from treem.indicators.models import PlanTarget

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("own_files")]

NEW_TEXT = (
    TEXT.replace("1. Sở Y tế: Chủ trì tập huấn", "1. Công an tỉnh: Rà soát đuối nước.\n2. SỞ Y TẾ: Chủ trì  tập huấn")
    .replace("2. UBND các xã, phường: Rà soát", "3. UBND các xã, phường: Rà soát")
    .replace("15/12/2026", "10/12/2026")
    .replace("5. Các đơn vị báo cáo về Sở Y tế trước ngày 20/12/2026.\n", "")
)  # fmt: skip


def new_result() -> dict[str, Any]:
    found = result()
    text = NEW_TEXT
    found["obligations"] = [
        unit("1. Công an", text, path="1", assignees=["Thanh tra tỉnh"]),
        unit("2. SỞ Y TẾ", text, path="2", assignees=["Sở Y tế"], role="lead"),
        unit("3. UBND", text, path="3", assignees=["UBND các xã, phường"], deadline="2026-12-10", deadline_op="before"),
        unit("3. Các sở", text, path="4", assignees=["Các sở, ban, ngành liên quan"]),
        unit("4. Trạm", text, path="5", assignees=["Trạm Khí tượng Mây Trắng"]),
        unit("Vận động", text, path="6", unit_type="unassigned"),
        unit("Yêu cầu", text, path="closing", unit_type="closing"),
    ]  # fmt: skip
    return found


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def first(world: World, monkeypatch: pytest.MonkeyPatch) -> Reading:
    made = make_reading(world, monkeypatch)
    decide_all(made, world)
    return made


@pytest.fixture
def hung(world: World, client: Any) -> Any:
    client.force_login(world.hung, backend=BACKEND)
    return client


def replace(
    reading: Reading, world: World, monkeypatch: pytest.MonkeyPatch, found: dict[str, Any] | None = None, text: str = NEW_TEXT,
    *, sure: bool = False,
) -> Reading:  # fmt: skip
    monkeypatch.setattr(
        reader, "read_apart", lambda _data, _name, _patience=None: FakeReading(found or new_result(), text)
    )
    return services.replace(
        reading, text.encode(), "thu-moi.txt", why="Cơ quan sửa hạn.", actor=world.hung, at=AT, sure=sure
    )  # fmt: skip


def by_words(reading: Reading, words: str) -> Item:
    return next(one for one in selectors.items_of(reading) if words in str(one.payload.get("text", "")))


# -- another paper by mistake ---------------------------------------------------------------------------------


def other_result() -> dict[str, Any]:
    found = new_result()
    text = NEW_TEXT
    found["obligations"] = [unit("1. Công an", text, path="1", assignees=["Thanh tra tỉnh"])]
    found["targets"], found["citations"], found["reporting"] = [], [], []
    return found


def test_another_paper_is_not_taken_for_a_replacement(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(OtherPaper):
        replace(first, world, monkeypatch, other_result())
    assert Reading.objects.count() == 1
    first.document.refresh_from_db()
    assert first.document.edition == 1


def test_another_number_is_asked_about_and_a_person_may_be_sure(
    world: World, first: Reading, hung: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = new_result()
    found["metadata"] |= {"number": "99", "symbol": "SYT-BVTE"}
    monkeypatch.setattr(reader, "read_apart", lambda *_given: FakeReading(found, NEW_TEXT))
    url = reverse("directives:replace", args=[first.uuid])

    def send(**more: str) -> Any:
        return hung.post(
            url, {"file": SimpleUploadedFile("moi.txt", NEW_TEXT.encode()), "why": "Gửi lại.", **more}
        )

    refused = send()
    assert refused.status_code == 422
    assert "giống một văn bản khác" in refused.content.decode()
    assert send(sure="on").status_code == 302
    assert Reading.objects.filter(earlier=first).exists()


# -- what is carried over ---------------------------------------------------------------------------------


def test_what_stays_the_same_keeps_its_decision_wherever_it_moved(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = item(first, "1")
    moved = by_words(replace(first, world, monkeypatch), "sơ cấp cứu")
    assert (moved.carried, moved.state, moved.decided_by) == ("same", "accepted", world.hung)
    assert (moved.payload["path"], moved.earlier) == ("2", old)
    assert moved.chosen_bodies == old.chosen_bodies
    assert NEW_TEXT[moved.payload["start"] : moved.payload["end"]] == moved.payload["text"]


def test_a_correction_goes_along_to_the_new_place(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = item(first, "1")
    services.decide(
        old, to=ItemState.CORRECTED, actor=world.hung, at=AT, version=old.version,
        edited={**old.payload, "text": "Tập huấn cho cộng tác viên."},
    )  # fmt: skip
    moved = by_words(replace(first, world, monkeypatch), "sơ cấp cứu")
    assert (moved.state, moved.content["text"]) == ("corrected", "Tập huấn cho cộng tác viên.")
    assert (moved.content["start"], moved.content["path"]) == (moved.payload["start"], "2")


def test_what_changed_waits_for_a_person_with_the_old_words_beside(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch, hung: Any
) -> None:
    new = replace(first, world, monkeypatch)
    changed = by_words(new, "Rà soát ao")
    assert (changed.carried, changed.state, changed.chosen_bodies) == ("changed", "proposed", None)
    page = hung.get(reverse("directives:review", args=[new.uuid])).content.decode()
    assert "<del>15/12/2026.</del>" in page
    assert "<ins>10/12/2026.</ins>" in page
    assert "<del>trước ngày 15/12/2026</del> → <ins>trước ngày 10/12/2026</ins>" in page


def test_changed_findings_are_never_accepted_with_the_clear_ones(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = replace(first, world, monkeypatch)
    services.accept_all_confident(new, actor=world.hung, at=AT)
    assert by_words(new, "Rà soát ao").state == "proposed"
    assert by_words(new, "đuối nước").state == "accepted"  # new, and clear


def test_the_same_words_under_another_heading_are_a_change() -> None:
    old = {"text": "a) Rà soát ao hồ", "assignees": ["Sở Y tế"], "deadline": ""}
    assert carrying.same("obligation", old, {**old, "text": "b) RÀ SOÁT  ao hồ"})
    assert not carrying.same("obligation", old, {**old, "assignees": ["Công an tỉnh"]})
    assert not carrying.same("obligation", old, {**old, "deadline": "2026-12-01"})


def test_twins_in_words_are_paired_by_what_else_they_say() -> None:
    twin = {"text": "Báo cáo kết quả", "deadline": "2026-06-10"}
    other = {**twin, "deadline": "2026-12-10"}
    found = carrying.match("obligation", [twin, other], [other, twin])
    assert sorted(found.same) == [(0, 1), (1, 0)]
    assert (found.changed, found.gone) == ([], [])


def test_what_is_not_alike_is_gone_and_new() -> None:
    found = carrying.match("obligation", [{"text": "Rà soát ao hồ"}], [{"text": "Tổ chức diễn đàn trẻ em"}])
    assert (found.same, found.changed, found.gone) == ([], [], [0])


def test_what_disappeared_is_listed(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch, hung: Any
) -> None:
    new = replace(first, world, monkeypatch)
    gone = selectors.gone_of(new, selectors.items_of(new))
    assert [one.payload["path"] for one in gone] == ["6"]
    page = hung.get(reverse("directives:review", args=[new.uuid])).content.decode()
    assert "Không còn trong bản mới" in page
    assert "<del>5. Các đơn vị báo cáo về Sở Y tế" in page


def test_cuts_and_marks_of_a_person_are_made_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    old = make_reading(world, monkeypatch)
    duty = item(old, "1")
    place = TEXT.index("cho cộng tác viên")
    part, _rest = services.split(duty, place=place, actor=world.hung, at=AT, version=1)
    services.decide(part, to=ItemState.ACCEPTED, actor=world.hung, at=AT, version=1)
    start = TEXT.index("an toàn vào kế hoạch")
    mark = services.add(old, start=start, end=start + 20, actor=world.hung, at=AT)
    new = replace(old, world, monkeypatch)
    again = by_words(new, "2. SỞ Y TẾ: Chủ trì  tập huấn sơ cấp cứu")
    assert (again.earlier, again.state, again.live) == (part, "accepted", True)
    assert by_words(new, "cho cộng tác viên").made_in is not None
    assert new.recuts.count() == 1
    assert new.items.filter(earlier=duty, live=False).exists()
    marked = [one.payload["text"] for one in selectors.items_of(new) if one.from_a_person]
    assert marked == [mark.payload["text"]]


# -- the earlier edition ----------------------------------------------------------------------------------


def test_the_earlier_edition_stays_readable_and_closed(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch, hung: Any
) -> None:
    new = replace(first, world, monkeypatch)
    first.refresh_from_db()
    assert (first.state, new.state, new.edition, new.earlier) == ("superseded", "review", 2, first)
    page = hung.get(reverse("directives:review", args=[first.uuid])).content.decode()
    assert "trước ngày 15/12/2026" in page
    assert "10/12/2026" not in page
    assert f'href="{reverse("directives:review", args=[new.uuid])}"' in page
    with pytest.raises(Superseded):
        services.accept_all_confident(first, actor=world.hung, at=AT)
    document = Document.objects.get()
    assert (document.edition, document.file_name) == (2, "thu-moi.txt")
    edition = Edition.objects.get()
    assert (edition.number, edition.text, edition.why) == (1, TEXT, "Cơ quan sửa hạn.")
    shown = hung.get(reverse("documents:document", args=[document.uuid]) + "?edition=1").content.decode()
    assert "15/12/2026" in shown
    assert "đã được thay thế" in shown
    assert hung.get(reverse("files:download", args=[edition.file.uuid])).status_code == 200  # type: ignore[union-attr]


def test_the_sentence_behind_an_issued_duty_is_found_in_its_own_edition(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch, client: Any
) -> None:
    issue(first, world)
    duty = Obligation.objects.get(path="2")
    replace(first, world, monkeypatch)
    client.force_login(world.lan, backend=BACKEND)
    page = client.get(duty.origin_url.partition("#")[0]).content.decode()
    assert '<mark class="finding" id="passage">2. UBND các xã, phường: Rà soát' in page


def test_only_the_last_edition_is_replaced_and_never_by_a_file_we_hold(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SameFile):
        replace(first, world, monkeypatch, text=TEXT)
    with pytest.raises(ReasonMissing):
        services.replace(first, b"x", "x.txt", why=" ", actor=world.hung, at=AT)
    new = replace(first, world, monkeypatch)
    with pytest.raises(Superseded):
        replace(first, world, monkeypatch, text=NEW_TEXT + "\nThêm.")
    third = replace(new, world, monkeypatch, text=NEW_TEXT + "\nThêm.")
    assert third.edition == 3
    assert by_words(third, "sơ cấp cứu").state == "accepted"


def test_a_file_that_cannot_be_read_changes_nothing(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unreadable):
        replace(first, world, monkeypatch, found={"metadata": {}})
    first.refresh_from_db()
    assert first.state == "review"
    assert not Edition.objects.exists()


# -- duties that bodies have ------------------------------------------------------------------------------


def decide_new(new: Reading, world: World, reason: str = "Theo bản thay thế.") -> None:
    services.accept_all_confident(new, actor=world.hung, at=AT)
    for one in selectors.items_of(new):
        if not one.decided:
            services.decide(
                one, to=ItemState.ACCEPTED, actor=world.hung, at=AT, version=one.version, note=reason
            )  # fmt: skip


def test_duties_that_bodies_have_are_proposed_to_change_or_go_and_stay_until_issued(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(first, world)
    new = replace(first, world, monkeypatch)
    changed, gone = by_words(new, "Rà soát ao"), by_words(new, "5. Các đơn vị báo cáo")
    assert (changed.carried, gone.carried) == (Carried.CHANGED, Carried.GONE)
    assert {changed.stands_for, gone.stands_for} == {
        Obligation.objects.get(path="2").uuid, Obligation.objects.get(path="6").uuid,
    }  # fmt: skip
    with pytest.raises(ReasonMissing):
        services.decide(changed, to=ItemState.ACCEPTED, actor=world.hung, at=AT, version=1)
    decide_new(new, world)
    assert Obligation.objects.get(path="2").deadline.isoformat() == "2026-12-15"  # type: ignore[union-attr]
    assert not Amendment.objects.exists()


def test_issuing_the_new_edition_changes_withdraws_and_adds_and_nothing_twice(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(first, world)
    same = Obligation.objects.get(path="1")
    new = replace(first, world, monkeypatch)
    decide_new(new, world)
    services.present(new, actor=world.hung, at=AT)
    issued = services.issue(new, world.users["lead_director"], at=AT)
    assert [duty.text for duty in issued.obligations] == ["1. Công an tỉnh: Rà soát đuối nước."]
    assert issued.amended == 2
    amended = Obligation.objects.get(text__contains="Rà soát ao")
    assert str(amended.deadline) == "2026-12-10"
    assert {str(each.due_on) for each in amended.executions.all()} == {"2026-12-10"}
    assert "edition=2" in amended.origin_url
    withdrawn = Obligation.objects.get(text__startswith="5. Các đơn vị")
    assert withdrawn.state == "withdrawn"
    assert {each.state for each in withdrawn.executions.all()} == {"waived"}
    same.refresh_from_db()
    assert (same.path, same.executions.count()) == ("1", 1)
    before = {each.obligation_id: each.before for each in Amendment.objects.all()}
    assert before[amended.pk]["deadline"] == "2026-12-15"
    assert set(Amendment.objects.values_list("reason", flat=True)) == {"Theo bản thay thế."}


def test_a_target_that_changed_is_changed_in_the_plan_once_it_is_issued(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(first, world)
    assert PlanTarget.objects.get().level == 500
    found = new_result()
    found["targets"][0].update(value="450")
    new = replace(first, world, monkeypatch, found)
    decide_new(new, world)
    assert PlanTarget.objects.get().level == 500
    services.present(new, actor=world.hung, at=AT)
    services.issue(new, world.users["lead_director"], at=AT)
    assert PlanTarget.objects.get().level == 450


def test_a_person_may_leave_issued_duties_as_they_are(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(first, world)
    before = list(Obligation.objects.filter(state="issued").values_list("uuid", "text", "deadline"))
    new = replace(first, world, monkeypatch)
    for words in ("Rà soát ao", "5. Các đơn vị báo cáo"):
        one = by_words(new, words)
        services.decide(one, to=ItemState.REJECTED, actor=world.hung, at=AT, version=1)
    decide_new(new, world)
    services.present(new, actor=world.hung, at=AT)
    services.issue(new, world.users["lead_director"], at=AT)
    there = list(Obligation.objects.filter(state="issued").values_list("uuid", "text", "deadline"))
    assert set(before) <= set(there)
    assert not Amendment.objects.exists()
    assert not Execution.objects.filter(state="waived").exists()


def test_what_is_the_same_and_opened_again_becomes_a_change(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(first, world)
    new = replace(first, world, monkeypatch)
    same = by_words(new, "sơ cấp cứu")
    services.decide(same, to=ItemState.PROPOSED, actor=world.hung, at=AT, version=same.version)
    same.refresh_from_db()
    assert same.carried == Carried.CHANGED
    with pytest.raises(ReasonMissing):
        services.decide(same, to=ItemState.ACCEPTED, actor=world.hung, at=AT, version=same.version)


# -- the pages --------------------------------------------------------------------------------------------


def test_a_replacement_goes_in_through_the_web(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch, hung: Any
) -> None:
    issue(first, world)
    url = reverse("directives:replace", args=[first.uuid])
    assert hung.get(url).status_code == 200
    monkeypatch.setattr(
        reader, "read_apart", lambda _data, _name, _patience=None: FakeReading(new_result(), NEW_TEXT)
    )
    bare = hung.post(url, {"file": SimpleUploadedFile("m.txt", NEW_TEXT.encode())})
    assert bare.status_code == 422
    assert "Hãy ghi lý do" in bare.content.decode()
    old = hung.post(url, {"file": SimpleUploadedFile("m.txt", TEXT.encode()), "why": "Gửi lại."})
    assert old.status_code == 422
    page = old.content.decode()
    assert "Tệp này đã có trong sổ" in page
    assert "Gửi lại." in page
    sent = hung.post(url, {"file": SimpleUploadedFile("m.txt", NEW_TEXT.encode()), "why": "Gửi lại."})
    assert sent.status_code == 302
    page = hung.get(sent["Location"]).content.decode()
    for words in (
        "Giữ nguyên",
        "Khác bản trước",
        "Đổi nhiệm vụ đã giao",
        "Rút nhiệm vụ đã giao",
        "Giữ như đã giao",
    ):
        assert words in page
    new = Reading.objects.get(edition=2)
    changed = by_words(new, "Rà soát ao")
    card = reverse("directives:item", args=[changed.uuid])
    for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
        refused = hung.post(card, {"version": 1, "decision": "accept", "reason": " "}, **headers)
        assert refused.status_code == 422
        assert "Hãy ghi lý do" in refused.content.decode()
    done = hung.post(card, {"version": 1, "decision": "accept", "reason": "Sửa hạn."}, HTTP_HX_REQUEST="true")
    assert "Sẽ đổi khi ban hành" in done.content.decode()
    again = hung.get(reverse("directives:issue", args=[new.uuid])).content.decode()
    assert "1 nhiệm vụ đã giao được đổi theo bản mới" in again


def test_who_takes_nothing_in_replaces_nothing(world: World, first: Reading, client: Any) -> None:
    for role in ("commune_officer", "sector_officer", "province_leader", "inspector"):
        client.force_login(world.users[role], backend=BACKEND)
        assert client.post(reverse("directives:replace", args=[first.uuid]), {}).status_code == 403
    assert Reading.objects.count() == 1


# -- what the register makes of it ------------------------------------------------------------------------


def test_a_citation_follows_its_words_into_the_new_edition(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    edge = Citation.objects.get()
    plan = held("12/KH-UBND", "2026-01-05")
    documents.settle_citation(edge, to=plan, relation="basis", version=edge.version, actor=world.hung, at=AT)
    text = "CÔNG VĂN\n" + NEW_TEXT
    found = new_result()
    (row,) = found["citations"]
    found["citations"] = [{**row, "start": row["start"] + 9, "end": row["end"] + 9}]
    new = replace(first, world, monkeypatch, found=found, text=text)
    edge = Citation.objects.get()
    assert edge.finding == new.items.get(kind="citation").uuid
    assert (edge.to_document, edge.match, edge.matched_by) == (plan, Match.PERSON, world.hung)
    assert (edge.confirmed, edge.start) == (True, row["start"] + 9)


def test_a_citation_that_the_new_edition_leaves_out_counts_nowhere(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(first, world, monkeypatch, found={**new_result(), "citations": []})
    edge = Citation.objects.get()
    assert (edge.rejected, edge.confirmed) == (True, False)


def test_the_newest_edition_is_the_one_document_of_its_number_and_the_earlier_number_is_free(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = Document.objects.get(pk=first.document_id).identity
    assert earlier is not None
    found = new_result()
    found["metadata"] = {**found["metadata"], "number": "78"}
    new = replace(first, world, monkeypatch, found=found, sure=True)
    head = new.items.get(kind="metadata")
    document = Document.objects.get(pk=first.document_id)
    assert document.state == "draft"  # nobody has vouched for the new letterhead
    services.decide(head, to=ItemState.ACCEPTED, actor=world.hung, at=AT, version=head.version)
    document = Document.objects.get(pk=first.document_id)
    assert (document.number_symbol, document.state) == ("78/UBND-KGVX", "confirmed")
    assert document.identity not in (None, earlier)
    assert not Document.objects.filter(identity=earlier).exists()
    other, is_new = documents.register_document(
        sha256="f" * 64, file_name="77.txt", text="x", metadata=first.result["metadata"], actor=None, at=AT
    )
    assert (is_new, other.identity) == (True, earlier)
    again, is_new = documents.register_document(
        sha256="e" * 64, file_name="78.txt", text="x", metadata=found["metadata"], actor=None, at=AT
    )
    assert (is_new, again) == (False, document)
