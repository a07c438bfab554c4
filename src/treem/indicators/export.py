"""The board as a spreadsheet: numbers as numbers, texts never as formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from treem.files.workbooks import Book, Value

_TOP = 2
"""The row of the header."""


def board_xlsx(rows: Sequence[Mapping[str, Any]], *, on: date, sources: Mapping[str, str]) -> bytes:
    """One sheet, one line a target, in the order and with the filters of the page."""
    columns = (
        (_("Số"), 10), (_("Chỉ tiêu kế hoạch"), 48), (_("Mức kế hoạch"), 20), (_("Đơn vị tính"), 12),
        (_("Thực hiện"), 12), (_("Tử số"), 12), (_("Mẫu số"), 12), (_("Nguồn"), 16), (_("Số liệu đến ngày"), 14),
        (_("Trạng thái"), 18), (_("So với mức"), 22), (_("Cùng kỳ năm trước"), 14), (_("Chủ trì"), 26),
    )  # fmt: skip
    title = _("Chỉ tiêu kế hoạch năm %(year)s, tình hình đến ngày %(day)s") % {
        "year": on.year, "day": f"{on:%d/%m/%Y}",
    }  # fmt: skip
    book = Book(title=title, size=11, looks={"figure": {"num_format": "#,##0.00##", "font_size": 11}})
    sheet = book.sheet(_("Chỉ tiêu kế hoạch"), widths=[width for _word, width in columns])
    sheet.text(0, 0, title, "title")
    sheet.heads(_TOP, [word for word, _width in columns], columns_kept=2)
    for line, each in enumerate(rows, start=_TOP + 1):
        sheet.row(line, _line(each, sources), looks={4: "figure", 11: "figure"})
    return book.finish()


def _line(each: Mapping[str, Any], sources: Mapping[str, str]) -> list[Value]:
    row, target = each["row"], each["target"]
    ratio, before = row.ratio, row.last_year.rate if row.last_year else None
    said = _("không phát sinh") if row.nothing_occurred else ""
    return [
        target.label, target.name, each["level"], target.value_unit,
        said if row.value is None else row.value,
        ratio.numerator if ratio else "", ratio.denominator if ratio else "",
        sources[row.source or "none"], row.as_of or "", each["status"], each["gap"],
        "" if before is None else before, str(target.lead or target.lead_written),
    ]  # fmt: skip
