"""Estimates, decimals and «không phát sinh»: how they are read, checked, frozen and shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.walk_world import World

from treem.reporting import services
from treem.reporting.errors import BadFigure, BadInput
from treem.reporting.figures import Entry, Figure, as_json, check, from_json, parse_figure, plain
from treem.reporting.models import Return, ReturnValue
from treem.reporting.templates_data import template_on
from treem.reporting.tests.factories import WORK, committee, make_round, return_of, send, type_in

TEMPLATE = template_on("child-work", date(2026, 12, 14))
assert TEMPLATE is not None


def _good(**changed: Entry) -> dict[str, Entry]:
    return {key: Entry(typed=parse_figure(str(v), 1)) for key, v in WORK.items()} | changed


def _codes(**changed: Entry) -> list[tuple[str, str, bool]]:
    assert TEMPLATE is not None
    found = check(TEMPLATE, _good(**changed), previous={}, jump_limit=50)
    return [(f.row, f.code, f.answered) for f in found]


@pytest.mark.parametrize(
    ("given", "places", "read"),
    [
        ("12", 2, 12),
        ("12,50", 2, Decimal("12.5")),
        ("1.234,5", 1, Decimal("1234.5")),
        ("", 1, None),
        ("0,0", 1, 0),
        ("１２,５", 1, Decimal("12.5")),
        (" 1 234\u00a0567 ", 0, 1_234_567),
        ("\u200b12\ufeff", 0, 12),
    ],
)
def test_decimals_are_read_where_the_row_has_them(given: str, places: int, read: object) -> None:
    assert parse_figure(given, places) == read


@pytest.mark.parametrize(
    ("given", "places", "words"),
    [
        ("12,55", 1, "nhiều nhất 1 chữ số"),
        ("12,5", 0, "không phải là số nguyên"),
        ("1.5", 1, "có thể hiểu hai cách"),
        ("1,234", 2, "có thể hiểu hai cách"),
        ("mười", 1, "không phải là số"),
        ("-1", 1, "không được âm"),
        ("12%", 0, "không ghi tỷ lệ phần trăm"),
        ("không", 0, "đánh dấu “Không phát sinh” hoặc nhập 0"),
        ("Không có.", 1, "đánh dấu “Không phát sinh” hoặc nhập 0"),
        ("1e9", 0, "không phải là số"),
        ("mười", 2, "ví dụ 1.234 hoặc 12,5"),
        ("9" * 9000, 0, "9{40}…” lớn hơn số dân cả nước"),
        ("<b>1</b>", 0, "“<b>1</b>” không phải là số"),
    ],
)
def test_what_is_no_such_figure_is_refused_in_words(given: str, places: int, words: str) -> None:
    with pytest.raises(BadFigure, match=words):
        parse_figure(given, places)


def test_a_share_may_carry_its_sign() -> None:
    assert parse_figure("12,5 %", 1, "%") == Decimal("12.5")
    assert parse_figure("100%", 0, "%") == 100
    with pytest.raises(BadFigure):
        parse_figure("%", 0, "%")


def test_freezing_keeps_every_decimal() -> None:
    figures: dict[str, Figure | None] = {"a": 3, "b": Decimal("0.1"), "c": None}
    assert from_json(as_json(figures)) == figures
    assert plain(Decimal("12.0000")) == 12
    assert str(plain(Decimal("12.5000"))) == "12.5"


def test_good_figures_have_nothing_to_say() -> None:
    assert _codes() == []


def test_what_did_not_occur_is_an_answer_and_blank_is_none() -> None:
    assert _codes(notices=Entry(not_occurred=True)) == []
    assert _codes(notices=Entry()) == [("notices", "missing", False)]
    assert _codes(alternative_care=Entry()) == []  # not required
    assert _codes(notices=Entry(not_occurred=True, typed=3)) == [("notices", "occurred", False)]


def test_what_the_records_count_did_occur_unless_a_reason_is_given() -> None:
    assert _codes(special=Entry(counted=6, not_occurred=True), special_assisted=Entry(typed=0)) == [
        ("special", "differs", False)
    ]
    said = Entry(counted=6, not_occurred=True, note="Sáu hồ sơ của xã cũ, đã chuyển đi.")
    assert _codes(special=said, special_assisted=Entry(typed=0)) == [("special", "differs", True)]


def test_a_percentage_is_not_over_a_hundred() -> None:
    assert _codes(consulted_share=Entry(typed=Decimal("100.01"))) == [("consulted_share", "percent", False)]
    assert _codes(consulted_share=Entry(typed=100)) == []


def test_a_flow_does_not_shrink_until_the_end_of_the_period_and_a_stock_may() -> None:
    assert _codes(injured=Entry(typed=4, estimated=3)) == [("injured", "estimate", False)]
    assert _codes(special=Entry(typed=6, estimated=5)) == []


def test_estimates_obey_the_checks_among_themselves() -> None:
    over = {"abused": Entry(typed=1, estimated=2), "abused_supported": Entry(typed=1, estimated=3)}
    assert _codes(**over) == [("abused_supported", "estimate_at_most", False)]


# -- kept and shown ---------------------------------------------------------------------------------------


@pytest.fixture
def report(world: World) -> Return:
    return return_of(make_round(world, template="child-work"), committee(world))


@pytest.mark.database
def test_what_is_sent_freezes_estimates_decimals_and_what_did_not_occur(world: World, report: Return) -> None:
    more = {"est_injured": "6", "none_alternative_care": "1"}
    with pytest.raises(BadInput):
        type_in(report, world.lan, WORK, notes={**more, "est_money_budget": "150,75"})
    assert not ReturnValue.objects.filter(report=report, typed__isnull=False).exists()
    sent = send(report, world.lan, WORK, notes={**more, "est_money_budget": "150,7"})
    assert sent.snapshot is not None
    assert sent.snapshot["figures"]["money"] == "150.5"  # the sum of 120,5 and 30
    assert sent.snapshot["estimates"] == {"injured": 6, "money_budget": "150.7"}
    assert sent.snapshot["not_occurred"] == ["alternative_care"]
    assert services.consolidate(sent.round).totals["money"] == Decimal("150.5")


@pytest.mark.database
def test_both_columns_stand_on_the_page_and_nothing_typed_is_lost(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    lan, url = browser(world.lan), f"/reports/returns/{report.uuid}/"
    typed = {f"row_{key}": str(value) for key, value in WORK.items()} | {
        "as_of": "15/10/2026", "narrative": "", "version": "1", "est_injured": "sáu", "row_money_raised": "1.5",
        "none_alternative_care": "1",
    }  # fmt: skip
    answer = lan.post(f"{url}save/", typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    line = text[text.index('id="line-injured"') : text.index('id="line-injury_deaths"')]
    assert "“sáu” không phải là số" in line
    assert 'value="sáu"' in line
    money = text[text.index('id="line-money_raised"') :]
    assert "có thể hiểu hai cách" in money
    assert 'value="1.5"' in money
    assert 'name="none_alternative_care" value="1" checked' in text
    assert (
        lan.post(f"{url}save/", {**typed, "est_injured": "6", "row_money_raised": "1,5"}).status_code == 302
    )
    value = report.values.get(row_key="injured")
    assert (plain(value.typed), plain(value.estimated)) == (4, 6)
    shown = lan.get(url).content.decode()
    assert 'name="est_injured" inputmode="numeric" autocomplete="off" value="6"' in shown
    assert 'value="120,5"' in shown
    read = browser(world.hung).get(url).content.decode()
    assert "Ước cả kỳ" in read
    assert "không phát sinh" in read


@pytest.mark.database
def test_a_section_or_the_whole_return_is_declared_at_once_and_figures_stay(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    lan, url = browser(world.lan), f"/reports/returns/{report.uuid}/"
    given = {"as_of": "15/10/2026", "narrative": "", "version": "1", "row_injured": "2"}
    section = {**given, "none_section": "III. Tai nạn, thương tích"}
    assert lan.post(f"{url}save/", section).status_code == 302

    def silent() -> set[str]:
        return set(report.values.filter(not_occurred=True).values_list("row_key", flat=True))

    assert silent() == {"injury_deaths", "drowned"}
    ticked = {f"none_{key}": "1" for key in silent()}
    everything = {**given, **ticked, "version": "2", "none_section": "*"}
    assert lan.post(f"{url}save/", everything).status_code == 302
    assert "injured" not in silent()
    assert "children" not in silent()  # a number of children there always is
    assert {"notices", "money_budget", "special"} <= silent()
    value = report.values.get(row_key="notices")
    assert (value.typed, value.figure) == (None, 0)


@pytest.mark.database
def test_two_people_see_the_difference_of_estimates_and_marks_too(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    lan, url = browser(world.lan), f"/reports/returns/{report.uuid}/save/"
    first = {"as_of": "15/10/2026", "narrative": "", "version": "1", "row_injured": "4", "est_injured": "6"}
    assert lan.post(url, first).status_code == 302
    answer = lan.post(url, {**first, "est_injured": "7", "none_notices": "1", "opened_none_notices": ""})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert 'name="mine_est_injured" value="7"' in text
    assert 'name="mine_none_notices" value="Không phát sinh"' in text
    chosen = {
        "version": "2", "as_of": "15/10/2026", "narrative": "", "row_injured": "4", "choose_est_injured": "mine",
        "mine_est_injured": "7", "choose_none_notices": "mine", "mine_none_notices": "Không phát sinh",
    }  # fmt: skip
    assert lan.post(url, chosen).status_code == 302
    assert report.values.get(row_key="injured").estimated == 7
    assert report.values.get(row_key="notices").not_occurred
