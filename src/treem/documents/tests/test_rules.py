"""Letters and numbers of papers."""

from __future__ import annotations

import pytest

from treem.documents import rules


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Sở Y tế", "SYT"),
        ("Sở Giáo dục và Đào tạo", "SGDĐT"),
        ("Sở GD&ĐT", "SGDĐT"),
        ("Ủy ban nhân dân của tỉnh", "UBNDT"),
        ("UBND xã", "UBNDX"),
    ],
)
def test_an_agency_has_its_letters_in_the_symbol(name: str, letters: str) -> None:
    assert rules.abbreviation(name) == letters
