"""Received, given to an officer, progress with evidence, and why it is late."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import as_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.walk_world import World, make_person, make_world

from treem.db.scope import Scope
from treem.duties import selectors, services
from treem.duties.errors import (
    AlreadyDone,
    InternalDuePassed,
    InternalDueTooLate,
    NotOfThisBody,
    ProgressMissing,
)
from treem.duties.models import Execution, Note, NoteKind
from treem.duties.tests.factories import AT, committee, make_execution, make_obligation
from treem.duties.timeline import moments_of
from treem.files.models import Attachment
from treem.kernel.time import today
from treem.organisations.models import Role, User

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def world(db: None, tmp_path: Path, settings: Any) -> World:
    settings.TREEM_FILES_DIR = tmp_path
    return make_world()


def head(world: World) -> User:
    return world.users[Role.COMMUNE_DIVISION_HEAD]


def overdue_execution(world: World) -> Execution:
    return make_execution(world, deadline=today() - timedelta(days=10), deadline_op="by")


# -- received ---------------------------------------------------------------------------------------------


def test_given_then_received_then_begun_then_done_are_the_words_of_the_board(world: World) -> None:
    execution = make_execution(world)
    words = [execution.standing(AT.date()).word]
    services.receive([execution], actor=world.lan, at=AT)
    execution.refresh_from_db()
    words.append(execution.standing(AT.date()).word)
    execution = services.start_execution(execution, actor=world.lan, at=AT)
    words.append(execution.standing(AT.date()).word)
    execution = services.report_execution(execution, actor=world.lan, note="Xong.", at=AT)
    words.append(execution.standing(AT.date()).word)
    assert words == ["issued", "received", "in_progress", "done_in_time"]


def test_looking_at_a_duty_is_not_receiving_it_the_button_is(world: World, client: Any) -> None:
    execution = make_execution(world)
    page = reverse("duties:execution", args=[execution.uuid])
    client.force_login(world.lan, backend=BACKEND)
    assert "chưa xác nhận đã nhận" in client.get(page).content.decode()
    assert Execution.objects.get(pk=execution.pk).received_at is None
    answer = client.post(reverse("duties:receive"), {"one": execution.uuid})
    assert (answer.status_code, answer["Location"]) == (302, page)
    execution.refresh_from_db()
    first = execution.received_at
    assert first is not None
    assert (execution.received_by, execution.version) == (world.lan, 1)
    client.force_login(head(world), backend=BACKEND)
    client.post(reverse("duties:receive"), {"one": execution.uuid})
    execution.refresh_from_db()
    assert (execution.received_by, execution.received_at) == (world.lan, first)
    assert "chưa xác nhận đã nhận" not in client.get(page).content.decode()


def test_one_press_receives_all_that_is_new_at_the_own_bodies(world: World, client: Any) -> None:
    mine = [make_execution(world) for _ in range(3)]
    theirs = make_execution(world, committee(world, world.neighbouring))
    client.force_login(world.lan, backend=BACKEND)
    assert "Nhận tất cả 3 việc mới" in client.get(reverse("duties:list")).content.decode()
    answer = client.post(reverse("duties:receive"), {"all": "1"}, follow=True).content.decode()
    assert "Đã nhận 3 việc." in answer
    assert "Nhận tất cả" not in answer
    assert all(Execution.objects.get(pk=each.pk).received_at for each in mine)
    assert Execution.objects.get(pk=theirs.pk).received_at is None
    assert client.post(reverse("duties:receive"), {"one": theirs.uuid}).status_code == 404


@pytest.mark.parametrize("role", [Role.LEAD_SPECIALIST, Role.PROVINCE_LEADER, Role.INSPECTOR])
def test_who_only_oversees_does_not_receive_for_a_body(world: World, client: Any, role: Role) -> None:
    execution = make_execution(world)
    client.force_login(world.users[role], backend=BACKEND)
    assert client.get(reverse("duties:execution", args=[execution.uuid])).status_code == 200
    execution.refresh_from_db()
    assert execution.received_at is None


def test_all_occurrences_of_a_duty_are_received_together(world: World) -> None:
    obligation = make_obligation(world.hung, further_deadlines=["2027-03-01"])
    one, _two = services.issue_obligations([obligation], {obligation: [committee(world)]}, world.hung, at=AT)
    assert services.receive([one], actor=world.lan, at=AT) == 2
    tally = selectors.counts_by_obligation([obligation.pk], AT.date())[obligation.pk]
    assert (tally.not_started, tally.received, tally.issued) == (2, 2, 0)


def test_picked_rows_of_the_list_are_received_and_others_bodies_rows_are_not(
    world: World, client: Any
) -> None:
    mine, theirs = make_execution(world), make_execution(world, committee(world, world.neighbouring))
    client.force_login(world.lan, backend=BACKEND)
    data = {"pick": [str(mine.uuid), str(theirs.uuid), "xyz", ""]}
    answer = client.post(reverse("duties:receive"), data, follow=True)
    assert "Đã nhận 1 việc." in answer.content.decode()
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.received_by, theirs.received_at) == (world.lan, None)
    again = client.post(reverse("duties:receive"), {}, follow=True)
    assert "Hãy chọn ít nhất một việc" in again.content.decode()


def test_the_desk_counts_what_is_new_and_opens_exactly_that_list(world: World, client: Any) -> None:
    make_execution(world, text="Việc mới của xã.")
    seen = make_execution(world, text="Việc đã xem.")
    services.receive([seen], actor=world.lan, at=AT)
    client.force_login(world.lan, backend=BACKEND)
    assert "Việc mới giao" in client.get("/").content.decode()
    listed = client.get(reverse("duties:list"), {"state": "new"}).content.decode()
    assert "Việc mới của xã." in listed
    assert "Việc đã xem." not in listed


# -- given inside the body --------------------------------------------------------------------------------


def test_the_head_gives_the_work_to_an_officer_by_an_earlier_day(world: World, client: Any) -> None:
    execution = make_execution(world, deadline=today() + timedelta(days=30))
    day = today() + timedelta(days=10)
    client.force_login(head(world), backend=BACKEND)
    url = reverse("duties:assign_inside", args=[execution.uuid])
    data = {
        "version": 1, "officer": str(world.lan.pk), "internal_due_on_day": day.day,
        "internal_due_on_month": day.month, "internal_due_on_year": day.year,
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    execution.refresh_from_db()
    assert (execution.assigned_to, execution.internal_due_on) == (world.lan, day)
    assert execution.received_by == head(world)
    assert Note.objects.get().text.startswith(f"Giao cho {world.lan}")
    assert client.post(url, data).status_code == 409  # an old page
    client.force_login(world.lan, backend=BACKEND)
    mine = client.get(reverse("duties:list"), {"who": "me"}).content.decode()
    assert "Xây dựng kế hoạch bảo vệ trẻ em" in mine
    assert client.post(url, {"version": 2, "officer": ""}).status_code == 403


def test_only_the_peoples_own_work_is_given_and_only_to_them(world: World) -> None:
    execution = make_execution(world)
    rest: dict[str, Any] = {"actor": head(world), "at": AT, "version": 1}
    with pytest.raises(NotOfThisBody):
        services.assign_inside(execution, officer=world.neighbour, internal_due_on=None, **rest)
    with pytest.raises(NotOfThisBody):
        services.assign_inside(
            execution, officer=world.users[Role.COLLABORATOR], internal_due_on=None, **rest
        )
    with pytest.raises(InternalDueTooLate, match="14/12/2026"):
        services.assign_inside(execution, officer=world.lan, internal_due_on=date(2026, 12, 15), **rest)
    with pytest.raises(InternalDuePassed):
        services.assign_inside(execution, officer=world.lan, internal_due_on=date(2026, 11, 1), **rest)
    assert not Note.objects.exists()


def test_a_wrong_day_comes_back_beside_its_field(world: World, client: Any) -> None:
    execution = make_execution(world)
    client.force_login(head(world), backend=BACKEND)
    data = {
        "version": 1, "officer": str(world.lan.pk), "internal_due_on_day": "31", "internal_due_on_month": "2",
        "internal_due_on_year": "2026",
    }  # fmt: skip
    refused = client.post(reverse("duties:assign_inside", args=[execution.uuid]), data)
    assert refused.status_code == 422
    assert "không có thật" in refused.content.decode()


def test_a_hand_over_moves_the_open_work_of_a_person(world: World) -> None:
    execution, done = make_execution(world), make_execution(world)
    for each in (execution, done):
        services.assign_inside(
            each, officer=world.lan, internal_due_on=None, actor=head(world), at=AT, version=1
        )
    services.report_execution(done, actor=world.lan, note="Xong.", at=AT)
    successor = make_person(Role.COMMUNE_OFFICER, world.bodies[f"vhxh-{world.own.code}"], "hai")
    moved = services.hand_over_executions(world.lan, successor, world.bodies[f"vhxh-{world.own.code}"])
    execution.refresh_from_db()
    done.refresh_from_db()
    assert (moved, execution.assigned_to, done.assigned_to) == (1, successor, world.lan)


# -- progress, evidence, reasons --------------------------------------------------------------------------


def test_progress_is_written_several_times_begins_the_work_and_carries_a_file(
    world: World, client: Any
) -> None:
    execution = make_execution(world)
    client.force_login(world.lan, backend=BACKEND)
    url = reverse("duties:progress", args=[execution.uuid])
    first = {
        "kind": "progress",
        "text": "Đã họp triển khai.",
        "file": SimpleUploadedFile("bien-ban.pdf", PDF),
    }
    assert client.post(url, first).status_code == 302
    assert client.post(url, {"kind": "progress", "text": "Đã lập danh sách 12 bản."}).status_code == 302
    execution.refresh_from_db()
    assert execution.state == "in_progress"
    moments = moments_of(execution)
    assert [moment.text for moment in moments if moment.kind == "doing" and moment.text] == [
        "Đã lập danh sách 12 bản.",
        "Đã họp triển khai.",
    ]
    assert sum(len(moment.evidence) for moment in moments) == Attachment.objects.count() == 1
    shown = client.get(reverse("duties:execution", args=[execution.uuid])).content.decode()
    assert "bien-ban.pdf" in shown
    assert "Thêm minh chứng" in shown


def test_empty_progress_and_a_wrong_file_come_back_with_words(world: World, client: Any) -> None:
    execution = make_execution(world)
    client.force_login(world.lan, backend=BACKEND)
    url = reverse("duties:progress", args=[execution.uuid])
    empty = client.post(url, {"kind": "progress", "text": "  "})
    assert (empty.status_code, "Hãy ghi tiến độ" in empty.content.decode()) == (422, True)
    program = {"kind": "progress", "text": "Có tệp.", "file": SimpleUploadedFile("a.pdf", b"MZ\x90\x00" * 50)}
    refused = client.post(url, program)
    assert refused.status_code == 422
    assert "Có tệp." in refused.content.decode()
    assert not Note.objects.exists()
    with pytest.raises(ProgressMissing):
        services.write_progress(execution, kind=NoteKind.PROGRESS, text=" ", actor=world.lan, at=AT)


def test_an_overdue_duty_asks_why_and_blocks_nothing(world: World, client: Any) -> None:
    execution = overdue_execution(world)
    client.force_login(world.lan, backend=BACKEND)
    page = reverse("duties:execution", args=[execution.uuid])
    assert "Hãy ghi lý do chậm" in client.get(page).content.decode()
    said = {"kind": "explanation", "text": "Chờ kinh phí, xong trước ngày 10."}
    assert client.post(reverse("duties:progress", args=[execution.uuid]), said).status_code == 302
    after = client.get(page).content.decode()
    assert "Hãy ghi lý do chậm" not in after
    assert "Lý do chậm" in after
    execution.refresh_from_db()
    assert execution.state == "not_started"
    other = overdue_execution(world)  # without a reason the result is taken all the same
    data = {"version": 1, "note": "Đã làm xong."}
    assert client.post(reverse("duties:report", args=[other.uuid]), data).status_code == 302


def test_a_duty_in_time_has_no_reason_to_be_late(world: World, client: Any) -> None:
    execution = make_execution(world, deadline=today() + timedelta(days=40))
    client.force_login(world.lan, backend=BACKEND)
    data = {"kind": "explanation", "text": "Chậm."}
    assert client.post(reverse("duties:progress", args=[execution.uuid]), data).status_code == 422


def test_what_is_reported_takes_no_more_progress_but_evidence_until_it_is_confirmed(
    world: World, client: Any
) -> None:
    execution = make_execution(world)
    services.report_execution(execution, actor=world.lan, note="Xong.", at=AT)
    with pytest.raises(AlreadyDone):
        services.write_progress(execution, kind=NoteKind.PROGRESS, text="Thêm.", actor=world.lan, at=AT)
    client.force_login(world.lan, backend=BACKEND)
    attach = reverse("files:attach", args=[services.EVIDENCE_OF, execution.uuid])
    sent = {"file": SimpleUploadedFile("ket-qua.pdf", PDF), "label": "Kết quả"}
    assert client.post(attach, sent).status_code == 302
    services.accept_execution(execution, actor=world.hung, at=AT)
    assert client.get(attach).status_code == 404


def test_a_neighbour_sees_no_note_no_evidence_and_writes_none(world: World, client: Any) -> None:
    execution = make_execution(world)
    services.write_progress(
        execution, kind=NoteKind.PROGRESS, text="Riêng của xã.", actor=world.lan, at=AT,
        evidence=[SimpleUploadedFile("a.pdf", PDF)],
    )  # fmt: skip
    bodies = tuple(body.pk for body in world.bodies.values() if body.unit_id == world.neighbouring.pk)
    with as_app(Scope(user_id=1, communes=(world.neighbouring.pk,), bodies=bodies)):
        assert not Note.objects.exists()
        assert not Attachment.objects.exists()
    client.force_login(world.neighbour, backend=BACKEND)
    data = {"kind": "progress", "text": "Không phải của tôi."}
    assert client.post(reverse("duties:progress", args=[execution.uuid]), data).status_code == 404
    assert client.get(reverse("files:attach", args=[services.EVIDENCE_OF, execution.uuid])).status_code == 404
    assert Note.objects.count() == 1


# -- the day set inside -----------------------------------------------------------------------------------


def test_the_day_set_inside_reminds_its_person_and_the_head_and_nobody_else(
    world: World, new_client: Any
) -> None:
    other = make_person(Role.COMMUNE_OFFICER, world.bodies[f"vhxh-{world.own.code}"], "hai")
    for execution, person in ((make_execution(world), world.lan), (make_execution(world, path="V.1"), other)):
        Execution.objects.filter(pk=execution.pk).update(assigned_to=person, internal_due_on=today())
    later = make_execution(world, path="V.2")
    Execution.objects.filter(pk=later.pk).update(
        assigned_to=world.lan, internal_due_on=today() + timedelta(days=1)
    )

    def told(user: User) -> tuple[int, int]:
        client = new_client()
        client.force_login(user, backend=BACKEND)
        desk = client.get(reverse("desk:home"))
        (queue,) = [each for each in desk.context["queues"] if each.queue.key == "duties.internal"]
        rows = client.get(queue.url).content.decode().count('class="cell-main"')
        return queue.state.count, rows

    assert (told(world.lan), told(other), told(head(world))) == ((1, 1), (1, 1), (2, 2))
