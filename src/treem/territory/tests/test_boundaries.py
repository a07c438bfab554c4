"""The table of a decision: what it would change, and what is wrong with it."""

from __future__ import annotations

from datetime import date

import pytest

from treem.files.sheets import Sheet
from treem.territory.boundaries import table
from treem.territory.boundaries.errors import NoHeadings
from treem.territory.boundaries.papers import template
from treem.territory.boundaries.plan import Plan, make_plan
from treem.territory.models import Unit, Village, VillageKind
from treem.territory.tests.factories import START, make_commune, make_lines, make_province

pytestmark = pytest.mark.database
ON = date(2026, 11, 1)


@pytest.fixture
def sung(db: None) -> Unit:
    return make_commune("Chiềng Sung", code="04108")


@pytest.fixture
def chanh(db: None) -> Unit:
    return make_commune("Mường Chanh", code="04117")


def village(unit: Unit, name: str) -> Village:
    return Village.objects.create(unit=unit, kind=VillageKind.BAN, name=name, folded="", valid_from=START)


def plan(*rows: tuple[str, ...]) -> Plan:
    return make_plan(make_lines(rows), make_province(), ON)


def faults(*rows: tuple[str, ...]) -> str:
    return " | ".join(text for _number, text in plan(*rows).faults)


def test_a_spreadsheet_may_drop_zeros_and_write_headings_its_own_way() -> None:
    rows = (
        ("Bảng",),
        ("Mã xã cũ", "Cách chuyển", "Mã mới", "Tên mới", "Loại"),
        (4108, "Toàn bộ", 4199.0, "Sung", "Xã"),
    )
    (line,) = table.read([Sheet("1", rows)])
    assert (line.number, line.old_code, line.how, line.new_code, line.new_kind) == (
        3,
        "04108",
        "whole",
        "04199",
        "xã",
    )
    with pytest.raises(NoHeadings):
        table.read([Sheet("1", (("Mã cũ", "Ghi chú"),))])


def test_the_blank_table_is_read_with_its_examples() -> None:
    from treem.files.sheets import read_sheets

    lines = table.read(read_sheets(template(ON)))
    assert len(lines) == 5
    assert all(line.how and line.new_kind for line in lines)
    assert lines[2].villages == ("Bản Nà Cạn", "Bản Nà Ớt")
    assert lines[3].rest


def test_a_merger_keeps_the_agencies_of_the_unit_whose_code_goes_on(sung: Unit, chanh: Unit) -> None:
    for unit in (sung, chanh):
        village(unit, "Nà Cạn")
    found = plan(
        ("04117", "toàn bộ", "", "04108", "Sung Chanh", "xã"),
        ("04108", "toàn bộ", "", "04108", "Sung Chanh", "xã"),
    )
    assert found.faults == []
    assert found.goes == {"04117": "04108", "04108": "04108"}
    assert found.continues == {"04108": "04108"}
    renamed = {Village.objects.get(pk=pk).unit.code: name for pk, name in found.renamed.items()}
    assert renamed == {"04117": "Nà Cạn (Mường Chanh)"}


def test_a_unit_is_divided_by_its_villages(sung: Unit) -> None:
    gone = village(sung, "Nà Cạn")
    village(sung, "Nà Ớt")
    rows = (
        ("04108", "một phần", "bản nà cạn", "04199", "Nà Cạn", "xã"),
        ("04108", "một phần", "phần còn lại", "04108", "Chiềng Sung", "xã"),
    )
    found = plan(*rows)
    assert found.faults == []
    assert found.by_village == {gone.pk: "04199"}
    assert found.continues == {"04108": "04108"}, "a unit of villages alone has no agencies yet"
    assert "đúng một dòng" in faults(rows[0])
    assert "Không có tổ, bản “Bản Lạ”" in faults(("04108", "một phần", "Bản Lạ", "04199", "X", "xã"), rows[1])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("99999", "toàn bộ", "", "04108", "X", "xã"), "Không có xã, phường mang mã 99999"),
        (("04108", "gộp", "", "04199", "X", "xã"), "Cột “Cách”"),
        (("04108", "toàn bộ", "", "04199", "X", "thị trấn"), "Cột “Loại mới”"),
        (("04108", "toàn bộ", "", "04117", "X", "xã"), "Mã 04117 đang là của Xã Mường Chanh"),
        (("04108", "toàn bộ", "", "4 1", "X", "xã"), "5 chữ số"),
        (("04108", "một phần", "", "04199", "X", "xã"), "phần còn lại"),
        (("04108", "giữ nguyên", "", "04108", "Chiềng Sung", "xã"), "không có gì thay đổi"),
    ],
)
def test_what_is_wrong_is_said_by_row(sung: Unit, chanh: Unit, row: tuple[str, ...], said: str) -> None:
    assert said in faults(row)


def test_a_new_code_has_one_name(sung: Unit, chanh: Unit) -> None:
    rows = (("04108", "toàn bộ", "", "04199", "Một", "xã"), ("04117", "toàn bộ", "", "04199", "Hai", "xã"))
    assert "hai tên" in faults(*rows)
