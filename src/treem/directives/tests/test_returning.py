"""«Trở lại bản trước»: what a wrong replacement did is taken back, and what stands on it is in the way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from conftest import as_app
from django.db import ProgrammingError, transaction
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.db.scope import Scope
from treem.directives import selectors, services
from treem.directives.errors import (
    NotAskedBack,
    NoWayBack,
    OwnWork,
    ReasonMissing,
    SecondPersonNeeded,
    StandsIssued,
    Withdrawn,
)
from treem.directives.models import Item, ItemState, Reading, Step
from treem.directives.tests.factories import AT, BACKEND, TEXT, issue, make_reading, use_fake_reader
from treem.directives.tests.test_issuing import decide_all
from treem.directives.tests.test_replacing import NEW_TEXT, by_words, decide_new, new_result, replace
from treem.documents import services as documents
from treem.documents.models import Citation, Document, Edition
from treem.duties import services as duties
from treem.duties.models import AmendedWork, Amendment, Execution, Obligation, RequestKind
from treem.duties.tests.factories import committee
from treem.indicators.models import PlanTarget
from treem.indicators.selectors import targets_in_force

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("own_files")]

WRONG_AT = AT + timedelta(days=1)
BACK_AT = AT + timedelta(days=2)
WHY = "Tệp của văn bản khác được đưa vào nhầm."


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def first(world: World, monkeypatch: pytest.MonkeyPatch) -> Reading:
    made = make_reading(world, monkeypatch)
    decide_all(made, world)
    return made


@pytest.fixture
def director(world: World) -> Any:
    return world.users["lead_director"]


def other_targets() -> dict[str, Any]:
    """A wrong edition that changes a duty, drops one, brings one, and sets another target."""
    found = new_result()
    found["targets"][0].update(
        number="2", indicator_name="Tỷ lệ trẻ em biết bơi", value="50", comparator="ge"
    )
    return found


@pytest.fixture
def wrong(world: World, first: Reading, monkeypatch: pytest.MonkeyPatch) -> Reading:
    """The first edition issued, then a wrong one in its place, issued a day later."""
    issue(first, world)
    return issue_wrong(first, world, monkeypatch)


def issue_wrong(
    first: Reading, world: World, monkeypatch: pytest.MonkeyPatch, found: dict[str, Any] | None = None
) -> Reading:
    new = replace(first, world, monkeypatch, found or other_targets())
    decide_new(new, world)
    services.present(new, actor=world.hung, at=WRONG_AT)
    services.issue(new, world.users["lead_director"], at=WRONG_AT)
    new.refresh_from_db()
    return new


def standing() -> dict[str, Any]:
    """Everything that going back has to bring back."""
    return {
        "duties": list(
            Obligation.objects.exclude(state="withdrawn").order_by("uuid").values_list(
                "uuid", "path", "text", "state", "deadline", "deadline_op", "origin_url", "document_label"
            )
        ),
        "work": list(
            Execution.objects.exclude(state="waived").order_by("pk").values_list(
                "pk", "state", "due_on", "last_day", "soon_from", "late_from", "extended_to"
            )
        ),
        "targets": [(each.label, each.name, each.level, each.comparator) for each in targets_in_force(2026)],
        "document": Document.objects.values_list("text", "file_name", "sha256", "number_symbol", "state", "edition").get(),
        "citations": list(Citation.objects.order_by("pk").values_list("number_symbol", "finding", "confirmed", "rejected")),
    }  # fmt: skip


def go_back(wrong: Reading, world: World, director: Any) -> Reading:
    services.ask_back(wrong, why=WHY, actor=world.hung, at=BACK_AT)
    return services.go_back(wrong, actor=director, at=BACK_AT)


# -- an edition that was not issued --------------------------------------------------------------------------


def test_a_wrong_edition_that_binds_nobody_goes_at_once_and_the_review_goes_on(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = standing()
    new = replace(first, world, monkeypatch, {**new_result(), "citations": []})
    assert Citation.objects.get().rejected
    right = services.go_back(new, why=WHY, actor=world.hung, at=BACK_AT)
    assert (right.pk, right.state) == (first.pk, "review")
    assert standing() == before
    new.refresh_from_db()
    assert new.state == "withdrawn"
    kept = Edition.objects.get(withdrawn=True)
    assert (kept.number, kept.text, kept.why, kept.replaced_by) == (2, NEW_TEXT, WHY, world.hung)
    issue(right, world)  # and it can be issued as if nothing had happened
    assert Obligation.objects.filter(state="issued").count() == 4


def test_a_confirmed_wrong_letterhead_goes_with_its_edition(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = standing()
    found = new_result()
    found["metadata"] = {**found["metadata"], "number": "78", "subject": "Việc khác"}
    new = replace(first, world, monkeypatch, found, sure=True)
    head = new.items.get(kind="metadata")
    services.decide(head, to=ItemState.ACCEPTED, actor=world.hung, at=AT, version=head.version)
    assert Document.objects.get().number_symbol == "78/UBND-KGVX"
    services.go_back(new, why=WHY, actor=world.hung, at=BACK_AT)
    assert standing() == before


def test_the_first_edition_an_earlier_one_and_a_withdrawn_one_have_no_way_back(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NoWayBack):
        services.go_back(first, why=WHY, actor=world.hung, at=BACK_AT)
    second = replace(first, world, monkeypatch)
    third = replace(second, world, monkeypatch, text=NEW_TEXT + "\nThêm.")
    with pytest.raises(NoWayBack):
        services.go_back(second, why=WHY, actor=world.hung, at=BACK_AT)
    with pytest.raises(ReasonMissing):
        services.go_back(third, why=" ", actor=world.hung, at=BACK_AT)
    assert services.go_back(third, why=WHY, actor=world.hung, at=BACK_AT).pk == second.pk
    with pytest.raises(NoWayBack):
        services.go_back(third, why=WHY, actor=world.hung, at=BACK_AT)
    assert services.go_back(second, why=WHY, actor=world.hung, at=BACK_AT + timedelta(hours=1)).pk == first.pk
    assert Document.objects.get().text == TEXT


def test_the_right_replacement_comes_after_the_way_back_and_gets_the_next_number(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = replace(first, world, monkeypatch)
    services.go_back(new, why=WHY, actor=world.hung, at=BACK_AT)
    with pytest.raises(Withdrawn):
        replace(new, world, monkeypatch, text=NEW_TEXT + "\nThêm.")
    again = services.replace(  # the same file: it was right after all
        first, NEW_TEXT.encode(), "thu-moi.txt", why="Đúng là bản sửa.", actor=world.hung, at=BACK_AT
    )
    again.document.refresh_from_db()
    assert (again.edition, again.document.edition, again.state) == (3, 3, "review")
    assert [each.number for each in Edition.objects.order_by("pk")] == [1, 2, 1]
    assert selectors.reading_of_document(first.document_id) == again


def test_the_file_brought_in_by_mistake_can_come_in_as_the_document_that_it_is(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = new_result()
    found["metadata"] = {**found["metadata"], "number": "99", "date": "2026-10-09"}
    new = replace(first, world, monkeypatch, found, sure=True)
    services.go_back(new, why=WHY, actor=world.hung, at=BACK_AT)
    use_fake_reader(monkeypatch, found)
    taken = services.take_in(NEW_TEXT.encode(), "van-ban-99.txt", world.hung, at=BACK_AT)
    assert taken.new
    assert taken.document.pk != first.document_id


def test_the_number_of_the_earlier_edition_taken_meanwhile_is_said(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch, client: Any
) -> None:
    found = new_result()
    found["metadata"] = {**found["metadata"], "number": "78"}
    new = replace(first, world, monkeypatch, found, sure=True)
    head = new.items.get(kind="metadata")
    services.decide(head, to=ItemState.ACCEPTED, actor=world.hung, at=AT, version=head.version)
    documents.register_document(
        sha256="f" * 64, file_name="77.txt", text="x", metadata=first.result["metadata"], actor=None, at=AT
    )
    client.force_login(world.hung, backend=BACKEND)
    new.refresh_from_db()
    answer = client.post(
        reverse("directives:back", args=[new.uuid]), {"version": new.version, "step": "back", "why": WHY}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Sổ văn bản đã có" in page
    assert WHY in page
    new.refresh_from_db()
    assert new.state == "review"


# -- an edition that was issued ------------------------------------------------------------------------------


def test_duties_work_and_targets_are_as_they_were_and_what_came_is_withdrawn(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch, director: Any
) -> None:
    issue(first, world)
    before = standing()
    wrong = issue_wrong(first, world, monkeypatch)
    assert standing() != before
    right = go_back(wrong, world, director)
    assert (right.pk, right.state) == (first.pk, "issued")
    assert standing() == before
    brought = Obligation.objects.get(text__contains="Rà soát đuối nước")
    assert (brought.state, {each.state for each in brought.executions.all()}) == ("withdrawn", {"waived"})
    gone = PlanTarget.objects.get(number="2")
    assert (gone.withdrawn_why, gone.withdrawn_by_id) == (WHY, director.pk)


def test_each_body_reads_why_and_the_duty_keeps_what_it_said_between(
    world: World, wrong: Reading, director: Any
) -> None:
    go_back(wrong, world, director)
    work = Execution.objects.get(obligation__text__contains="Rà soát ao", body=committee(world))
    assert work.notes.order_by("pk").last().text == WHY  # type: ignore[union-attr]
    said = Amendment.objects.filter(obligation=work.obligation).order_by("pk")
    assert [(each.restored, each.before["deadline"]) for each in said] == [
        (False, "2026-12-15"), (True, "2026-12-10"),
    ]  # fmt: skip
    back = Execution.objects.get(obligation__text__startswith="5. Các đơn vị", body=committee(world))
    assert [each.to_state for each in back.changes.order_by("pk")] == ["not_started", "waived", "not_started"]


def test_what_a_body_did_meanwhile_on_untouched_or_changed_duties_stays(
    world: World, wrong: Reading, director: Any
) -> None:
    same = Execution.objects.get(obligation__text__contains="sơ cấp cứu")
    duties.report_execution(same, actor=world.hung, note="Đã tập huấn.", at=WRONG_AT + timedelta(hours=1))
    begun = Execution.objects.get(obligation__text__contains="Rà soát ao", body=committee(world))
    duties.start_execution(begun, actor=world.lan, at=WRONG_AT + timedelta(hours=1))
    go_back(wrong, world, director)
    same.refresh_from_db()
    begun.refresh_from_db()
    assert (same.state, begun.state, begun.due_on) == ("reported", "in_progress", date(2026, 12, 15))


def test_what_was_answered_on_the_wrong_edition_is_listed_and_nothing_moves(
    world: World, wrong: Reading, director: Any, client: Any
) -> None:
    later = WRONG_AT + timedelta(hours=1)
    changed = Execution.objects.get(obligation__text__contains="Rà soát ao", body=committee(world))
    duties.report_execution(changed, actor=world.lan, note="Đã rào.", at=later)
    other = committee(world, world.neighbouring)
    granted = Execution.objects.get(obligation__text__contains="Rà soát ao", body=other)
    duties.grant_unasked(
        granted, kind=RequestKind.EXTENSION, text="Mưa lũ.", until=date(2026, 12, 31), actor=world.hung, at=later,
        version=granted.version,
    )  # fmt: skip
    before = standing()
    with pytest.raises(StandsIssued) as refused:
        services.ask_back(wrong, why=WHY, actor=world.hung, at=BACK_AT)
    said = str(refused.value)
    assert f"đã báo cáo kết quả: {committee(world).name} (mục 3)" in said
    assert f"đã được gia hạn hoặc miễn: {other.name} (mục 3)" in said
    client.force_login(world.hung, backend=BACKEND)
    page = client.get(reverse("directives:back", args=[wrong.uuid])).content.decode()
    assert "Chưa trở lại được" in page
    assert committee(world).name in page
    assert 'name="step"' not in page
    assert standing() == before


def test_an_answer_between_the_question_and_the_decision_stops_it(
    world: World, wrong: Reading, director: Any
) -> None:
    services.ask_back(wrong, why=WHY, actor=world.hung, at=BACK_AT)
    work = Execution.objects.get(obligation__text__contains="Rà soát đuối nước")
    duties.report_execution(work, actor=world.hung, note="Đã rà soát.", at=BACK_AT + timedelta(hours=1))
    with pytest.raises(StandsIssued):
        services.go_back(wrong, actor=director, at=BACK_AT + timedelta(hours=2))
    wrong.refresh_from_db()
    assert wrong.state == "issued"


# -- second eyes ---------------------------------------------------------------------------------------------


def test_what_binds_others_takes_one_who_asks_and_another_who_decides(
    world: World, wrong: Reading, director: Any
) -> None:
    with pytest.raises(SecondPersonNeeded):
        services.go_back(wrong, why=WHY, actor=director, at=BACK_AT)
    with pytest.raises(ReasonMissing):
        services.ask_back(wrong, why="", actor=world.hung, at=BACK_AT)
    services.ask_back(wrong, why=WHY, actor=world.hung, at=BACK_AT)
    wrong.refresh_from_db()
    with pytest.raises(OwnWork):
        services.go_back(wrong, actor=world.hung, at=BACK_AT)
    services.stay(wrong, why="Tệp đúng mà.", actor=director, at=BACK_AT)
    with pytest.raises(NotAskedBack):
        services.stay(wrong, why="Lần nữa.", actor=director, at=BACK_AT)
    wrong.refresh_from_db()
    assert (wrong.state, wrong.back_why) == ("issued", "")
    go_back(wrong, world, director)
    assert list(Step.objects.filter(at=BACK_AT).order_by("pk").values_list("reading__edition", "act", "by", "note")) == [
        (2, "asked_back", world.hung.pk, WHY),
        (2, "stayed", director.pk, "Tệp đúng mà."),
        (2, "asked_back", world.hung.pk, WHY),
        (2, "withdrawn", director.pk, WHY),
        (1, "restored", director.pk, WHY),
    ]  # fmt: skip


def test_a_better_replacement_ends_the_question(
    world: World, wrong: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.ask_back(wrong, why=WHY, actor=world.hung, at=BACK_AT)
    replace(wrong, world, monkeypatch, text=NEW_TEXT + "\nThêm.")
    wrong.refresh_from_db()
    assert wrong.back_asked_at is None


# -- the pages ------------------------------------------------------------------------------------------------


def test_the_way_back_through_the_web(world: World, wrong: Reading, director: Any, client: Any) -> None:
    client.force_login(world.hung, backend=BACKEND)
    url = reverse("directives:back", args=[wrong.uuid])
    assert url in client.get(reverse("directives:review", args=[wrong.uuid])).content.decode()
    page = client.get(url).content.decode()
    for words in (
        "Bản 1 lại là bản đang dùng",
        "1 nhiệm vụ do bản này giao được rút",
        "1 nhiệm vụ bản này đã đổi trở lại",
        "1 nhiệm vụ bản này đã rút được giao lại",
        "2 chỉ tiêu kế hoạch trở lại như trước",
        "Đề nghị trở lại bản trước",
    ):
        assert words in page
    assert "không bắt buộc" not in page
    bare = client.post(url, {"version": wrong.version, "step": "ask", "why": ""})
    assert bare.status_code == 422
    assert "Hãy ghi lý do" in bare.content.decode()
    stale = client.post(url, {"version": wrong.version - 1, "step": "ask", "why": WHY})
    assert stale.status_code == 422
    assert WHY in stale.content.decode()
    assert client.post(url, {"version": wrong.version, "step": "ask", "why": WHY}).status_code == 302
    assert "chờ một người khác" in client.get(url).content.decode()
    client.force_login(director, backend=BACKEND)
    assert url in client.get(reverse("directives:waiting")).content.decode()
    page = client.get(url).content.decode()
    assert WHY in page
    assert "Đồng ý, trở lại bản trước" in page
    wrong.refresh_from_db()
    done = client.post(url, {"version": wrong.version, "step": "back"})
    assert done["Location"] == reverse("directives:review", args=[wrong.earlier.uuid])  # type: ignore[union-attr]
    assert "Trở lại là bản đang dùng" in client.get(done["Location"]).content.decode()
    old = client.get(reverse("directives:review", args=[wrong.uuid])).content.decode()
    assert "đưa vào nhầm và đã rút" in old
    listed = client.get(
        reverse("documents:document", args=[wrong.document.uuid]), {"edition": 2}
    ).content.decode()
    assert "Dưới đây là chữ của bản 2, đưa vào nhầm và đã rút" in listed
    assert WHY in listed
    assert client.get(url).status_code == 302


def test_who_takes_nothing_in_goes_nowhere_back(world: World, wrong: Reading, client: Any) -> None:
    for role in ("commune_officer", "sector_officer", "province_leader", "inspector"):
        client.force_login(world.users[role], backend=BACKEND)
        answer = client.post(
            reverse("directives:back", args=[wrong.uuid]), {"step": "back", "version": wrong.version}
        )
        assert answer.status_code == 403
    wrong.refresh_from_db()
    assert wrong.state == "issued"


def test_the_work_before_is_seen_by_its_own_body_alone_and_never_changed(
    world: World, wrong: Reading
) -> None:
    there = AmendedWork.objects.count()
    mine = AmendedWork.objects.filter(body_id=committee(world).pk).count()
    assert 0 < mine < there
    with as_app(Scope(world.lan.pk, (), (committee(world).pk,))):
        assert AmendedWork.objects.count() == mine
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            AmendedWork.objects.update(state="waived")


# -- targets of an edition that gave way ---------------------------------------------------------------------


def test_targets_that_the_new_edition_does_not_set_leave_the_board_and_keep_their_figures(
    world: World, wrong: Reading
) -> None:
    assert [each.label for each in targets_in_force(2026)] == ["2"]
    left = PlanTarget.objects.get(number="1")
    assert "bản 2" in left.withdrawn_why


def test_an_edition_without_any_target_empties_the_board(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch, client: Any
) -> None:
    issue(first, world)
    new = replace(first, world, monkeypatch, {**new_result(), "targets": []})
    decide_new(new, world)
    services.present(new, actor=world.hung, at=WRONG_AT)
    client.force_login(world.users["lead_director"], backend=BACKEND)
    page = client.get(reverse("directives:issue", args=[new.uuid])).content.decode()
    assert "1 chỉ tiêu kế hoạch của bản trước rời bảng theo dõi" in page
    assert len(targets_in_force(2026)) == 1
    services.issue(new, world.users["lead_director"], at=WRONG_AT)
    assert not targets_in_force(2026)


def test_a_change_of_a_target_that_a_person_refused_leaves_it_as_it_was(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(first, world)
    found = new_result()
    found["targets"][0].update(value="450")
    new = replace(first, world, monkeypatch, found)
    one: Item = new.items.get(kind="target")
    services.decide(one, to=ItemState.REJECTED, actor=world.hung, at=AT, version=one.version)
    decide_new(new, world)
    services.present(new, actor=world.hung, at=WRONG_AT)
    services.issue(new, world.users["lead_director"], at=WRONG_AT)
    assert [each.level for each in targets_in_force(2026)] == [500]
    assert by_words(new, "Rà soát ao").carried == "changed"
