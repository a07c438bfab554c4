from datetime import UTC, date, datetime, timedelta

import pytest

from treem.kernel.sources import Source
from treem.kernel.time import VIETNAM, Deadline, age_on, end_of, local_date, start_of, today

ARTICLE = Source("56/2017/NĐ-CP", "Điều 26 khoản 3")


def test_a_moment_before_midnight_in_london_is_the_next_day_in_vietnam() -> None:
    assert local_date(datetime(2026, 3, 6, 16, 59, tzinfo=UTC)) == date(2026, 3, 6)
    assert local_date(datetime(2026, 3, 6, 17, 0, tzinfo=UTC)) == date(2026, 3, 7)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2026, 3, 6, 12, 0))  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        Deadline(datetime(2026, 3, 6, 12, 0), ARTICLE)  # noqa: DTZ001


def test_a_day_ends_when_the_next_one_starts() -> None:
    assert end_of(date(2026, 12, 31)) == start_of(date(2027, 1, 1))
    assert end_of(date(2024, 2, 28)) == start_of(date(2024, 2, 29))


def test_the_last_moment_of_a_deadline_is_in_time_and_the_next_is_late() -> None:
    deadline = Deadline(datetime(2026, 3, 7, 9, 0, tzinfo=VIETNAM), ARTICLE)
    assert not deadline.is_late(datetime(2026, 3, 7, 9, 0, tzinfo=VIETNAM))
    assert deadline.is_late(datetime(2026, 3, 7, 9, 0, 1, tzinfo=VIETNAM))
    assert deadline.left(datetime(2026, 3, 7, 2, 30, tzinfo=UTC)) == timedelta(minutes=-30)


def test_a_deadline_at_midnight_belongs_to_the_day_that_ends() -> None:
    assert Deadline(end_of(date(2026, 5, 9)), ARTICLE).on == date(2026, 5, 9)
    assert Deadline(datetime(2026, 5, 9, 0, 1, tzinfo=VIETNAM), ARTICLE).on == date(2026, 5, 9)


def test_a_source_reads_article_first() -> None:
    assert str(ARTICLE) == "Điều 26 khoản 3, 56/2017/NĐ-CP"
    assert str(Source("80-NQ/TW")) == "80-NQ/TW"


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(2010, 5, 20), date(2026, 5, 19), 15),
        (date(2010, 5, 20), date(2026, 5, 20), 16),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (date(2012, 2, 29), date(2028, 2, 28), 15),
        (date(2012, 2, 29), date(2028, 2, 29), 16),
        (date(2026, 5, 20), date(2026, 5, 20), 0),
    ],
)
def test_a_year_of_age_is_complete_on_the_birthday(born: date, day: date, years: int) -> None:
    assert age_on(born, day) == years


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        age_on(date(2026, 5, 20), date(2026, 5, 19))


def test_today_is_a_day_of_vietnam() -> None:
    before = datetime.now(UTC).astimezone(VIETNAM).date()
    assert today() in {before, before + timedelta(days=1)}
