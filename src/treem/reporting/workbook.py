"""The annexes of a written report as a spreadsheet: numbers stay numbers, typed text never becomes a formula."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from treem.files.workbooks import Book, Sheet, Value
from treem.kernel.vietnamese import date_text, number
from treem.reporting import sentences
from treem.reporting.written import Written

_WIDTH = {"text": 34, "number": 14, "short": 8}
_HEADS = 4
"""The row of the header, below title, marks and days."""


class _Book:
    """The workbook of one report; each sheet begins with the title, what kind of paper it is, and the days counted."""

    def __init__(self, report: Written) -> None:
        self.report = report
        # No clock of this machine: the same report gives the same bytes.
        self.book = Book(
            title=report.subject, author=report.issuer.name, made_on=date(report.period.year, 1, 1)
        )

    def sheet(self, name: str, title: str, heads: Sequence[str], widths: Sequence[str]) -> tuple[Sheet, int]:
        """A sheet ready for rows, and the number of its first one: frozen, printed on A4."""
        sheet = self.book.sheet(name, widths=[_WIDTH[width] for width in widths])
        sheet.raw.set_margins(left=0.6, right=0.4, top=0.8, bottom=0.6)
        sheet.raw.set_header('&R&"Times New Roman,Bold"&11DỰ THẢO')
        sheet.raw.set_footer("&C&P/&N")
        sheet.text(0, 0, title, "title")
        marks = ["DỰ THẢO", *(["SỐ LIỆU MÔ PHỎNG"] if self.report.simulated else [])]
        sheet.text(1, 0, " · ".join(marks), "mark")
        sheet.text(2, 0, sentences.days_counted(self.report.window, *self.report.found.days()), "note")
        sheet.heads(_HEADS, heads, columns_kept=2)
        return sheet, _HEADS + 1


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
    return book.book.finish()


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
        sheet.row(at, values, looks={7: "percent"})
        at += 1
    if report.targets:
        at += 1
        target_heads = [
            "TT", "Chỉ tiêu kế hoạch", "Đơn vị tính", "Cùng kỳ năm trước", "Thực hiện", "Kế hoạch năm", "% so kế hoạch",
            "Chênh lệch so kế hoạch",
        ]  # fmt: skip
        sheet.heads(at, target_heads, kept=False)
        for line in report.targets:
            at += 1
            values = [
                line.label, line.name, line.unit, line.before, line.value, line.level, line.against_plan, line.difference,
            ]  # fmt: skip
            sheet.row(at, values, looks={6: "percent"})
        at += 1
    if partial := _partial(report):
        sheet.text(at + 1, 0, partial, "note")


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
        sheet.row(at, [place, part.where, *values])
        at += 1
    total = found.total_words
    sheet.row(at, ["", total, *(found.totals[row.key] for row in rows)], total=True)
    if at > first:
        sheet.raw.autofilter(first - 1, 0, at - 1, len(heads) - 1)
    if partial := _partial(report):
        sheet.text(at + 2, 0, partial, "note")


def _duties(book: _Book) -> None:
    heads = ["Mục", "Nhiệm vụ", "Số đơn vị trả lời", "Hoàn thành", "Đang thực hiện", "Chưa thực hiện"]
    sheet, at = book.sheet("Tổng hợp", book.report.subject, heads, ["short", "text", *["number"] * 4])
    for line in book.report.found.duty_lines():
        sheet.row(at, [line.path, line.text, line.bodies, line.done, line.doing, line.not_yet])
        at += 1
    if partial := _partial(book.report):
        sheet.text(at + 1, 0, partial, "note")


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
            sheet.row(at, [place, part.where, "", "", "Chưa gửi báo cáo", "", "", "", ""])
            at += 1
        for duty in part.duties:
            values = [duty["path"], duty["text"], sentences.ANSWERS[duty["state"]]]
            values += [duty[name] for name in ("result", "difficulties", "proposals", "link")]
            sheet.row(at, [place, part.where, *values])
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
        sheet.row(at, values)
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
        sheet.row(at, [place, row.label, row.short, row.unit, way, row.section])
        at += 1
    outline = report.outline
    at += 1
    for note in (
        f"Mẫu “{template.title}”, bản {template.version}, áp dụng từ {date_text(template.since)}. Nguồn: {template.source}.",
        "" if template.verified else f"Chưa kiểm chứng. {template.doubt}",
        "" if outline.verified else outline.doubt,
        "“…” là chưa có số liệu, khác với 0. Tỷ lệ tính lại từ tổng, không lấy bình quân.",
        "Số liệu từng xã, phường dùng trong nội bộ cơ quan tổng hợp. Ô có số nhỏ chưa được che: không chuyển ra ngoài tỉnh.",
    ):
        if note:
            sheet.text(at, 0, note, "note")
            at += 1
