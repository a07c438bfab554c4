"""Cells of lists as people type them: days, numbers, names in old fonts, places, sexes, headings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treem.kernel.vietnamese import fold, tone_style
from treem.registry.imports import layout
from treem.registry.imports.births import Birth, Refused, read_birth
from treem.registry.imports.cleaning import Cleaned, Cleaner, Setting, old_style
from treem.registry.imports.places import village_forms

SETTING = Setting(
    today=date(2026, 11, 30),
    communes={"04108": 1, "chieng sung": 1, "xa chieng sung": 1, "04117": 2, "muong chanh": 2, "tan lap": 0},
    mine=frozenset({1}),
    villages={"1|ban na can": 10, "1|*na can": 10, "1|to 5": 11, "1|*5": 0, "1|tieu khu 5": 12},
    peoples=("Kinh", "Thái", "Mông", "Khơ Mú", "Xinh Mun"),
    home=1,
)
KEYS = (
    "full_name", "birth", "sex", "ethnicity", "personal_id", "mother_name", "commune", "village", "poverty", "birth_registered",
)  # fmt: skip


def clean(**cells: Any) -> Cleaned:
    cells = {"full_name": "Lò Thị Mai", "birth": "05/03/2018", "sex": "Nữ", **cells}
    row = [cells.get(key, "") for key in KEYS]
    found = Cleaner(SETTING, {key: n for n, key in enumerate(KEYS)}).row(7, row)
    assert found is not None
    return found


def noted(found: Cleaned) -> list[str]:
    return [code for code, _word in found.findings]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("05/03/2018", Birth(date(2018, 3, 5), "day")),
        ("5-3-18", Birth(date(2018, 3, 5), "day")),
        ("5.3.2018", Birth(date(2018, 3, 5), "day")),
        ("2018-03-05", Birth(date(2018, 3, 5), "day")),
        ("2018-03-05 00:00:00", Birth(date(2018, 3, 5), "day")),
        ("05032018", Birth(date(2018, 3, 5), "day")),
        ("ngày 5 tháng 3 năm 2018", Birth(date(2018, 3, 5), "day")),
        (datetime.fromisoformat("2018-03-05"), Birth(date(2018, 3, 5), "day")),
        (43164.0, Birth(date(2018, 3, 5), "day", "serial")),
        ("43164", Birth(date(2018, 3, 5), "day", "serial")),
        ("03/2018", Birth(date(2018, 3, 1), "month")),
        (2018.0, Birth(date(2018, 1, 1), "year")),
        ("khoảng 2018", Birth(date(2018, 1, 1), "estimated")),
        ("03/25/2018", Birth(date(2018, 3, 25), "day", "swapped")),
        ("29/02/2020", Birth(date(2020, 2, 29), "day")),
    ],
)
def test_births_in_their_shapes(cell: Any, expected: Birth) -> None:
    assert read_birth(cell) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("29/02/2019", "no_such_day"),
        ("31/13/2018", "no_such_day"),
        ("hôm qua", "birth_unreadable"),
        ("5/3/1018", "birth_unreadable"),
        ("05/03/0019", "birth_unreadable"),
        ("5.3.0001", "birth_unreadable"),
        ("0019-03-05", "birth_unreadable"),
        (date(19, 3, 5), "birth_unreadable"),
    ],
)
def test_births_that_are_none(cell: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_birth(cell)
    assert refused.value.code == code


@given(st.dates(date(2009, 1, 1), date(2026, 11, 30)))
def test_a_day_is_read_back_in_every_shape(day: date) -> None:
    for text in (f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day.year}", f"{day:%Y-%m-%d}", f"{day:%d%m%Y}"):
        assert read_birth(text) == Birth(day, "day")


@pytest.mark.parametrize(
    ("cell", "number", "notes"),
    [
        ("014318123456", "014318123456", []),
        ("014 318 123 456", "014318123456", []),
        ("'014318123456", "014318123456", []),
        (14318123456.0, "014318123456", ["zero_restored"]),
        ("14318123456", "014318123456", ["zero_restored"]),
        ("123456789", "", ["old_number"]),
        ("chưa có", "", []),
        ("014319123456", "014319123456", ["number_birth_year"]),
        ("014218123456", "014218123456", ["number_sex"]),
    ],
)
def test_personal_numbers(cell: Any, number: str, notes: list[str]) -> None:
    found = clean(personal_id=cell)
    assert (found.refused, found.personal_id, noted(found)) == (False, number, notes)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("1.4318E+10", "number_lost"), ("12345", "number_wrong"), ("099318123456", "number_foreign_prefix"),
     ("003318123456", "number_prefix"), ("111111111111", "number_placeholder")],
)  # fmt: skip
def test_numbers_that_are_none_refuse_the_row(cell: str, code: str) -> None:
    found = clean(personal_id=cell)
    assert code in noted(found)
    assert found.refused is (code != "number_foreign_prefix")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("LÒ THỊ HOÀ", "Lò Thị Hoà"), ("lò thị hoà", "Lò Thị Hoà"), ("Lo\u0300 Thi\u0323 Hoa\u0300", "Lò Thị Hoà"),
        ("  Lò   Thị\u00a0Hoà ", "Lò Thị Hoà"), ("H'MAI", "H'Mai"), ("NguyÔn V¨n H¶i", "Nguyễn Văn Hải"),
        ("NGUYÔN V¡N H¶I", "Nguyễn Văn Hải"), ("Nguyeãn Thò Haïnh", "Nguyễn Thị Hạnh"), ("Hà Thu", "Hà Thu"),
        ("Ðặng Thị Bé", "Đặng Thị Bé"),
    ],
)  # fmt: skip
def test_names_in_every_writing(typed: str, stored: str) -> None:
    assert clean(full_name=typed).full_name == stored


@pytest.mark.parametrize(
    ("typed", "stored", "strange"),
    [
        ("Emoji 😀 Tên", "Emoji Tên", "😀"),
        ("Emoji 😀 Ten", "Emoji Ten", "😀"),
        ("Nguyen V¨n H¶i 😀", "Nguyen V n H i", "😀"),
        ("Tên \u202eEmoji", "Tên Emoji", ""),
        ("Lò\u200b Thị M\u200dai", "Lò Thị Mai", ""),
        ("L\ufeffò Tên", "Lò Tên", ""),
        ("\u202aNguyÔn V¨n H¶i\u202c", "Nguyễn Văn Hải", ""),
        ("NguyÔn V¨n H\uf0b6i", "Nguyễn Văn Hải", ""),
        ("Lò Thị Mа\u0456", "Lò Thị Mа\u0456", "а\u0456"),
        ("Lò Thị M\ufffdi", "Lò Thị M i", "\ufffd"),
        ("Lò Thị Hʼmai", "Lò Thị Hʼmai", ""),
    ],
)  # fmt: skip
def test_signs_that_no_old_font_has_turn_nothing_and_are_pointed_at(
    typed: str, stored: str, strange: str
) -> None:
    found = clean(full_name=typed)
    assert found.full_name == stored
    assert [word for code, word in found.findings if code == "strange_signs"] == (
        [strange] if strange else []
    )


def test_a_file_in_an_old_font_is_read_so_where_single_words_say_nothing() -> None:
    cleaner = Cleaner(SETTING, {"full_name": 0, "birth": 1, "sex": 2})
    rows = [
        ["NguyÔn V¨n H¶i", "2018", "Nam"],
        ["TrÇn ThÞ Lý", "2018", "N÷"],
        ["Lß ThÞ Mai", "2018", "N÷"],
        ["Lª V¨n Tó", "2018", "Nam"],
    ]
    cleaner.look_at(rows)
    assert (cleaner.encoding, cleaner.mixed) == ("tcvn3", False)
    found = cleaner.row(9, ["Mai Thõ", "2018", "Nam"])
    assert found is not None
    assert found.full_name == "Mai Thừ"
    mixed = Cleaner(SETTING, {"full_name": 0, "birth": 1, "sex": 2})
    mixed.look_at([*rows, ["Nguyễn Thị Hà", "2018", "Nữ"]])
    kept = mixed.row(9, ["Mai Thõ", "2018", "Nam"])
    assert kept is not None
    assert kept.full_name == "Mai Thõ", (
        "in a file of both writings nothing is turned that reads well as it is"
    )
    assert noted(kept) == ["old_letters"]


def test_both_tone_styles_are_one_name() -> None:
    new, old = clean(full_name="Lò Thị Hoà"), clean(full_name="LÒ THỊ HÒA")
    assert (new.exact, new.exact_old) == (old.exact, old.exact_old) == ("lò thị hoà", "lò thị hòa")
    assert clean(full_name="Lò Thị Hoa").exact != new.exact


@given(
    st.lists(
        st.sampled_from(["hoà", "thuỷ", "quý", "khoẻ", "toàn", "hoan", "nguyệt", "huý"]),
        min_size=1,
        max_size=4,
    )
)
def test_the_older_tone_style_turns_back(words: list[str]) -> None:
    text = " ".join(words)
    assert tone_style(old_style(text)) == text
    assert fold(old_style(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("H'Mông", "Mông"),
        ("Hmông", "Mông"),
        ("dân tộc Thái", "Thái"),
        ("THÁI", "Thái"),
        ("Khơ-mú", "Khơ Mú"),
        ("Xinh-mun", "Xinh Mun"),
    ],
)
def test_peoples_by_their_other_names(typed: str, stored: str) -> None:
    assert clean(ethnicity=typed).ethnicity == stored


def test_an_unknown_people_is_left_empty_and_said() -> None:
    found = clean(ethnicity="Sao Hỏa")
    assert (found.ethnicity, noted(found)) == ("", ["people_unknown"])


@pytest.mark.parametrize(
    ("typed", "village"),
    [("Bản Nà Cạn", 10), ("bản nà cạn", 10), ("Nà Cạn", 10), ("Tổ 5", 11), ("Tổ dân phố số 05", 11), ("TDP 5", 11), ("TK5", None),
     ("Tiểu khu 5", 12), ("5", None), ("Bản Lạ", None)],
)  # fmt: skip
def test_villages_by_the_names_people_give_them(typed: str, village: int | None) -> None:
    found = clean(village=typed)
    assert found.village_id == village
    if village is None:
        assert noted(found) == ["village_unknown"]
        assert found.permanent_residence == typed


def test_villages_are_asked_for_with_their_kind_first() -> None:
    assert village_forms("Tổ dân phố số 05") == ["to 5", "*5"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Mường Chanh", "not_yours"),
        ("04117", "not_yours"),
        ("Tân Lập", "commune_twice"),
        ("Paris", "commune_unknown"),
    ],
)
def test_children_of_elsewhere_are_refused(typed: str, code: str) -> None:
    found = clean(commune=typed)
    assert (found.refused, noted(found)[0]) == (True, code)


@pytest.mark.parametrize("typed", ["Chiềng Sung", "xã Chiềng Sung", "4108", 4108.0, "04108", ""])
def test_the_own_commune_in_every_writing(typed: Any) -> None:
    assert clean(commune=typed).commune_id == 1


def test_words_of_poverty_and_registration() -> None:
    assert [clean(poverty=w).poverty for w in ("Hộ nghèo", "x", "HCN", "cận nghèo", "không", "")] == [
        "poor", "poor", "near_poor", "near_poor", "none", "",
    ]  # fmt: skip
    assert [clean(birth_registered=w).birth_registered for w in ("có", "x", "Chưa", "")] == [
        True,
        True,
        False,
        None,
    ]


@pytest.mark.parametrize(
    "row",
    [
        ["Tổng cộng: 35", "", "12"], ["", "", ""], ["I. Bản Nà Cạn"], ["Người lập biểu", "", "TM. ỦY BAN NHÂN DÂN"],
        ["", "", "Chiềng Sung, ngày 5 tháng 6 năm 2026"], [1, "Ghi chú: danh sách có 3 trẻ", ""],
    ],
)  # fmt: skip
def test_feet_and_headings_of_groups_are_no_entries(row: list[Any]) -> None:
    cleaner = Cleaner(SETTING, {"full_name": 1, "birth": 2, "sex": 3})
    padded = [*row, *[""] * (4 - len(row))]
    assert cleaner.row(5, padded) is None or padded[2] == "12"


def test_name_in_three_columns_and_birth_in_three() -> None:
    keys = (
        "family_name",
        "middle_name",
        "given_name",
        "birth_day",
        "birth_month",
        "birth_year",
        "male",
        "female",
    )
    cleaner = Cleaner(SETTING, {key: n for n, key in enumerate(keys)})
    found = cleaner.row(2, ["LÒ", "VĂN", "MẪU", 5.0, 3.0, 2018.0, "x", ""])
    assert found is not None
    assert (found.full_name, found.born, found.precision, found.sex) == (
        "Lò Văn Mẫu",
        "2018-03-05",
        "day",
        "male",
    )
    year = cleaner.row(3, ["LÒ", "", "MẪU", "", "", "2018", "", "x"])
    assert year is not None
    assert (year.full_name, year.precision, year.sex) == ("Lò Mẫu", "year", "female")


def test_births_in_the_columns_of_boys_and_girls() -> None:
    cleaner = Cleaner(SETTING, {"full_name": 0, "male": 1, "female": 2})
    found = cleaner.row(2, ["Lò Thị Mai", "", "05/03/2018"])
    assert found is not None
    assert (found.sex, found.born) == ("female", "2018-03-05")


def test_days_that_a_spreadsheet_swapped_are_said() -> None:
    cleaner = Cleaner(SETTING, {"full_name": 0, "birth": 1, "sex": 2})
    true = [["Lò Thị Mai", datetime.fromisoformat(f"2018-{m:02d}-03"), "Nữ"] for m in range(1, 8)]
    texts = [["Lò Thị Mai", f"{d}/5/2018", "Nữ"] for d in (13, 22, 30)]
    cleaner.look_at([*true, *texts])
    assert cleaner.swapped
    plain = Cleaner(SETTING, {"full_name": 0, "birth": 1, "sex": 2})
    plain.look_at([*true, *texts, ["Lò Thị Mai", "3/5/2018", "Nữ"]])
    assert not plain.swapped


# -- headings


def heads(*rows: tuple[Any, ...]) -> layout.Layout:
    return layout.find([list(row) for row in rows])


def test_the_heading_is_found_below_titles() -> None:
    found = heads(
        ("UBND XÃ CHIỀNG SUNG",), ("", "DANH SÁCH TRẺ EM"), (), ("TT", "Họ và tên trẻ (*)", "Ngày sinh", "Nam/Nữ", "Dân tộc"),
        (1.0, "Lò Thị Mai", "5/3/2018", "Nữ", "Thái"),
    )  # fmt: skip
    assert (found.top, found.height) == (3, 1)
    assert found.mapping == {"full_name": 1, "birth": 2, "sex": 3, "ethnicity": 4}


def test_two_rows_of_heading_and_the_mother_is_not_the_child() -> None:
    found = heads(
        ("TT", "Trẻ em", "", "", "Mẹ", "", "Số CCCD của mẹ"), ("", "Họ và tên", "Ngày sinh", "Giới tính", "Họ và tên", "Dân tộc", ""),
        (1.0, "Lò Thị Mai", "5/3/2018", "Nữ", "Lò Thị Piếng", "Thái", "014189000001"),
    )  # fmt: skip
    assert (found.top, found.height) == (0, 2)
    assert found.mapping == {"full_name": 1, "birth": 2, "sex": 3, "mother_name": 4}


def test_year_and_boys_are_told_apart() -> None:
    days = heads(("Họ và tên", "Ngày", "Tháng", "Năm", "Nam", "Nữ"))
    assert days.mapping == {
        "full_name": 0,
        "birth_day": 1,
        "birth_month": 2,
        "birth_year": 3,
        "male": 4,
        "female": 5,
    }
    plain = heads(("Ho va ten", "Ngay", "Thang", "Nam", "Gioi tinh"))
    assert plain.mapping["birth_year"] == 3


def test_a_row_of_children_is_no_heading() -> None:
    found = heads(("Cháu bé", "Ra đời", "Giới tính", "Dân tộc"), ("Lò Văn An", "27/04/2015", "Nam", "Thái"))
    assert found.top == 0
    assert layout.missing(found.mapping) == ["full_name", "birth"]


def test_every_heading_of_the_data_file_is_written_as_it_is_looked_up() -> None:
    for heading in layout.lists().headings:
        assert layout.plain(heading) == heading
    for name in (*layout.lists().peoples, *(w for words in layout.lists().words.values() for w in words)):
        assert layout.plain(name) in (name, "")
