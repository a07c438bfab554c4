"""What the addresses answer: lists and their filters, one record, and what is written."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.walk_world import World

from treem.api.models import Done
from treem.api.tests.test_calling import problem
from treem.api.tests.walk import PICTURE, give, make_document
from treem.documents.models import Citation, Document
from treem.duties import services
from treem.duties.models import Execution, Note, StateChange
from treem.duties.tests.factories import AT, committee, make_execution, make_obligation
from treem.files.models import Attachment
from treem.indicators.models import PlanTarget
from treem.kernel.time import now
from treem.organisations.models import Role

pytestmark = pytest.mark.database


# -- documents --------------------------------------------------------------------------------------------


def test_a_document_with_its_text_citations_targets_and_duties(world: World, caller: Any) -> None:
    document = make_document()
    Citation.objects.create(
        from_document=document, raw="Quyết định số 06/QĐ-TTg", number_symbol="06/QĐ-TTg", end=5
    )
    PlanTarget.objects.create(
        document=document, number="15", part="a", name="Tỷ suất", comparator="lt", value="15.8", unit="per_100000",
        horizon="2026", lead=world.bodies["so-y-te"], adopted_by_id=world.hung.pk, adopted_at=AT,
    )  # fmt: skip
    execution = make_execution(world, document=document)
    make_execution(world, committee(world, world.neighbouring), document=document)
    at = f"/documents/{document.uuid}"
    assert caller.get(at).json()["text_length"] == len("Toàn văn.")
    assert caller.get(f"{at}/text").json()["text"] == "Toàn văn."
    (citation,) = caller.get(f"{at}/citations").json()
    assert (citation["number_symbol"], citation["confirmed"], citation["document"]) == (
        "06/QĐ-TTg",
        False,
        None,
    )
    (target,) = caller.get(f"{at}/targets").json()
    assert (target["value"], target["lead"]["code"]) == ("15.8", "so-y-te")
    (duty,) = caller.get(f"{at}/duties").json()
    assert duty["uuid"] == str(execution.obligation.uuid)
    assert duty["tally"]["total"] == 1  # as far as the scope reaches


def test_a_commune_sees_its_own_targets_and_not_those_of_another(world: World, caller: Any) -> None:
    document = make_document()
    for number, owner in (("1", committee(world)), ("2", committee(world, world.neighbouring))):
        PlanTarget.objects.create(
            document=document, owner=owner, number=number, name="Riêng", comparator="ge", value=None,
            adopted_by_id=1, adopted_at=AT,
        )  # fmt: skip
    (seen,) = caller.get(f"/documents/{document.uuid}/targets").json()
    assert (seen["number"], seen["value"]) == ("1", None)


def test_the_register_comes_in_pages_and_by_filters(world: World, caller: Any) -> None:
    for n in range(5):
        Document.objects.create(
            type="Kế hoạch" if n % 2 else "Công văn", subject=str(n), sha256=f"{n:064d}", issued_on=date(2026, 5, n + 1),
            received_at=AT + timedelta(days=n), state="confirmed" if n == 4 else "draft",
        )  # fmt: skip
    page = caller.get("/documents", limit=2).json()
    assert ([each["subject"] for each in page["items"]], page["total"]) == (["4", "3"], 5)
    page = caller.get("/documents", limit=2, after=page["next"]).json()
    assert [each["subject"] for each in page["items"]] == ["2", "1"]
    page = caller.get("/documents", limit=2, after=page["next"]).json()
    assert ([each["subject"] for each in page["items"]], page["next"]) == (["0"], None)

    def subjects(**asked: str) -> list[str]:
        return [each["subject"] for each in caller.get("/documents", **asked).json()["items"]]

    assert subjects(type="Kế hoạch") == ["3", "1"]
    assert subjects(state="confirmed") == ["4"]
    assert subjects(issued_from="2026-05-02", issued_to="2026-05-03") == ["2", "1"]
    assert subjects(received_since=(AT + timedelta(days=3)).isoformat()) == ["4", "3"]


def test_the_summary_counts_as_the_page_does(world: World, calls: Any) -> None:
    document = make_document()
    execution = make_execution(world, document=document, deadline=date(2026, 1, 5))
    make_execution(world, committee(world, world.neighbouring), document=document, deadline=date(2099, 1, 5))
    lead = calls(give(world, "so-y-te", Role.LEAD_SPECIALIST).text)
    said = lead.get(f"/documents/{document.uuid}/summary").json()
    assert (said["total"]["total"], said["total"]["overdue"], len(said["bodies"])) == (2, 1, 2)
    (late,) = said["late"]
    assert (late["execution"], late["body"]["code"]) == (str(execution.uuid), "ubnd-04108")
    problem(lead.get(f"/documents/{make_other().uuid}/summary"), 404, "not_found")


def make_other() -> Document:
    return Document.objects.create(type="Công văn", subject="Khác", sha256="c" * 64, received_at=AT)


# -- duties and executions --------------------------------------------------------------------------------


def test_executions_are_found_by_state_deadline_document_and_body(world: World, caller: Any) -> None:
    document = make_document()
    late = make_execution(world, deadline=date(2026, 1, 5), document=document)
    far = make_execution(world, deadline=date(2099, 1, 5))
    undated = make_execution(world, deadline=None, deadline_op="")
    services.report_execution(undated, actor=world.lan, note="Xong.", at=AT)

    def found(**asked: Any) -> list[str]:
        return [each["uuid"] for each in caller.get("/executions", **asked).json()["items"]]

    assert found() == [str(late.uuid), str(far.uuid), str(undated.uuid)]
    assert found(state="overdue") == [str(late.uuid)]
    assert found(state="done") == [str(undated.uuid)]
    assert found(due_from="2026-02-01", due_to="2099-12-31") == [str(far.uuid)]
    assert found(document=document.uuid) == [str(late.uuid)]
    assert found(body="ubnd-04108", limit=1) == [str(late.uuid)]
    assert found(body="ubnd-04117") == []
    first = caller.get("/executions", limit=2).json()
    assert found(after=first["next"]) == [str(undated.uuid)]


def test_what_changed_since_a_moment_is_found_whatever_changed(world: World, caller: Any) -> None:
    moved, noted, asked, received, still = (make_execution(world) for _ in range(5))
    since = AT + timedelta(hours=1)
    services.start_execution(moved, actor=world.lan, at=since)
    Note.objects.create(
        execution=noted, body_id=noted.body_id, at=since, by=world.lan, kind="explanation", text="Mưa lũ."
    )
    services.ask(asked, kind="question", text="Hỏi.", until=None, actor=world.lan, at=since)  # type: ignore[arg-type]
    services.receive([received], actor=world.lan, at=since)
    items = caller.get("/executions", updated_since=since.isoformat()).json()["items"]
    assert {each["uuid"] for each in items} == {str(each.uuid) for each in (moved, noted, asked, received)}
    assert {each["updated_at"] for each in items} == {
        since.astimezone().isoformat().replace("+00:00", "Z")
    } or items
    duties = caller.get("/duties", updated_since=since.isoformat()).json()
    assert duties["total"] == 4
    assert str(still.uuid) not in str(items)


def test_a_duty_and_its_executions_as_far_as_one_may_see(world: World, caller: Any, calls: Any) -> None:
    obligation = make_obligation(world.hung)
    services.issue_obligations(
        [obligation],
        {obligation: [committee(world), committee(world, world.neighbouring)]},
        world.hung,
        at=AT,
    )
    at = f"/duties/{obligation.uuid}"
    assert caller.get(at).json()["tally"]["total"] == 1
    assert len(caller.get(f"{at}/executions").json()) == 1
    lead = calls(give(world, "so-y-te", Role.LEAD_SPECIALIST).text)
    assert lead.get(at).json()["tally"]["total"] == 2
    assert [each["body"]["code"] for each in lead.get(f"{at}/executions").json()] == [
        "ubnd-04108",
        "ubnd-04117",
    ]
    draft = make_obligation(world.hung)
    problem(lead.get(f"/duties/{draft.uuid}"), 404, "not_found")


def test_a_duty_is_received_noted_and_reported_with_its_proof(world: World, caller: Any) -> None:
    execution = make_execution(world, deadline=date(2099, 1, 5))
    at = f"/executions/{execution.uuid}"
    assert caller.post(f"{at}/received").json()["standing"] == "received"
    noted = caller.post(f"{at}/notes", {"text": "Đã họp\u0041 triển khai."})
    assert (noted.json()["state"], noted.json()["notes"][0]["text"]) == ("in_progress", "Đã họpA triển khai.")
    file = SimpleUploadedFile("Danh sách cháu Nguyễn Văn A.png", PICTURE, "image/png")
    piece = caller.client.post(f"/api/v1{at}/evidence", {"file": file}, headers=caller.headers)
    assert piece.status_code == 201
    said = {
        "note": "Đã ban hành.",
        "evidence": [piece.json()["uuid"]],
        "reference": "12/KH-UBND ngày 02/11/2026",
    }
    done = caller.post(f"{at}/report", said, If_Match=caller.get(at)["ETag"])
    assert (done.status_code, done.json()["state"]) == (200, "reported")
    execution.refresh_from_db()
    assert execution.note == "Đã ban hành.\nMinh chứng: 12/KH-UBND ngày 02/11/2026"
    assert execution.reported_by is not None
    assert execution.reported_by.is_service
    (shown,) = done.json()["evidence"]
    assert "name" not in shown
    assert "Nguyễn" not in done.content.decode()


def test_whom_the_head_gave_the_work_to_stays_inside(world: World, caller: Any) -> None:
    execution = make_execution(world)
    services.assign_inside(
        execution,
        officer=world.lan,
        internal_due_on=None,
        actor=world.users[Role.COMMUNE_LEADER],
        at=AT,
        version=1,
    )
    said = caller.get(f"/executions/{execution.uuid}")
    assert said.json()["notes"] == []
    assert str(world.lan) not in said.content.decode()


def test_a_report_needs_the_version_that_was_read(world: World, caller: Any) -> None:
    execution = make_execution(world)
    at = f"/executions/{execution.uuid}"
    tag = caller.get(at)["ETag"]
    problem(caller.post(f"{at}/report", {"note": "Xong."}), 428, "api.if_match_missing")
    problem(caller.post(f"{at}/report", {"note": "Xong."}, If_Match="12"), 412, "api.if_match_unknown")
    services.start_execution(execution, actor=world.lan, at=now())
    said = problem(caller.post(f"{at}/report", {"note": "Xong."}, If_Match=tag), 412, "web.stale_version")
    assert "người khác" in said["detail"]
    execution.refresh_from_db()
    assert execution.state == "in_progress"
    done = caller.post(f"{at}/report", {"note": "Xong."}, If_Match=caller.get(at)["ETag"])
    assert done.status_code == 200
    assert done["ETag"] == caller.get(at)["ETag"]


def test_what_the_state_forbids_is_refused_and_leaves_nothing(world: World, caller: Any) -> None:
    execution = make_execution(world)
    services.report_execution(execution, actor=world.lan, note="Xong.", at=AT)
    at = f"/executions/{execution.uuid}"
    problem(
        caller.post(f"{at}/notes", {"text": "Thêm."}, Idempotency_Key="lan-hai-0002"),
        409,
        "duties.already_done",
    )
    assert not Note.objects.exists()
    assert not Done.objects.exists()
    services.accept_execution(execution, actor=world.hung, at=AT)
    problem(caller.post(f"{at}/report", {"note": "Lại."}, If_Match="*"), 409, "duties.cannot_move")
    file = SimpleUploadedFile("a.png", PICTURE, "image/png")
    answer = caller.client.post(f"/api/v1{at}/evidence", {"file": file}, headers=caller.headers)
    problem(answer, 409, "duties.already_done")


def test_evidence_must_hang_on_the_work_itself(world: World, caller: Any) -> None:
    execution, other = make_execution(world), make_execution(world)
    file = SimpleUploadedFile("a.png", PICTURE, "image/png")
    piece = caller.client.post(
        f"/api/v1/executions/{other.uuid}/evidence", {"file": file}, headers=caller.headers
    ).json()
    for named in (piece["uuid"], str(uuid.uuid4())):
        answer = caller.post(
            f"/executions/{execution.uuid}/report", {"note": "Xong.", "evidence": [named]}, If_Match="*"
        )
        said = problem(answer, 422, "api.not_evidence")
        assert said["errors"][0]["field"] == "evidence"
    execution.refresh_from_db()
    assert execution.state == "not_started"


def test_a_program_without_a_file_or_with_a_wrong_one_is_told(world: World, caller: Any) -> None:
    at = f"/api/v1/executions/{make_execution(world).uuid}/evidence"
    problem(caller.client.post(at, {}, headers=caller.headers), 422, "invalid")
    exe = SimpleUploadedFile("a.png", b"MZ\x90\x00" + b"\0" * 100)
    assert caller.client.post(at, {"file": exe}, headers=caller.headers).status_code == 422
    assert not Attachment.objects.exists()


# -- once, and wrong input --------------------------------------------------------------------------------


def test_a_call_sent_again_is_done_once_and_hears_the_same(world: World, caller: Any) -> None:
    execution = make_execution(world)
    at = f"/executions/{execution.uuid}/notes"
    first = caller.post(at, {"text": "Đã họp."}, Idempotency_Key="viec-1-lan-1")
    services.report_execution(execution, actor=world.lan, note="Xong.", at=now())
    again = caller.post(at, {"text": "Đã họp."}, Idempotency_Key="viec-1-lan-1")
    assert (again.status_code, again.json()) == (200, first.json())
    assert (again["Idempotency-Replayed"], first.get("Idempotency-Replayed")) == ("true", None)
    assert Note.objects.filter(kind="progress").count() == 1


def test_a_report_sent_again_after_a_lost_answer_is_no_conflict(world: World, caller: Any) -> None:
    execution = make_execution(world)
    at = f"/executions/{execution.uuid}"
    tag = caller.get(at)["ETag"]
    sent = {"note": "Xong."}
    for _ in range(2):
        answer = caller.post(f"{at}/report", sent, If_Match=tag, Idempotency_Key="bao-cao-0001")
        assert answer.status_code == 200
    assert StateChange.objects.filter(to_state="reported").count() == 1


def test_one_key_is_for_one_call(world: World, caller: Any) -> None:
    execution, other = make_execution(world), make_execution(world)
    key = "mot-khoa-0001"
    caller.post(f"/executions/{execution.uuid}/notes", {"text": "Đã họp."}, Idempotency_Key=key)
    for path, text in ((execution.uuid, "Khác."), (other.uuid, "Đã họp.")):
        answer = caller.post(f"/executions/{path}/notes", {"text": text}, Idempotency_Key=key)
        problem(answer, 422, "api.key_used_otherwise")
    assert Note.objects.count() == 1


def test_the_same_file_twice_is_one_piece_of_evidence(world: World, caller: Any) -> None:
    at = f"/api/v1/executions/{make_execution(world).uuid}/evidence"
    sent = [
        caller.client.post(at, {"file": SimpleUploadedFile("a.png", PICTURE)}, headers=caller.headers).json()
        for _ in range(2)
    ]
    assert sent[0] == sent[1]
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "body.text"),
        ({"text": ""}, "body.text"),
        ({"text": "x" * 4001}, "body.text"),
        ({"text": "a\u0000b"}, "body.text"),
        ({"text": "\ud800"}, "body.text"),
        ({"text": 5}, "body.text"),
        ({"text": "a", "kind": "assigned"}, "body.kind"),
        ({"text": "a", "by": "Lan"}, "body.by"),
    ],
)
def test_wrong_input_is_named_field_by_field(
    data: dict[str, Any], field: str, world: World, caller: Any
) -> None:
    execution = make_execution(world)
    said = problem(caller.post(f"/executions/{execution.uuid}/notes", data), 422, "invalid")
    assert [each["field"] for each in said["errors"]] == [field]
    assert said["errors"][0]["detail"] != "Giá trị này không đúng." or data == {"text": "\ud800"}


def test_words_of_blanks_are_no_words(world: World, caller: Any) -> None:
    execution = make_execution(world)
    said = problem(
        caller.post(f"/executions/{execution.uuid}/notes", {"text": "  \n "}), 422, "duties.progress_missing"
    )
    assert said["errors"][0]["field"] == "text"


def test_a_form_where_nothing_need_be_sent_does_no_harm(world: World, caller: Any) -> None:
    at = f"/api/v1/executions/{make_execution(world).uuid}"
    assert caller.client.post(f"{at}/received", {"x": "1"}, headers=caller.headers).status_code == 200
    problem(caller.client.post(f"{at}/notes", {"text": "Đã họp."}, headers=caller.headers), 415, "not_json")


def test_what_is_no_json_is_said(world: World, caller: Any) -> None:
    at = f"/api/v1/executions/{make_execution(world).uuid}/notes"
    answer = caller.client.post(at, "{", content_type="application/json", headers=caller.headers)
    problem(answer, 400, "bad_request")


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "201"}, {"limit": "viele"}, {"after": "../x"}, {"state": "mine"}, {"due_from": "31/12/2026"},
        {"updated_since": "2026-11-02T09:00:00"}, {"document": "1"}, {"updated_since": "0204-02-28T17:30:47-21:37"}, {"reach": "all"},
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused_and_not_guessed(query: dict[str, str], caller: Any) -> None:
    said = problem(caller.get("/executions", **query), 422, "invalid")
    assert said["errors"][0]["field"] == f"query.{next(iter(query))}"


def test_an_address_or_a_method_that_is_not_there_is_said_in_json(caller: Any) -> None:
    problem(caller.get("/children"), 404, "not_found")
    answer = caller.client.delete("/api/v1/documents", headers=caller.headers)
    problem(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "GET"


def test_what_did_not_change_is_not_sent_again(world: World, caller: Any) -> None:
    execution = make_execution(world)
    at = f"/executions/{execution.uuid}"
    tag = caller.get(at)["ETag"]
    same = caller.get(at, headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    Execution.objects.filter(pk=execution.pk).update(note="Khác.")
    assert caller.get(at, headers={"If-None-Match": tag}).status_code == 200
