"""The sample lists in ``examples/`` go through the preview as they are: every column known, every row taken."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.walk_world import make_world

from treem.files.sheets import read_sheets
from treem.organisations.imports import columns, services
from treem.organisations.imports.plan import State

pytestmark = pytest.mark.database
LISTS = Path(__file__).parents[4] / "examples" / "lists"
FILES = {
    "bodies": "co-quan-hu-cau.xlsx",
    "people": "can-bo-hu-cau.xlsx",
    "villages": "to-ban-tieu-khu-hu-cau.xlsx",
}


@pytest.mark.parametrize("kind", columns.COLUMNS)
def test_a_sample_list_is_taken_row_by_row_in_the_columns_of_today(db: None, kind: str) -> None:
    world = make_world()
    for unit in (world.own, world.neighbouring):
        unit.folded = {"04108": "chieng sung", "04117": "muong chanh"}[unit.code]
        unit.save()
    sheets = read_sheets((LISTS / FILES[kind]).read_bytes())
    plan = services.make_plan(kind, sheets, services.setting(world.province, date(2026, 11, 26)))
    assert [str(column.label) for column in columns.COLUMNS[kind]] == list(plan.table.headings)
    assert not plan.missing
    assert [(line.state, line.problems) for line in plan.lines] == [(State.NEW, [])] * 3
    assert "HƯ CẤU" in str(sheets[1].rows), "marked as invented"
