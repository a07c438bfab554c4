"""One duty, many bodies: how they stand, more time for many at once, looked at before, undone as one."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from conftest import as_app
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.db.scope import Scope
from treem.duties import rollup, services
from treem.duties.errors import NothingToUndo, PlanChanged
from treem.duties.models import Execution, Extension, ExtensionLine, Obligation, RequestKind, RequestState
from treem.duties.tests.factories import committee, make_execution, make_obligation, more_communes
from treem.duties.timeline import moments_of
from treem.kernel.time import now, today
from treem.organisations.models import Role, User

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"
UNTIL = today() + timedelta(days=45)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def director(world: World) -> User:
    return world.users[Role.LEAD_DIRECTOR]


def duty(world: World) -> tuple[Obligation, Execution, Execution, Execution]:
    """One duty of two communes and an agency."""
    found = make_obligation(world.hung, deadline=today() + timedelta(days=15), deadline_op="before")
    bodies = [committee(world), committee(world, world.neighbouring), world.bodies["so-gddt"]]
    made = services.issue_obligations([found], {found: bodies}, world.hung, at=now())
    own, other, agency = sorted(made, key=lambda each: bodies.index(each.body))
    found.refresh_from_db()
    return found, own, other, agency


def extend(world: World, found: Obligation, *executions: Execution, until: date = UNTIL) -> Extension:
    plan = services.plan_extension(executions, until=until, today=today())
    return services.extend_many(
        found, executions, until=until, reason="Mưa lũ kéo dài.", issuer=world.bodies["so-y-te"], actor=director(world),
        at=now(), mark=plan.mark,
    )  # fmt: skip


def typed(*executions: Execution, **more: Any) -> dict[str, Any]:
    return {
        "pick": [str(each.uuid) for each in executions],
        "until": f"{UNTIL:%d/%m/%Y}",
        "text": "Mưa lũ.",
        **more,
    }


# -- how the bodies stand ---------------------------------------------------------------------------------


def test_each_body_of_a_duty_stands_in_exactly_one_place(world: World) -> None:
    found, own, other, agency = duty(world)
    services.report_execution(own, actor=world.lan, note="Xong.", at=now())
    services.receive([other], actor=world.neighbour, at=now())

    def standing(day: date) -> dict[str, int]:
        return {k: n for k, n in rollup.rolled_up(found.executions.all(), day).items() if n}

    assert standing(today()) == {"in_time": 1, "under_way": 1, "silent": 1}
    assert standing(today() + timedelta(days=60)) == {"in_time": 1, "overdue": 2}
    Execution.objects.filter(pk=own.pk).update(reported_on=today() + timedelta(days=50))
    Execution.objects.filter(pk=agency.pk).update(state="waived")
    assert standing(today() + timedelta(days=60)) == {"late_done": 1, "overdue": 1, "waived": 1}


def test_each_execution_stands_where_the_counts_say(world: World) -> None:
    found, own, other, agency = duty(world)
    services.report_execution(own, actor=world.lan, note="Xong.", at=now())
    services.receive([other], actor=world.neighbour, at=now())
    for day in (today(), today() + timedelta(days=60)):
        counted = {k: n for k, n in rollup.rolled_up(found.executions.all(), day).items() if n}
        standing = Counter(rollup.standing_of(each, day) for each in found.executions.all())
        assert dict(standing) == counted
    Execution.objects.filter(pk=own.pk).update(reported_on=today() + timedelta(days=50))
    Execution.objects.filter(pk=agency.pk).update(state="waived")
    later = {rollup.standing_of(each, today() + timedelta(days=60)) for each in found.executions.all()}
    assert later == {"late_done", "overdue", "waived"}


def test_many_bodies_are_folded_by_how_they_stand_the_worst_open(world: World, client: Any) -> None:
    many = make_obligation(world.hung, deadline=today() + timedelta(days=15), deadline_op="before")
    made = services.issue_obligations([many], {many: more_communes(world)}, world.hung, at=now())
    services.receive(made[:30], actor=world.lan, at=now())
    client.force_login(world.hung, backend=BACKEND)
    page = client.get(reverse("duties:obligation", args=[many.uuid])).content.decode()
    part = page[page.index('id="executions"') :]
    assert part.count('class="cell-main"') == 75
    first, second = (
        part.index(f"{word} đơn vị") for word in ("Chưa tiếp nhận: 45", "Đã nhận, đang thực hiện: 30")
    )
    assert first < second
    assert part.count('<details class="disclosure" open>') == 1
    alone = client.get(reverse("duties:obligation", args=[many.uuid]), {"state": "silent"}).content.decode()
    assert '<details class="disclosure"' not in alone[alone.index('id="executions"') :]


def test_a_count_on_the_page_of_the_duty_opens_exactly_those_bodies(world: World, client: Any) -> None:
    found, own, _other, _agency = duty(world)
    services.report_execution(own, actor=world.lan, note="Xong.", at=now())
    client.force_login(world.hung, backend=BACKEND)
    url = reverse("duties:obligation", args=[found.uuid])
    page = client.get(url, {"state": "silent"}).content.decode()
    assert page.count('class="cell-main"><a href="/duties/executions/') == 2
    assert str(own.uuid) not in page
    assert client.get(url).content.decode().count('class="cell-main"') == 3
    assert client.get(url, {"state": "nonsense"}).status_code == 404


# -- more time --------------------------------------------------------------------------------------------


def test_chosen_bodies_get_until_the_day_and_each_history_says_why(world: World) -> None:
    found, own, other, agency = duty(world)
    made = extend(world, found, own, other)
    for each in (own, other, agency):
        each.refresh_from_db()
    assert (own.last_day, other.extended_to, agency.extended_to) == (UNTIL, UNTIL, None)
    assert own.due_on == found.deadline  # what the document says stays
    assert made.lines.count() == 2
    moment = next(each for each in moments_of(other) if "Gia hạn" in str(each.what))
    assert moment.text == "Mưa lũ kéo dài."


def test_the_preview_says_who_gets_it_and_who_does_not_and_why(world: World, client: Any) -> None:
    found, own, other, agency = duty(world)
    services.ask(
        other, kind=RequestKind.EXTENSION, text="Xin thêm.", until=UNTIL, actor=world.neighbour, at=now()
    )
    client.force_login(director(world), backend=BACKEND)
    url = reverse("duties:extend", args=[found.uuid])
    assert client.get(url).content.decode().count('name="pick"') == 3
    page = client.post(url, typed(own, other, agency)).content.decode()
    assert "Gia hạn cho 2 đơn vị" in page
    assert "Đang có đề nghị gia hạn chờ trả lời" in page
    assert Extension.objects.count() == 0  # looked at, not done
    mark = re.search(r'name="mark" value="(\w+)"', page)
    assert mark is not None
    answer = client.post(url, typed(own, other, agency, step="record", mark=mark[1]))
    assert answer.status_code == 302
    assert ExtensionLine.objects.count() == 2
    page = client.get(answer["Location"].partition("#")[0]).content.decode()
    assert "2 đơn vị đến hết ngày" in page
    assert page.count(f"gia hạn đến hết ngày {UNTIL:%d/%m/%Y}") == 2


def test_what_changed_since_the_preview_is_looked_at_again(world: World, client: Any) -> None:
    found, own, other, _agency = duty(world)
    mark = services.plan_extension([own, other], until=UNTIL, today=today()).mark
    services.report_execution(own, actor=world.lan, note="Xong.", at=now())
    with pytest.raises(PlanChanged):
        services.extend_many(
            found, [own, other], until=UNTIL, reason="Mưa lũ.", issuer=world.bodies["so-y-te"], actor=director(world),
            at=now(), mark=mark,
        )  # fmt: skip
    client.force_login(director(world), backend=BACKEND)
    answer = client.post(
        reverse("duties:extend", args=[found.uuid]), typed(other, step="record", mark="an-old-one")
    )
    assert answer.status_code == 409
    assert "vừa thay đổi" in answer.content.decode()
    assert Extension.objects.count() == 0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"pick": []}, "Hãy chọn ít nhất một đơn vị"),
        ({"text": ""}, "Hãy ghi lý do, căn cứ"),
        ({"until": "31/02/2027"}, "không có thật"),
        ({"until": "01/01/2020"}, "Hạn mới không sau hạn hiện nay"),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_typed(
    world: World, client: Any, more: dict[str, Any], words: str
) -> None:
    found, own, _other, _agency = duty(world)
    client.force_login(director(world), backend=BACKEND)
    answer = client.post(
        reverse("duties:extend", args=[found.uuid]), {**typed(own), "text": "Vì lũ ống", **more}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert ("Vì lũ ống" in page) == (more.get("text") is None)
    assert Extension.objects.count() == 0


def test_only_the_heads_of_the_lead_agency_give_more_time_to_many(world: World, client: Any) -> None:
    found, own, *_ = duty(world)
    for user in (world.lan, world.hung, world.users[Role.PROVINCE_LEADER]):
        client.force_login(user, backend=BACKEND)
        assert client.post(reverse("duties:extend", args=[found.uuid]), typed(own)).status_code == 403
    made = extend(world, found, own)
    client.force_login(world.hung, backend=BACKEND)
    assert client.get(reverse("duties:undo_extension", args=[made.uuid])).status_code == 403


# -- undone -----------------------------------------------------------------------------------------------


def test_undone_each_body_has_its_old_deadline_and_the_history_keeps_both(world: World, client: Any) -> None:
    found, own, other, _agency = duty(world)
    before = own.last_day
    made = extend(world, found, own, other)
    client.force_login(director(world), backend=BACKEND)
    url = reverse("duties:undo_extension", args=[made.uuid])
    assert "Hạn cũ" in client.get(url).content.decode()
    assert client.post(url, {"text": ""}).status_code == 422
    assert client.post(url, {"text": "Ghi nhầm nhiệm vụ."}).status_code == 302
    own.refresh_from_db()
    assert (own.last_day, own.extended_to) == (before, None)
    words = [str(moment.what) for moment in moments_of(own)]
    assert any("Hoàn tác gia hạn" in word for word in words)
    assert any(word.startswith("Gia hạn đến hết ngày") for word in words)
    assert {each.state for each in own.requests.all()} == {RequestState.WITHDRAWN}
    with pytest.raises(NothingToUndo):
        services.undo_extension(made, reason="Lần nữa.", actor=director(world), at=now())


def test_undoing_leaves_alone_what_is_done_or_was_extended_again(world: World) -> None:
    found, own, other, agency = duty(world)
    made = extend(world, found, own, other, agency)
    own.refresh_from_db()
    services.report_execution(own, actor=world.lan, note="Xong.", at=now())
    agency.refresh_from_db()
    extend(world, found, agency, until=UNTIL + timedelta(days=10))
    assert services.undo_extension(made, reason="Nhầm.", actor=director(world), at=now()) == 1
    own.refresh_from_db()
    agency.refresh_from_db()
    assert (own.last_day, agency.last_day) == (UNTIL, UNTIL + timedelta(days=10))


def test_a_body_sees_its_own_part_of_an_extension_and_no_neighbour_s(world: World) -> None:
    found, own, other, _agency = duty(world)
    extend(world, found, own, other)
    with as_app(Scope(user_id=world.lan.pk, bodies=(own.body_id,))):
        assert [line.body_id for line in ExtensionLine.objects.all()] == [own.body_id]
        assert Extension.objects.count() == 0
    assert ExtensionLine.objects.count() == 2


def test_a_duty_without_a_day_has_nothing_to_extend(world: World, client: Any) -> None:
    execution = make_execution(world, deadline=None, deadline_op="")
    client.force_login(director(world), backend=BACKEND)
    page = client.get(reverse("duties:extend", args=[execution.obligation.uuid])).content.decode()
    assert "Không còn việc nào có hạn để gia hạn" in page


def test_a_whole_province_takes_no_more_statements_than_two_bodies(world: World) -> None:
    found = make_obligation(world.hung, deadline=today() + timedelta(days=15), deadline_op="before")
    made = services.issue_obligations([found], {found: more_communes(world)}, world.hung, at=now())
    counts = []
    for some in (made[:2], made[2:]):
        plan = services.plan_extension(some, until=UNTIL, today=today())
        with CaptureQueriesContext(connection) as queries:
            given = services.extend_many(
                found, some, until=UNTIL, reason="Mưa lũ.", issuer=world.bodies["so-y-te"], actor=director(world),
                at=now(), mark=plan.mark,
            )  # fmt: skip
            services.undo_extension(given, reason="Nhầm.", actor=director(world), at=now())
        counts.append(len(queries))
    assert counts[0] == counts[1]
