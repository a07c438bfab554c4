"""Proposals as people type them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from treem.lawbook.models import DayKind
from treem.lawbook.words import UNITS
from treem.web.fields import PlainField, WrittenDayField


class PapersForm(forms.Form):
    """What every decision rests on."""

    document = PlainField(
        label=_("Văn bản quyết định"), max_length=200, help_text=_("Số, ký hiệu, ngày và cơ quan ban hành.")
    )
    article = PlainField(label=_("Điều, khoản"), max_length=120, required=False)
    note = PlainField(label=_("Lý do"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))


class OverrideForm(PapersForm):
    """A value of the province's own; where it has one (``may_return``), also the return to the texts."""

    value = PlainField(
        label=_("Giá trị riêng của tỉnh"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"class": "w-10"}),
    )
    back_to_law = forms.BooleanField(label=_("Thôi áp dụng mức riêng, trở lại theo văn bản"), required=False)
    from_on = WrittenDayField(
        label=_("Áp dụng từ ngày"),
    )
    field_order = ("value", "back_to_law", "from_on", "document", "article", "note")

    def __init__(self, *args: Any, unit: str, may_return: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        value = self.fields["value"]
        if unit == "month-day":
            value.help_text = _("Ngày và tháng hằng năm, ví dụ 20/7.")
        else:
            value.help_text = format_lazy(_("Đơn vị: {unit}."), unit=UNITS.get(unit, unit))
        if not may_return:
            value.required = True
            del self.fields["back_to_law"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if "back_to_law" not in self.fields:
            return found
        if bool(found.get("value")) == bool(found.get("back_to_law")):
            self.add_error(
                "value", _("Nhập giá trị riêng, hoặc chọn trở lại theo văn bản; chỉ một trong hai.")
            )
        return found


class RefusalForm(forms.Form):
    """Why a proposal is turned down."""

    reason = PlainField(
        label=_("Lý do không duyệt"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Hãy ghi lý do không duyệt để người đề xuất biết phải sửa gì.")},
    )


class DayForm(PapersForm):
    """What a day is."""

    on = WrittenDayField(label=_("Ngày"))
    kind = forms.ChoiceField(label=_("Ngày này là"), choices=DayKind.choices, widget=forms.RadioSelect)
    name = PlainField(label=_("Tên gọi"), max_length=120, required=False)
    field_order = ("on", "kind", "name", "document", "article", "note")
