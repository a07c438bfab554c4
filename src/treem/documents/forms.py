"""What people type about papers that go out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from treem.documents import rules
from treem.documents.services.papers import ISSUED_LIMIT
from treem.web.fields import NameField, PlainField, WrittenDayField


class IssueForm(forms.Form):
    """What the clerk gave and the leader signed, with the file that proves it."""

    number = PlainField(label=_("Số"), max_length=11, help_text=_("Số do văn thư cấp, ví dụ 05 hoặc 128."),
                        error_messages={"required": _("Hãy ghi số văn bản do văn thư cấp.")})  # fmt: skip
    symbol = PlainField(label=_("Ký hiệu"), max_length=30, help_text=_("Phần sau dấu gạch chéo, ví dụ BC-SYT."),
                        error_messages={"required": _("Hãy ghi ký hiệu văn bản.")})  # fmt: skip
    issued_on = WrittenDayField(
        label=_("Ngày ban hành"), 
        error_messages={
            "required": _("Hãy ghi ngày ban hành."),
            "invalid": _("Ngày này không có. Viết ngày, tháng, năm bằng số, ví dụ 14 / 6 / 2026."),
        },
    )  # fmt: skip
    signer = NameField(label=_("Người ký"), max_length=120, error_messages={"required": _("Hãy ghi họ và tên người ký.")})  # fmt: skip
    position = PlainField(label=_("Quyền hạn, chức vụ"), max_length=160, required=False, help_text=_("Ví dụ: KT. Giám đốc, Phó Giám đốc."))  # fmt: skip
    file = forms.FileField(
        label=_("Bản đã ký"),
        help_text=_(
            "PDF ký số tải từ hệ thống quản lý văn bản; nếu ký giấy thì bản quét PDF hoặc ảnh. Tối đa 30 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        error_messages={
            "required": _("Hãy chọn tệp văn bản đã ký."),
            "empty": _("Tệp này không có nội dung. Hãy chọn tệp khác."),
            "missing": _("Hãy chọn tệp văn bản đã ký."),
            "invalid": _("Không nhận được tệp. Hãy chọn lại."),
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if not rules.is_paper_number(number):
            raise forms.ValidationError(
                _(
                    "“%(given)s” không phải là số văn bản. Chỉ ghi phần số, ví dụ 05 hoặc 128; ký hiệu ghi ở ô bên cạnh."
                )
                % {"given": number}
            )
        return number

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > ISSUED_LIMIT:
            raise forms.ValidationError(
                _("Tệp lớn quá 30 MB. Hãy tải bản PDF gốc thay cho bản quét độ phân giải cao.")
            )
        return file


class ReplaceForm(forms.Form):
    """Why an issued paper is replaced."""

    why = PlainField(
        label=_("Lý do thay thế"), max_length=500, help_text=_("Ví dụ: Sai số liệu xã Mường Chanh tại Phụ lục."),
        error_messages={"required": _("Hãy ghi lý do thay thế.")},
    )  # fmt: skip
