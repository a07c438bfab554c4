"""Forms of the map."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from treem.web.fields import PickedFileField, PlainField, WrittenDayField


class BoundaryForm(forms.Form):
    """A decision and its table."""

    act = PlainField(
        label=_("Số, ký hiệu quyết định, nghị quyết"), max_length=60, help_text=_("Ví dụ: 1681/NQ-UBTVQH15.")
    )
    act_on = WrittenDayField(label=_("Ngày ban hành"))
    effective_on = WrittenDayField(label=_("Có hiệu lực từ ngày"))
    file = PickedFileField(
        label=_("Bảng thay đổi"), help_text=_("XLSX, XLS, ODS hoặc CSV (UTF-8), theo bảng mẫu."),
        endings=(".xlsx", ".xls", ".ods", ".csv"),
    )  # fmt: skip
