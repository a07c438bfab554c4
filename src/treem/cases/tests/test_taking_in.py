"""Writing a report down at night: partial is enough, nothing typed is lost, twice sent is once written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.walk_world import World

from treem.cases.models import Informant, Intake, IntakeContent
from treem.cases.tests.factories import CHILD, STORY, make_intake
from treem.kernel.time import VIETNAM, now
from treem.organisations.roles import Role

pytestmark = pytest.mark.database
NEW = "cases:new"


def typed(world: World, ago: timedelta = timedelta(minutes=10), **more: Any) -> dict[str, Any]:
    """The least that a person writes: when, where, what happened."""
    at = (now() - ago).astimezone(VIETNAM)
    return {
        "uuid": str(uuid4()), "what_happened": STORY, "incident_commune": str(world.own.pk),
        "received_on_day": str(at.day), "received_on_month": str(at.month), "received_on_year": str(at.year),
        "received_time": f"{at:%H:%M}", **more,
    }  # fmt: skip


def test_the_form_asks_for_the_danger_first_and_knows_the_hour(world: World, lan: Any) -> None:
    answer = lan.get(reverse(NEW))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.index('name="urgency"') < text.index('name="what_happened"') < text.index('name="channel"')
    assert f'<option value="{world.own.pk}" selected>' in text
    assert 'hx-history="false"' in text
    assert "no-store" in answer["Cache-Control"]


def test_when_where_and_what_are_enough(world: World, lan: Any) -> None:
    answer = lan.post(reverse(NEW), typed(world))
    intake = Intake.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("cases:intake", args=[intake.uuid])
    assert (intake.state, intake.urgency, intake.commune_id) == ("new", "unknown", world.own.pk)
    assert intake.number == f"04108-{now().year}-001"
    assert intake.emergency_due_at == intake.received_at + timedelta(hours=12)
    assert intake.emergency_source == "Điều 26 khoản 3, 56/2017/NĐ-CP"
    assert intake.content.what_happened == STORY
    assert not Informant.objects.exists()


def test_sent_twice_it_is_written_once(world: World, lan: Any) -> None:
    data = typed(world)
    first, second = lan.post(reverse(NEW), data), lan.post(reverse(NEW), data)
    assert first.url == second.url
    assert Intake.objects.count() == IntakeContent.objects.count() == 1


def test_what_was_added_before_a_second_sending_is_shown_and_can_be_kept(world: World, lan: Any) -> None:
    data = typed(world)
    lan.post(reverse(NEW), data)
    more = {**data, "what_happened": STORY + " Cháu bị sốt.", "family": "Ở với bà"}
    again = lan.post(reverse(NEW), more)
    text = again.content.decode()
    assert again.status_code == 409
    assert "Lần gửi trước đã được lưu" in text
    assert "Cháu bị sốt." in text
    intake = Intake.objects.get()
    chosen = {"version": intake.version, "choose_what_happened": "mine", "choose_family": "mine"}
    kept = {f"typed_{name}": value for name, value in more.items()}
    assert lan.post(reverse("cases:edit", args=[intake.uuid]), {**kept, **chosen}).status_code == 302
    assert Intake.objects.get().content.what_happened.endswith("Cháu bị sốt.")


def test_who_reported_may_be_added_by_the_second_sending(world: World, lan: Any) -> None:
    data = typed(world)
    lan.post(reverse(NEW), data)
    again = lan.post(reverse(NEW), {**data, "informant_name": "Lò Thị Hoa", "informant_consent": "on"})
    assert again.status_code == 302
    assert Informant.objects.count() == 1


def test_a_form_that_is_refused_comes_back_with_everything_typed(world: World, lan: Any) -> None:
    data = typed(
        world, received_time="25:99", urgency="immediate", child_name=CHILD, family="Cha đi làm xa",
        informant_name="Lò Thị Hoa", informant_consent="on",
    )  # fmt: skip
    answer = lan.post(reverse(NEW), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    for words in (STORY, CHILD, "Cha đi làm xa", "Lò Thị Hoa", "25:99", data["uuid"]):
        assert words in text
    assert "Ghi giờ và phút, ví dụ 21:05." in text
    assert not Intake.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"what_happened": " "}, "Ghi điều đã nghe được, một câu cũng đủ."),
        ({"received_on_day": "31", "received_on_month": "2"}, "Ngày này không có trong lịch"),
        ({"received_on_year": "2199"}, "ở sau thời điểm hiện tại"),
        ({"received_on_year": "2019"}, "đã quá một năm"),
        ({"informant_name": "Lò Thị Hoa"}, "khi người báo tin đồng ý"),
        ({"informant_phone": "không có", "informant_consent": "on"}, "Số điện thoại chỉ có chữ số"),
        ({"incident_commune": "999999"}, "999999"),
        ({"urgency": "terrible"}, "terrible"),
    ],
)
def test_each_fault_is_said_beside_its_field(
    world: World, lan: Any, wrong: dict[str, Any], said: str
) -> None:
    answer = lan.post(reverse(NEW), typed(world, **wrong))
    assert answer.status_code == 422
    said_beside = [
        str(e) for f in (answer.context["form"], answer.context["informant"]) for b in f for e in b.errors
    ]
    assert [text for text in said_beside if said in text], said_beside
    assert not Intake.objects.exists()


def test_the_clock_starts_when_the_first_body_heard_of_it(world: World, lan: Any) -> None:
    lan.post(reverse(NEW), typed(world, timedelta(hours=11), channel="hotline_111", urgency="immediate"))
    intake = Intake.objects.get()
    left = intake.emergency_due_at - intake.recorded_at
    assert timedelta(minutes=58) < left <= timedelta(hours=1, minutes=1)


def test_numbers_run_on_for_each_commune_by_itself(world: World) -> None:
    numbers = [
        make_intake(world).number,
        make_intake(world).number,
        make_intake(world, neighbour=True).number,
    ]
    year = now().year
    assert numbers == [f"04108-{year}-001", f"04108-{year}-002", f"04117-{year}-001"]


def test_who_may_not_take_a_report_in_is_refused(world: World, sign_in: Any) -> None:
    for role in (Role.LEAD_SPECIALIST, Role.PROVINCE_LEADER, Role.SECTOR_OFFICER, Role.ADMINISTRATOR):
        answer = sign_in(world.users[role]).post(reverse(NEW), typed(world))
        assert answer.status_code == 403
    assert not Intake.objects.exists()


def test_a_report_is_completed_and_the_trail_names_fields_not_words(world: World, lan: Any) -> None:
    from treem.audit.models import Entry

    intake = make_intake(world, ago=timedelta(minutes=10))
    url = reverse("cases:edit", args=[intake.uuid])
    page = lan.get(url).content.decode()
    assert STORY in page
    assert CHILD in page
    answer = lan.post(url, typed(world, version="1", child_name="Quàng Thị Tiên", urgency="later"))
    assert answer.status_code == 302
    intake.refresh_from_db()
    content = IntakeContent.objects.get()
    assert (intake.version, intake.urgency, content.child_name) == (2, "later", "Quàng Thị Tiên")
    entry = Entry.objects.get(action="cases.change_intake")
    assert "child_name" in entry.detail["fields"]
    assert entry.detail["urgency"] == ["immediate", "later"]
    assert "Tiên" not in str(entry.detail)


def test_a_receipt_moved_past_its_recording_is_refused_and_one_moved_back_is_noted(
    world: World, lan: Any
) -> None:
    from treem.audit.models import Entry

    intake = make_intake(world, at=now() - timedelta(hours=3))
    url = reverse("cases:edit", args=[intake.uuid])
    answer = lan.post(url, typed(world, timedelta(minutes=5), version="1"))
    assert answer.status_code == 422
    assert "ở sau lúc ghi vào đây" in str(answer.context["form"]["received_on"].errors)
    assert lan.post(url, typed(world, timedelta(hours=9), version="1")).status_code == 302
    intake.refresh_from_db()
    assert intake.emergency_due_at - intake.received_at == timedelta(hours=12)
    detail = Entry.objects.get(action="cases.change_intake").detail
    assert len(detail["received_at"]) == 2


def test_two_people_see_where_they_differ_and_nothing_typed_is_lost(
    world: World, lan: Any, sign_in: Any
) -> None:
    intake = make_intake(world, ago=timedelta(minutes=10))
    head = sign_in(world.users[Role.COMMUNE_DIVISION_HEAD])
    url = reverse("cases:edit", args=[intake.uuid])
    mine = typed(world, version="1", child_name=CHILD, urgency="immediate", present_place="ở nhà bà ngoại")
    assert head.post(url, {**mine, "present_place": "trạm y tế"}).status_code == 302
    answer = lan.post(url, mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "trạm y tế" in text
    assert "ở nhà bà ngoại" in text
    assert STORY not in [d["saved"] for d in answer.context["differences"]]
    hidden = answer.context["hidden"]
    chosen = {"version": "2", "choose_present_place": "mine", **{k: v for k, v in hidden.items() if v}}
    assert lan.post(url, chosen).status_code == 302
    content = IntakeContent.objects.get()
    assert (content.present_place, content.what_happened) == ("ở nhà bà ngoại", STORY)


def test_without_a_version_nothing_is_saved(world: World, lan: Any) -> None:
    intake = make_intake(world)
    answer = lan.post(reverse("cases:edit", args=[intake.uuid]), typed(world, child_name="Ai Đó"))
    assert answer.status_code == 422
    assert IntakeContent.objects.get().child_name == CHILD


def test_control_characters_are_left_out_and_lines_kept(world: World, lan: Any) -> None:
    lan.post(reverse(NEW), typed(world, what_happened="Dòng một\x07\r\nDòng hai"))
    assert IntakeContent.objects.get().what_happened == "Dòng một\nDòng hai"
