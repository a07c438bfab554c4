from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treem.kernel.vietnamese import AmbiguousNumber, NotANumber, date_text, number, parse_number


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (382104, None, "382.104"),
        (999, None, "999"),
        (0, None, "0"),
        (-1234, None, "-1.234"),
        (Decimal("1.73"), None, "1,73"),
        (Decimal("1.70"), None, "1,70"),
        (Decimal("1234567.5"), None, "1.234.567,5"),
        (Decimal("1E+3"), None, "1.000"),
        (Fraction(660_900, 382_104), None, "1,73"),
        (Fraction(91), None, "91"),
        (Fraction(1200), None, "1.200"),
        (Fraction(1, 3), 4, "0,3333"),
        (Fraction(91), 1, "91,0"),
        (5, 2, "5,00"),
        (Decimal("0.005"), 2, "0,01"),
        (Fraction(-1, 200), 2, "-0,01"),
        (Decimal("2.5"), 0, "3"),
    ],
)
def test_a_number_is_written_the_vietnamese_way(
    value: int | Decimal | Fraction, places: int | None, text: str
) -> None:
    assert number(value, places) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", "1234.5"),
        ("382.104", "382104"),
        ("382104", "382104"),
        ("1,73", "1.73"),
        ("0,123", "0.123"),
        ("1.234.567", "1234567"),
        ("12 345", "12345"),
        (" 12\u00a0345,60 ", "12345.60"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("007", "7"),
        ("1,2345", "1.2345"),
        ("1234,567", "1234.567"),
        ("１２.３４５,６", "12345.6"),
        ("\u200b12\ufeff", "12"),
    ],
)
def test_a_number_is_read_the_vietnamese_way(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("1,234", ["1.234;", "1,2340."]),
        ("12,345", ["12.345;", "12,3450."]),
        ("1.5", ["15;", "1,5."]),
        ("0.123", ["123;", "0,123."]),
        ("1234.567", ["1.234.567;", "1.234,567."]),
        ("15.80", ["1.580;", "15,80."]),
    ],
)
def test_a_number_of_two_readings_is_refused_and_both_are_shown(text: str, ways: list[str]) -> None:
    with pytest.raises(AmbiguousNumber) as refused:
        parse_number(text)
    assert all(way in str(refused.value) for way in [f"“{text}”", *(f"viết {way}" for way in ways)])


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "năm",
        "5%",
        "1.23.456",
        "1,234.5",
        "12,345,678",
        "1..2",
        ",5",
        "5,",
        "1e3",
        "٣",
        "NaN",
        "9" * 5000,
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_number(text)


@given(st.integers(min_value=-(10**15), max_value=10**15), st.integers(min_value=0, max_value=6))
def test_what_we_write_we_read_back(digits: int, places: int) -> None:
    value = Decimal(digits).scaleb(-places)
    written = number(value)
    try:
        assert parse_number(written) == value
    except AmbiguousNumber:
        # Three decimals behind one to three digits: the one form that also looks like English thousands.
        assert places == 3
        assert abs(value) < 1000


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2017, 5, 9), "09/5/2017"),
        (date(2021, 2, 24), "24/02/2021"),
        (date(2026, 1, 1), "01/01/2026"),
        (date(2026, 12, 15), "15/12/2026"),
        (date(2026, 3, 10), "10/3/2026"),
    ],
)
def test_a_date_is_printed_as_official_papers_do(day: date, text: str) -> None:
    assert date_text(day) == text
