"""Lists out of spreadsheets, and what people and attackers put there instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from treem.files.errors import Damaged, EmptyFile, HasPassword, NotAList, TooManyRows, TypeNotAllowed
from treem.files.sheets import read_sheets
from treem.files.tests import samples
from treem.files.workbooks import Page, workbook


def book(fill: Callable[[Any, Any], None]) -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target) as made:
        fill(made, made.add_worksheet("Danh sách"))
    return target.getvalue()


def test_rows_keep_their_numbers_and_their_types() -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write(1, 0, "Họ và tên")
        sheet.write_number(2, 0, 4108)
        sheet.write_datetime(3, 0, date(2025, 7, 1), made.add_format({"num_format": "dd/mm/yyyy"}))

    (sheet,) = read_sheets(book(fill))
    assert sheet.rows == (("",), ("Họ và tên",), (4108.0,), (date(2025, 7, 1),))


def test_a_cell_merged_downwards_counts_for_each_row_and_a_title_across_does_not() -> None:
    def fill(_made: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 1, "Danh sách")
        sheet.merge_range(1, 0, 2, 0, "Xã Chiềng Sung")
        sheet.write(1, 1, "Bản Mé")
        sheet.write(2, 1, "Bản Ngùa")

    (sheet,) = read_sheets(book(fill))
    assert sheet.rows == (("Danh sách", ""), ("Xã Chiềng Sung", "Bản Mé"), ("Xã Chiềng Sung", "Bản Ngùa"))


def test_of_a_formula_there_is_its_last_value() -> None:
    (sheet,) = read_sheets(book(lambda _m, s: s.write_formula(0, 0, '="a"&"b"', None, "ab")))
    assert sheet.rows == (("ab",),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_with_the_delimiter_it_uses(delimiter: str) -> None:
    text = f"\ufeffDanh sách tổ, bản năm 2026\nxã{delimiter}tên\n04108{delimiter}Bản Mé\n"
    rows = read_sheets(text.encode())[0].rows
    assert ("04108", "Bản Mé") in rows


@pytest.mark.parametrize("name", ["list.xls", "list.ods"])
def test_the_old_excel_and_libreoffice_are_read_as_well(name: str) -> None:
    content = (Path(__file__).parent / "data" / name).read_bytes()
    rows = read_sheets(content)[0].rows
    assert rows[0][:2] == ("Mã xã", "Tên bản")
    assert str(rows[1][1]).startswith("Bản ")
    assert len(rows) == 2


def test_one_cell_at_the_far_corner_refuses_the_file_and_hurts_nobody() -> None:
    def fill(_made: Any, sheet: Any) -> None:
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")

    with pytest.raises(NotAList):
        read_sheets(book(fill))


def test_too_many_rows_are_refused_with_the_limit_in_words() -> None:
    with pytest.raises(TooManyRows, match="10 dòng"):
        read_sheets(b"a,b\n" * 12, rows_limit=10)
    with pytest.raises(TooManyRows):
        read_sheets(book(lambda _m, s: s.write(100_000, 0, "x")))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        (samples.docx(), TypeNotAllowed),
        (b"PK\x03\x04broken", Damaged),
        ("họ tên".encode("utf-16"), TypeNotAllowed),
        (samples.ods({"META-INF/manifest.xml": "<manifest:encryption-data/>"}), HasPassword),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64 + "EncryptedPackage".encode("utf-16-le"), HasPassword),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_sheets(content)


def test_what_leaves_is_neutralised() -> None:
    (sheet,) = read_sheets(workbook([Page("A", ["Tên"], [["=cmd|' /C calc'!A0"], [date(2026, 3, 1)], [5]])]))
    assert sheet.rows == (("Tên",), ("'=cmd|' /C calc'!A0",), (date(2026, 3, 1),), (5.0,))
