import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treem.kernel.vietnamese import nfc, sort_key
from treem.kernel.vietnamese.letters import LETTERS


def test_a_class_list_goes_by_given_name_then_middle_then_family_name() -> None:
    in_order = [
        "Lò An",
        "Vì An",
        "Lò Thị An",
        "Quàng Thị An",
        "Lò Thị Bích An",
        "Lò Văn An",
        "Hà Thị Ân",
        "Lò Văn Bình",
        "Lò Văn Cường",
        "Cà Thị Dung",
        "Cà Thị Đào",
        "Cà Thị Em",
        "Lò Thị Hoa",
        "Lò Thị Hòa",
        "Lò Thị Hoan",
        "Lò Thị Hoàn",
        "Lò Thị Hồng",
        "Lò Văn Nam",
        "Lò Văn Năm",
        "Lò Văn Oanh",
        "Lò Văn Ơn",
        "Lò Văn Phương",
        "Mùa A Tủa",
        "Lò Thị Tươi",
        "Lò Văn Út",
        "Lò Thị Yên",
    ]
    shuffled = in_order[:]
    random.Random(7).shuffle(shuffled)
    # Byte order, as under C collation.
    assert sorted(shuffled, key=lambda name: sort_key(name).encode()) == in_order


def test_the_alphabet_is_in_vietnamese_order() -> None:
    letters = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
    assert all(sort_key(one) < sort_key(next_one) for one, next_one in pairwise(letters))


@pytest.mark.parametrize(
    "vowel", ["aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "êềểễếệ", "ôồổỗốộ", "ơờởỡớợ", "ưừửữứự", "yỳỷỹýỵ"]
)
def test_tones_are_in_the_order_of_the_dictionary(vowel: str) -> None:
    keys = [sort_key(f"Lò Văn L{letter}") for letter in vowel]
    assert keys == sorted(keys)
    assert len(set(keys)) == 6


def test_letters_come_before_tones() -> None:
    assert sort_key("Hạ") < sort_key("Hai")
    assert sort_key("Hà Văn Mạ") < sort_key("Hà Văn Mai")


def test_case_form_and_tone_style_do_not_change_the_place() -> None:
    assert sort_key("LÒ THỊ HOÀ") == sort_key("lò  thị hòa")


@given(st.text(alphabet=LETTERS + "abcdeghiklmnopqrstuvxyABC '-0 中é\u0301", max_size=40))
def test_a_key_is_ascii_whatever_the_name(name: str) -> None:
    key = sort_key(name)
    assert key.isascii()
    assert "\\" not in key
    assert sort_key(nfc(name)) == key


def test_names_of_one_word_and_of_none_have_a_key() -> None:
    assert sort_key("") == ""
    assert sort_key("An") < sort_key("Lò An")


def test_foreign_letters_stand_by_their_base_and_others_at_the_end() -> None:
    assert sort_key("Peña") == sort_key("Pena")
    assert sort_key("Z") < sort_key("中")
