"""Figures, checks, periods and deadlines of returns, at their edges."""

from __future__ import annotations

from datetime import date

import pytest

from treem.kernel.periods import Window
from treem.reporting import rules
from treem.reporting.errors import BadFigure, FigureTooLarge, NegativeFigure, NotWhole
from treem.reporting.figures import Entry, check, check_day, parse_figure, with_sums
from treem.reporting.templates_data import Check, Row, Template, template_on


def _template(*checks: Check, rows: tuple[Row, ...] = ()) -> Template:
    plain = tuple(Row(key, key.upper(), key.upper(), "trẻ em") for key in ("all", "boys", "girls"))
    return Template(
        "t", "T", "1", date(2026, 1, 1), "", True, "", "administrative", ("commune",), rows or plain, checks
    )


def _codes(template: Template, entries: dict[str, Entry], **more: object) -> list[tuple[str, str, bool]]:
    given = {"previous": {}, "jump_limit": 50, **more}
    return [(f.row, f.code, f.answered) for f in check(template, entries, **given)]  # type: ignore[arg-type]


def _typed(**figures: int | None) -> dict[str, Entry]:
    return {key: Entry(typed=value) for key, value in figures.items()}


@pytest.mark.parametrize(
    ("given", "read"), [("", None), ("  ", None), ("0", 0), ("1234", 1234), ("1.234", 1234), ("1 234", 1234)]
)
def test_a_count_is_read_as_people_type_it(given: str, read: int | None) -> None:
    assert parse_figure(given) == read


@pytest.mark.parametrize(
    ("given", "error"),
    [("12,5", NotWhole), ("-3", NegativeFigure), ("−3", NegativeFigure), ("ba mươi", BadFigure), ("12a", BadFigure),
     ("1,234", NotWhole), ("999999999", FigureTooLarge), ("1.23", NotWhole)],
)  # fmt: skip
def test_an_impossible_figure_is_refused_in_words(given: str, error: type[BadFigure]) -> None:
    with pytest.raises(error) as caught:
        parse_figure(given)
    assert type(caught.value) is error
    assert "{" not in str(caught.value)
    assert len(str(caught.value)) > 20


def test_parts_must_make_the_whole() -> None:
    template = _template(Check("sum", "all", ("boys", "girls")))
    assert _codes(template, _typed(all=10, boys=4, girls=6)) == []
    assert _codes(template, _typed(all=10, boys=4, girls=5)) == [("all", "sum", False)]
    (finding,) = check(template, _typed(all=1000, boys=4, girls=5), previous={}, jump_limit=50)
    assert "1.000" in finding.text
    assert "“BOYS”" in finding.text


def test_a_sum_with_a_missing_part_is_not_judged_but_the_part_is_missing() -> None:
    template = _template(Check("sum", "all", ("boys", "girls")))
    assert _codes(template, _typed(all=10, boys=4, girls=None)) == [("girls", "missing", False)]


def test_a_part_may_equal_its_whole_and_not_exceed_it() -> None:
    template = _template(Check("at_most", "all", ("boys",)))
    assert _codes(template, _typed(all=10, boys=10, girls=0)) == []
    assert _codes(template, _typed(all=10, boys=11, girls=0)) == [("boys", "at_most", False)]


def test_a_jump_is_more_than_the_limit_and_an_explanation_answers_it() -> None:
    template = _template(Check("jump", "", ("all",)))
    figures = _typed(boys=0, girls=0)
    assert _codes(template, figures | _typed(all=150), previous={"all": 100}) == []
    assert _codes(template, figures | _typed(all=50), previous={"all": 100}) == []
    assert _codes(template, figures | _typed(all=151), previous={"all": 100}) == [("all", "jump", False)]
    assert _codes(template, figures | _typed(all=49), previous={"all": 100}) == [("all", "jump", False)]
    explained = figures | {"all": Entry(typed=151, note="Nhập thêm ba bản.")}
    assert _codes(template, explained, previous={"all": 100}) == [("all", "jump", True)]


def test_from_nothing_there_is_no_percentage_to_explain() -> None:
    template = _template(Check("jump", "", ("all",)))
    figures = _typed(all=7, boys=3, girls=4)
    assert _codes(template, figures, previous={"all": 0}) == []
    assert _codes(template, figures, previous={"all": None}) == []
    assert _codes(template, figures, previous={}) == []


def test_another_figure_than_the_counted_one_wants_a_reason_and_keeps_both() -> None:
    entries = _typed(boys=1, girls=1) | {"all": Entry(counted=10, typed=11)}
    assert _codes(_template(), entries) == [("all", "differs", False)]
    assert entries["all"].figure == 11
    same = _typed(boys=1, girls=1) | {"all": Entry(counted=10, typed=10)}
    assert _codes(_template(), same) == []
    blank = _typed(boys=1, girls=1) | {"all": Entry(counted=10)}
    assert _codes(_template(), blank) == []
    assert blank["all"].figure == 10


