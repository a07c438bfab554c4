"""What comes from a browser is a number or nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest

from treem.kernel.typed import key, record_number


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_plain_digits_are_a_number(text: str, number: int) -> None:
    assert key(text) == number


@pytest.mark.parametrize("text", [None, "", " 7", "-7", "7.0", "²", "٣", "1e3", "9" * 19, "1" * 5000, "7\n"])
def test_anything_else_is_nothing(text: str | None) -> None:
    assert key(text) is None


def test_a_form_makes_one_record_about_one_subject_and_others_about_others() -> None:
    form, other = uuid4(), uuid4()
    assert record_number(form, "a", 1) == record_number(form, "a", 1)
    made = {record_number(form, "a", 1), record_number(form, "a", 2), record_number(other, "a", 1), form}
    assert len(made) == 4
    assert record_number(None, "a") != record_number(None, "a")
