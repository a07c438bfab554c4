"""The file for whoever enters it into the ministry's child software."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from treem.files.workbooks import Book
from treem.kernel.time import local_date
from treem.kernel.vietnamese import date_text
from treem.registry.ministry import values
from treem.registry.models import Kind

if TYPE_CHECKING:
    from treem.registry.models import MinistryFile, MinistryFileRow

_CHANGED = {"num_format": "@", "bg_color": "#FFF3C4", "bold": True}
_BEFORE = 2
"""Columns before those of the layout: number, what to do."""


def workbook(file: MinistryFile, rows: Sequence[MinistryFileRow], villages: Mapping[int, str]) -> bytes:
    """XLSX, always in Vietnamese. What changed is marked; the layout says when it is not verified."""
    layout = values.layout()
    with override("vi"):
        made = local_date(file.made_at)
        book = Book(
            title=_("Cập nhật phần mềm quản lý thông tin trẻ em"), made_on=made, looks={"changed": _CHANGED}
        )
        widths = [6, 14, *[column.width for column in layout.columns], 34]
        sheet = book.sheet(_("Cập nhật"), widths=widths)
        sheet.text(0, 0, _("TRẺ EM CẦN CẬP NHẬT LÊN HỆ THỐNG CỦA BỘ"), "title")
        sheet.text(1, 0, f"{file.commune.full_name} · {date_text(made)}", "note")
        if not layout.verified:
            sheet.text(2, 0, _("Bố cục cột chưa kiểm chứng: %(source)s.") % {"source": layout.source}, "mark")
        heads = [
            _("STT"),
            _("Việc cần làm"),
            *[column.heading for column in layout.columns],
            _("Mục thay đổi"),
        ]
        sheet.heads(4, heads, columns_kept=3)
        for at, row in enumerate(rows, start=5):
            sheet.cell(at, 0, row.number)
            sheet.text(at, 1, str(Kind(row.kind).label))
            for place, column in enumerate(layout.columns, start=_BEFORE):
                written = values.in_words(column.key, row.values.get(column.key, ""), villages=villages)
                sheet.text(at, place, written, "changed" if column.key in row.changes else "text")
            changed = ", ".join(values.heading(key) for key in row.changes)
            sheet.text(at, _BEFORE + len(layout.columns), changed)
        return book.finish()
