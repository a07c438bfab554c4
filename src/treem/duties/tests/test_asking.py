"""Questions, more time, waivers: asked by a body, answered by the lead agency."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from conftest import as_app
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.db.scope import Scope
from treem.duties import following, rules, services
from treem.duties.errors import (
    AlreadyDone,
    CannotMove,
    ExtensionImplausible,
    NothingToExtend,
    ReasonMissing,
    RequestClosed,
    RequestWaiting,
)
from treem.duties.models import Clarification, Execution, Request, RequestKind, RequestState
from treem.duties.tests.factories import AT, committee, make_execution
from treem.duties.timeline import moments_of
from treem.kernel.time import now, today
from treem.organisations.models import Role, User

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def head_of_lead(world: World) -> User:
    return world.users[Role.LEAD_DIVISION_HEAD]


def late_execution(world: World) -> Execution:
    return make_execution(world, deadline=today() - timedelta(days=10), deadline_op="by")


def asked(world: World, execution: Execution, kind: RequestKind, until: date | None = None) -> Request:
    return services.ask(
        execution, kind=kind, text="Xã bị chia cắt do mưa lũ.", until=until, actor=world.lan, at=now()
    )


# -- rules ------------------------------------------------------------------------------------------------


def test_an_extension_moves_the_clock_and_keeps_the_date_of_the_document() -> None:
    written = rules.term("before", date(2026, 12, 15), given_on=date(2026, 11, 2))
    longer = rules.extended(date(2026, 12, 20), of=written, given_on=date(2026, 12, 10))
    assert longer.due_on == date(2026, 12, 15)
    assert (longer.last_day, longer.late_from) == (date(2026, 12, 20), date(2026, 12, 21))
    assert longer.soon_from is not None
    assert date(2026, 12, 10) < longer.soon_from <= date(2026, 12, 20)


@pytest.mark.parametrize(
    ("to", "fits"),
    [
        (date(2026, 12, 14), False),  # the present last day
        (date(2026, 12, 15), True),
        (date(2027, 12, 15), True),
        (date(2027, 12, 16), False),  # more than a year
    ],
)
def test_the_new_day_is_later_than_the_present_one_and_within_a_year(to: date, fits: bool) -> None:
    written = rules.term("before", date(2026, 12, 15), given_on=date(2026, 11, 2))
    assert rules.may_extend(to, of=written, today=date(2026, 11, 26)) is fits


def test_an_overdue_duty_is_not_extended_into_the_past() -> None:
    written = rules.term("by", date(2026, 11, 1), given_on=date(2026, 10, 1))
    assert not rules.may_extend(date(2026, 11, 10), of=written, today=date(2026, 11, 26))
    assert rules.may_extend(date(2026, 11, 26), of=written, today=date(2026, 11, 26))


# -- asked and decided ------------------------------------------------------------------------------------


def test_more_time_granted_ends_being_late_and_is_told_in_the_history(world: World) -> None:
    execution = late_execution(world)
    assert execution.standing(today()).word == "overdue"
    until = today() + timedelta(days=5)
    request = asked(world, execution, RequestKind.EXTENSION, until)
    services.decide_request(request, granted=True, text="", actor=head_of_lead(world), at=now())
    execution.refresh_from_db()
    assert (execution.extended_to, execution.last_day) == (until, until)
    assert execution.due_on == today() - timedelta(days=10)
    assert execution.standing(today()).word == "received"
    assert execution.standing(until + timedelta(days=1)).word == "overdue"
    assert any(until.strftime("%d/%m/%Y") in str(moment.what) for moment in moments_of(execution))


def test_the_lead_may_grant_less_than_was_asked(world: World) -> None:
    execution = late_execution(world)
    request = asked(world, execution, RequestKind.EXTENSION, today() + timedelta(days=20))
    less = today() + timedelta(days=3)
    services.decide_request(
        request, granted=True, text="Đến thứ Hai.", until=less, actor=head_of_lead(world), at=now()
    )
    request.refresh_from_db()
    assert (request.state, request.granted_until, request.until) == (
        RequestState.GRANTED,
        less,
        today() + timedelta(days=20),
    )


def test_a_refusal_needs_its_reason_and_changes_nothing(world: World) -> None:
    execution = late_execution(world)
    request = asked(world, execution, RequestKind.WAIVER)
    with pytest.raises(ReasonMissing):
        services.decide_request(request, granted=False, text=" ", actor=head_of_lead(world), at=now())
    services.decide_request(request, granted=False, text="Vẫn phải làm.", actor=head_of_lead(world), at=now())
    execution.refresh_from_db()
    assert execution.standing(today()).word == "overdue"
    with pytest.raises(RequestClosed):
        services.decide_request(request, granted=True, text="", actor=head_of_lead(world), at=now())


def test_a_waiver_ends_the_duty_refuses_what_waits_and_can_be_ended(world: World) -> None:
    execution = late_execution(world)
    waiting = asked(world, execution, RequestKind.EXTENSION, today() + timedelta(days=3))
    request = asked(world, execution, RequestKind.WAIVER)
    services.decide_request(request, granted=True, text="", actor=head_of_lead(world), at=now())
    execution.refresh_from_db()
    waiting.refresh_from_db()
    assert (execution.standing(today()).word, waiting.state) == ("waived", RequestState.REFUSED)
    with pytest.raises(CannotMove):
        services.report_execution(execution, actor=world.lan, note="Xong.", at=now())
    services.end_waiver(execution, reason="Nhầm đơn vị.", actor=head_of_lead(world), at=now())
    execution.refresh_from_db()
    assert execution.standing(today()).word == "overdue"


def test_nothing_but_a_question_is_asked_about_what_is_done(world: World) -> None:
    execution = make_execution(world)
    execution = services.report_execution(execution, actor=world.lan, note="Xong.", at=AT)
    for kind in (RequestKind.EXTENSION, RequestKind.WAIVER):
        with pytest.raises(AlreadyDone):
            asked(world, execution, kind, today() + timedelta(days=30))
    assert asked(world, execution, RequestKind.QUESTION).state == RequestState.WAITING


def test_one_request_of_a_kind_waits_at_a_time_also_for_two_clerks_in_one_second(world: World) -> None:
    execution = late_execution(world)
    first = asked(world, execution, RequestKind.WAIVER)
    with pytest.raises(RequestWaiting):
        asked(world, execution, RequestKind.WAIVER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.create(
            execution=execution, body_id=execution.body_id, kind="waiver", text="x", at=now(), by=world.lan
        )
    services.withdraw_request(first, actor=world.lan, at=now())
    assert asked(world, execution, RequestKind.WAIVER).state == RequestState.WAITING


def test_without_a_date_there_is_nothing_to_extend(world: World) -> None:
    execution = make_execution(world, deadline=None, deadline_op="")
    with pytest.raises(NothingToExtend):
        asked(world, execution, RequestKind.EXTENSION, today() + timedelta(days=3))
    with pytest.raises(ExtensionImplausible):
        asked(world, late_execution(world), RequestKind.EXTENSION, today() - timedelta(days=1))


def test_an_answer_for_all_names_no_asker(world: World, client: Any) -> None:
    execution = make_execution(world)
    neighbour = committee(world, world.neighbouring)
    services.issue_obligations([execution.obligation], {execution.obligation: [neighbour]}, world.hung, at=AT)
    other = Execution.objects.get(obligation=execution.obligation, body=neighbour)
    request = services.ask(
        execution,
        kind=RequestKind.QUESTION,
        text="Xã Mường Thử hỏi: có cần phụ lục không?",
        until=None,
        actor=world.lan,
        at=now(),
    )
    services.answer(
        request, text="Không cần phụ lục.", shared="Có cần phụ lục không?", actor=world.hung, at=now()
    )
    assert Clarification.objects.get().question == "Có cần phụ lục không?"
    client.force_login(world.neighbour, backend=BACKEND)
    shown = client.get(reverse("duties:execution", args=[other.uuid])).content.decode()
    assert "Không cần phụ lục." in shown
    assert "Mường Thử" not in shown


def test_a_neighbour_reads_and_writes_no_request(world: World) -> None:
    request = asked(world, late_execution(world), RequestKind.WAIVER)
    neighbour = committee(world, world.neighbouring)
    scope = Scope(user_id=1, communes=(world.neighbouring.pk,), bodies=(neighbour.pk,))
    with as_app(scope):
        assert not Request.objects.filter(pk=request.pk).exists()
        assert not Request.objects.filter(pk=request.pk).update(text="Đổi.")
    assert following.request_visible(request.uuid, [neighbour.pk]) is None
    request.refresh_from_db()
    assert request.text == "Xã bị chia cắt do mưa lũ."


# -- over the pages ---------------------------------------------------------------------------------------


def test_from_the_phone_of_the_commune_to_the_desk_of_the_head_and_back(world: World, client: Any) -> None:
    execution = late_execution(world)
    page = reverse("duties:execution", args=[execution.uuid])
    client.force_login(world.lan, backend=BACKEND)
    until = today() + timedelta(days=4)
    typed = {"kind": "extension", "text": "Đường sạt lở.", "until": until.strftime("%d/%m/%Y")}
    assert client.post(reverse("duties:ask", args=[execution.uuid]), typed).status_code == 302
    (request,) = Request.objects.all()
    client.force_login(head_of_lead(world), backend=BACKEND)
    listed = client.get(reverse("duties:requests")).content.decode()
    assert "Đường sạt lở." in listed
    assert f"{page}#request-{request.pk}" in listed
    decided = client.post(reverse("duties:decide", args=[request.uuid]), {"granted": "yes"})
    assert decided.status_code == 302
    client.force_login(world.lan, backend=BACKEND)
    assert f"Gia hạn đến hết ngày {until:%d/%m/%Y}" in client.get(page).content.decode()


def test_what_was_typed_comes_back_with_the_reason(world: World, client: Any) -> None:
    execution = late_execution(world)
    client.force_login(world.lan, backend=BACKEND)
    typed = {"kind": "extension", "text": "Đường sạt lở.", "until": "01/01/2020"}
    answer = client.post(reverse("duties:ask", args=[execution.uuid]), typed)
    assert answer.status_code == 422
    assert "Đường sạt lở." in answer.content.decode()
    assert "Hạn mới phải từ hôm nay trở đi" in answer.content.decode()
    assert not Request.objects.exists()


def test_a_specialist_answers_questions_and_grants_nothing(world: World, client: Any) -> None:
    execution = late_execution(world)
    question = asked(world, execution, RequestKind.QUESTION)
    waiver = asked(world, execution, RequestKind.WAIVER)
    client.force_login(world.hung, backend=BACKEND)
    assert client.post(reverse("duties:decide", args=[waiver.uuid]), {"granted": "yes"}).status_code == 403
    done = client.post(reverse("duties:answer", args=[question.uuid]), {"answer": "Theo mẫu cũ."})
    assert done.status_code == 302
    waiver.refresh_from_db()
    question.refresh_from_db()
    assert (waiver.state, question.answer) == (RequestState.WAITING, "Theo mẫu cũ.")


def test_the_head_grants_unasked_with_the_version_that_was_seen(world: World, client: Any) -> None:
    execution = late_execution(world)
    client.force_login(head_of_lead(world), backend=BACKEND)
    url = reverse("duties:grant", args=[execution.uuid])
    typed = {"kind": "waiver", "text": "Xã không có cơ sở nào loại này.", "version": execution.version}
    assert client.post(url, {**typed, "version": 99}).status_code == 409
    assert client.post(url, typed).status_code == 302
    execution.refresh_from_db()
    assert execution.state == rules.WAIVED
    ended = client.post(
        reverse("duties:end_waiver", args=[execution.uuid]), {"note": "Nhầm.", "version": execution.version}
    )
    assert ended.status_code == 302
    execution.refresh_from_db()
    assert execution.state == rules.NOT_STARTED
