"""The blank table of a change of boundaries."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override

from treem.files.workbooks import Book
from treem.territory.boundaries.table import HEADINGS, REST

EXAMPLES = (
    ("04108", "Chiềng Sung", "toàn bộ", "", "04108", "Chiềng Sung Mới", "xã"),
    ("04117", "Mường Chanh", "toàn bộ", "", "04108", "Chiềng Sung Mới", "xã"),
    ("04123", "Hát Lót", "một phần", "Bản Nà Cạn; Bản Nà Ớt", "04124", "Nà Cạn", "xã"),
    ("04123", "Hát Lót", "một phần", REST, "04123", "Hát Lót", "xã"),
    ("04105", "Phiêng Pằn", "giữ nguyên", "", "04105", "Phiêng Pằn", "phường"),
)
"""Invented changes, one of each way."""


def template(on: date) -> bytes:
    """XLSX with the headings and an example of each way, always in Vietnamese."""
    with override("vi"):
        book = Book(title="Bảng thay đổi địa giới", made_on=on)
        sheet = book.sheet("Thay đổi", widths=[10, 20, 14, 40, 10, 22, 12])
        sheet.text(
            0, 0, "BẢNG THAY ĐỔI ĐƠN VỊ HÀNH CHÍNH CẤP XÃ (xóa các dòng ví dụ trước khi điền)", "title"
        )
        sheet.heads(2, [label for label, _known in HEADINGS.values()])
        for at, row in enumerate(EXAMPLES, start=3):
            for place, words in enumerate(row):
                sheet.text(at, place, words)
        return book.finish()
