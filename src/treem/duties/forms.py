"""What people type about duties."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from treem.duties.models import DeadlineOp
from treem.web.fields import DayField
from treem.web.templatetags.widgets import DATE_FORMATS, DateNumbers

VERSION_MISSING = _("Trang này thiếu số phiên bản. Hãy tải lại trang rồi làm lại.")


class VersionField(forms.IntegerField):
    """The version of the record that the person saw."""

    widget = forms.HiddenInput
    default_error_messages = {"required": VERSION_MISSING, "invalid": VERSION_MISSING}


class ReportForm(forms.Form):
    """«Báo cáo kết quả» of one execution."""

    version = VersionField()
    note = forms.CharField(
        label=_("Kết quả thực hiện"),
        help_text=_("Đã làm gì, được đến đâu, còn vướng gì. Không ghi họ tên trẻ em."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=8000,
        error_messages={
            "required": _("Hãy ghi kết quả thực hiện, dù chỉ một câu: đã làm gì, được đến đâu."),
            "max_length": _("Kết quả dài quá 8.000 chữ cái. Hãy tóm tắt; bản đầy đủ gửi kèm báo cáo."),
        },
    )


class ReturnForm(forms.Form):
    """The lead agency sends a result back."""

    version = VersionField()
    note = forms.CharField(
        label=_("Lý do trả lại"),
        help_text=_("Đơn vị sẽ đọc câu này: cần bổ sung, sửa gì."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": _("Hãy ghi lý do trả lại, để đơn vị biết cần bổ sung gì.")},
    )


class VersionForm(forms.Form):
    """A step without words."""

    version = VersionField()


class BodiesField(forms.MultipleChoiceField):
    """Bodies to tick: agencies of the province one by one, the communes as one choice."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Đơn vị thực hiện"))
        kwargs.setdefault(
            "error_messages",
            {
                "required": _("Hãy chọn ít nhất một đơn vị."),
                "invalid_choice": _("Có đơn vị không còn trong danh sách. Hãy tải lại trang rồi chọn lại."),
            },
        )
        super().__init__(**kwargs)


class AssignForm(forms.Form):
    """«Giao nhiệm vụ»: bodies and deadline for a duty that the text gives to nobody."""

    version = VersionField()
    bodies = BodiesField()
    deadline_op = forms.ChoiceField(
        label=_("Cách tính hạn"),
        choices=[("", _("không có hạn")), *DeadlineOp.choices],
        required=False,
    )
    deadline = DayField(
        label=_("Hạn"),
        widget=DateNumbers(),
        input_formats=DATE_FORMATS,
        required=False,
        error_messages={
            "invalid": _("Ngày này không có thật. Hãy sửa lại, hoặc xóa cả ba ô nếu không có hạn.")
        },
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bodies"]
        assert isinstance(field, BodiesField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day: date | None = data.get("deadline")
        if day is not None and not data.get("deadline_op"):
            data["deadline_op"] = DeadlineOp.BY.value
        if day is None and data.get("deadline_op") and "deadline" not in self.errors:
            self.add_error("deadline", _("Hãy ghi ngày của hạn, hoặc chọn “không có hạn”."))
        return data


class RecursUntilForm(forms.Form):
    """Until when a recurring duty comes again."""

    version = VersionField()
    until = DayField(
        label=_("Lặp lại đến hết ngày"),
        help_text=_("Để trống cả ba ô nếu chưa có ngày kết thúc. Các kỳ đã tạo vẫn giữ nguyên."),
        widget=DateNumbers(),
        input_formats=DATE_FORMATS,
        required=False,
        error_messages={"invalid": _("Ngày này không có thật. Hãy sửa lại, hoặc xóa cả ba ô.")},
    )
