"""What people type: names, birthdays, numbers, places."""

from __future__ import annotations

import unicodedata

import pytest

from treem.linkage import values
from treem.linkage.values import Day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("07/03/2015", (2015, 3, 7)),
        ("7-3-15", (2015, 3, 7)),
        ("7.3.2015", (2015, 3, 7)),
        ("2015-03-07", (2015, 3, 7)),
        ("2015-03-07 00:00:00", (2015, 3, 7)),
        ("03/2015", (2015, 3, 0)),
        ("2015", (2015, 0, 0)),
        ("42070", (2015, 3, 7)),
        ("03/25/2015", (2015, 3, 25)),
        ("29/02/2016", (2016, 2, 29)),
        ("29/02/2015", (2015, 2, 0)),
        ("13/13/2015", (2015, 0, 0)),
        ("07/03/3015", (0, 0, 0)),
        ("không rõ", (0, 0, 0)),
        ("", (0, 0, 0)),
    ],
)
def test_a_birthday_as_it_is_typed(typed: str, day: tuple[int, int, int]) -> None:
    assert values.birthday(typed) == Day(*day)


@pytest.mark.parametrize(
    "spelling",
    ["Hoà", "Hòa", "HÒA", " hoà ", unicodedata.normalize("NFD", "Hòa"), unicodedata.normalize("NFD", "HOÀ")],
)
def test_one_word_in_its_spellings(spelling: str) -> None:
    assert values.words(spelling) == values.words("hòa")


def test_tones_tell_words_apart_but_not_their_keys() -> None:
    assert values.words("Hà") != values.words("Hạ")
    assert values.word_key("hà") == values.word_key("hạ") == values.word_key("ha")


def test_y_and_i_are_one_letter_of_a_name() -> None:
    assert values.words("Mỹ") == values.words("Mĩ")


def test_a_child_without_a_name_has_no_words() -> None:
    assert values.words("Chưa đặt tên") == []


def test_what_stands_in_brackets_is_no_name() -> None:
    assert values.words("Lò Văn Hải (Tí)") == values.words("Lò Văn Hải")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("014215000123", 14215000123),
        ("14215000123", 14215000123),
        ("014 215 000123", 14215000123),
        ("142150001", -1),
        ("123456789012", -1),
        ("014215000000", -1),
        ("1.4215E+10", -1),
        ("", -1),
    ],
)
def test_a_personal_number_as_it_is_typed(typed: str, number: int) -> None:
    assert values.number(typed) == number


def test_places_are_told_by_their_names() -> None:
    assert values.place("Xã Chiềng Hặc") == values.place("chieng hac") == values.place("X. Chiềng Hặc")
    assert values.place("Bản Nà Pó 1") != values.place("Bản Nà Pó 2")
    assert values.place("Tổ 3") != values.place("Tổ 4")


def test_sounds_that_people_mix_up() -> None:
    assert values.sound("sung") == values.sound("xun")
    assert values.sound("trang") == values.sound("chan")
    assert values.sound("hoa") != values.sound("lan")
