"""Tables of figures and the way figures are written."""

from __future__ import annotations

import io
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from treem.documents.layout import Column, GroupRow, NumberTable, Paragraph, number_text, render_docx
from treem.documents.layout.errors import BadFigure, BadTable, TableTooWide
from treem.documents.layout.standard import standard_on
from treem.documents.layout.tables import column_widths, is_wide
from treem.documents.tests.layout_samples import COMMUNE_COUNT, communes_table, report, targets_table

STANDARD = standard_on(report().day_for_rules)


def drawn(table: NumberTable) -> Any:
    paper = report(body=[table, Paragraph("Hết.")], annexes=[])
    return Document(io.BytesIO(render_docx(paper))).tables[1]


def rows_with(table: Any, mark: str) -> list[bool]:
    return [row._tr.find(f"{qn('w:trPr')}/{qn(mark)}") is not None for row in table.rows]


def test_all_header_rows_repeat_and_only_they() -> None:
    marks = rows_with(drawn(communes_table()), "w:tblHeader")
    assert marks == [True, True] + [False] * (COMMUNE_COUNT + 1)
    assert rows_with(drawn(simple()), "w:tblHeader") == [True, False]


def test_no_row_is_split_between_pages() -> None:
    assert all(rows_with(drawn(communes_table()), "w:cantSplit"))


def simple(**changes: Any) -> NumberTable:
    values: dict[str, Any] = {"columns": [Column("Tên", align="left"), Column("Số")], "rows": [("A", 1)]}
    return NumberTable(**{**values, **changes})


def test_figures_are_written_the_vietnamese_way_and_missing_ones_are_shown() -> None:
    table = drawn(
        NumberTable(
            columns=[Column("A"), Column("B", decimals=1), Column("C"), Column("D")],
            rows=[(1234567, Decimal("12.25"), None, "")],
        )
    )
    assert [cell.text for cell in table.rows[1].cells] == ["1.234.567", "12,3", "…", ""]


def test_the_total_is_bold_and_stands_last_or_first() -> None:
    last = drawn(simple(total=("Cộng", 1)))
    assert [cell.text for cell in last.rows[-1].cells] == ["Cộng", "1"]
    assert all(cell.paragraphs[0].runs[0].bold for cell in last.rows[-1].cells)
    first = drawn(simple(total=("Cộng", 1), total_first=True))
    assert [row.cells[0].text for row in first.rows] == ["Tên", "Cộng", "A"]


def test_columns_of_a_group_share_a_header() -> None:
    upper, lower = drawn(communes_table(1)).rows[:2]
    assert [cell.text for cell in upper.cells][3:5] == ["Chia theo giới tính"] * 2
    assert [cell.text for cell in lower.cells][3:5] == ["Nam", "Nữ"]
    # Merged over both rows: the words of the upper cell answer for the lower one too.
    assert lower.cells[1].text == upper.cells[1].text == "Xã, phường"


def test_a_group_row_spans_the_table() -> None:
    table = drawn(simple(rows=[GroupRow("I. Nhóm"), ("A", 1)]))
    assert table.rows[1].cells[0]._tc is table.rows[1].cells[1]._tc


def test_caption_unit_and_notes_stand_around_the_table() -> None:
    paper = report(body=[communes_table(2)], annexes=[])
    document = Document(io.BytesIO(render_docx(paper)))
    found = {p.style.style_id: p.text for p in document.paragraphs}
    assert found["Caption"] == "Bảng 1. Trẻ em dưới 16 tuổi theo xã, phường"
    assert found["TableUnit"] == "Đơn vị tính: trẻ em"
    assert found["TableNote"].startswith("Ghi chú: Số liệu chốt ngày 14/11/2026")


def test_alignment_follows_the_column() -> None:
    table = drawn(communes_table(1))
    alignments = [cell.paragraphs[0].paragraph_format.alignment for cell in table.rows[2].cells]
    assert [None if found is None else int(found) for found in alignments][:3] == [1, None, 2]


@pytest.mark.parametrize("landscape", [False, True])
def test_free_columns_fill_the_page_exactly(landscape: bool) -> None:
    widths = column_widths(targets_table() if landscape else communes_table(), STANDARD, landscape=landscape)
    assert sum(widths) == pytest.approx(STANDARD.text_width(landscape=landscape))
    assert min(widths) > 5


def test_only_tables_that_need_it_are_wide() -> None:
    assert is_wide(targets_table(), STANDARD)
    assert not is_wide(communes_table(), STANDARD)
    assert is_wide(simple(columns=[Column("A", width=100), Column("B", width=70)]), STANDARD)
    assert not is_wide(simple(columns=[Column("A", width=100), Column("B", width=65)]), STANDARD)


def test_a_table_wider_than_a_landscape_page_is_refused_with_both_widths() -> None:
    table = simple(columns=[Column("A", width=200), Column("B", width=60)], caption="Quá rộng")
    with pytest.raises(TableTooWide, match=r"«Quá rộng» cần bề ngang 260 mm.*chỉ có 252 mm"):
        drawn(table)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rows": [("A", 1), ("B",)]}, "dòng 2 có 1 ô, bảng có 2 cột"),
        ({"rows": [("A", 1, 2)]}, "dòng 1 có 3 ô"),
        ({"rows": ["AB"]}, "dòng 1 có 1 ô"),
        ({"total": ("Cộng",)}, "dòng tổng có 1 ô"),
        ({"rows": []}, "chưa có dòng nào"),
        ({"columns": [], "rows": [()]}, "chưa có cột nào"),
        ({"columns": [Column("A", width=0), Column("B")]}, "phải từ 5 đến 200 mm"),
    ],
)
def test_a_crooked_table_is_refused_at_its_row(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(BadTable, match=message):
        drawn(simple(**changes))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, None, "0"),
        (999, None, "999"),
        (1000, None, "1.000"),
        (-1234567, None, "-1.234.567"),
        (12.5, None, "12,5"),
        (Decimal("97.40"), None, "97,40"),
        (Decimal("2.25"), 1, "2,3"),
        (Decimal("-2.25"), 1, "-2,3"),
        (Fraction(1, 3), 2, "0,33"),
        (Decimal("-0.04"), 1, "0,0"),
        (5, 2, "5,00"),
        (1234.5678, 2, "1.234,57"),
    ],
)
def test_number_text(value: Any, decimals: int | None, text: str) -> None:
    assert number_text(value, decimals) == text


@pytest.mark.parametrize("value", [True, float("nan"), float("inf"), Decimal("NaN"), object()])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(BadFigure, match="Không in được số liệu"):
        number_text(value)
