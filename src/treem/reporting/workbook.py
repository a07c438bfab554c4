"""The annexes of a written report as a spreadsheet: numbers stay numbers, typed text never becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from treem.files.spreadsheets import neutralise
from treem.kernel.vietnamese import date_text, number
from treem.reporting import sentences
from treem.reporting.outline import outline_on
from treem.reporting.written import Written

Value: TypeAlias = str | int | Decimal | Fraction | date | None

_A4 = 9
_WIDTH = {"text": 34, "number": 14, "short": 8}
NO_DATA = "…"


class _Book:
    """A workbook with the few looks we use. Excel shows thousands and decimals in the reader's own way: with
    Vietnamese settings 1.234,5."""

    def __init__(self, report: Written) -> None:
        self.report = report
        self.bytes = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.bytes, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        # No clock of this machine: the same report gives the same bytes.
        self.book.set_properties(
            {"title": report.subject, "author": report.issuer.name, "created": datetime(report.period.year, 1, 1, tzinfo=UTC).replace(tzinfo=None)}
        )  # fmt: skip
        plain: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
        cell = {**plain, "border": 1, "text_wrap": True}
        self.looks: dict[str, Format] = {
            name: self.book.add_format(look)
            for name, look in {
                "title": {**plain, "bold": True, "font_size": 14},
                "mark": {**plain, "bold": True, "font_color": "#B00020"},
                "note": {**plain, "italic": True},
                "head": {**cell, "bold": True, "align": "center"},
                "group": {**cell, "bold": True},
                "text": cell,
                "whole": {**cell, "num_format": "#,##0"},
                "decimal": {**cell, "num_format": "#,##0.##"},
                "percent": {**cell, "num_format": "#,##0.0"},
                "day": {**cell, "num_format": "dd/mm/yyyy", "align": "center"},
                "none": {**cell, "align": "right"},
                "text_total": {**cell, "bold": True},
                "whole_total": {**cell, "bold": True, "num_format": "#,##0"},
                "decimal_total": {**cell, "bold": True, "num_format": "#,##0.##"},
                "none_total": {**cell, "bold": True, "align": "right"},
            }.items()
        }

    def sheet(
        self, name: str, title: str, heads: Sequence[str], widths: Sequence[str]
    ) -> tuple[Worksheet, int]:
        """A sheet ready for rows, and the number of its first one: title, mark, header; frozen, printed on A4."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.4, top=0.8, bottom=0.6)
        sheet.set_header('&R&"Times New Roman,Bold"&11DỰ THẢO')
        sheet.set_footer("&C&P/&N")
        for at, width in enumerate(widths):
            sheet.set_column(at, at, _WIDTH[width])
        self.text(sheet, 0, 0, title, "title")
        marks = ["DỰ THẢO", *(["SỐ LIỆU MÔ PHỎNG"] if self.report.simulated else [])]
        self.text(sheet, 1, 0, " · ".join(marks), "mark")
        self.text(sheet, 2, 0, sentences.days_counted(self.report.window, *self.report.found.days()), "note")
        first = 4
        for at, head in enumerate(heads):
            self.text(sheet, first, at, head, "head")
        sheet.freeze_panes(first + 1, 2)
        sheet.repeat_rows(first)
        return sheet, first + 1

    def text(self, sheet: Worksheet, row: int, column: int, text: str, look: str) -> None:
        sheet.write_string(row, column, str(neutralise(text)), self.looks[look])

    def row(
        self,
        sheet: Worksheet,
        at: int,
        values: Sequence[Value],
        *,
        total: bool = False,
        percents: Sequence[int] = (),
    ) -> None:
        """One row; None is «…», never an empty cell and never a zero."""
        end = "_total" if total else ""
        for column, value in enumerate(values):
            if value is None:
                self.text(sheet, at, column, NO_DATA, f"none{end}")
            elif isinstance(value, str):
                self.text(sheet, at, column, value, f"text{end}")
            elif isinstance(value, date):
                sheet.write_datetime(at, column, value, self.looks["day"])
            elif column in percents:
                sheet.write_number(at, column, float(value), self.looks["percent"])
            else:
                whole = isinstance(value, int) or value == int(value)
                sheet.write_number(
                    at, column, float(value), self.looks[f"{'whole' if whole else 'decimal'}{end}"]
                )

    def note(self, sheet: Worksheet, at: int, text: str) -> None:
        self.text(sheet, at, 0, text, "note")


