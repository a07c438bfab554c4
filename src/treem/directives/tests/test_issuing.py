from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.directives import hooks, services
from treem.directives.errors import AlreadyIssued, NotReady
from treem.directives.models import ItemState, Reading
from treem.directives.tests.factories import (
    AT,
    BACKEND,
    TEXT,
    issue,
    item,
    make_reading,
    result,
    use_fake_reader,
)
from treem.documents.models import Citation, Document
from treem.duties.models import Execution, Obligation
from treem.duties.tests.factories import more_communes

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def reading(world: World, monkeypatch: pytest.MonkeyPatch) -> Reading:
    return make_reading(world, monkeypatch)


def decide_all(reading: Reading, world: World) -> None:
    """Accept the clear ones, choose bodies for the open group, reject the unknown agency."""
    services.accept_all_confident(reading, actor=world.hung, at=AT)
    open_group, unknown = item(reading, "3"), item(reading, "4")
    services.decide(
        open_group,
        to=ItemState.ACCEPTED,
        actor=world.hung,
        at=AT,
        version=1,
        bodies=[world.bodies["so-gddt"]],
    )
    services.decide(unknown, to=ItemState.REJECTED, actor=world.hung, at=AT, version=1)


def test_nothing_is_issued_while_something_is_undecided_and_the_message_says_what(
    world: World, reading: Reading
) -> None:
    services.accept_all_confident(reading, actor=world.hung, at=AT)
    with pytest.raises(NotReady, match=r"còn 2 nội dung chưa xem \(3, 4\)"):
        services.issue(reading, world.hung, at=AT)
    assert not Obligation.objects.exists()
    reading.refresh_from_db()
    assert reading.state == "review"


def test_a_kept_duty_whose_bodies_are_gone_is_named(world: World, reading: Reading) -> None:
    decide_all(reading, world)
    reading.items.filter(pk=item(reading, "1").pk).update(chosen_bodies=None)
    with pytest.raises(NotReady, match=r"1 nhiệm vụ chưa rõ đơn vị \(1\)"):
        services.issue(reading, world.hung, at=AT)


def test_a_duty_for_unknown_bodies_waits_unassigned_and_binds_nobody(
    world: World, reading: Reading, client: Any
) -> None:
    services.accept_all_confident(reading, actor=world.hung, at=AT)
    client.force_login(world.hung, backend=BACKEND)
    for path in ("3", "4"):
        found = item(reading, path)
        card = client.get(
            reverse("directives:item", args=[found.uuid]), HTTP_HX_REQUEST="true"
        ).content.decode()
        assert "Để chưa giao" in card
        data = {"version": found.version, "decision": "later"}
        kept = client.post(reverse("directives:item", args=[found.uuid]), data, HTTP_HX_REQUEST="true")
        assert "sẽ vào mục “Chưa giao”" in kept.content.decode()
    issued = issue(reading, world)
    assert {"3", "4"} <= {duty.path for duty in issued.unassigned}
    for path in ("3", "4"):
        waiting = Obligation.objects.get(path=path)
        assert (waiting.state, waiting.unit_type, waiting.executions.count()) == ("draft", "task", 0)
        assert waiting.assignee_text
    words = client.get(reverse("duties:unassigned")).content.decode()
    assert "chưa rõ là những đơn vị nào" in words


def test_confirmed_tasks_and_reports_bind_their_bodies(world: World, reading: Reading) -> None:
    more_communes(world, 75)
    decide_all(reading, world)
    issued = issue(reading, world)
    by_path = {o.path: o for o in Obligation.objects.all()}
    assert sorted(by_path) == ["1", "2", "3", "5", "6"]  # 4 was rejected, the closing order creates nothing
    assert by_path["2"].executions.count() == 75
    assert by_path["6"].executions.count() == 75
    assert (by_path["6"].unit_type, by_path["6"].recipient) == ("reporting", "Sở Y tế")
    assert [e.body for e in by_path["3"].executions.all()] == [world.bodies["so-gddt"]]
    assert (by_path["5"].state, by_path["5"].executions.count()) == ("draft", 0)
    assert len(issued.executions) == Execution.objects.count() == 152
    assert [o.path for o in issued.unassigned] == ["5"]
    assert by_path["2"].confirmed_by == world.users["lead_director"]
    assert by_path["2"].document_label == "Công văn số 77/UBND-KGVX ngày 03/10/2026"


def test_the_document_is_confirmed_and_what_it_rests_on_becomes_an_edge(
    world: World, reading: Reading
) -> None:
    decide_all(reading, world)
    issue(reading, world)
    document = Document.objects.get()
    assert (document.state, document.number_symbol) == ("issued", "77/UBND-KGVX")
    edge = Citation.objects.get()
    assert (edge.number_symbol, str(edge.issued_on), edge.relation, edge.confirmed) == (
        "12/KH-UBND", "2026-01-05", "căn cứ", True,
    )  # fmt: skip


