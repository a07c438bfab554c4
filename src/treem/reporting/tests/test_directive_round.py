"""A document asks once how it was carried out: the rows are its duties; and rounds whose day had passed already."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from conftest import as_app
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from tests.walk_world import World

from treem.documents.models import Document
from treem.duties import services as duties
from treem.duties.models import Execution, Obligation
from treem.kernel.time import VIETNAM
from treem.organisations.models import Body
from treem.organisations.roles import Role
from treem.reporting import selectors, services
from treem.reporting.errors import BadInput, NoDocument, ReturnRefused, RoundNotOpen, SkipReasonMissing
from treem.reporting.models import Return, ReturnDuty, Round
from treem.reporting.tests.factories import (
    AT,
    OPENED,
    approved,
    committee,
    make_draft,
    make_duty,
    make_round,
    return_of,
    scope_of,
    type_in,
)

pytestmark = pytest.mark.database

LAST = date(2026, 12, 15)


def _document() -> Document:
    return Document.objects.create(
        type="Công văn", subject="Tăng cường bảo đảm quyền trẻ em", sha256="a" * 64, received_at=OPENED
    )


def _letter(world: World) -> tuple[Round, list[Obligation]]:
    """Two duties for both communes, one for an agency, and the report on all of them before 15/12/2026."""
    document = _document()
    agency = world.bodies["so-gddt"]
    communes = [committee(world), committee(world, world.neighbouring)]
    undated = {
        "document": document, "unit_type": "task", "deadline": None, "deadline_op": "", "recurrence": "", "period": "",
    }  # fmt: skip
    tasks = [
        make_duty(
            world, communes, path="6.1", text="Rà soát, cập nhật dữ liệu về trẻ em trên địa bàn.", **undated
        ),
        make_duty(world, communes, path="6.2", text="Bố trí nguồn lực cho công tác trẻ em.", **undated),
        make_duty(world, [agency], path="3.1", text="Tăng cường tư vấn tâm lý học đường.", **undated),
    ]
    report = make_duty(
        world, [*communes, agency], path="8", document=document, deadline=LAST, recurrence="", period="",
        text="Báo cáo kết quả thực hiện gửi Sở Y tế.",
    )  # fmt: skip
    return Round.objects.get(obligation=report), tasks


def _open(world: World, round: Round) -> Round:
    bodies: list[Body] = [committee(world), committee(world, world.neighbouring), world.bodies["so-gddt"]]
    services.open_round(round, bodies, world.hung, at=OPENED)
    round.refresh_from_db()
    return round


def _rows(report: Return) -> list[ReturnDuty]:
    return list(report.duties.order_by("pk"))


def _answers(report: Return, **more: str) -> dict[str, str]:
    first, second = _rows(report)
    return {
        f"duty_{first.pk}_state": "done", f"duty_{first.pk}_result": "Đã rà soát 23 bản.",
        f"duty_{second.pk}_state": "not_yet", f"duty_{second.pk}_difficulties": "Chưa có kinh phí.",
        f"duty_{second.pk}_proposals": "Đề nghị tỉnh bổ sung.", **more,
    }  # fmt: skip


def test_a_report_without_a_period_is_about_the_document_and_its_duties(world: World) -> None:
    round, tasks = _letter(world)
    assert (round.kind, round.template_key, round.deadline) == ("one_off", "directive-results", LAST)
    duties.report_execution(
        Execution.objects.get(obligation=tasks[0], body=committee(world)),
        actor=world.lan,
        note="Rà soát xong.",
        at=AT,
    )
    _open(world, round)
    own, agency = return_of(round, committee(world)), return_of(round, world.bodies["so-gddt"])
    assert [(r.path, r.state, r.result) for r in _rows(own)] == [
        ("6.1", "done", "Rà soát xong."),
        ("6.2", "", ""),
    ]
    assert [(r.path, r.commune_id) for r in _rows(agency)] == [("3.1", None)]


def test_a_report_about_a_period_keeps_its_figures(world: World) -> None:
    duty = make_duty(world, document=_document(), recurrence="", period="2026")
    assert Round.objects.get(obligation=duty).template_key == "children-basic"


def test_each_duty_wants_its_state_and_the_words_to_it(world: World) -> None:
    report = return_of(_open(world, _letter(world)[0]), committee(world))
    first, second = _rows(report)
    type_in(report, world.lan, {}, notes={f"duty_{second.pk}_state": "not_yet"})
    with pytest.raises(ReturnRefused) as caught:
        services.present(report, actor=world.lan, at=AT)
    assert {f.row: f.text for f in caught.value.findings} == {
        f"duty_{first.pk}": "Hãy chọn tình trạng thực hiện nhiệm vụ này.",
        f"duty_{second.pk}": "Chưa thực hiện: hãy ghi khó khăn, vướng mắc.",
    }
    with pytest.raises(BadInput) as faults:
        type_in(
            report, world.lan, {}, notes=_answers(report, **{f"duty_{first.pk}_link": "javascript:alert(1)"})
        )
    assert "https://" in faults.value.faults[f"duty_{first.pk}_link"]
    type_in(report, world.lan, {}, notes=_answers(report))
    assert services.present(report, actor=world.lan, at=AT).step == "check"


def test_what_was_reported_since_comes_into_the_empty_rows_only(world: World) -> None:
    round, tasks = _letter(world)
    report = return_of(_open(world, round), committee(world))
    first, _second = _rows(report)
    type_in(report, world.lan, {}, notes={f"duty_{first.pk}_result": "Của tôi."})
    for task in tasks[:2]:
        execution = Execution.objects.get(obligation=task, body=committee(world))
        duties.report_execution(execution, actor=world.lan, note="Theo nhiệm vụ.", at=AT)
    services.fill_from_duties(report, actor=world.lan, at=AT)
    assert [(r.state, r.result) for r in _rows(report)] == [("done", "Của tôi."), ("done", "Theo nhiệm vụ.")]


def test_accepting_settles_the_duties_the_return_calls_done(world: World) -> None:
    round, tasks = _letter(world)
    report = return_of(_open(world, round), committee(world))
    type_in(report, world.lan, {}, notes=_answers(report))
    sent = services.submit(approved(report, world.lan), actor=world.lan, at=AT)
    assert sent.snapshot is not None
    assert [row["state"] for row in sent.snapshot["duties"]] == ["done", "not_yet"]
    (part,) = [p for p in services.consolidate(round).in_words if p.sent]
    assert "Được giao 2 nhiệm vụ: 1 hoàn thành, 0 đang thực hiện, 1 chưa thực hiện." in part.narrative
    assert (
        "- 6.2 (chưa thực hiện): Khó khăn: Chưa có kinh phí. Đề xuất: Đề nghị tỉnh bổ sung." in part.narrative
    )
    services.accept(sent, actor=world.hung, at=AT)
    states = {e.obligation_id: e.state for e in Execution.objects.filter(body=committee(world))}
    assert [states[t.pk] for t in tasks[:2]] == ["accepted", "not_started"]
    assert states[round.obligation_id] == "accepted"  # type: ignore[index]


def test_who_has_not_sent_is_named_once_at_the_top_and_who_has_sent_has_a_part(
    world: World, browser: Callable[..., Any]
) -> None:
    round = _open(world, _letter(world)[0])
    url = reverse("reporting:consolidated", args=[round.uuid])
    page = browser(world.hung).get(url).content.decode()
    words = page[page.index('id="words"') :]
    assert "Chưa có phần viết nào được gửi." in words
    assert "Chiềng Sung" not in words
    assert page.count("xã Chiềng Sung") == 1
    report = return_of(round, committee(world))
    type_in(report, world.lan, {}, notes=_answers(report))
    services.submit(approved(report, world.lan), actor=world.lan, at=AT)
    words = browser(world.hung).get(url).content.decode()
    words = words[words.index('id="words"') :]
    assert words.count("<h3>") == 1
    assert "Được giao 2 nhiệm vụ" in words


def test_the_template_of_duties_wants_a_document(world: World) -> None:
    draft = make_draft(world)
    Round.objects.filter(pk=draft.pk).update(template_key="directive-results")
    with pytest.raises(NoDocument):
        services.open_round(draft, [committee(world)], world.hung, at=OPENED)


def test_the_rows_of_a_neighbour_are_not_there(world: World) -> None:
    report = return_of(_open(world, _letter(world)[0]), committee(world))
    with as_app(scope_of(world.neighbour)):
        assert ReturnDuty.objects.filter(report_id=report.pk).count() == 0
        assert ReturnDuty.objects.filter(pk__in=[r.pk for r in _rows(report)]).update(result="Sửa trộm.") == 0
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM reporting_returndutyevent")
    with as_app(scope_of(world.lan)):
        assert ReturnDuty.objects.filter(report_id=report.pk).count() == 2


def test_the_page_shows_each_duty_and_loses_nothing(world: World, browser: Callable[..., Any]) -> None:
    report = return_of(_open(world, _letter(world)[0]), committee(world))
    first, _second = _rows(report)
    lan, url = browser(world.lan), f"/reports/returns/{report.uuid}/"
    assert "Rà soát, cập nhật dữ liệu về trẻ em" in lan.get(url).content.decode()
    given = {"as_of": "15/10/2026", "narrative": "", "version": "1", **_answers(report)}
    bad = lan.post(f"{url}save/", {**given, f"duty_{first.pk}_link": "tep.pdf"})
    assert bad.status_code == 422
    text = bad.content.decode()
    assert "Đường dẫn phải bắt đầu" in text
    assert 'value="tep.pdf"' in text
    assert "Đã rà soát 23 bản." in text
    assert lan.post(f"{url}save/", given).status_code == 302
    stale = lan.post(f"{url}save/", {**given, f"duty_{first.pk}_state": "doing"})
    assert stale.status_code == 409
    assert f'name="mine_duty_{first.pk}_state" value="đang thực hiện"' in stale.content.decode()
    chosen = {
        "version": "2", "as_of": "15/10/2026", "narrative": "", f"choose_duty_{first.pk}_state": "mine",
        f"mine_duty_{first.pk}_state": "đang thực hiện",
    }  # fmt: skip
    assert lan.post(f"{url}save/", chosen).status_code == 302
    first.refresh_from_db()
    assert (first.state, first.result) == ("doing", "Đã rà soát 23 bản.")
    assert lan.post(f"{url}count/", {**given, "version": "3"}).status_code == 302
    assert "Chưa có kinh phí." in browser(world.hung).get(url).content.decode()


def test_a_long_return_begins_with_the_list_of_its_duties_and_how_far_each_is(
    world: World, browser: Callable[..., Any]
) -> None:
    round, tasks = _letter(world)
    for n in range(4):
        make_duty(
            world, [committee(world)], path=f"7.{n}", text=f"Việc thử số {n} của xã, phường.", unit_type="task", recurrence="",
            document=tasks[0].document, deadline=None, deadline_op="", period="",
        )  # fmt: skip
    report = return_of(_open(world, round), committee(world))
    first = _rows(report)[0]
    ReturnDuty.objects.filter(pk=first.pk).update(state="done", result="Xong.")
    lan, url = browser(world.lan), f"/reports/returns/{report.uuid}/"
    text = lan.get(url).content.decode()
    assert "Đã ghi 1 trong 6 nhiệm vụ" in text
    for row in _rows(report):
        assert text.count(f'href="#line-duty_{row.pk}"') == 1
        assert text.count(f'id="line-duty_{row.pk}"') == 1
    refused = lan.post(
        f"{url}present/", {"as_of": "15/10/2026", "narrative": "", "version": report.version}
    ).content.decode()
    assert refused.count('class="error-summary"') == 1


# -- a day that had passed --------------------------------------------------------------------------------


@pytest.fixture
def past(world: World) -> Round:
    """The six-month round of a plan that was entered after its day."""
    make_duty(world, deadline=date(2026, 5, 10), recurrence="half_yearly", period="")
    round = Round.objects.get()
    Round.objects.filter(pk=round.pk).update(created_at=datetime(2026, 5, 22, 9, 0, tzinfo=VIETNAM))
    round.refresh_from_db()
    return round


def test_a_round_whose_day_had_passed_says_so_and_may_be_opened_all_the_same(
    world: World, past: Round, browser: Callable[..., Any]
) -> None:
    assert past.late_from_the_start
    hung = browser(world.hung)
    assert "Đã qua hạn khi văn bản được nhập" in hung.get("/reports/?state=draft").content.decode()
    assert "Không mở vòng này" in hung.get(f"/reports/rounds/{past.uuid}/draft/").content.decode()
    services.open_round(past, [committee(world)], world.hung, at=AT)
    assert "Vòng báo cáo mở sau hạn của văn bản" in hung.get(f"/reports/rounds/{past.uuid}/").content.decode()
    report = return_of(past, committee(world))
    assert "mở sau hạn" in browser(world.lan).get(f"/reports/returns/{report.uuid}/").content.decode()


def test_a_round_that_is_not_opened_says_why_and_may_come_back(
    world: World, past: Round, browser: Callable[..., Any]
) -> None:
    hung, url = browser(world.hung), f"/reports/rounds/{past.uuid}/"
    empty = hung.post(f"{url}skip/", {"reason": " "})
    assert empty.status_code == 422
    assert "Hãy ghi lý do không mở" in empty.content.decode()
    assert hung.post(f"{url}skip/", {"reason": "Đã báo cáo bằng bản giấy."}).status_code == 302
    past.refresh_from_db()
    assert (past.state, past.skip_reason) == ("skipped", "Đã báo cáo bằng bản giấy.")
    assert "Đã báo cáo bằng bản giấy." in hung.get(url).content.decode()
    assert browser(world.users[Role.PROVINCE_LEADER]).get(url).status_code == 404
    assert past.title not in browser(world.lan).get("/reports/").content.decode()
    with pytest.raises(RoundNotOpen):
        services.open_round(past, [committee(world)], world.hung, at=AT)
    with pytest.raises(SkipReasonMissing):
        services.skip_round(past, world.hung, reason="", at=AT)
    assert hung.post(f"{url}draft-again/").status_code == 302
    past.refresh_from_db()
    assert (past.state, past.skip_reason, past.closed_at) == ("draft", "", None)


def test_a_round_that_is_not_opened_does_not_come_back_beside_the_draft_that_took_its_place(
    world: World, browser: Callable[..., Any]
) -> None:
    def drafted() -> Round:
        return services.draft_round(
            kind="ad_hoc", period="2026-10", deadline=None, deadline_op="by", template_key="children-basic", title="",
            actor=world.hung, at=AT,
        )  # fmt: skip

    first = drafted()
    services.skip_round(first, world.hung, reason="Chưa cần.", at=AT)
    second = drafted()
    hung, again = browser(world.hung), f"/reports/rounds/{first.uuid}/draft-again/"
    refused = hung.post(again, follow=True)
    assert (refused.status_code, refused.redirect_chain[0][0]) == (200, f"/reports/rounds/{first.uuid}/")
    assert "Đã có vòng báo cáo nháp cùng kỳ, cùng mẫu" in refused.content.decode()
    assert sorted(Round.objects.values_list("state", flat=True)) == ["draft", "skipped"]
    services.skip_round(second, world.hung, reason="Cũng chưa cần.", at=AT)
    assert hung.post(again).status_code == 302
    first.refresh_from_db()
    assert first.state == "draft"


# -- how it stands ----------------------------------------------------------------------------------------


def test_a_body_that_was_closed_is_named_in_plain_words(world: World, browser: Callable[..., Any]) -> None:
    round = make_round(world)
    gone = committee(world, world.neighbouring)
    Body.objects.filter(pk=gone.pk).update(valid_to=date(2026, 10, 31))
    page = browser(world.hung).get(f"/reports/rounds/{round.uuid}/").content.decode()
    assert "đã kết thúc hoạt động" in page
    assert f"{gone.name} (đến hết 31/10/2026)" in page
    assert selectors.bodies_gone(round, []) == [Body.objects.get(pk=gone.pk)]


def test_the_filters_of_a_round_show_what_they_count(world: World, browser: Callable[..., Any]) -> None:
    round = make_round(world)
    type_in(return_of(round, committee(world)), world.lan)
    services.present(return_of(round, committee(world)), actor=world.lan, at=AT)
    hung = browser(world.hung)

    def names(which: str) -> tuple[bool, bool]:
        page = hung.get(f"/reports/rounds/{round.uuid}/?state={which}").content.decode()
        table = page[page.index('id="accept-many"') :] if 'id="accept-many"' in page else ""
        return "xã Chiềng Sung" in table, "xã Mường Chanh" in table

    assert names("checking") == (True, False)
    assert names("missing") == (True, True)
    assert names("not_started") == (False, True)
    assert names("approving") == (False, False)
    assert names("") == (True, True)
    assert hung.get(f"/reports/rounds/{round.uuid}/?state=nonsense").status_code == 404
