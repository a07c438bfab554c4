from datetime import date

import pytest

from treem.kernel.periods import (
    CALENDAR,
    UnknownPeriod,
    Window,
    WindowRule,
    parse_period,
    window,
)

ADMINISTRATIVE = WindowRule("administrative", 15)


@pytest.mark.parametrize(
    ("key", "label", "start", "end"),
    [
        ("2026", "năm 2026", date(2025, 12, 15), date(2026, 12, 14)),
        ("2026-H1", "6 tháng đầu năm 2026", date(2025, 12, 15), date(2026, 6, 14)),
        ("2026-H2", "6 tháng cuối năm 2026", date(2026, 6, 15), date(2026, 12, 14)),
        ("2026-9M", "9 tháng năm 2026", date(2025, 12, 15), date(2026, 9, 14)),
        ("2026-Q1", "quý I năm 2026", date(2025, 12, 15), date(2026, 3, 14)),
        ("2026-Q4", "quý IV năm 2026", date(2026, 9, 15), date(2026, 12, 14)),
        ("2026-01", "tháng 1 năm 2026", date(2025, 12, 15), date(2026, 1, 14)),
        ("2026-11", "tháng 11 năm 2026", date(2026, 10, 15), date(2026, 11, 14)),
    ],
)
def test_an_administrative_period_runs_from_day_15_to_day_14(
    key: str, label: str, start: date, end: date
) -> None:
    period = parse_period(key)
    assert (period.key, period.label) == (key, label)
    assert window(period, ADMINISTRATIVE) == Window(start, end)


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_a_statistical_period_runs_by_the_calendar(key: str, start: date, end: date) -> None:
    assert window(parse_period(key), CALENDAR) == Window(start, end)


@pytest.mark.parametrize("rule", [ADMINISTRATIVE, CALENDAR])
@pytest.mark.parametrize("year", [2023, 2024, 2026])
def test_months_quarters_and_halves_tile_the_year_without_gap(rule: WindowRule, year: int) -> None:
    whole = list(window(parse_period(f"{year}"), rule))
    for parts in (
        [f"{year}-{month:02d}" for month in range(1, 13)],
        [f"{year}-Q{quarter}" for quarter in range(1, 5)],
        [f"{year}-H1", f"{year}-H2"],
    ):
        assert [day for part in parts for day in window(parse_period(part), rule)] == whole


@pytest.mark.parametrize(
    "given", ["", "26", "2026-H3", "2026-Q5", "2026-13", "2026-00", "2026-1", "2026/11", "0000", "２０２６"]
)
def test_a_period_that_does_not_exist_is_refused_with_examples(given: str) -> None:
    with pytest.raises(UnknownPeriod, match="2026-H1"):
        parse_period(given)


def test_a_period_may_be_typed_carelessly() -> None:
    assert parse_period(" 2026-h1 ").key == "2026-H1"


@pytest.mark.parametrize("key", ["2026", "2026-H1", "2026-Q3", "2026-11", "2026-9M"])
def test_the_same_period_of_the_year_before_is_the_one_its_key_names(key: str) -> None:
    assert parse_period(key).a_year_before() == parse_period(key.replace("2026", "2025"))


def test_a_window_holds_both_its_ends() -> None:
    days = Window(date(2026, 6, 15), date(2026, 6, 17))
    assert date(2026, 6, 15) in days
    assert date(2026, 6, 17) in days
    assert date(2026, 6, 14) not in days
    assert date(2026, 6, 18) not in days
    assert days.days == len(list(days)) == 3


def test_windows_that_share_one_day_overlap() -> None:
    days = Window(date(2026, 6, 15), date(2026, 6, 17))
    assert days.overlaps(Window(date(2026, 6, 17), date(2026, 6, 20)))
    assert not days.overlaps(Window(date(2026, 6, 18), date(2026, 6, 20)))


def test_a_window_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Window(date(2026, 6, 15), date(2026, 6, 14))


@pytest.mark.parametrize("day", [0, 29, 31])
def test_a_rule_opens_on_a_day_that_every_month_has(day: int) -> None:
    with pytest.raises(ValueError, match="every month"):
        WindowRule("odd", day)


def test_every_month_and_quarter_has_its_name() -> None:
    assert [parse_period(f"2026-{month:02d}").label for month in (1, 12)] == [
        "tháng 1 năm 2026",
        "tháng 12 năm 2026",
    ]
    assert [parse_period(f"2026-Q{n}").label for n in (1, 2, 3, 4)] == [
        f"quý {roman} năm 2026" for roman in ("I", "II", "III", "IV")
    ]
    assert parse_period("2026-H2").words == "6 tháng cuối năm 2026"