def test_confirmed_targets_go_to_whoever_listens_and_rejected_ones_do_not(
    world: World, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []
    monkeypatch.setattr(hooks, "targets_confirmed", [lambda **news: heard.append(news)])
    decide_all(reading, world)
    issue(reading, world)
    (news,) = heard
    assert news["document_id"] == reading.document_id
    assert [(t["number"], t["value"]) for t in news["targets"]] == [("1", "500")]
    heard.clear()
    second = make_reading_of(world, monkeypatch, b"another letter")
    decide_all(second, world)
    target = second.items.get(kind="target")
    services.decide(target, to=ItemState.REJECTED, actor=world.hung, at=AT, version=target.version)
    issue(second, world)
    assert heard == []


def make_reading_of(world: World, monkeypatch: pytest.MonkeyPatch, data: bytes) -> Reading:
    found = result()
    found["metadata"]["number"] = "78"
    use_fake_reader(monkeypatch, found)
    reading = services.take_in(data, "hai.txt", world.hung, at=AT).reading
    assert reading is not None
    return reading


def test_a_refusal_half_way_leaves_nothing_half_done(
    world: World, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(**news: Any) -> None:
        raise NotReady(what="nơi nhận chỉ tiêu từ chối.")

    monkeypatch.setattr(hooks, "targets_confirmed", [refuses])
    decide_all(reading, world)
    with pytest.raises(NotReady):
        issue(reading, world)
    assert not Obligation.objects.exists()
    assert not Execution.objects.exists()
    assert Document.objects.get().state == "confirmed"


def test_what_is_issued_is_closed(world: World, reading: Reading) -> None:
    decide_all(reading, world)
    issue(reading, world)
    with pytest.raises(AlreadyIssued):
        services.issue(reading, world.hung, at=AT)
    found = item(reading, "1")
    with pytest.raises(AlreadyIssued):
        services.decide(found, to=ItemState.REJECTED, actor=world.hung, at=AT, version=found.version)


def test_an_invented_letter_goes_the_whole_way_through_the_web(
    world: World, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    use_fake_reader(monkeypatch)
    more_communes(world, 75)
    client.force_login(world.hung, backend=BACKEND)
    sent = client.post(reverse("directives:take_in"), {"file": SimpleUploadedFile("thu.txt", TEXT.encode())})
    reading = Reading.objects.get()
    assert sent["Location"] == reverse("directives:review", args=[reading.uuid])
    assert "thu.txt" in client.get(reverse("directives:waiting")).content.decode() or reading.document.label
    client.post(reverse("directives:accept_confident", args=[reading.uuid]))
    early = client.post(reverse("directives:issue", args=[reading.uuid]))
    assert early.status_code == 422
    assert "còn 2 nội dung chưa xem (3, 4)" in early.content.decode()
    chosen = {
        "version": 1, "decision": "accept", "bodies_shown": "1",
        "bodies": [world.bodies["so-gddt"].pk, world.bodies["thanh-tra"].pk],
    }  # fmt: skip
    client.post(reverse("directives:item", args=[item(reading, "3").uuid]), chosen)
    client.post(
        reverse("directives:item", args=[item(reading, "4").uuid]), {"version": 1, "decision": "reject"}
    )
    alone = client.post(reverse("directives:issue", args=[reading.uuid]))
    assert alone.status_code == 422
    assert "cần người thứ hai ban hành" in alone.content.decode()
    asked = client.get(reverse("directives:issue", args=[reading.uuid])).content.decode()
    assert "4 nhiệm vụ được giao, thành 153 việc" in asked
    reading.refresh_from_db()
    client.post(reverse("directives:present", args=[reading.uuid]), {"version": reading.version})
    reading.refresh_from_db()
    client.force_login(world.users["lead_director"], backend=BACKEND)
    done = client.post(reverse("directives:issue", args=[reading.uuid]), {"version": reading.version})
    assert done.status_code == 302
    board = client.get(done["Location"]).content.decode()
    assert "75 đơn vị" in board
    assert Execution.objects.count() == 153
    # The commune's officer finds the duty, and the sentence behind it.
    client.force_login(world.lan, backend=BACKEND)
    listed = client.get(reverse("duties:list")).content.decode()
    assert "Rà soát ao, hồ chưa có rào chắn" in listed
    duty = Obligation.objects.get(path="2")
    assert client.get(reverse("duties:obligation", args=[duty.uuid])).status_code == 200
    source = client.get(duty.origin_url.partition("#")[0]).content.decode()
    assert '<mark class="finding" id="passage">2. UBND các xã, phường: Rà soát' in source
