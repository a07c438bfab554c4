from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from conftest import as_app
from django.db import connection
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.db.scope import Scope
from treem.duties import selectors, services
from treem.duties.errors import CannotMove, NoteMissing
from treem.duties.models import Execution, StateChange
from treem.duties.tests.factories import AT, committee, make_execution
from treem.kernel.time import today
from treem.web.conflicts import StaleVersion

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_a_body_reports_and_the_lead_agency_confirms(world: World) -> None:
    execution = make_execution(world)
    services.start_execution(execution, actor=world.lan, at=AT, version=1)
    services.report_execution(execution, actor=world.lan, note=" Đã ban hành kế hoạch. ", at=AT, version=2)
    services.accept_execution(execution, actor=world.hung, at=AT, version=3)
    execution.refresh_from_db()
    assert (execution.state, execution.note, execution.accepted_by) == (
        "accepted",
        "Đã ban hành kế hoạch.",
        world.hung,
    )
    history = list(StateChange.objects.order_by("pk").values_list("from_state", "to_state"))
    assert history == [
        ("", "not_started"),
        ("not_started", "in_progress"),
        ("in_progress", "reported"),
        ("reported", "accepted"),
    ]


def test_a_report_needs_words_and_a_confirmed_one_is_closed(world: World) -> None:
    execution = make_execution(world)
    with pytest.raises(NoteMissing):
        services.report_execution(execution, actor=world.lan, note="   ", at=AT)
    services.report_execution(execution, actor=world.lan, note="Xong.", at=AT)
    services.accept_execution(execution, actor=world.hung, at=AT)
    with pytest.raises(CannotMove, match="đã xác nhận hoàn thành"):
        services.report_execution(execution, actor=world.lan, note="Thêm.", at=AT)


def test_completing_a_report_later_does_not_make_it_late(world: World) -> None:
    execution = make_execution(world)
    services.report_execution(execution, actor=world.lan, note="Xong.", at=AT)
    later = services.report_execution(
        execution, actor=world.lan, note="Xong, gửi kèm danh sách.", at=AT + timedelta(days=90)
    )
    assert later.standing(AT.date() + timedelta(days=300)).word == "done_in_time"


def test_a_returned_report_is_open_again_with_its_reason(world: World) -> None:
    execution = make_execution(world)
    services.report_execution(execution, actor=world.lan, note="Xong.", at=AT)
    back = services.return_execution(execution, actor=world.hung, reason="Thiếu số liệu.", at=AT)
    assert (back.state, back.reported_on, back.note) == ("in_progress", None, "Xong.")
    assert StateChange.objects.latest("pk").note == "Thiếu số liệu."


def test_the_second_of_two_writers_sees_the_difference(world: World) -> None:
    execution = make_execution(world)
    services.report_execution(execution, actor=world.lan, note="Bản của Lan.", at=AT, version=1)
    with pytest.raises(StaleVersion) as caught:
        services.report_execution(execution, actor=world.hung, note="Bản khác.", at=AT, version=1)
    assert [(d.name, d.saved, d.mine) for d in caught.value.differences] == [
        ("note", "Bản của Lan.", "Bản khác.")
    ]
    execution.refresh_from_db()
    assert execution.note == "Bản của Lan."


# -- rows of others ---------------------------------------------------------------------------------------


def scope_of(world: World, unit: Any) -> Scope:
    bodies = tuple(body.pk for body in world.bodies.values() if body.unit_id == unit.pk)
    return Scope(user_id=1, communes=(unit.pk,), bodies=bodies)


def test_a_neighbour_sees_neither_execution_nor_history_nor_a_count(world: World) -> None:
    execution = make_execution(world)
    with as_app(scope_of(world, world.neighbouring)):
        assert not Execution.objects.exists()
        assert not StateChange.objects.exists()
        tallies = selectors.counts_by_obligation([execution.obligation_id], AT.date())
        assert tallies == {}
        assert list(selectors.obligations([committee(world).pk])) == []
    assert Execution.objects.count() == 1


def test_a_neighbour_cannot_write_into_the_row(world: World) -> None:
    execution = make_execution(world)
    with as_app(scope_of(world, world.neighbouring)):
        assert Execution.objects.filter(pk=execution.pk).update(note="của tôi") == 0
    execution.refresh_from_db()
    assert execution.note == ""


def test_history_can_be_added_to_and_not_changed_by_the_application(world: World) -> None:
    make_execution(world)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege_type FROM information_schema.table_privileges"
            " WHERE grantee = 'treem_app' AND table_name = 'duties_statechange'"
        )
        assert {row[0] for row in cursor.fetchall()} == {"SELECT", "INSERT"}


