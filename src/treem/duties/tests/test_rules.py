from __future__ import annotations

from datetime import date, timedelta

import pytest

from treem.duties import rules
from treem.duties.rules import Standing, Term, standing, term

GIVEN = date(2026, 11, 1)
DUE = date(2026, 12, 15)  # a Tuesday: «trước ngày 15/12/2026»


def before() -> Term:
    return term("before", DUE, given_on=GIVEN)


def on(day: date, state: str = rules.NOT_STARTED, reported_on: date | None = None) -> Standing:
    return standing(state, before(), today=day, reported_on=reported_on)


def test_before_a_day_is_due_by_the_end_of_the_day_before() -> None:
    found = before()
    assert (found.due_on, found.last_day, found.late_from) == (DUE, date(2026, 12, 14), date(2026, 12, 16))


def test_on_the_day_itself_it_is_due_and_the_day_after_it_is_late() -> None:
    assert on(DUE) == Standing("issued", "due")
    assert on(DUE + timedelta(days=1)) == Standing("overdue")
    assert on(DUE + timedelta(days=1), rules.IN_PROGRESS) == Standing("overdue")


def test_it_is_due_soon_in_the_last_fifth_of_its_time() -> None:
    # 01/11 to the end of 14/12 are 44 days; a fifth, rounded down, is 8: from 07/12 on.
    assert before().soon_from == date(2026, 12, 7)
    assert on(date(2026, 12, 6)) == Standing("issued")
    assert on(date(2026, 12, 7)) == Standing("issued", "soon")
    assert on(date(2026, 12, 14), rules.IN_PROGRESS) == Standing("in_progress", "soon")


def test_a_duty_of_two_days_is_due_soon_on_its_last_day() -> None:
    found = term("by", date(2026, 11, 2), given_on=GIVEN)
    assert found.soon_from == date(2026, 11, 2)


def test_a_duty_given_after_its_deadline_is_late_at_once_and_says_so() -> None:
    found = term("before", date(2026, 5, 10), given_on=GIVEN)
    assert standing(rules.NOT_STARTED, found, today=GIVEN) == Standing("overdue")


@pytest.mark.parametrize("op", ["by", "window"])
def test_at_the_latest_on_a_day_includes_the_day(op: str) -> None:
    found = term(op, DUE, given_on=GIVEN)
    assert (found.last_day, found.late_from) == (DUE, date(2026, 12, 16))
    assert standing(rules.NOT_STARTED, found, today=DUE).nearness == "due"


def test_a_report_is_in_time_or_late_by_its_own_day_and_stays_so() -> None:
    a_year_later = date(2027, 12, 15)
    assert on(a_year_later, rules.REPORTED, DUE) == Standing("done_in_time")
    assert on(a_year_later, rules.ACCEPTED, date(2026, 12, 16)) == Standing("done_late")


def test_without_a_date_nothing_is_ever_late() -> None:
    found = term("", None, given_on=GIVEN)
    assert found == Term()
    assert standing(rules.NOT_STARTED, found, today=date(2099, 1, 1)) == Standing("issued")
    assert standing(rules.REPORTED, found, today=GIVEN, reported_on=GIVEN) == Standing("done_in_time")


def test_a_sunday_is_not_moved_but_the_working_target_is_the_friday_before() -> None:
    known = rules.day_deadline("before", date(2026, 5, 10))
    assert known is not None
    assert (known.due_on, known.working_target) == (date(2026, 5, 9), date(2026, 5, 8))


def test_a_province_may_be_stricter(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from treem import law
    from treem.law.values import parameters

    def stricter(key: str, day: date) -> law.LegalValue | None:
        if key != "deadlines.before_late_after":
            return None
        return replace(parameters()[key].on(day), value=0)

    monkeypatch.setattr("treem.law.values.resolvers", [stricter])
    assert before().late_from == DUE


def test_a_day_beyond_the_calendar_keeps_its_clock() -> None:
    far = date(2150, 3, 1)
    found = term("before", far, given_on=GIVEN)
    assert (found.last_day, found.late_from) == (date(2150, 2, 28), date(2150, 3, 2))


def test_what_is_confirmed_or_waived_does_not_move_any_more() -> None:
    for end in (rules.ACCEPTED, rules.WAIVED):
        assert not any(rules.may_move(end, to) for to in (rules.IN_PROGRESS, rules.REPORTED, rules.ACCEPTED))
    assert rules.may_move(rules.NOT_STARTED, rules.REPORTED)
    assert not rules.may_move(rules.NOT_STARTED, rules.ACCEPTED)


@pytest.mark.parametrize(
    ("text", "assignees", "gist"),
    [
        ("Các sở, ban, ngành; UBND các xã, phường báo cáo kết quả về Sở Y tế", "Các sở, ban, ngành; UBND các xã, phường", "Báo cáo kết quả về Sở Y tế"),
        ("Các sở, ban, ngành, UBND các xã, phường căn cứ chức năng, báo cáo", "Các sở, ban, ngành; UBND các xã, phường", "Căn cứ chức năng, báo cáo"),
        ("Căn cứ chức năng, nhiệm vụ được giao, định kỳ báo cáo kết quả", "", "Định kỳ báo cáo kết quả"),
        ("Tổ chức tập huấn cho cộng tác viên", "Sở Y tế", "Tổ chức tập huấn cho cộng tác viên"),
        ("Sở Y tế chủ trì", "Sở Y tế", "Sở Y tế chủ trì"),
        ("SỞ Y TẾ: đôn đốc các xã, phường", "Sở Y tế", "Đôn đốc các xã, phường"),
        ("Báo cáo định kỳ (*hoặc khi có yêu cầu*)", "", "Báo cáo định kỳ (hoặc khi có yêu cầu)"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_a_short_line_says_what_not_who(text: str, assignees: str, gist: str) -> None:
    assert rules.gist(text, assignees) == gist


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Các sở báo cáo (*trước ngày\n\n10/5/2026*) kết quả thực\nhiện.", "Các sở báo cáo (trước ngày 10/5/2026) kết quả thực hiện."),
        ("Sở A:\n- Rà soát;\n- Báo cáo trước\nngày 3.", "Sở A:\n- Rà soát;\n- Báo cáo trước ngày 3."),
        ("Gồm:\na) một;\nb) hai", "Gồm:\na) một;\nb) hai"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_words_on_the_screen_have_no_marks_of_the_page(text: str, shown: str) -> None:
    assert rules.plain(text) == shown
