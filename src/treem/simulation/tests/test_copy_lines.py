from __future__ import annotations

from datetime import date

import pytest

from treem.simulation.people import copy_lines
from treem.simulation.tests.invented import population


def written(*rows: tuple[object, ...]) -> str:
    return "".join(copy_lines(rows))


def test_a_plain_row_is_joined_by_tabs() -> None:
    assert written((1, "Lò Văn Tuấn", date(2018, 3, 6), True, "")) == "1\tLò Văn Tuấn\t2018-03-06\tTrue\t\n"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, r"\N"),
        ("None", "None"),
        (r"\N", r"\\N"),
        (r"\.", r"\\."),
        ("a\\b", r"a\\b"),
        ("a\tb", r"a\tb"),
        ("a\nb", r"a\nb"),
        ("a\r\nb", r"a\r\nb"),
    ],
)
def test_what_copy_would_misread_is_escaped(value: object, expected: str) -> None:
    assert written((1, "trước"), (2, value), (3, "sau")) == f"1\ttrước\n2\t{expected}\n3\tsau\n"


def test_no_rows_give_no_text() -> None:
    assert written() == ""


def test_every_row_of_a_population_is_one_line_with_all_its_columns() -> None:
    for rows in population():
        lines = "".join(copy_lines(rows)).splitlines()
        assert len(lines) == len(rows)
        assert {line.count("\t") for line in lines} == {len(rows[0]) - 1}
