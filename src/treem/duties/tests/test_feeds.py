"""Calendar feeds: an address of one's own, read by a program that is nobody, under the scope of its person alone."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from conftest import as_app
from django.urls import reverse
from icalendar import Calendar
from tests.walk_world import World, make_world

from treem.audit.models import Entry
from treem.db.scope import Scope
from treem.duties import ical, services
from treem.duties.dated import Dated
from treem.duties.models import Feed, FeedKind, RequestKind
from treem.duties.tests.factories import AT, committee, make_execution
from treem.kernel.time import now, today
from treem.organisations.models import Appointment, Role, User

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"
FEED = "duties:feed"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def key_of(user: User, kind: FeedKind = FeedKind.BODY) -> str:
    return services.renew_feed(user.appointments.get(), kind, at=now())


def soon(days: int = 20) -> dict[str, Any]:
    return {"deadline": today() + timedelta(days=days), "deadline_op": "before"}


def read(client: Any, key: str, **headers: str) -> Any:
    return client.get(reverse(FEED), {"key": key}, **headers)


def events(answer: Any) -> list[Any]:
    assert answer.status_code == 200, answer.content.decode()
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


# -- the file ---------------------------------------------------------------------------------------------


def test_a_duty_before_a_day_is_a_whole_day_event_on_the_last_day_in_time(world: World, client: Any) -> None:
    execution = make_execution(world, **soon())
    (event,) = events(read(client, key_of(world.lan)))
    assert execution.due_on is not None
    last_day = execution.due_on - timedelta(days=1)
    assert event["DTSTART"].dt == last_day
    assert event["DTEND"].dt == execution.due_on  # the end of a whole-day event is outside it
    assert type(event["DTSTART"].dt) is date
    assert event["UID"] == f"{execution.uuid}@treem"
    assert "trước ngày" in event["DESCRIPTION"]
    assert event["URL"].endswith(reverse("duties:execution", args=[execution.uuid]))
    assert event["TRANSP"] == "TRANSPARENT"
    (alarm,) = event.walk("VALARM")
    # Midnight of the day less three days, and on to eight in the morning.
    assert alarm["TRIGGER"].dt == timedelta(days=-3, hours=8)


def test_the_uid_stays_and_the_number_grows_when_the_deadline_moves(world: World, client: Any) -> None:
    execution, key = make_execution(world, **soon()), key_of(world.lan)
    (before,) = events(read(client, key))
    services.grant_unasked(
        execution, kind=RequestKind.EXTENSION, text="Mưa lũ.", until=today() + timedelta(days=40),
        actor=world.users[Role.LEAD_DIRECTOR], at=now(), version=execution.version,
    )  # fmt: skip
    (after,) = events(read(client, key))
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["DTSTART"].dt == today() + timedelta(days=40)


def test_the_late_says_so_and_neither_it_nor_the_done_reminds_anybody(world: World, client: Any) -> None:
    late = make_execution(world, deadline=today() - timedelta(days=9), deadline_op="by")
    done = make_execution(world, path="V.1", **soon())
    services.report_execution(done, actor=world.lan, note="Đã họp với gia đình em N.", at=now())
    found = {str(each["UID"]).partition("@")[0]: each for each in events(read(client, key_of(world.lan)))}
    assert found[str(late.uuid)]["SUMMARY"].startswith("QUÁ HẠN: ")
    assert found[str(done.uuid)]["SUMMARY"].startswith("Đã xong: ")
    assert [each.walk("VALARM") for each in found.values()] == [[], []]


def test_nothing_that_people_wrote_is_in_the_file(world: World, client: Any) -> None:
    execution = make_execution(world, **soon())
    services.report_execution(execution, actor=world.lan, note="Đã gặp em Lò Thị Mẫu.", at=now())
    assert "Lò Thị Mẫu" not in read(client, key_of(world.lan)).content.decode()


def test_long_words_are_folded_by_the_standard_and_commas_survive() -> None:
    words = (
        "Rà soát, thống kê; lập danh sách trẻ em có hoàn cảnh đặc biệt trên địa bàn xã theo từng nhóm và cập nhật "
        * 3
    )
    entry = Dated("a", date(2026, 12, 14), words, "/x/", "trước ngày 15/12/2026", "todo", "Đã giao", since=AT)
    content = ical.calendar_file(
        [entry], name="treem, thử", address="http://x", remind_days=3, today=AT.date()
    )
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    title = str(event["SUMMARY"])
    assert title.startswith("Rà soát, thống kê; lập danh sách")
    assert len(title) <= ical.LONGEST_TITLE + 1


def test_what_has_not_changed_is_not_sent_again(world: World, client: Any) -> None:
    make_execution(world, **soon())
    key = key_of(world.lan)
    first = read(client, key)
    assert first["Cache-Control"] == "private, no-cache"
    again = read(client, key, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    make_execution(world, path="V.1", **soon())
    assert read(client, key, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


# -- whose ------------------------------------------------------------------------------------------------


def test_a_feed_holds_what_its_person_may_see_and_nothing_of_the_neighbour(world: World, client: Any) -> None:
    mine = make_execution(world, **soon())
    make_execution(world, body=committee(world, world.neighbouring), path="V.1", **soon())
    assert [str(each["UID"]) for each in events(read(client, key_of(world.lan)))] == [f"{mine.uuid}@treem"]
    assert events(read(client, key_of(world.users[Role.SECTOR_OFFICER]))) == []


def test_my_feed_holds_what_was_given_to_me(world: World, client: Any) -> None:
    mine = make_execution(world, **soon())
    make_execution(world, path="V.1", **soon())
    services.assign_inside(
        mine, officer=world.lan, internal_due_on=None, actor=world.users[Role.COMMUNE_DIVISION_HEAD], at=now(),
        version=mine.version,
    )  # fmt: skip
    assert len(events(read(client, key_of(world.lan, FeedKind.ME)))) == 1
    assert len(events(read(client, key_of(world.lan)))) == 2


def test_the_row_policy_shows_a_feed_to_its_person_alone(world: World) -> None:
    key_of(world.lan)
    with as_app(Scope(user_id=world.lan.pk)):
        assert Feed.objects.count() == 1
    with as_app(Scope(user_id=world.neighbour.pk, bodies=(committee(world).pk,))):
        assert Feed.objects.count() == 0
    with as_app(None):
        assert Feed.objects.count() == 0
    assert Feed.objects.count() == 1


# -- the key ----------------------------------------------------------------------------------------------


def test_the_key_is_shown_once_and_kept_nowhere(world: World, client: Any) -> None:
    client.force_login(world.lan, backend=BACKEND)
    page = client.post(reverse("duties:renew_feed", args=["body"])).content.decode()
    (key,) = set(re.findall(r"treem\.ics\?key=([\w-]{43})", page))
    again = client.get(reverse("duties:renew_feed", args=["body"]), follow=True).content.decode()
    assert "Đổi địa chỉ" in again
    assert key not in again
    assert key not in str(Feed.objects.values())
    client.logout()
    assert read(client, key).status_code == 200


def test_renewed_revoked_ended_and_invented_keys_open_nothing(world: World, client: Any) -> None:
    make_execution(world, **soon())
    old = key_of(world.lan)
    new = key_of(world.lan)
    assert (read(client, old).status_code, read(client, new).status_code) == (410, 200)
    services.end_feed(world.lan.appointments.get(), FeedKind.BODY, at=now())
    assert read(client, new).status_code == 410
    for invented in ("", "x" * 43, "'; drop", new.swapcase()):
        assert read(client, invented).status_code == 404
    assert "Kế hoạch" not in read(client, old).content.decode()


def test_a_feed_ends_with_the_role_and_with_the_account(world: World, client: Any) -> None:
    key = key_of(world.lan)
    Appointment.objects.filter(user=world.lan).update(to_on=today() - timedelta(days=1))
    assert read(client, key).status_code == 410
    Appointment.objects.filter(user=world.lan).update(to_on=None)
    assert read(client, key).status_code == 200
    User.objects.filter(pk=world.lan.pk).update(is_active=False)
    assert read(client, key).status_code == 410
    # Switched on again, but switched off in between: a key of before never comes back.
    User.objects.filter(pk=world.lan.pk).update(is_active=True, times_switched_off=1)
    assert read(client, key).status_code == 410


def test_too_many_readings_in_an_hour_are_refused_until_it_is_over(world: World, client: Any) -> None:
    key = key_of(world.lan)
    read(client, key)
    Feed.objects.update(reads_in_hour=services.MOST_AN_HOUR)
    refused = read(client, key)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3601
    Feed.objects.update(hour_began_at=now() - timedelta(hours=1, minutes=1))
    assert read(client, key).status_code == 200


def test_the_trail_has_one_line_a_day_however_often_a_program_looks(world: World, client: Any) -> None:
    key = key_of(world.lan)
    for _ in range(3):
        read(client, key)
    assert Entry.objects.filter(action="duties.read_feed", actor_id=world.lan.pk).count() == 1
    Feed.objects.update(audited_on=today() - timedelta(days=1))
    read(client, key)
    assert Entry.objects.filter(action="duties.read_feed").count() == 2


# -- the page ---------------------------------------------------------------------------------------------


def test_a_person_makes_renews_and_revokes_on_the_own_page(world: World, client: Any) -> None:
    client.force_login(world.lan, backend=BACKEND)
    assert "Tạo địa chỉ" in client.get(reverse("duties:feeds")).content.decode()
    client.post(reverse("duties:renew_feed", args=["me"]))
    page = client.get(reverse("duties:feeds")).content.decode()
    assert "Đổi địa chỉ" in page
    assert "Chưa ứng dụng nào đọc" in page
    client.post(reverse("duties:end_feed", args=["me"]))
    assert Feed.objects.filter(ended_at__isnull=True).count() == 0
    assert Feed.objects.count() == 1  # nothing is deleted


def test_another_kind_of_feed_is_not_found_and_the_leader_has_none(world: World, client: Any) -> None:
    client.force_login(world.lan, backend=BACKEND)
    assert client.post(reverse("duties:renew_feed", args=["all"])).status_code == 404
    client.force_login(world.users[Role.PROVINCE_LEADER], backend=BACKEND)
    assert client.get(reverse("duties:feeds")).status_code == 403


def test_one_person_s_page_does_not_touch_another_s_address(
    world: World, client: Any, new_client: Any
) -> None:
    key = key_of(world.lan)
    client.force_login(world.neighbour, backend=BACKEND)
    client.post(reverse("duties:end_feed", args=["body"]))
    client.post(reverse("duties:renew_feed", args=["body"]))
    assert read(new_client(), key).status_code == 200


def test_the_page_of_notices_leads_to_the_own_addresses(world: World, client: Any) -> None:
    client.force_login(world.lan, backend=BACKEND)
    assert reverse("duties:feeds") in client.get(reverse("notices:mine")).content.decode()
    client.force_login(world.users[Role.COLLABORATOR], backend=BACKEND)
    assert reverse("duties:feeds") not in client.get(reverse("notices:mine")).content.decode()
