"""What people type about papers that go out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from treem.documents import rules, selectors
from treem.documents.models import Citation, Document, Relation
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


class SettleForm(forms.Form):
    """Which document of the register is cited, and what the citing one does to it."""

    OTHER, NONE = "other", "none"

    to = forms.ChoiceField(
        label=_("Văn bản được viện dẫn là"), widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một văn bản, hoặc chọn “Không có trong sổ”."),
                        "invalid_choice": _("Hãy chọn một trong các văn bản dưới đây.")},
    )  # fmt: skip
    number = PlainField(
        label=_("Số, ký hiệu của văn bản khác"), max_length=100, required=False,
        help_text=_("Chỉ khi chọn “Văn bản khác trong sổ”. Ví dụ 06/QĐ-TTg."),
    )  # fmt: skip
    relation = forms.ChoiceField(
        label=_("Quan hệ"), choices=Relation.choices, widget=forms.RadioSelect,
        help_text=_(
            "Chỉ chọn thay thế, bãi bỏ khi chính văn bản này chấm dứt hiệu lực của cả văn bản kia; một phần thì chọn sửa đổi, bổ sung."
        ),
        error_messages={"required": _("Hãy chọn quan hệ.")},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, citation: Citation, offered: list[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.citation = citation
        self.offered = {str(document.pk): document for document in offered}
        typed = self.data.get("number", "") if self.is_bound else ""
        for document in selectors.documents_numbered(typed):
            if document.pk != citation.from_document_id:
                self.offered.setdefault(str(document.pk), document)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((pk, _named(document)) for pk, document in self.offered.items()),
            (self.NONE, _("Không có trong sổ")),
            (self.OTHER, _("Văn bản khác trong sổ, tìm theo số, ký hiệu")),
        ]

    def clean(self) -> dict[str, Any]:
        """«Other» with a number that one document has is that document; more than one become choices."""
        data = super().clean() or {}
        if data.get("to") == self.OTHER:
            typed = str(data.get("number", "") or "")
            found = [
                each
                for each in selectors.documents_numbered(typed)
                if each.pk != self.citation.from_document_id
            ]
            if len(found) == 1:
                data["to"] = str(found[0].pk)
            elif not typed:
                self.add_error("number", _("Hãy ghi số, ký hiệu của văn bản trong sổ."))
            elif found:
                self.add_error(
                    "to", _("Sổ có nhiều văn bản cùng số, ký hiệu này. Hãy chọn một văn bản trong danh sách.")
                )
            else:
                self.add_error("number", _("Sổ không có văn bản nào mang số, ký hiệu này."))
        return data

    @property
    def document(self) -> Document | None:
        """The chosen one; None: none of the register. Only of a valid form."""
        chosen = self.cleaned_data["to"]
        if chosen == self.NONE:
            return None
        return self.offered[chosen]


def _named(document: Document) -> str:
    return " – ".join(part for part in (document.label, document.issuer, document.subject[:120]) if part)
