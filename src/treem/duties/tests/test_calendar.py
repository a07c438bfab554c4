"""The calendar of deadlines: which day a thing stands on, who sees whose, holidays, and one day's list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.duties import dated, month, services
from treem.duties.dated import Whose
from treem.duties.models import Execution, RequestKind
from treem.duties.month import Month
from treem.duties.tests.factories import AT, committee, make_execution, make_obligation
from treem.kernel.periods import Window
from treem.kernel.time import today
from treem.organisations.models import Role

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"
DECEMBER = Month(2026, 12)
PAGE = "duties:calendar"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def own(world: World) -> Whose:
    return Whose(world.lan, (committee(world).pk,))


def test_before_a_day_stands_on_the_day_before_it_and_by_a_day_on_that_day(world: World) -> None:
    make_execution(world)  # trước ngày 15/12/2026
    make_execution(world, deadline=date(2026, 12, 15), deadline_op="by", path="V.1")
    found = dated.entries(own(world), DECEMBER.days, AT.date())
    assert [(each.on.day, each.when) for each in found] == [
        (14, "trước ngày 15/12/2026"),
        (15, "chậm nhất ngày 15/12/2026"),
    ]


def test_more_time_moves_it_and_the_waived_is_gone(world: World) -> None:
    execution = make_execution(world)
    director = world.users[Role.LEAD_DIRECTOR]
    services.grant_unasked(
        execution, kind=RequestKind.EXTENSION, text="Mưa lũ.", until=date(2026, 12, 20),
        actor=director, at=AT, version=execution.version,
    )  # fmt: skip
    (found,) = dated.entries(own(world), DECEMBER.days, AT.date())
    assert (found.on, found.when) == (date(2026, 12, 20), "gia hạn đến hết ngày 20/12/2026")
    Execution.objects.update(state="waived")
    assert dated.entries(own(world), DECEMBER.days, AT.date()) == []


def test_the_late_is_first_on_its_day_and_says_so_in_words(world: World) -> None:
    done = make_execution(world, text="An toàn trong trường học cho trẻ em.")
    make_execution(world, text="Xây dựng kế hoạch của xã về trẻ em.", path="V.1")
    services.report_execution(done, actor=world.lan, note="Xong.", at=AT)
    found = dated.entries(own(world), DECEMBER.days, date(2026, 12, 20))
    assert [str(each.word) for each in found] == ["Quá hạn", "Hoàn thành đúng hạn"]
    assert [each.late for each in found] == [True, False]


def test_my_days_hold_what_was_given_to_me_and_the_day_set_inside(world: World) -> None:
    mine = make_execution(world)
    make_execution(world, path="V.1")
    services.assign_inside(
        mine, officer=world.lan, internal_due_on=date(2026, 12, 8), actor=world.users[Role.COMMUNE_DIVISION_HEAD],
        at=AT, version=mine.version,
    )  # fmt: skip
    found = dated.entries(Whose(world.lan, (committee(world).pk,), alone=True), DECEMBER.days, AT.date())
    assert [(each.on.day, each.kind) for each in found] == [(8, "internal"), (14, "duty")]
    assert len(dated.entries(own(world), DECEMBER.days, AT.date())) == 3


def test_for_everybody_each_duty_stands_once_with_how_many_are_done(world: World) -> None:
    duty = make_obligation(world.hung)
    first, _second = services.issue_obligations(
        [duty], {duty: [committee(world), committee(world, world.neighbouring)]}, world.hung, at=AT
    )
    services.report_execution(first, actor=world.lan, note="Xong.", at=AT)
    everybody = Whose(world.hung, None)
    (found,) = dated.entries(everybody, DECEMBER.days, AT.date())
    assert (found.word, found.url) == ("1/2 hoàn thành", reverse("duties:obligation", args=[duty.uuid]))
    (found,) = dated.entries(everybody, DECEMBER.days, date(2026, 12, 20))
    assert (found.word, found.late) == ("1/2 hoàn thành, 1 quá hạn", True)


def test_holidays_days_off_and_saturdays_to_work_come_from_the_calendar_of_the_law() -> None:
    january = {each.on: each for week in month.weeks(Month(2026, 1), [], AT.date()) for each in week}
    assert january[date(2026, 1, 2)].off
    assert january[date(2026, 1, 2)].named
    made_up = january[date(2026, 1, 10)]
    assert (made_up.off, made_up.named) == (False, True)
    assert made_up.kind is not None
    assert "Làm bù" in made_up.kind.name_vi
    assert not january[date(2026, 1, 31)].named  # an ordinary Saturday
    assert january[date(2026, 1, 31)].off
    june = {each.on: each for week in month.weeks(Month(2026, 6), [], AT.date()) for each in week}
    assert [each.key for each in june[date(2026, 6, 1)].observances] == ["children_day"]
    assert [each.key for each in month.spans(Month(2026, 6))] == ["action_month"]


def test_a_month_of_the_address_is_a_month_of_this_time_or_today_s() -> None:
    assert str(Month.of("2026-12", AT.date())) == "2026-12"
    assert (str(DECEMBER.next), str(DECEMBER.previous)) == ("2027-01", "2026-11")
    for wrong in ("", "2026-13", "2026", "x", "0001-01", "9999-12", "2026-12-01"):
        assert str(Month.of(wrong, AT.date())) == "2026-11"
    assert Month(2028, 2).days == Window(date(2028, 2, 1), date(2028, 2, 29))


def test_the_page_shows_the_month_its_neighbours_and_opens_a_day(world: World, client: Any) -> None:
    execution = make_execution(world)
    client.force_login(world.lan, backend=BACKEND)
    page = client.get(reverse(PAGE), {"month": "2026-12"}).content.decode()
    assert "tháng 12 năm 2026" in page
    assert reverse("duties:execution", args=[execution.uuid]) in page
    assert "?month=2026-11" in page
    assert "?month=2027-01" in page
    assert f"{reverse('duties:calendar_day')}?day=2026-12-14" in page
    day = client.get(reverse("duties:calendar_day"), {"day": "2026-12-14"}).content.decode()
    assert "trước ngày 15/12/2026" in day
    empty = client.get(reverse("duties:calendar_day"), {"day": "2026-12-15"}).content.decode()
    assert "Không có hạn nào trong ngày này" in empty


def test_a_crowded_day_shows_the_first_and_counts_the_rest(world: World, client: Any) -> None:
    for n in range(7):
        make_execution(world, path=f"V.{n}")
    client.force_login(world.lan, backend=BACKEND)
    page = client.get(reverse(PAGE), {"month": "2026-12"}).content.decode()
    assert "và 3 việc nữa" in page
    day = client.get(reverse("duties:calendar_day"), {"day": "2026-12-14"}).content.decode()
    assert day.count("trước ngày 15/12/2026") == 7


def test_what_is_overdue_elsewhere_is_said_and_leads_to_exactly_that_list(world: World, client: Any) -> None:
    make_execution(world, deadline=today() - timedelta(days=100), deadline_op="by")
    client.force_login(world.lan, backend=BACKEND)
    page = client.get(reverse(PAGE)).content.decode()
    assert "1 việc đang quá hạn" in page
    assert f"{reverse('duties:list')}?state=overdue" in page


def test_a_neighbour_s_deadlines_are_on_nobody_else_s_calendar(world: World, client: Any) -> None:
    execution = make_execution(world, body=committee(world, world.neighbouring))
    address = reverse("duties:execution", args=[execution.uuid])
    client.force_login(world.lan, backend=BACKEND)
    for who in ("", "me", "all", str(execution.body_id)):  # the address may ask; the answer is one's own
        assert address not in client.get(reverse(PAGE), {"month": "2026-12", "who": who}).content.decode()
        day = client.get(reverse("duties:calendar_day"), {"day": "2026-12-14", "who": who})
        assert address not in day.content.decode()


def test_the_lead_agency_looks_at_any_body_or_at_all(world: World, client: Any) -> None:
    execution = make_execution(world)
    client.force_login(world.hung, backend=BACKEND)
    body = client.get(reverse(PAGE), {"month": "2026-12", "who": str(execution.body_id)}).content.decode()
    assert reverse("duties:execution", args=[execution.uuid]) in body
    everybody = client.get(reverse(PAGE), {"month": "2026-12", "who": "all"}).content.decode()
    assert "0/1 hoàn thành" in everybody
    nowhere = client.get(reverse(PAGE), {"who": "999999"})
    assert nowhere.status_code == 404


def test_the_leader_of_the_province_sees_all_bodies_at_once(world: World, client: Any) -> None:
    make_execution(world)
    client.force_login(world.users[Role.PROVINCE_LEADER], backend=BACKEND)
    assert "0/1 hoàn thành" in client.get(reverse(PAGE), {"month": "2026-12"}).content.decode()


@pytest.mark.parametrize("day", ["2026-02-30", "x", "0001-01-01", "9999-12-31"])
def test_a_day_that_does_not_exist_is_not_found(world: World, client: Any, day: str) -> None:
    client.force_login(world.lan, backend=BACKEND)
    assert client.get(reverse("duties:calendar_day"), {"day": day}).status_code == 404


def test_who_has_nothing_to_do_with_duties_has_no_calendar(world: World, client: Any) -> None:
    client.force_login(world.users[Role.COLLABORATOR], backend=BACKEND)
    assert client.get(reverse(PAGE)).status_code == 403