@pytest.mark.django_db(transaction=True)
def test_a_real_login_of_the_application_sees_only_its_scope(app_connection: Any) -> None:
    world = make_world()
    execution = make_execution(world)
    own, other = committee(world).pk, committee(world, world.neighbouring).pk
    for bodies, seen in (("", 0), (str(other), 0), (f"{other},{own}", 1)):
        with app_connection.transaction():
            app_connection.execute("SELECT set_config('treem.bodies', %s, true)", [bodies])
            for table in ("duties_execution", "duties_statechange"):
                assert app_connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (seen,)
    assert execution.body_id == own


# -- pages ------------------------------------------------------------------------------------------------


def test_an_officer_finds_the_duty_reports_it_and_it_leaves_the_open_list(world: World, client: Any) -> None:
    execution = make_execution(world)
    client.force_login(world.lan, backend=BACKEND)
    listed = client.get(reverse("duties:list"))
    assert "Xây dựng kế hoạch bảo vệ trẻ em" in listed.content.decode()
    shown = client.get(reverse("duties:execution", args=[execution.uuid])).content.decode()
    assert "Báo cáo kết quả" in shown
    assert "trước ngày 15/12/2026" in shown
    assert "Thứ Hai, 14/12/2026" in shown  # the working target
    answer = client.post(
        reverse("duties:report", args=[execution.uuid]), {"version": 1, "note": "Đã ban hành kế hoạch số 5."}
    )
    assert answer.status_code == 302
    execution.refresh_from_db()
    assert (execution.state, execution.reported_by) == ("reported", world.lan)
    assert "Xây dựng kế hoạch" not in client.get(reverse("duties:list")).content.decode()
    assert "Xây dựng kế hoạch" in client.get(reverse("duties:list"), {"state": "done"}).content.decode()


def test_an_empty_report_comes_back_with_words_beside_the_field(world: World, client: Any) -> None:
    execution = make_execution(world)
    client.force_login(world.lan, backend=BACKEND)
    answer = client.post(reverse("duties:report", args=[execution.uuid]), {"version": 1, "note": " "})
    assert answer.status_code == 422
    assert "Hãy ghi kết quả thực hiện" in answer.content.decode()


