"""The desk: every counter opens exactly the list it counts; the leader sees counts only; a good day says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import RequestFactory
from tests.walk_world import World, make_world

from treem.kernel.time import VIETNAM
from treem.organisations.models import Appointment, User
from treem.organisations.roles import Role
from treem.reporting import services
from treem.reporting.tests.factories import (
    AT,
    committee,
    make_draft,
    make_duty,
    make_round,
    return_of,
    send,
)
from treem.web import registry

pytestmark = pytest.mark.database


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def browser(new_client: Any) -> Callable[[User], Any]:
    def open_for(user: User) -> Any:
        client = new_client()
        client.force_login(user, backend="treem.organisations.backends.PasswordBackend")
        return client

    return open_for


class _Queues(HTMLParser):
    """The queues of a desk as a person sees them: address -> count."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, int] = {}
        self._url, self._counting = "", False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag == "a" and "queue" in classes:
            self._url = given.get("href") or ""
        self._counting = "queue-count" in classes

    def handle_data(self, data: str) -> None:
        if self._counting and data.strip():
            self.found[self._url] = int(data.replace(".", ""))
            self._counting = False


def _total_shown(text: str) -> int:
    """The total of a list as its pager says, or what is left of a checklist; a list without rows has no pager."""
    if left := re.search(r'class="progress-words num">(\d+) / (\d+) đã xong', text):
        return int(left[2]) - int(left[1])
    match = re.search(r'class="pager-count num">[^<]*(?:trong|Tất cả:) ([\d.]+)<', text)
    return int(match[1].replace(".", "")) if match else 0


@pytest.fixture
def busy(world: World) -> World:
    """Something waits for everybody who reports: drafts, returns to do, sent, sent back, and duties."""
    first, second, third = make_round(world), make_round(world), make_round(world)
    send(return_of(first, committee(world)), world.lan)
    sent = send(return_of(second, committee(world)), world.lan)
    services.return_with_reason(sent, actor=world.hung, reason="Sai.", at=AT)
    assert third.returns.count() == 2
    make_draft(world)
    make_duty(world, unit_type="task", deadline=date(2025, 12, 1))
    return world


@pytest.mark.parametrize("role", list(Role))
def test_every_counter_opens_exactly_the_list_it_counts(
    busy: World, browser: Callable[..., Any], role: Role
) -> None:
    person = browser(busy.users[role])
    desk = person.get("/")
    assert desk.status_code == 200
    for url, count in _Queues(desk.content.decode()).found.items():
        answer = person.get(url)
        assert answer.status_code == 200, url
        assert _total_shown(answer.content.decode()) == count, url


def test_the_queues_of_reporting_count_what_waits_for_each(busy: World, browser: Callable[..., Any]) -> None:
    def queue(user: User) -> dict[str, int]:
        found = _Queues(browser(user).get("/").content.decode()).found
        return {url: count for url, count in found.items() if url.startswith("/reports/")}

    assert queue(busy.lan) == {"/reports/returns/?state=draft": 1, "/reports/returns/?state=returned": 1}
    assert queue(busy.neighbour) == {"/reports/returns/?state=draft": 3}
    assert queue(busy.hung) == {"/reports/returns/?state=submitted": 1, "/reports/?state=draft": 1}
    assert queue(busy.users[Role.COMMUNE_LEADER]) == {"/reports/returns/?state=draft": 1}


def test_a_day_without_work_says_so(world: World, browser: Callable[..., Any]) -> None:
    for user in (world.lan, world.hung, world.users[Role.COLLABORATOR]):
        text = browser(user).get("/").content.decode()
        assert "Không có việc nào đến hạn" in text
        assert _Queues(text).found == {}


def test_the_desk_greets_with_place_role_and_day(
    world: World, browser: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def desk_on(day: datetime) -> str:
        monkeypatch.setattr("treem.desk.views.now", lambda: day)
        return str(browser(world.lan).get("/").content.decode())

    working = desk_on(datetime(2026, 11, 25, 8, 0, tzinfo=VIETNAM))
    assert "Thứ Tư, 25/11/2026" in working
    assert "Ngày làm việc" in working
    assert "Phòng Văn hóa - Xã hội xã Chiềng Sung" in working
    assert "cơ quan nhà nước nghỉ" not in working
    assert "cơ quan nhà nước nghỉ" in desk_on(datetime(2026, 9, 2, 8, 0, tzinfo=VIETNAM))
    assert "01/01/2150" in desk_on(datetime(2150, 1, 1, 8, 0, tzinfo=VIETNAM))  # no calendar, still a desk


def test_whoever_has_no_role_is_told_whom_to_ask(world: World, browser: Callable[..., Any]) -> None:
    stranger = User.objects.create_user(username="chua.phan.cong", full_name="Chưa Phân Công")
    assert "Tài khoản chưa được phân công" in browser(stranger).get("/").content.decode()


def test_nobody_signed_in_goes_to_the_sign_in_page(world: World, client: Any) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


def test_the_desk_is_the_first_entry_of_the_menu(world: World, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = world.lan
    world.lan.appointment_in_force = Appointment.objects.get(user=world.lan)
    assert next(item.key for item in registry.menu_for(request)) == "desk"


def test_an_officer_begins_the_days_work_from_the_desk(world: World, browser: Callable[..., Any]) -> None:
    text = browser(world.lan).get("/").content.decode()
    for word, url in (
        ("Ghi nhận thông tin", "/cases/intakes/new/"),
        ("Tìm trẻ", "/children/search/"),
        ("Trẻ em theo tổ, bản", "/children/villages/"),
        ("Mẫu trống để in", "/cases/blanks/"),
    ):
        assert word in text
        assert f'href="{url}"' in text
        assert browser(world.lan).get(url).status_code == 200
    for user in (world.hung, world.users[Role.SECTOR_OFFICER], world.users[Role.PROVINCE_LEADER]):
        assert "Ghi nhận thông tin" not in browser(user).get("/").content.decode()


def test_the_nearest_deadlines_stand_on_the_desk_of_who_answers_for_them(
    world: World, browser: Callable[..., Any]
) -> None:
    make_duty(world, unit_type="task", deadline=date(2025, 12, 1))
    text = browser(world.lan).get("/").content.decode()
    assert "Đến hạn hôm nay và quá hạn" in text
    assert "01/12/2025" in text
    assert "Đến hạn hôm nay" not in browser(world.users[Role.PROVINCE_LEADER]).get("/").content.decode()


def test_the_specialist_sees_rounds_and_documents_under_way(busy: World, browser: Callable[..., Any]) -> None:
    text = browser(busy.hung).get("/").content.decode()
    assert text.count("đã gửi") >= 3
    assert "Vòng báo cáo đang mở" in text
    assert "Vòng báo cáo đang mở" not in browser(busy.lan).get("/").content.decode()
