from datetime import date

import pytest

from treem.kernel.periods import Window, parse_period
from treem.law.errors import NotInForce
from treem.law.windows import window_of


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        ("2026-H1", date(2025, 12, 15), date(2026, 6, 14)),
        ("2026", date(2025, 12, 15), date(2026, 12, 14)),
        ("2024-9M", date(2023, 12, 15), date(2024, 9, 14)),
        ("2024-03", date(2024, 2, 15), date(2024, 3, 14)),
    ],
)
def test_an_administrative_window_follows_the_decree(key: str, start: date, end: date) -> None:
    assert window_of(parse_period(key), "administrative") == Window(start, end)


def test_a_statistical_window_needs_no_decree() -> None:
    assert window_of(parse_period("2010-H1"), "calendar") == Window(date(2010, 1, 1), date(2010, 6, 30))


def test_before_the_decree_there_is_no_administrative_window() -> None:
    with pytest.raises(NotInForce):
        window_of(parse_period("2018"), "administrative")
    assert window_of(parse_period("2019-02"), "administrative").start == date(2019, 1, 15)