def test_a_computed_row_follows_from_its_parts_and_is_missing_with_them() -> None:
    rows = (
        Row("boys", "B", "B", "x"), Row("girls", "G", "G", "x"), Row("all", "A", "A", "x", sum_of=("boys", "girls")),
    )  # fmt: skip
    template = _template(rows=rows)
    assert with_sums(template, {"boys": 2, "girls": 3, "all": 99})["all"] == 5
    assert with_sums(template, {"boys": 2, "girls": None})["all"] is None


WINDOW = Window(date(2025, 12, 15), date(2026, 12, 14))


@pytest.mark.parametrize(
    ("as_of", "today", "fine"),
    [(None, date(2026, 11, 1), False), (date(2026, 11, 2), date(2026, 11, 1), False), (date(2026, 11, 1), date(2026, 11, 1), True),
     (date(2025, 12, 14), date(2026, 11, 1), False), (date(2025, 12, 15), date(2026, 11, 1), True),
     (date(2026, 12, 14), date(2026, 12, 20), True), (date(2026, 12, 15), date(2026, 12, 20), False)],
)  # fmt: skip
def test_the_closing_day_lies_in_the_period_and_not_in_the_future(
    as_of: date | None, today: date, fine: bool
) -> None:
    found = check_day(as_of, window=WINDOW, today=today, counted_as_of=None, uses_counts=False)
    assert (found == []) is fine


def test_figures_counted_for_another_day_must_be_counted_again() -> None:
    day, today = date(2026, 11, 1), date(2026, 11, 3)
    stale = check_day(day, window=WINDOW, today=today, counted_as_of=date(2026, 10, 1), uses_counts=True)
    assert [f.row for f in stale] == ["as_of"]
    assert (
        check_day(day, window=WINDOW, today=today, counted_as_of=date(2026, 10, 1), uses_counts=False) == []
    )


def test_before_a_day_is_in_time_the_day_before_due_on_it_and_late_after_it() -> None:
    term = rules.term("before", date(2026, 12, 15), opened_on=date(2026, 11, 1))
    assert term.last_day == date(2026, 12, 14)

    def sent(day: date) -> str:
        return rules.timeliness(term, today=date(2027, 1, 1), submitted_on=day)

    def silent(today: date) -> str:
        return rules.timeliness(term, today=today, submitted_on=None)

    assert sent(date(2026, 12, 14)) == "in_time"
    assert sent(date(2026, 12, 15)) == "in_time"  # offices accept the day itself; late from 00:00 of the next
    assert sent(date(2026, 12, 16)) == "late"
    assert silent(date(2026, 11, 2)) == ""
    assert silent(date(2026, 12, 15)) == "due"
    assert silent(date(2026, 12, 16)) == "overdue"
    assert rules.timeliness(rules.term("before", None), today=date(2030, 1, 1), submitted_on=None) == ""


@pytest.mark.parametrize(
    ("period", "recurrence", "last_day", "kind", "key"),
    [
        ("2026-H1", "half_yearly", date(2026, 5, 9), "six_month", "2026-H1"),
        ("2026", "yearly", date(2026, 11, 4), "annual", "2026"),
        ("", "", date(2026, 12, 14), "one_off", "2026"),
        ("", "half_yearly", date(2026, 5, 9), "six_month", "2026-H1"),
        ("", "half_yearly", date(2026, 6, 20), "six_month", "2026-H1"),  # the half that closed on 14/6
        ("", "half_yearly", date(2026, 11, 4), "six_month", "2026-H2"),
        ("", "half_yearly", date(2026, 7, 10), "six_month", "2026-H1"),  # as duties say it: 45 days
        ("", "half_yearly", date(2026, 7, 29), "six_month", "2026-H1"),
        ("", "half_yearly", date(2026, 7, 30), "six_month", "2026-H2"),
        ("", "yearly", date(2027, 1, 28), "annual", "2026"),  # closed on 14/12, 45 days before
        ("", "yearly", date(2027, 1, 29), "annual", "2027"),
        ("", "monthly", date(2026, 12, 4), "monthly", "2026-11"),  # closed on 14/11, 20 days before
        ("", "monthly", date(2026, 12, 5), "monthly", "2026-12"),
        ("", "monthly", date(2026, 11, 11), "monthly", "2026-11"),
        ("H2", "", date(2027, 1, 3), "six_month", "2026-H2"),
        ("sáu tháng", "ad_hoc", date(2018, 3, 3), "ad_hoc", "2018"),
    ],
)
def test_the_period_of_a_report_is_guessed_from_its_wording_and_day(
    period: str, recurrence: str, last_day: date, kind: str, key: str
) -> None:
    guess = rules.guess_period(period=period, recurrence=recurrence, last_day=last_day)
    assert (guess.kind, guess.period.key) == (kind, key)


def test_the_first_template_marks_itself_as_the_projects_own() -> None:
    template = template_on("children-basic", date(2026, 12, 14))
    assert template is not None
    assert not template.verified
    assert "chưa phải mẫu chính thức" in template.doubt
    assert [row.key for row in template.rows][:3] == ["children", "children_male", "children_female"]
    assert template_on("children-basic", date(2020, 1, 1)) is None
