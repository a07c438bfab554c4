import pytest

from treem.kernel.personal_number import (
    Sex,
    born_in,
    check,
    clean,
    mask,
    prefixes,
    restore_leading_zero,
    sex_of,
)


def codes(text: str, birth_year: int | None = None, sex: Sex | None = None) -> list[str]:
    return [
        found.code.removeprefix("personal_number.") for found in check(text, birth_year=birth_year, sex=sex)
    ]


def test_a_girl_registered_in_son_la_in_2018_passes() -> None:
    assert codes("014318304152", birth_year=2018, sex="female") == []
    assert (born_in("014318304152"), sex_of("014318304152")) == (2018, "female")


def test_what_people_put_between_the_digits_does_not_matter() -> None:
    assert clean("'014 318.304-152 ") == "014318304152"
    assert codes("'014 318.304-152 ") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Chưa nhập"),
        ("01431830415", "có 11"),
        ("0143183041521", "có 13"),
        ("123456789", "chứng minh nhân dân"),
        ("1.43180001e10", "bảng tính"),
        ("01431830415O", "12 chữ số"),
        ("٠١٤٣١٨٣٠٤١٥٢", "12 chữ số"),
        ("000000000000", "điền tạm"),
        ("123456789012", "điền tạm"),
        ("013318304152", "013 không phải mã tỉnh"),
        ("000318304152", "000 không phải mã tỉnh"),
    ],
)
def test_what_cannot_be_a_personal_number_is_an_error_with_its_reason(text: str, says: str) -> None:
    [found] = check(text)
    assert found.level == "error"
    assert says in found.text


@pytest.mark.parametrize(
    ("birth_year", "sex", "found"),
    [
        (2018, "male", ["sex"]),
        (2017, "female", ["birth_year"]),
        (1918, "female", ["birth_year"]),
        (2017, "male", ["birth_year", "sex"]),
        (None, None, []),
    ],
)
def test_a_number_that_contradicts_the_record_is_a_conflict(
    birth_year: int | None, sex: Sex | None, found: list[str]
) -> None:
    assert codes("014318304152", birth_year, sex) == found
    assert all(one.level == "conflict" for one in check("014318304152", birth_year=birth_year, sex=sex))


@pytest.mark.parametrize(
    ("digit", "year", "sex"),
    [
        ("0", 1999, "male"),
        ("1", 1999, "female"),
        ("2", 2099, "male"),
        ("3", 2099, "female"),
        ("9", 2399, "female"),
    ],
)
def test_the_fourth_digit_gives_century_and_sex(digit: str, year: int, sex: Sex) -> None:
    assert codes(f"014{digit}99304152", year, sex) == []
    assert codes(f"014{digit}99304152", year - 100, sex) == ["birth_year"]


def test_a_country_code_and_an_equal_tail_go_to_a_person() -> None:
    assert codes("123318304152") == ["foreign_prefix"]
    assert codes("014318111111") == ["equal_tail"]


def test_the_zero_that_a_spreadsheet_dropped_comes_back_only_when_the_number_then_holds() -> None:
    assert restore_leading_zero("14318304152") == "014318304152"
    assert restore_leading_zero("13318304152") is None
    assert restore_leading_zero("014318304152") is None
    assert restore_leading_zero("4318304152") is None


def test_the_table_holds_63_codes_that_are_not_the_codes_of_today() -> None:
    assert len(prefixes()) == 63
    assert prefixes()["014"] == "Sơn La"
    assert prefixes()["015"] == "Yên Bái"
    assert "013" not in prefixes()


def test_the_masked_number_shows_five_digits() -> None:
    assert mask("014318304112") == "014•••••••12"
    assert mask("014 318 304 112") == "014•••••••12"
    assert mask("12345") == "•••••"
    assert mask("") == ""
