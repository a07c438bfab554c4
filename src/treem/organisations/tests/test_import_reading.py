"""Where the list begins in a file, what its columns and cells mean. No database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from treem.files.sheets import Cell, Sheet
from treem.organisations.imports import cells, table
from treem.organisations.imports.cells import Refused


def find(kind: str, *rows: list[Cell], **chosen: int | None) -> table.Table:
    return table.find([Sheet("Danh sách", tuple(map(tuple, rows)))], kind, chosen)


@pytest.mark.parametrize(
    "headings",
    [
        ["Họ và tên", "Vai trò", "Cơ quan"],
        ["HO TEN", "vai trò (*)", "Đơn vị công tác"],
        ["Họ và tên cán bộ (viết đủ)", "Nhiệm vụ", "Tên cơ quan"],
    ],
)
def test_headings_are_known_in_their_variants_and_without_tones(headings: list[Cell]) -> None:
    found = find("people", headings, ["Lò Thị Mẫu", "cộng tác viên", "UBND xã A"])
    assert dict(found.mapping) == {"full_name": 0, "role": 1, "body": 2}


def test_the_heading_is_found_below_titles_and_the_numbering_below_it_is_no_entry() -> None:
    found = find(
        "villages",
        ["UBND XÃ A", ""],
        ["Danh sách bản", ""],
        ["", ""],
        ["STT", "Tên bản", "Xã"],
        ["(1)", "(2)", "(3)"],
        [1.0, "Bản Mé", "Xã A"],
    )
    assert [(row.number, row["name"]) for row in found.rows] == [(6, "Bản Mé")]


def test_two_rows_of_headings_are_read_together() -> None:
    found = find(
        "people",
        ["Họ và tên", "Vai trò", "Cơ quan", "Liên hệ", ""],
        ["", "", "", "Điện thoại", "E-mail"],
        ["Lò Thị Mẫu", "cộng tác viên", "UBND xã A", "0900000001", "mau@example.org"],
    )
    assert dict(found.mapping) == {"full_name": 0, "role": 1, "body": 2, "phone": 3, "email": 4}
    assert len(found.rows) == 1
    assert found.headings[3] == "Liên hệ · Điện thoại"


def test_totals_captions_and_signatures_are_passed_over_and_named() -> None:
    found = find(
        "villages",
        ["Tên bản", "Xã"],
        ["I. Khu vực một", ""],
        ["Bản Mé", "Xã A"],
        ["Tên bản", "Xã"],
        ["Bản Ngùa", "Xã A"],
        ["Tổng cộng", "", 2.0],
        ["", "Ngày 2 tháng 3 năm 2026"],
        ["Người lập biểu", "", "Trưởng phòng"],
    )
    assert [row.number for row in found.rows] == [3, 5]
    assert found.passed_over == (2, 6, 7, 8)


def test_a_total_whose_number_stands_in_the_column_of_names_is_no_entry() -> None:
    found = find("bodies", ["STT", "Tên đơn vị"], [1.0, "Trường Mẫu"], ["Tổng cộng", 1.0])
    assert [row.number for row in found.rows] == [2]


def test_a_village_called_like_a_total_is_an_entry() -> None:
    found = find("villages", ["Tên bản", "Xã"], ["Cộng", "Xã A"])
    assert len(found.rows) == 1


def test_what_a_person_says_about_columns_wins() -> None:
    rows: list[list[Cell]] = [["Người", "Vai trò", "Cơ quan"], ["Lò Thị Mẫu", "cộng tác viên", "UBND xã A"]]
    assert find("people", *rows).mapping.get("full_name") is None
    assert find("people", *rows, full_name=0, body=None).mapping == {"full_name": 0, "role": 1}


def test_a_file_without_any_heading_still_shows_its_columns() -> None:
    found = find("people", ["a"], ["x", "y"])
    assert (found.headings, dict(found.mapping)) == (("x", "y"), {})


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2025, 7, 1), date(2025, 7, 1)),
        ("01/7/2025", date(2025, 7, 1)),
        ("1.7.2025", date(2025, 7, 1)),
        ("01-07-2025", date(2025, 7, 1)),
        ("2025-07-01", date(2025, 7, 1)),
        ("ngày 01 tháng 7 năm 2025", date(2025, 7, 1)),
        (45839.0, date(2025, 7, 1)),
        ("45839", date(2025, 7, 1)),
        ("", None),
    ],
)
def test_days_are_read_in_the_shapes_people_write(cell: Cell, day: date | None) -> None:
    assert cells.day(cell, "Từ ngày") == day


@pytest.mark.parametrize("cell", ["7/2025", "2025", "31/02/2025", "hôm nay", "01/07/0025", "1/13/2025", 12.0])
def test_what_is_no_day_is_refused(cell: Cell) -> None:
    with pytest.raises(Refused, match="Từ ngày"):
        cells.day(cell, "Từ ngày")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (900000001.0, "0900000001"),
        ("0900 000 001", "0900000001"),
        ("+84 900.000.001", "0900000001"),
        ("111", "111"),
        ("", ""),
    ],
)
def test_a_telephone_number_keeps_its_zero(cell: Cell, number: str) -> None:
    assert cells.phone(cell) == number


@pytest.mark.parametrize("cell", ["09x", "12", "0900000001234", "không có"])
def test_what_is_no_number_is_refused(cell: Cell) -> None:
    with pytest.raises(Refused):
        cells.phone(cell)


def test_a_code_keeps_the_zeros_that_a_spreadsheet_drops() -> None:
    assert cells.code(4108.0, 5) == "04108"
    assert cells.code("Xã A", 5) == "Xã A"


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://x")', "@SUM(A1)", "＝1"])
def test_a_formula_as_text_is_refused(cell: Any) -> None:
    with pytest.raises(Refused, match="công thức"):
        cells.text(cell)
