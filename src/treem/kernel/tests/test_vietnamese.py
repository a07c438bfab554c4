import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treem.kernel.vietnamese import FOLD_SOURCE, FOLD_TARGET, fold, nfc, nfc_lines, title_name, tone_style
from treem.kernel.vietnamese.letters import LETTERS

SMALL = "àảãáạ ăằẳẵắặ âầẩẫấậ đ èẻẽéẹ êềểễếệ ìỉĩíị òỏõóọ ôồổỗốộ ơờởỡớợ ùủũúụ ưừửữứự ỳỷỹýỵ".replace(" ", "")
THE_134 = SMALL + SMALL.upper()


def folded_in_sql(text: str) -> str:
    """What PostgreSQL makes of it: translate() pairs by place and drops what has no partner; lower() as on a server that
    knows ASCII only."""
    table = {
        letter: FOLD_TARGET[place : place + 1] for place, letter in reversed(list(enumerate(FOLD_SOURCE)))
    }
    bare = "".join(table.get(letter, letter) for letter in unicodedata.normalize("NFD", text))
    small = "".join(letter.lower() if letter.isascii() else letter for letter in bare)
    return unicodedata.normalize("NFC", small)


def test_the_alphabet_has_134_letters_beyond_ascii() -> None:
    assert len(THE_134) == len(set(THE_134)) == 134
    assert set(LETTERS) == set(THE_134)
    assert len(LETTERS) == 134


@pytest.mark.parametrize("letter", THE_134)
def test_every_letter_folds_to_its_base_here_and_in_the_database(letter: str) -> None:
    marked = letter in "đĐ"
    base = "d" if marked else unicodedata.normalize("NFD", letter)[0].lower()
    decomposed = unicodedata.normalize("NFD", letter)
    for form in (letter, decomposed):
        assert fold(form) == base
        assert folded_in_sql(form) == base


def test_each_letter_of_the_database_fold_has_one_partner_and_the_marks_none() -> None:
    assert len(set(FOLD_SOURCE)) == len(FOLD_SOURCE)
    assert FOLD_TARGET.isascii()
    assert FOLD_TARGET.islower()
    rest = FOLD_SOURCE[len(FOLD_TARGET) :]
    assert rest
    assert all(unicodedata.combining(mark) for mark in rest)


@given(st.text(alphabet=THE_134 + "abdeiouyghnt ĐðÐ\u0300\u0301\u0302\u0306\u0309\u031b\u0323", max_size=30))
def test_stored_text_folds_alike_here_and_in_the_database(text: str) -> None:
    stored = nfc(text)
    assert folded_in_sql(stored) == fold(text)


@given(st.lists(st.sampled_from(THE_134 + "abdeiouyghnt "), max_size=30).map("".join))
def test_a_vietnamese_search_key_is_ascii(text: str) -> None:
    assert fold(text).isascii()
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(
    st.text(max_size=30) | st.text(alphabet="aeioìÊ\u0300\u0301\u0302\u0306\u0309\u031b\u0323 ", max_size=9)
)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)


def test_all_spellings_of_one_name_share_one_search_key() -> None:
    names = ["Đặng Thị Hòa", "đặng thị hoà", "ĐẶNG  THỊ HÒA", unicodedata.normalize("NFD", "Đặng Thị Hòa")]
    assert {fold(name) for name in names} == {"dang thi hoa"}


def test_i_and_y_stay_apart_in_the_search_key() -> None:
    assert fold("Lý") == "ly"
    assert fold("Lí") == "li"


@pytest.mark.parametrize("wrong", ["\u00d0ặng", "\u0189ặng"])
def test_letters_that_only_look_like_dj_become_it(wrong: str) -> None:
    assert nfc(wrong) == "Đặng"
    assert nfc(wrong.replace(wrong[0], {"\u00d0": "\u00f0", "\u0189": "\u0256"}[wrong[0]])) == "đặng"


def test_what_cannot_be_seen_does_not_stay() -> None:
    assert nfc("\ufeffLò\u200b Văn\u00a0\u00a0 A\u200e \n") == "Lò Văn A"
    assert nfc("Ho\u00ada") == "Hoa"


def test_a_tone_typed_before_the_circumflex_finds_its_letter() -> None:
    assert nfc("a\u0301\u0302") == "ấ"
    assert nfc("e\u0323\u0302") == "ệ"
    assert nfc("u\u0301\u031b") == "ứ"
    assert nfc("a\u0300\u0306") == "ằ"


def test_lines_stay_lines() -> None:
    assert nfc_lines("\nDòng  một \r\n\r\n Dòng hai\n") == "Dòng một\n\nDòng hai"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("NGUYỄN THỊ ĐÀO", "Nguyễn Thị Đào"),
        ("lò văn ón", "Lò Văn Ón"),
        ("đặng ĐỨC ưng", "Đặng Đức Ưng"),
        ("H'MAI NIÊ", "H'Mai Niê"),
        ("y-ban êban", "Y-Ban Êban"),
        (unicodedata.normalize("NFD", "ỨNG THỊ ẺN"), "Ứng Thị Ẻn"),
        ("", ""),
    ],
)
def test_a_name_in_capitals_is_stored_in_title_case(typed: str, stored: str) -> None:
    assert title_name(typed) == stored


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa", "hoà"),
        ("HÓA", "HOÁ"),
        ("khỏe", "khoẻ"),
        ("Thủy", "Thuỷ"),
        ("tụy", "tuỵ"),
        ("ngõa", "ngoã"),
        ("Hòa Thúy", "Hoà Thuý"),
    ],
)
def test_both_tone_styles_compare_equal(old: str, new: str) -> None:
    assert tone_style(old) == tone_style(new) == new


@pytest.mark.parametrize("word", ["quý", "toán", "hoàng", "hoặc", "Thúi", "khuyến", "lúa", "của", "múa"])
def test_a_word_of_one_spelling_stays(word: str) -> None:
    assert tone_style(word) == word
