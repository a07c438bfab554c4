"""The board as a spreadsheet: numbers as numbers, texts never as formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _


def board_xlsx(rows: Sequence[Mapping[str, Any]], *, on: date, sources: Mapping[str, str]) -> bytes:
    """One sheet, one line a target, in the order and with the filters of the page."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )  # fmt: skip
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    text = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    figure = book.add_format({"num_format": "#,##0.00##", "valign": "top", "border": 1})
    whole = book.add_format({"num_format": "#,##0", "valign": "top", "border": 1})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "border": 1})
    sheet = book.add_worksheet(_("Chỉ tiêu kế hoạch"))
    title = _("Chỉ tiêu kế hoạch năm %(year)s, tình hình đến ngày %(day)s") % {
        "year": on.year, "day": f"{on:%d/%m/%Y}",
    }  # fmt: skip
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 13}))
    columns = (
        (_("Số"), 10), (_("Chỉ tiêu kế hoạch"), 48), (_("Mức kế hoạch"), 20), (_("Đơn vị tính"), 12),
        (_("Thực hiện"), 12), (_("Tử số"), 12), (_("Mẫu số"), 12), (_("Nguồn"), 16), (_("Số liệu đến ngày"), 14),
        (_("Trạng thái"), 18), (_("So với mức"), 22), (_("Cùng kỳ năm trước"), 14), (_("Chủ trì"), 26),
    )  # fmt: skip
    for at, (word, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(2, at, word, head)
    for line, each in enumerate(rows, start=3):
        row, target = each["row"], each["target"]
        ratio, before = row.ratio, row.last_year.rate if row.last_year else None
        sheet.write_string(line, 0, target.label, text)
        sheet.write_string(line, 1, target.name, text)
        sheet.write_string(line, 2, each["level"], text)
        sheet.write_string(line, 3, target.value_unit, text)
        _number(sheet, line, 4, row.value, figure, text, _("không phát sinh") if row.nothing_occurred else "")
        _number(sheet, line, 5, ratio.numerator if ratio else None, whole, text)
        _number(sheet, line, 6, ratio.denominator if ratio else None, whole, text)
        sheet.write_string(line, 7, sources[row.source or "none"], text)
        if row.as_of:
            sheet.write_datetime(line, 8, row.as_of, day)
        else:
            sheet.write_string(line, 8, "", text)
        sheet.write_string(line, 9, each["status"], text)
        sheet.write_string(line, 10, each["gap"], text)
        _number(sheet, line, 11, before, figure, text)
        sheet.write_string(line, 12, str(target.lead or target.lead_written), text)
    sheet.freeze_panes(3, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    book.close()
    return out.getvalue()


def _number(sheet: Any, line: int, at: int, value: Any, number: Any, text: Any, words: str = "") -> None:
    if value is None:
        sheet.write_string(line, at, words, text)
    else:
        sheet.write_number(line, at, float(value), number)
