from __future__ import annotations

from datetime import date

import pytest

from treem.duties.recurrence import (
    Occurrence,
    Pattern,
    first_occurrences,
    following_occurrences,
    further_days,
    horizon,
    last_day_of_plan,
)

GIVEN = date(2026, 9, 10)
YEAR_END = date(2026, 12, 31)


def days(pattern: Pattern, given_on: date = GIVEN, until: date = YEAR_END) -> list[str]:
    return [str(each.due_on) for each in first_occurrences(pattern, given_on=given_on, until=until)]


def monthly(day: int = 12, op: str = "before") -> Pattern:
    return Pattern(op=op, recurrence="monthly", rrule=f"FREQ=MONTHLY;BYMONTHDAY={day}")


def test_before_the_twelfth_of_each_month_gives_the_months_left_of_the_year() -> None:
    assert days(monthly()) == ["2026-09-12", "2026-10-12", "2026-11-12", "2026-12-12"]


def test_a_month_whose_day_cannot_be_met_any_more_is_left_out() -> None:
    assert days(monthly(), given_on=date(2026, 11, 12)) == [
        "2026-12-12"
    ]  # before the 12th, given on the 12th
    assert days(monthly(op="by"), given_on=date(2026, 11, 12)) == ["2026-11-12", "2026-12-12"]


def test_the_thirty_first_of_a_short_month_is_its_last_day() -> None:
    found = further_days(monthly(31, "by"), after=date(2028, 1, 31), until=date(2028, 4, 30))
    assert found == [date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30)]


def test_a_written_day_comes_again_after_its_step_and_keeps_its_day_of_the_month() -> None:
    quarterly = Pattern(op="by", days=(date(2026, 3, 31),), recurrence="quarterly")
    assert days(quarterly, given_on=date(2026, 1, 5)) == [
        "2026-03-31",
        "2026-06-30",
        "2026-09-30",
        "2026-12-31",
    ]


def test_a_day_for_the_first_half_comes_again_next_year_not_in_the_second_half() -> None:
    half = Pattern(op="before", days=(date(2026, 5, 10),), recurrence="half_yearly", period="H1")
    assert days(half, given_on=date(2026, 1, 5), until=date(2027, 12, 31)) == ["2026-05-10", "2027-05-10"]
    bare = Pattern(op="before", days=(date(2026, 5, 10),), recurrence="half_yearly")
    assert days(bare, given_on=date(2026, 1, 5)) == ["2026-05-10", "2026-11-10"]


def test_several_days_of_a_year_each_come_again_every_year() -> None:
    twice = Pattern(op="before", days=(date(2026, 11, 5), date(2026, 5, 10)), recurrence="half_yearly")
    assert days(twice, given_on=date(2026, 1, 5)) == ["2026-05-10", "2026-11-05"]
    more = following_occurrences(twice, last=date(2026, 11, 5), until=date(2027, 12, 31))
    assert [each.due_on for each in more] == [date(2027, 5, 10), date(2027, 11, 5)]


def test_written_days_are_kept_even_when_they_have_passed() -> None:
    once = Pattern(op="before", days=(date(2026, 5, 10), date(2026, 11, 5)))
    assert days(once) == ["2026-05-10", "2026-11-05"]


def test_from_one_day_to_another_is_one_deadline() -> None:
    assert days(Pattern(op="window", days=(date(2026, 10, 1), date(2026, 10, 31)))) == ["2026-10-31"]


@pytest.mark.parametrize(
    "recurrence", ["continuous", "as_regulated", "on_event", "immediately", "ad_hoc", "", "monthly"]
)
def test_without_any_day_it_is_one_occurrence_without_a_clock(recurrence: str) -> None:
    found = first_occurrences(Pattern(recurrence=recurrence), given_on=GIVEN, until=YEAR_END)
    assert found == [Occurrence(None)]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYMONTHDAY=99", "xyz",
     "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1", "FREQ=YEARLY;BYMONTHDAY=12", "FREQ=MONTHLY;BYMONTHDAY=12;COUNT=3",
     "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=1", "FREQ=MONTHLY;BYMONTHDAY=1;UNTIL=20261399"],
)  # fmt: skip
def test_a_rule_nobody_understands_gives_no_invented_day(rule: str) -> None:
    assert days(Pattern(recurrence="monthly", rrule=rule)) == ["None"]


def test_rules_of_the_quarter_the_year_and_an_end_are_understood() -> None:
    quarter = Pattern(op="by", recurrence="quarterly", rrule="FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=20")
    assert days(quarter) == ["2026-09-20", "2026-12-20"]
    year = Pattern(op="by", recurrence="yearly", rrule="FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=10")
    assert days(year, until=date(2028, 1, 1)) == ["2027-07-10"]
    ended = Pattern(op="by", recurrence="monthly", rrule="FREQ=MONTHLY;BYMONTHDAY=20;UNTIL=20261031")
    assert days(ended) == ["2026-09-20", "2026-10-20"]


@pytest.mark.parametrize(
    ("pattern", "day", "period"),
    [
        (monthly(), date(2026, 7, 12), "2026-07"),
        (monthly(28), date(2026, 7, 28), "2026-07"),
        (Pattern(op="before", recurrence="half_yearly", period="H1", days=(date(2026, 5, 10),)), date(2026, 5, 10), "2026-H1"),
        (Pattern(op="by", recurrence="half_yearly", days=(date(2026, 7, 10),)), date(2026, 7, 10), "2026-H1"),
        (Pattern(op="before", recurrence="yearly", period="year", days=(date(2026, 11, 5),)), date(2026, 11, 5), "2026"),
        (Pattern(op="by", recurrence="yearly", days=(date(2027, 1, 10),)), date(2027, 1, 10), "2026"),
        (Pattern(op="before", days=(date(2026, 12, 15),)), date(2026, 12, 15), ""),
    ],
)  # fmt: skip
def test_an_occurrence_knows_the_period_it_is_about(pattern: Pattern, day: date, period: str) -> None:
    found = first_occurrences(pattern, given_on=date(2026, 1, 2), until=date(2027, 12, 31))
    assert next(each.period for each in found if each.due_on == day) == period


def test_the_horizon_is_the_documents_year_or_the_next_twelve_months() -> None:
    assert horizon(2026, GIVEN) == YEAR_END
    assert horizon(2024, GIVEN) == date(2027, 9, 10)
    assert horizon(None, date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("subject", "last"),
    [
        ("Kế hoạch thực hiện công tác trẻ em năm 2026", date(2026, 12, 31)),
        ("Chương trình bảo vệ trẻ em giai đoạn 2026-2030 trên địa bàn tỉnh", date(2030, 12, 31)),
        ("Về việc tăng cường công tác trẻ em", None),
        ("Kế hoạch năm 9999", None),
    ],
)  # fmt: skip
def test_a_plan_says_in_its_title_until_when_it_runs(subject: str, last: date | None) -> None:
    assert last_day_of_plan(subject) == last