def workbook_of(report: Written) -> bytes:
    """Consolidated; by commune; who sent; definitions."""
    book = _Book(report)
    if report.found.template.kind == "duties":
        _duties(book)
        _answers(book)
    else:
        _consolidated(book)
        _by_commune(book)
    _sendings(book)
    _definitions(book)
    book.book.close()
    return book.bytes.getvalue()


def _partial(report: Written) -> str:
    missing = report.found.missing_figures
    return (
        f"Chưa tính {number(len(missing))} đơn vị chưa gửi báo cáo: {'; '.join(missing)}." if missing else ""
    )


def _consolidated(book: _Book) -> None:
    report, found = book.report, book.report.found
    heads = [
        "TT", "Nội dung", "Đơn vị tính", "Cùng kỳ năm trước", "Thực hiện đến ngày chốt", "Ước cả kỳ", "Tăng, giảm so cùng kỳ",
        "Tăng, giảm (%)", "Số đơn vị so sánh được",
    ]  # fmt: skip
    sheet, at = book.sheet("Tổng hợp", report.subject, heads, ["short", "text", *["number"] * 7])
    for place, row in enumerate(found.template.rows, start=1):
        against = found.compared(row.key)
        values: list[Value] = [
            place, row.label, row.unit, against.before, found.totals[row.key],
            found.estimate(row.key) if row.estimate else "", against.difference, against.percent, against.bodies,
        ]  # fmt: skip
        book.row(sheet, at, values, percents=[7])
        at += 1
    if report.targets:
        at += 1
        target_heads = [
            "TT", "Chỉ tiêu kế hoạch", "Đơn vị tính", "Cùng kỳ năm trước", "Thực hiện", "Kế hoạch năm", "% so kế hoạch",
            "Chênh lệch so kế hoạch",
        ]  # fmt: skip
        for column, head in enumerate(target_heads):
            book.text(sheet, at, column, head, "head")
        for line in report.targets:
            at += 1
            values = [
                line.label, line.name, line.unit, line.before, line.value, line.level, line.against_plan, line.difference,
            ]  # fmt: skip
            book.row(sheet, at, values, percents=[6])
        at += 1
    if partial := _partial(report):
        book.note(sheet, at + 1, partial)


def _by_commune(book: _Book) -> None:
    report, found = book.report, book.report.found
    rows = found.template.rows
    heads = ["TT", "Xã, phường", *(f"{row.short} ({row.unit})" for row in rows)]
    sheet, at = book.sheet(
        "Theo xã, phường",
        f"{found.template.title} theo xã, phường",
        heads,
        ["short", "text", *["number"] * len(rows)],
    )
    first = at
    for place, part in enumerate(found.asked, start=1):
        values = [part.figures.get(row.key) if part.sent else None for row in rows]
        book.row(sheet, at, [place, part.where, *values])
        at += 1
    total = found.total_words
    book.row(sheet, at, ["", total, *(found.totals[row.key] for row in rows)], total=True)
    if at > first:
        sheet.autofilter(first - 1, 0, at - 1, len(heads) - 1)
    if partial := _partial(report):
        book.note(sheet, at + 2, partial)