def test_two_officers_writing_one_report_meet_on_a_page_and_one_decides(world: World, client: Any) -> None:
    execution = make_execution(world)
    services.report_execution(execution, actor=world.users["commune_leader"], note="Bản của chủ tịch.", at=AT)
    client.force_login(world.lan, backend=BACKEND)
    url = reverse("duties:report", args=[execution.uuid])
    answer = client.post(url, {"version": 1, "note": "Bản của Lan."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bản của Lan." in page
    assert "Bản của chủ tịch." in page
    execution.refresh_from_db()
    assert execution.note == "Bản của chủ tịch."
    kept = {"version": 2, "choose_note": "mine", "mine_note": "Bản của Lan."}
    assert client.post(url, kept).status_code == 302
    execution.refresh_from_db()
    assert execution.note == "Bản của Lan."


def test_a_neighbour_gets_not_found_on_every_step(world: World, client: Any) -> None:
    execution = make_execution(world)
    client.force_login(world.neighbour, backend=BACKEND)
    assert client.get(reverse("duties:obligation", args=[execution.obligation.uuid])).status_code == 404
    assert client.get(reverse("duties:execution", args=[execution.uuid])).status_code == 404
    for step in ("report", "start"):
        data = {"version": 1, "note": "Không phải của tôi."}
        assert client.post(reverse(f"duties:{step}", args=[execution.uuid]), data).status_code == 404
    execution.refresh_from_db()
    assert (execution.state, execution.version) == ("not_started", 1)


def test_the_lead_agency_sees_everybody_but_does_not_report_for_a_commune(world: World, client: Any) -> None:
    execution = make_execution(world)
    client.force_login(world.hung, backend=BACKEND)
    shown = client.get(reverse("duties:obligation", args=[execution.obligation.uuid])).content.decode()
    assert "Ủy ban nhân dân xã Chiềng Sung" in shown
    url = reverse("duties:report", args=[execution.uuid])
    assert client.post(url, {"version": 1, "note": "Làm thay."}).status_code == 404


def test_a_sector_officer_sees_its_own_duties_and_nobody_elses(world: World, client: Any) -> None:
    make_execution(world)
    make_execution(world, world.bodies["so-gddt"], text="Mở lớp kỹ năng sống trong trường học.")
    client.force_login(world.users["sector_officer"], backend=BACKEND)
    page = client.get(reverse("duties:list")).content.decode()
    assert "Mở lớp kỹ năng sống" in page
    assert "Xây dựng kế hoạch bảo vệ trẻ em" not in page
    assert client.get(reverse("duties:overview")).status_code == 403


def test_accepting_and_returning_belong_to_the_lead_agency(world: World, client: Any) -> None:
    execution = make_execution(world)
    services.report_execution(execution, actor=world.lan, note="Xong.", at=AT)
    client.force_login(world.lan, backend=BACKEND)
    assert client.post(reverse("duties:accept", args=[execution.uuid]), {"version": 2}).status_code == 403
    client.force_login(world.hung, backend=BACKEND)
    refused = client.post(reverse("duties:return", args=[execution.uuid]), {"version": 2, "note": ""})
    assert refused.status_code == 422
    assert "Hãy ghi lý do trả lại" in refused.content.decode()
    assert client.post(reverse("duties:accept", args=[execution.uuid]), {"version": 2}).status_code == 302
    execution.refresh_from_db()
    assert execution.state == "accepted"


def test_a_button_pressed_twice_does_its_work_once_and_says_the_same(world: World, client: Any) -> None:
    execution = make_execution(world)
    for user, step, words in (
        (world.lan, "start", {}),
        (world.lan, "report", {"note": "Đã tập huấn."}),
        (world.hung, "return", {"note": "Chưa có danh sách."}),
        (world.lan, "report", {"note": "Đã tập huấn, có danh sách."}),
        (world.hung, "accept", {}),
    ):
        client.force_login(user, backend=BACKEND)
        execution.refresh_from_db()
        sent = {"version": execution.version, **words}
        url = reverse(f"duties:{step}", args=[execution.uuid])
        assert client.post(url, sent).status_code == 302, step
        done = StateChange.objects.count()
        assert client.post(url, sent).status_code == 302, step
        assert StateChange.objects.count() == done, step
    execution.refresh_from_db()
    assert execution.state == "accepted"


def test_a_reason_for_what_is_confirmed_by_now_is_shown_again(world: World, client: Any) -> None:
    execution = make_execution(world)
    services.report_execution(execution, actor=world.lan, note="Xong.", at=AT)
    execution.refresh_from_db()
    services.accept_execution(execution, actor=world.hung, at=AT, version=execution.version)
    client.force_login(world.hung, backend=BACKEND)
    url = reverse("duties:return", args=[execution.uuid])
    answer = client.post(url, {"version": execution.version, "note": "Thiếu biên bản."})
    assert answer.status_code == 409
    assert "Thiếu biên bản." in answer.content.decode()
    execution.refresh_from_db()
    assert execution.state == "accepted"


@pytest.mark.parametrize("version", ["", "x"])
def test_a_step_without_a_version_is_refused_in_words(world: World, client: Any, version: str) -> None:
    begun, reported = make_execution(world), make_execution(world)
    services.report_execution(reported, actor=world.lan, note="Xong.", at=AT)
    for user, step, execution in (
        (world.lan, "start", begun),
        (world.lan, "report", begun),
        (world.hung, "accept", reported),
        (world.hung, "return", reported),
    ):
        client.force_login(user, backend=BACKEND)
        url = reverse(f"duties:{step}", args=[execution.uuid])
        answer = client.post(url, {"version": version, "note": "Đã làm."})
        assert answer.status_code == 422, step
        assert "thiếu số phiên bản" in answer.content.decode(), step
    begun.refresh_from_db()
    reported.refresh_from_db()
    assert (begun.state, reported.state) == ("not_started", "reported")


def test_a_counter_on_the_desk_opens_the_list_it_counts(world: World, client: Any) -> None:
    from treem.web.registry import _queues

    make_execution(world, deadline=today() + timedelta(days=30))
    make_execution(world, deadline=AT.date() - timedelta(days=300), text="Việc cũ đã quá hạn.")
    client.force_login(world.lan, backend=BACKEND)
    page = client.get(reverse("duties:list"), {"state": "overdue"})
    request = page.wsgi_request
    queue = _queues["duties.overdue"]
    with as_app(request.scope):
        assert queue.state(request).count == 1
    assert queue.url(request) == f"{reverse('duties:list')}?state=overdue"
    assert page.context["total"] == 1
