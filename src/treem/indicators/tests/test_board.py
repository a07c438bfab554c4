"""The plan board: every target, how it stands, from where, for whom; filters, paper, spreadsheet, queues."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from conftest import as_app
from python_calamine import CalamineWorkbook
from tests.walk_world import World

from treem.indicators.board import standings_of_year, tally, targets_at_risk
from treem.indicators.models import TargetValue, ValueSource, ValueState
from treem.indicators.tests.factories import births, confirmed, enter, make_target, typed
from treem.indicators.words import change_words, gap_words, level_words, pace_words
from treem.kernel.time import today
from treem.organisations.models import Role, User
from treem.organisations.selectors import appointments_in_force, scope_for
from treem.registry.tests.factories import make_child
from treem.web.registry import _queues

pytestmark = pytest.mark.database
Browser = Callable[[User], Any]
BOARD = "/indicators/targets/"
YEAR = today().year


@pytest.fixture
def head(world: World) -> User:
    return world.users[Role.LEAD_DIVISION_HEAD]


def row_of(answer: Any, label: str) -> dict[str, Any]:
    return next(each for each in answer.context["rows"] if each["target"].label == label)


def test_a_typed_figure_stands_with_its_source_and_only_when_confirmed(
    world: World, head: User, browser: Browser
) -> None:
    target = make_target(world)
    enter(target, world.hung, typed(95))
    waiting = row_of(browser(world.hung).get(BOARD), "7")
    assert (waiting["row"].status, waiting["row"].source) == ("none", "")
    assert waiting["row"].waiting is not None
    value = TargetValue.objects.get()
    TargetValue.objects.filter(pk=value.pk).update(state="withdrawn")
    confirmed(target, world.hung, head, typed(95))
    done = row_of(browser(world.hung).get(BOARD), "7")
    assert (done["row"].status, done["row"].source, done["value"]) == (
        "met",
        "typed",
        "95,00\N{NO-BREAK SPACE}%",
    )


def test_a_count_stands_before_a_typed_figure_and_both_are_shown(
    world: World, head: User, browser: Browser
) -> None:
    target = births(world)
    make_child(world.own, date_of_birth=date(YEAR, 1, 1), birth_registered=True)
    confirmed(target, world.hung, head, typed(50))
    row = row_of(browser(world.hung).get(BOARD), "18")
    assert (row["row"].source, row["row"].value) == ("counted", 100)
    assert row["beside"].startswith("50,00")


def test_who_cannot_count_the_province_sees_the_kept_count(world: World, browser: Browser) -> None:
    births(world)
    make_child(world.own, date_of_birth=date(YEAR, 1, 1), birth_registered=True)
    make_child(world.neighbouring, date_of_birth=date(YEAR, 1, 1), birth_registered=False)
    teacher = world.users[Role.SECTOR_OFFICER]
    assert row_of(browser(teacher).get(BOARD), "18")["row"].status == "none"
    kept = browser(world.hung).post("/indicators/targets/keep-counts/")
    assert kept.status_code == 302
    for person in (teacher, world.users[Role.PROVINCE_LEADER], world.users[Role.MINISTRY_ANALYST]):
        row = row_of(browser(person).get(BOARD), "18")["row"]
        assert (row.source, row.value, row.counted.kept is not None) == ("counted", 50, True)
    lan = row_of(browser(world.lan).get(BOARD), "18")["row"]
    assert (lan.value, lan.area.value) == (50, 100)


def test_a_commune_officer_without_a_kept_count_takes_her_own_for_nothing_else(
    world: World, browser: Browser
) -> None:
    births(world)
    make_child(world.own, date_of_birth=date(YEAR, 1, 1), birth_registered=True)
    row = row_of(browser(world.lan).get(BOARD), "18")["row"]
    assert (row.value, row.status, row.area.value) == (None, "none", 100)


def test_only_the_lead_agency_keeps_counts(world: World, browser: Browser) -> None:
    births(world)
    assert browser(world.lan).post("/indicators/targets/keep-counts/").status_code == 403
    assert not TargetValue.objects.exists()


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("", ["7", "18", "23"]), ("?status=met", ["7"]), ("?status=none", ["18", "23"]), ("?source=typed", ["7"]),
        ("?source=none", ["18", "23"]), ("?sort=-number", ["23", "18", "7"]), ("?sort=status", ["7", "18", "23"]),
        ("?group=2", ["18"]), ("?lead=999999", []),
    ],
)  # fmt: skip
def test_filters_and_order_come_from_the_address(
    world: World, head: User, browser: Browser, query: str, labels: list[str]
) -> None:
    confirmed(make_target(world), world.hung, head, typed(95))
    births(world)
    make_target(world, number="23", lead=world.bodies["so-gddt"])
    answer = browser(world.users[Role.INSPECTOR]).get(BOARD + query)
    assert answer.status_code == 200
    assert [each["target"].label for each in answer.context["rows"]] == labels


def test_the_filter_by_agency_keeps_its_targets(world: World, browser: Browser) -> None:
    make_target(world)
    make_target(world, number="23", lead=world.bodies["so-gddt"])
    answer = browser(world.hung).get(f"{BOARD}?lead={world.bodies['so-gddt'].pk}")
    assert [each["target"].label for each in answer.context["rows"]] == ["23"]


def test_the_own_target_of_a_commune_is_on_its_board_and_not_on_the_neighbours(
    world: World, browser: Browser
) -> None:
    make_target(world, owner=world.bodies[f"ubnd-{world.own.code}"], lead=None, number="R1")
    assert browser(world.lan).get(BOARD).context["total"] == 1
    assert browser(world.neighbour).get(BOARD).context["total"] == 0


def test_a_target_of_the_text_is_marked(world: World, browser: Browser) -> None:
    make_target(world, number="lời văn 1", flags=["in_text"])
    assert "nêu trong lời văn" in browser(world.hung).get(BOARD).content.decode()


def test_the_spreadsheet_holds_the_filtered_rows_as_numbers_and_no_formula(
    world: World, head: User, browser: Browser
) -> None:
    confirmed(make_target(world, name="=1+1"), world.hung, head, typed(1234, 2000))
    make_target(world, number="23")
    answer = browser(world.hung).get(f"{BOARD}export/?source=typed")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 4
    assert rows[3][1] == "'=1+1"
    assert rows[3][4:7] == [61.7, 1234, 2000]
    assert rows[3][8] == today()


def test_words_follow_the_direction(world: World, head: User) -> None:
    low = make_target(world, number="11", comparator="lt", value=Decimal("6.4"))
    high = make_target(world, number="1", value=Decimal(65))
    both = make_target(world, number="8", comparator="range", value=Decimal(90), upper=Decimal(95))
    cut = make_target(world, number="17", comparator="reduce_by", value=Decimal("0.5"))
    confirmed(low, world.hung, head, typed(value=Decimal(7)))
    confirmed(high, world.hung, head, typed(48, 75))
    confirmed(both, world.hung, head, typed(92, 100))
    confirmed(cut, world.hung, head, typed(value=Decimal("12.1")))
    confirmed(cut, world.hung, head, typed(value=Decimal("12.5"), as_of=date(YEAR - 1, 12, 10)))
    rows = {row.target.label: row for row in standings_of_year(today())}
    told = {label: gap_words(row).replace("\N{NO-BREAK SPACE}", " ") for label, row in rows.items()}
    assert told == {
        "1": "còn thiếu 1,00 điểm %", "8": "còn thiếu 3,00 điểm %", "11": "cao hơn mức 0,60 điểm %",
        "17": "còn thiếu 0,10 điểm %",
    }  # fmt: skip
    assert (rows["8"].status, rows["17"].status, rows["1"].missing) == ("partly", "missed", 1)
    assert level_words(both).replace("\N{NO-BREAK SPACE}", " ") == "từ 90 đến 95 %"
    both.comparator = "ge"
    assert level_words(both).replace("\N{NO-BREAK SPACE}", " ") == "≥ 90 – ≥ 95 %"
    assert level_words(cut) == "giảm 0,5 điểm % mỗi năm"


def test_last_year_is_the_same_period_or_the_same_season_and_nothing_else(world: World, head: User) -> None:
    target = make_target(world)
    confirmed(target, world.hung, head, typed(80))
    far = today() - timedelta(days=365 + 100)
    if far.year == YEAR - 1:
        confirmed(
            target,
            world.hung,
            head,
            typed(10, as_of=far, period=f"{far.year}-9M" if far.month < 10 else str(far.year)),
        )
    near = today() - timedelta(days=370)
    confirmed(target, world.hung, head, typed(70, as_of=near, period=str(near.year)))
    (row,) = standings_of_year(today())
    assert row.last_year is not None
    assert row.last_year.as_of == near
    assert "tăng 10,00" in change_words(row)


def kept_point(target: Any, world: World, on: date, numerator: int) -> None:
    TargetValue.objects.create(
        target=target, body=world.bodies["so-y-te"], period=str(on.year), as_of=on, source=ValueSource.COUNTED,
        numerator=numerator, denominator=100, source_text="x", state=ValueState.CONFIRMED, typed_at="2026-01-01T00:00Z",
        confirmed_at="2026-01-01T00:00Z",
    )  # fmt: skip


def test_the_leaders_page_gets_what_will_be_missed_and_why(world: World, head: User) -> None:
    day = date(2026, 7, 2)
    missed = make_target(world, number="1", horizon="2026")
    kept_point(
        make_target(world, number="2", horizon="2026"), world, day, 99
    )  # no formula: a kept count says nothing
    falling = births(world, horizon="2026")
    silent = make_target(world, number="5", horizon="2026")
    make_target(world, number="9", horizon="2030")
    kept_point(falling, world, date(2026, 1, 2), 100)
    kept_point(falling, world, day, 99)
    TargetValue.objects.create(
        target=missed, body=world.bodies["so-y-te"], period="2026", as_of=date(2026, 6, 1), numerator=1, denominator=2,
        source_text="x", state="confirmed", typed_at="2026-06-01T00:00Z", confirmed_at="2026-06-01T00:00Z",
    )  # fmt: skip
    leader = world.users[Role.PROVINCE_LEADER]
    with as_app(scope_for(appointments_in_force(leader, day)[0], day)):
        found = [(risk.standing.target.label, risk.reason) for risk in targets_at_risk(day)]
        counts = tally(standings_of_year(day))
    assert found == [("1", "missed"), ("18", "pace"), ("2", "silent"), (silent.label, "silent")]
    assert counts == {"missed": 1, "partly": 0, "met": 1, "tracked": 1, "nothing": 0, "none": 2}
    assert "sẽ chưa đạt" in pace_words(next(row for row in standings_of_year(day) if row.target == falling))
    assert [risk.reason for risk in targets_at_risk(date(2026, 6, 30))] == ["missed"]


def test_each_queue_opens_exactly_what_it_counts(world: World, head: User, browser: Browser) -> None:
    make_target(world)
    make_target(world, number="9", horizon=str(YEAR + 4))
    make_target(world, number="23", lead=world.bodies["so-gddt"])
    births(world)
    waiting = make_target(world, number="6")
    enter(waiting, world.hung)
    hung, other, lan = browser(world.hung), browser(head), browser(world.lan)
    assert _count(hung, "indicators.enter") == ["7"]
    assert _count(hung, "indicators.confirm") == []
    assert _count(other, "indicators.confirm") == ["6"]
    assert _count(browser(world.users[Role.SECTOR_OFFICER]), "indicators.enter") == ["23"]
    assert _count(lan, "indicators.enter") == []


def _count(client: Any, key: str) -> list[str]:
    """The labels on the list that the desk's queue opens; the desk counted as many."""
    desk = client.get("/").context
    found = {each.queue.key: each for each in [*desk["queues"], *desk["empty"]]}[key]
    rows = client.get(found.url).context["rows"]
    assert found.state.count == len(rows)
    assert key in _queues
    return [each["target"].label for each in rows]
