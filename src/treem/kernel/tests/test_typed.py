"""What comes from a browser is a number or nothing."""

from __future__ import annotations

import pytest

from treem.kernel.typed import key


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_plain_digits_are_a_number(text: str, number: int) -> None:
    assert key(text) == number


@pytest.mark.parametrize("text", [None, "", " 7", "-7", "7.0", "²", "٣", "1e3", "9" * 19, "1" * 5000, "7\n"])
def test_anything_else_is_nothing(text: str | None) -> None:
    assert key(text) is None