def _duties(book: _Book) -> None:
    heads = ["Mục", "Nhiệm vụ", "Số đơn vị trả lời", "Hoàn thành", "Đang thực hiện", "Chưa thực hiện"]
    sheet, at = book.sheet("Tổng hợp", book.report.subject, heads, ["short", "text", *["number"] * 4])
    for line in book.report.found.duty_lines():
        book.row(sheet, at, [line.path, line.text, line.bodies, line.done, line.doing, line.not_yet])
        at += 1
    if partial := _partial(book.report):
        book.note(sheet, at + 1, partial)


def _answers(book: _Book) -> None:
    heads = [
        "TT",
        "Đơn vị",
        "Mục",
        "Nhiệm vụ",
        "Tình trạng",
        "Kết quả",
        "Khó khăn, vướng mắc",
        "Đề xuất, kiến nghị",
        "Minh chứng",
    ]
    widths = ["short", "text", "short", "text", "number", "text", "text", "text", "text"]
    sheet, at = book.sheet("Theo đơn vị", "Kết quả thực hiện nhiệm vụ theo đơn vị", heads, widths)
    for place, part in enumerate(book.report.found.asked, start=1):
        if not part.sent:
            book.row(sheet, at, [place, part.where, "", "", "Chưa gửi báo cáo", "", "", "", ""])
            at += 1
        for duty in part.duties:
            values = [duty["path"], duty["text"], sentences.ANSWERS[duty["state"]]]
            values += [duty[name] for name in ("result", "difficulties", "proposals", "link")]
            book.row(sheet, at, [place, part.where, *values])
            at += 1


def _sendings(book: _Book) -> None:
    heads = ["TT", "Đơn vị", "Trạng thái", "Ngày gửi", "Thời hạn", "Số liệu đến ngày"]
    sheet, at = book.sheet(
        "Tình hình gửi",
        "Tình hình gửi báo cáo",
        heads,
        ["short", "text", "number", "number", "number", "number"],
    )
    for place, each in enumerate(book.report.sendings, start=1):
        values: list[Value] = [
            place, each.name, each.words, _day(each.sent_on),
            sentences.TIMELINESS.get(each.timeliness, ""), _day(each.as_of),
        ]  # fmt: skip
        book.row(sheet, at, values)
        at += 1


def _day(text: str) -> Value:
    return date.fromisoformat(text) if text else ""


def _definitions(book: _Book) -> None:
    report, template = book.report, book.report.found.template
    heads = ["TT", "Nội dung", "Tên cột", "Đơn vị tính", "Cách có số", "Ghi chú"]
    sheet, at = book.sheet(
        "Định nghĩa",
        "Định nghĩa và nguồn số liệu",
        heads,
        ["short", "text", "number", "number", "text", "text"],
    )
    names = {row.key: row.short for row in template.rows}
    for place, row in enumerate(template.rows, start=1):
        if row.sum_of:
            way = f"Cộng các dòng: {'; '.join(names[key] for key in row.sum_of)}"
        elif row.fact:
            chosen = ", ".join(f"{key} = {value}" for key, value in row.where.items())
            way = f"Đếm từ hồ sơ ({row.fact}{f': {chosen}' if chosen else ''}), hoặc số đơn vị nhập kèm giải trình"
        else:
            way = "Đơn vị nhập"
        book.row(sheet, at, [place, row.label, row.short, row.unit, way, row.section])
        at += 1
    outline = outline_on(report.outline_on)
    at += 1
    for note in (
        f"Mẫu “{template.title}”, bản {template.version}, áp dụng từ {date_text(template.since)}. Nguồn: {template.source}.",
        "" if template.verified else f"Chưa kiểm chứng. {template.doubt}",
        "" if outline.verified else outline.doubt,
        "“…” là chưa có số liệu, khác với 0. Tỷ lệ tính lại từ tổng, không lấy bình quân.",
        "Số liệu từng xã, phường dùng trong nội bộ cơ quan tổng hợp. Ô có số nhỏ chưa được che: không chuyển ra ngoài tỉnh.",
    ):
        if note:
            book.note(sheet, at, note)
            at += 1
