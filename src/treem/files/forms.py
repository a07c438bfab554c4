"""Attaching evidence, and taking it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from treem.files import rules
from treem.web.fields import PickedFileField

ENDINGS = ("application/pdf", "image/*", ".docx", ".doc", ".xlsx", ".ods", ".txt")


class AttachForm(forms.Form):
    """One file with what it proves. ``parts``: the lines it may belong to, where the record has lines."""

    file = PickedFileField(
        label=_("Tệp minh chứng"),
        help_text=_(
            "PDF, ảnh chụp, Word, bảng tính; tối đa 20 MB. Không gửi giấy tờ có họ tên, hình ảnh trẻ em khi không cần."
        ),
        endings=ENDINGS,
    )
    label = forms.CharField(
        label=_("Minh chứng cho việc gì"), max_length=200, required=False, help_text=_("Ví dụ: Danh sách tập huấn ngày 12/10/2026.")
    )  # fmt: skip
    part = forms.ChoiceField(label=_("Thuộc dòng"), required=False)

    def __init__(self, *args: Any, parts: tuple[tuple[str, str], ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if parts:
            field = self.fields["part"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("cả báo cáo")), *parts]
        else:
            del self.fields["part"]

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > rules.EVIDENCE_LIMIT:
            raise forms.ValidationError(
                _("Tệp lớn quá 20 MB. Hãy giảm cỡ ảnh hoặc tách tệp rồi thử lại."), code="too_large"
            )
        return file


class WithdrawForm(forms.Form):
    """Why a piece of evidence is taken back."""

    reason = forms.CharField(
        label=_("Lý do rút"), max_length=300, help_text=_("Tên minh chứng và lý do vẫn được giữ trong danh sách."),
        error_messages={"required": _("Hãy ghi lý do rút minh chứng.")},
    )  # fmt: skip
