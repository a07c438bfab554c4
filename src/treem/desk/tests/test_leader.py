"""The leader's page: counts from every room, compared where there is something to compare with; one sheet of A4."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from tests.walk_world import World, make_world

from treem.audit.models import Entry
from treem.db.scope import scoped
from treem.desk import leader, leader_pdf
from treem.desk.leader_words import _target_words, words_of
from treem.duties import services as duties
from treem.duties.tests.factories import make_execution, more_communes
from treem.kernel.time import VIETNAM, today
from treem.notices.digest import digest_of
from treem.organisations.models import Role, User
from treem.reporting.tests.factories import committee, make_round, return_of, scope_of, send

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"
DAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=VIETNAM)
LONG_AGO = date(2026, 5, 10)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def page_of(world: World, day: date = DAY) -> leader.LeaderPage:
    with scoped(scope_of(world.users[Role.PROVINCE_LEADER])):
        return leader.leader_page(today=day, now=NOW)


@pytest.fixture
def browser(new_client: Any) -> Callable[[User], Any]:
    def open_for(user: User) -> Any:
        client = new_client()
        client.force_login(user, backend=BACKEND)
        return client

    return open_for


def test_the_slowest_communes_come_first_with_what_is_late_and_since_when(world: World) -> None:
    bodies = more_communes(world, total=9)
    for n, body in enumerate(bodies[:7]):
        for _ in range(n):
            make_execution(world, body, deadline=LONG_AGO)
    found = page_of(world).slowest
    assert [(line.unit.pk, line.late_duties) for line in found] == [
        (bodies[n].unit_id, n) for n in (6, 5, 4, 3, 2)
    ]
    assert found[0].since == date(2026, 5, 11)
    assert page_of(world, date(2026, 5, 9)).slowest == []


def test_a_return_that_did_not_come_makes_a_commune_slow_too(world: World) -> None:
    round = make_round(world)
    send(return_of(round, committee(world)), world.lan)
    found = page_of(world)
    # The duty to report itself is late for both until the return is accepted.
    assert [(line.unit.pk, line.late_duties, line.late_returns) for line in found.slowest] == [
        (world.neighbouring.pk, 1, 1),
        (world.own.pk, 1, 0),
    ]
    (line,) = found.rounds
    assert (line.missing, line.total, line.sent, line.late) == (1, 2, 1, True)


def test_a_commune_is_silent_until_it_takes_note_of_a_duty(world: World) -> None:
    mine = make_execution(world)
    make_execution(world, world.bodies["ubnd-04117"])
    make_execution(world, world.bodies["so-gddt"])
    assert page_of(world).silent == 2
    duties.receive([mine], actor=world.lan, at=NOW)
    found = page_of(world)
    assert found.silent == 1
    assert (found.duties.total, found.communes) == (3, 2)


def test_agencies_with_late_duties_are_named_communes_are_not_among_them(world: World) -> None:
    make_execution(world, world.bodies["so-gddt"], deadline=LONG_AGO)
    make_execution(world, world.bodies["so-gddt"])
    make_execution(world, deadline=LONG_AGO)
    (line,) = page_of(world).agencies
    assert (line.body.code, line.late, line.total) == ("so-gddt", 1, 2)


def test_the_administrative_year_turns_on_the_fifteenth_of_december(world: World) -> None:
    assert page_of(world, date(2026, 12, 14)).grave.window.start == date(2025, 12, 15)
    assert page_of(world, date(2026, 12, 15)).grave.window.start == date(2026, 12, 15)
    assert page_of(world, date(2028, 2, 29)).grave.window.start == date(2027, 12, 15)


def test_the_leader_opens_it_as_the_desk_and_others_do_not(world: World, browser: Callable[..., Any]) -> None:
    make_execution(world, deadline=LONG_AGO)
    text = browser(world.users[Role.PROVINCE_LEADER]).get("/").content.decode()
    assert "Xã, phường chậm nhất" in text
    assert "Xã Chiềng Sung" in text
    assert len(re.findall(r'class="figure-value', text)) == 6
    assert "/reports/returns/" not in text
    assert "Trang lãnh đạo" in browser(world.hung).get("/").content.decode()
    assert "Xã, phường chậm nhất" in browser(world.hung).get("/leader/").content.decode()
    for role in (Role.COMMUNE_LEADER, Role.SECTOR_OFFICER, Role.INSPECTOR, Role.MINISTRY_ANALYST):
        assert browser(world.users[role]).get("/leader/").status_code == 403
        assert browser(world.users[role]).get("/leader/a4/").status_code == 403


def rows_of(page: str) -> int:
    return page.count("<tr>") - page.count("<thead><tr>")


def test_each_figure_opens_exactly_the_list_it_counts(world: World, browser: Callable[..., Any]) -> None:
    round = make_round(world)
    send(return_of(round, committee(world)), world.lan)
    for _ in range(3):
        make_execution(world, deadline=LONG_AGO)
    make_execution(world, deadline=today() - timedelta(days=2), deadline_op="by")
    make_execution(world)
    with scoped(scope_of(world.users[Role.PROVINCE_LEADER])):
        found = leader.leader_page(today=today(), now=NOW)
        figures = {each.what: each for each in words_of(found).figures}
    leads = browser(world.users[Role.PROVINCE_LEADER])
    for what, count in (
        ("việc quá hạn", found.duties.overdue),
        ("báo cáo chưa gửi", found.reporting.missing),
    ):
        assert figures[what].value == str(count)
        assert count
        assert rows_of(leads.get(figures[what].url).content.decode()) == count
    assert found.long_overdue == found.duties.overdue - 1
    long = leads.get(f"/duties/late/?days={found.long_days}").content.decode()
    assert rows_of(long) == found.long_overdue


def test_long_lateness_goes_up_level_by_level(world: World, browser: Callable[..., Any]) -> None:
    make_execution(world, deadline=today() - timedelta(days=5), deadline_op="by")
    head, top = world.users[Role.LEAD_DIRECTOR], world.users[Role.PROVINCE_LEADER]
    assert "/duties/late/?days=3" in browser(head).get("/").content.decode()
    assert digest_of(User.objects.get(pk=head.pk), today()).counts.get("duties.escalated") == 1
    assert "duties.escalated" not in digest_of(User.objects.get(pk=top.pk), today()).counts
    make_execution(world, deadline=today() - timedelta(days=12), deadline_op="by")
    assert digest_of(User.objects.get(pk=top.pk), today()).counts.get("duties.escalated") == 1


def test_all_targets_are_accounted_for_in_the_words_of_the_figure() -> None:
    counted = {"met": 20, "missed": 5, "partly": 1, "nothing": 1, "none": 4, "tracked": 1}
    text = _target_words(counted)  # type: ignore[arg-type]
    assert sum(int(n) for n in re.findall(r"\d+", text)) + counted["met"] == sum(counted.values())


def text_of(pdf: bytes) -> tuple[int, str]:
    document = pypdfium2.PdfDocument(pdf)
    return len(document), " ".join(page.get_textpage().get_text_range() for page in document)


def test_the_sheet_says_what_the_screen_says_on_one_page(world: World, browser: Callable[..., Any]) -> None:
    make_execution(world, deadline=LONG_AGO)
    answer = browser(world.users[Role.PROVINCE_LEADER]).get("/leader/a4/")
    assert answer.headers["Content-Type"] == "application/pdf"
    pages, text = text_of(answer.content)
    assert pages == 1
    assert "Tình hình công tác trẻ em" in text
    assert "Xã Chiềng Sung" in text
    assert "1 việc quá hạn" in text
    assert Entry.objects.filter(action="desk.leader_paper").count() == 1


def test_the_sheet_stays_one_page_when_everything_goes_wrong(world: World) -> None:
    bodies = more_communes(world, total=30)
    for body in [*bodies[:12], *(world.bodies[code] for code in ("so-gddt", "thanh-tra", "so-y-te"))]:
        make_execution(world, body, deadline=LONG_AGO)
    for _ in range(4):
        make_round(world)
    found = page_of(world)
    words = words_of(found)
    assert (len(words.slowest), len(words.agencies), len(words.rounds)) == (5, 3, 4)
    pages, text = text_of(leader_pdf.render(found, place="UBND tỉnh", simulated=True))
    assert pages == 1
    assert "DỮ LIỆU MÔ PHỎNG" in text


def test_names_that_look_like_markup_stay_text(world: World) -> None:
    world.own.name = "#panic() $x$ *Chiềng*"
    world.own.save()
    make_execution(world, deadline=LONG_AGO)
    _pages, text = text_of(leader_pdf.render(page_of(world), place="[#]", simulated=False))
    assert "#panic() $x$ *Chiềng*" in re.sub(r"\s+", " ", text)
