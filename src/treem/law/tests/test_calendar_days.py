from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from treem.kernel.periods import Window
from treem.kernel.sources import Source
from treem.law import calendar
from treem.law.calendar.days import corrections
from treem.law.errors import CalendarUnknown, LawFileError


def days(text: str) -> set[date]:
    """“2024: 01/01; 08-14/02” as days: the form of the table the facts were taken from."""
    year, rest = text.split(":")
    found = set()
    for part in rest.split(";"):
        span, month = part.strip().split("/")
        first, _, last = span.partition("-")
        found |= {date(int(year), int(month), day) for day in range(int(first), int(last or first) + 1)}
    return found


# Working days Monday to Friday that are off, and Saturdays that are worked.
DAYS_OFF = {
    2024: days("2024: 01/01; 08-14/02; 18/4; 29-30/4; 01/5; 02-03/9"),
    2025: days("2025: 01/01; 27-31/01; 07/4; 30/4; 01-02/5; 01-02/9"),
    2026: days("2026: 01-02/01; 16-20/02; 27/4; 30/4; 01/5; 31/8; 01-02/9; 24/11"),
    2027: days("2027: 01/01; 04-10/02; 16/4; 30/4; 03/5; 02-03/9; 24/11"),
}
MADE_UP = {
    2024: days("2024: 04/5"),
    2025: days("2025: 26/4"),
    2026: days("2026: 10/01; 22/8"),
    2027: set(),
}


@pytest.mark.parametrize("year", DAYS_OFF)
def test_the_days_off_of_a_year_are_the_published_ones_and_no_other(year: int) -> None:
    whole = list(Window(date(year, 1, 1), date(year, 12, 31)))
    off = {day for day in whole if day.weekday() < 5 and not calendar.is_working_day(day)}
    worked = {day for day in whole if day.weekday() >= 5 and calendar.is_working_day(day)}
    assert off == {day for day in DAYS_OFF[year] if day.weekday() < 5}
    assert worked == MADE_UP[year]


def test_2026_has_249_working_days_with_and_without_the_january_swap() -> None:
    whole = Window(date(2026, 1, 1), date(2026, 12, 31))
    assert sum(map(calendar.is_working_day, whole)) == 249


def test_the_swap_of_january_2026_that_the_package_does_not_know() -> None:
    off, worked = calendar.day_kind(date(2026, 1, 2)), calendar.day_kind(date(2026, 1, 10))
    assert (off.kind, off.working, off.verified) == ("swapped_off", False, True)
    assert (worked.kind, worked.working, worked.verified) == ("make_up_work", True, True)
    assert "25/12/2025" in off.source.document


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        (date(2026, 2, 17), "holiday", "Tết Nguyên đán"),
        (date(2026, 4, 26), "holiday", "Ngày Giỗ Tổ Hùng Vương"),
        (date(2026, 4, 27), "compensation", "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
        (date(2026, 8, 31), "swapped_off", "Ngày nghỉ (thay cho ngày 22/08/2026)"),
        (date(2026, 8, 22), "make_up_work", "Làm bù"),
        (date(2026, 9, 2), "holiday", "Quốc khánh"),
        (date(2026, 11, 24), "holiday", "Ngày Văn hóa Việt Nam"),
        (date(2026, 11, 22), "weekend", "Nghỉ hằng tuần"),
        (date(2026, 11, 25), "working", "Ngày làm việc"),
    ],
)
def test_a_day_has_a_kind_and_a_vietnamese_name(day: date, kind: str, name: str) -> None:
    found = calendar.day_kind(day)
    assert (found.kind, found.name_vi.casefold()) == (kind, name.casefold())


def test_names_are_vietnamese_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en_US")
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    # A year no other test asks for, so that it is computed here.
    assert calendar.day_kind(date(2031, 4, 30)).name_vi == "Ngày Chiến thắng"


def test_the_24th_of_november_is_off_from_2026_and_its_legal_form_is_open() -> None:
    assert calendar.is_working_day(date(2025, 11, 24))
    culture_day = calendar.day_kind(date(2026, 11, 24))
    assert culture_day.verified
    assert "Điều 112" in culture_day.doubt


def test_a_proposal_changes_nothing_but_is_told() -> None:
    monday = calendar.day_kind(date(2026, 11, 23))
    assert monday.working
    assert not monday.verified
    assert "chưa thấy quyết định" in monday.doubt


def test_tet_of_2026_is_confirmed_and_of_2027_a_forecast() -> None:
    for day in Window(date(2026, 2, 16), date(2026, 2, 20)):
        assert (calendar.day_kind(day).verified, calendar.day_kind(day).forecast) == (True, False)
    for day in [*Window(date(2027, 2, 4), date(2027, 2, 10)), date(2027, 9, 3)]:
        assert (calendar.day_kind(day).verified, calendar.day_kind(day).forecast) == (False, True)


def test_of_a_far_year_only_the_fixed_days_are_certain() -> None:
    assert not calendar.day_kind(date(2028, 5, 1)).forecast
    assert calendar.day_kind(date(2028, 5, 1)).verified
    assert calendar.day_kind(date(2028, 1, 26)).forecast
    assert not calendar.day_kind(date(2027, 4, 16)).forecast


def test_a_year_without_lunar_tables_is_an_error_not_a_working_day() -> None:
    with pytest.raises(CalendarUnknown, match="2101"):
        calendar.is_working_day(date(2101, 1, 4))


@pytest.fixture
def province() -> Iterator[list[calendar.Day]]:
    """A province's own decisions, asked first while the test runs."""
    decided: list[calendar.Day] = []

    def resolve(on: date) -> calendar.Day | None:
        return next((day for day in decided if day.on == on), None)

    calendar.resolvers.insert(0, resolve)
    yield decided
    calendar.resolvers.remove(resolve)


def test_a_decision_that_a_province_enters_comes_first(province: list[calendar.Day]) -> None:
    monday = date(2026, 11, 23)
    province.append(calendar.Day(monday, "swapped_off", "Nghỉ hoán đổi", Source("01/TB-UBND"), verified=True))
    assert not calendar.is_working_day(monday)
    assert calendar.last_working_day_before(date(2026, 11, 25)) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("date = 2029-01-02\nkind = 'off'", "no such kind"),
        ("date = 2028-01-02\nkind = 'holiday'", "file of its year"),
        ("date = 2029-01-02\nkind = 'holiday'\nwhy = 'x'", "unknown: why"),
        ("kind = 'holiday'", "“date” is missing"),
    ],
)
def test_a_wrong_row_of_a_year_is_named(tmp_path: Path, row: str, says: str) -> None:
    rest = "source = { document = 'x' }\nverified = true\n"
    (tmp_path / "2029.toml").write_text(f"[[days]]\n{row}\n{rest}", encoding="utf-8")
    with pytest.raises(LawFileError, match=says):
        corrections(2029, tmp_path)


def test_a_year_without_a_file_has_no_corrections(tmp_path: Path) -> None:
    assert corrections(2029, tmp_path) == {}


def test_asking_for_a_day_does_not_compute_the_year_again() -> None:
    first = calendar.day_kind(date(2026, 2, 17))
    assert calendar.day_kind(date(2026, 2, 17)) is first
    assert first.on + timedelta(days=1) == date(2026, 2, 18)
