"""What holds when a body passes a directive on: deadlines, which papers are wanted, what changed between drafts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from treem.directives.cascade_rules import (
    asks_for_a_paper,
    changes,
    due_words,
    following_dues,
    limit_of,
    suggested_due,
)
from treem.directives.cascade_words import wording

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("limit", "days", "proposed"),
    [
        (date(2026, 12, 14), 5, date(2026, 12, 9)),
        (date(2026, 12, 2), 5, TODAY),  # never before today
        (TODAY, 5, TODAY),
        (date(2026, 11, 29), 5, None),  # the superior's day is over: there is nothing to be earlier than
        (date(2024, 3, 5), 5, None),
        (date(2028, 3, 2), 2, date(2028, 2, 29)),
        (None, 5, None),
    ],
)
def test_an_internal_deadline_is_proposed_before_the_superiors(
    limit: date | None, days: int, proposed: date | None
) -> None:
    assert suggested_due(limit, days_earlier=days, today=TODAY) == proposed


def test_the_limit_is_the_next_last_day_that_is_not_over() -> None:
    days = [date(2026, 5, 9), None, date(2027, 5, 9), date(2026, 12, 14)]
    assert limit_of(days, TODAY) == date(2026, 12, 14)
    assert limit_of([date(2026, 5, 9), None], TODAY) is None
    assert limit_of([TODAY], TODAY) == TODAY


def test_later_occurrences_are_due_as_many_days_earlier() -> None:
    days = [date(2026, 12, 14), date(2027, 5, 9), date(2027, 11, 4), None]
    assert following_dues(days, limit=date(2026, 12, 14), lead_days=5) == [
        date(2027, 5, 4),
        date(2027, 10, 30),
    ]
    assert following_dues(days, limit=None, lead_days=5) == []


@pytest.mark.parametrize(
    ("kind", "duty", "wanted"),
    [
        ("Kế hoạch", "Rà soát trẻ em.", True),
        ("CHỈ THỊ", "Rà soát trẻ em.", True),
        ("Công văn", "Rà soát trẻ em.", False),
        ("Công văn", "Xây dựng\nkế hoạch và tổ chức thực hiện.", True),
        ("", "", False),
    ],
)
def test_a_paper_of_ones_own_is_wanted_by_type_or_by_the_words_of_a_duty(
    kind: str, duty: str, wanted: bool
) -> None:
    words = wording()
    assert asks_for_a_paper(kind, [duty], types=words.wanted_types, words=words.wanted_words) is wanted


def draft(**more: object) -> dict[str, object]:
    task = {"key": "a", "text": "Rà soát", "who": "Trạm Y tế", "role": "chủ trì", "due": "05/12/2026"}
    return {"subject": "triển khai", "bases": ["Căn cứ A"], "tasks": [task], "targets": [], **more}


def test_two_drafts_tell_what_was_added_removed_and_changed() -> None:
    later = draft(
        subject="triển khai thực hiện",
        tasks=[
            {"key": "a", "text": "Rà soát", "who": "Công an xã", "role": "chủ trì", "due": "05/12/2026"},
            {"key": "b", "text": "Họp", "who": "", "role": "", "due": ""},
        ],
    )
    found = [(each.kind, each.what) for each in changes(draft(), later)]
    assert found == [("changed", "subject"), ("added", "task"), ("changed", "task")]
    assert [each.kind for each in changes(later, draft(tasks=[]))] == ["changed", "removed", "removed"]
    assert changes(draft(), draft()) == []


def test_the_days_of_a_duty_stand_in_the_paper_as_official_papers_write_them() -> None:
    assert due_words(date(2026, 2, 5), [date(2026, 5, 9)]) == "05/02/2026; 09/5/2026"
    assert due_words(None) == ""
    assert due_words(TODAY + timedelta(1)) == "01/12/2026"
