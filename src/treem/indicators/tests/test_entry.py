"""What a person types: read, asked back, or refused in plain words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from treem.indicators.entry import BadEntry, Entry, read_entry, read_rate
from treem.kernel.vietnamese import AmbiguousNumber


def faults(**typed: str) -> dict[str, str]:
    base = int(typed.pop("base", "100"))
    with pytest.raises(BadEntry) as caught:
        read_entry(**{"numerator": "", "denominator": "", "value": "", **typed}, base=base)
    return caught.value.faults


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("98,6", 100, "98.6"), ("98.6", 100, "98.6"), ("98,6 %", 100, "98.6"), ("9,4‰", 1000, "9.4"),
        ("1,5", 100, "1.5"), ("1.5", 100, "1.5"), ("0,125", 100, "0.125"), ("0.125", 100, "0.125"),
        # With a comma three digits are decimals of a percentage; 12.345,6 is written in full.
        ("1,234", 100, "1.234"), ("12.345,6", 100_000, "12345.6"), ("440", 100_000, "440"),
    ],
)  # fmt: skip
def test_decimals_come_with_a_comma_or_a_point(text: str, base: int, expected: str) -> None:
    assert read_rate(text, base) == Decimal(expected)


@pytest.mark.parametrize("text", ["1.234", "1,234"])
def test_what_can_be_read_two_ways_is_asked_with_both_ways_to_write_it(text: str) -> None:
    with pytest.raises(AmbiguousNumber) as caught:
        read_rate(text, 100_000)
    assert "1234" in str(caught.value)
    assert "1,2340" in str(caught.value)
    assert read_rate("1234", 100_000) == 1234
    assert read_rate("1,2340", 100_000) == Decimal("1.234")


@pytest.mark.parametrize(
    ("text", "base", "meant"), [("1.500", 100, "1,5"), ("98.125 %", 100, "98,125"), ("1.234", 1000, "1,234")]
)
def test_a_point_before_three_digits_of_a_rate_is_asked_and_not_guessed(
    text: str, base: int, meant: str
) -> None:
    said = faults(value=text, base=str(base))["value"]
    assert "ngăn hàng nghìn" in said
    assert f"hãy viết {meant}." in said
    assert read_rate(meant, base) == Decimal(meant.replace(",", "."))


def test_a_part_of_nothing_is_said_as_such() -> None:
    said = faults(numerator="5", denominator="0")
    assert "Mẫu số là 0 mà tử số là 5" in said["denominator"]
    assert "lớn hơn mẫu số" not in str(said)


def test_a_rate_that_disagrees_is_repeated_as_it_was_typed() -> None:
    said = faults(numerator="2", denominator="3", value="50")["value"]
    assert "khác 50 đã nhập" in said
    assert "khác 50,5 đã nhập" in faults(numerator="2", denominator="3", value="50,5")["value"]


@pytest.mark.parametrize(("text", "base"), [("100,1", 100), ("1001", 1000), ("986", 100)])
def test_a_rate_above_the_whole_is_refused(text: str, base: int) -> None:
    assert "Không thể quá" in faults(value=text, base=str(base))["value"]


def test_both_parts_make_the_figure_and_thousands_have_points() -> None:
    read = read_entry(numerator="1.234", denominator="2.000", value="", base=100)
    assert read == Entry(None, 1234, 2000)


def test_a_part_larger_than_the_whole_is_refused_beside_the_numerator() -> None:
    said = faults(numerator="101", denominator="100")
    assert list(said) == ["numerator"]
    assert "lớn hơn mẫu số" in said["numerator"]


@pytest.mark.parametrize("text", ["mười", "-3", "1,5", "1.5", "²"])
def test_a_part_that_is_no_count_is_refused(text: str) -> None:
    assert list(faults(numerator=text, denominator="10")) == ["numerator"]


def test_a_count_with_a_comma_before_three_digits_is_asked() -> None:
    assert "hai cách" in faults(numerator="1,234", denominator="2.000")["numerator"]


def test_half_a_ratio_names_the_missing_half() -> None:
    assert list(faults(numerator="9")) == ["denominator"]
    assert list(faults(denominator="9")) == ["numerator"]


def test_nothing_typed_says_what_to_type() -> None:
    assert "tử số và mẫu số" in faults()["numerator"]


def test_nothing_occurred_is_neither_zero_nor_a_hundred_per_cent() -> None:
    assert read_entry(numerator="0", denominator="0", value="", base=100) == Entry(None, 0, 0)
    assert list(faults(numerator="0", denominator="0", value="100")) == ["value"]


def test_a_rate_beside_its_parts_must_agree_with_them() -> None:
    assert read_entry(numerator="2", denominator="3", value="66,67", base=100) == Entry(None, 2, 3)
    assert read_entry(numerator="2", denominator="3", value="66,7", base=100) == Entry(None, 2, 3)
    assert "66,67" in faults(numerator="2", denominator="3", value="68")["value"]


def test_every_fault_is_said_at_once() -> None:
    assert set(faults(numerator="a", denominator="b", value="c")) == {"numerator", "denominator", "value"}


def test_a_plain_value_has_no_parts() -> None:
    assert read_entry(numerator="", denominator="", value="12", base=None) == Entry(Decimal(12), None, None)
