"""What people type about duties."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from treem.duties.models import DeadlineOp, NoteKind
from treem.files.forms import AttachForm
from treem.web.fields import WrittenDayField

if TYPE_CHECKING:
    from treem.organisations.models import User

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


PROGRESS_KINDS = {
    NoteKind.EXPLANATION.value: _("Lý do chậm và ngày dự kiến xong"),
    NoteKind.PROGRESS.value: _("Tiến độ"),
}


class ProgressForm(AttachForm):
    """«Ghi tiến độ»: words, and a file when there is one. A late duty may say why it is late instead."""

    kind = forms.ChoiceField(
        label=_("Nội dung ghi"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn nội dung ghi."), "invalid_choice": _("Hãy chọn lại.")},
    )
    text = forms.CharField(
        label=_("Đã làm gì, còn vướng gì"),
        help_text=_("Ghi nhiều lần được; mỗi lần có ngày và người ghi. Không ghi họ tên trẻ em."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={
            "required": _("Hãy ghi tiến độ, dù chỉ một câu: đã làm gì, còn vướng gì."),
            "max_length": _("Nội dung dài quá 4.000 chữ cái. Hãy tóm tắt; bản đầy đủ gửi kèm thành tệp."),
        },
    )
    field_order = ["kind", "text", "file", "label"]

    def __init__(self, *args: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "progress_%s")
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        wanted = list(kinds)
        field.choices = [(kind, PROGRESS_KINDS[kind]) for kind in wanted]
        if len(wanted) == 1:
            # One kind is no question.
            field.widget, field.initial = forms.HiddenInput(), wanted[0]

    def clean_file(self) -> UploadedFile[Any]:
        return super().clean_file() if self.cleaned_data.get("file") else None  # type: ignore[return-value]


class AssignInsideForm(forms.Form):
    """The head of a body gives an execution to one of its people."""

    version = VersionField()
    officer = forms.ChoiceField(
        label=_("Giao cho"),
        required=False,
        error_messages={
            "invalid_choice": _(
                "Người này không còn phụ trách công việc của đơn vị. Hãy tải lại trang rồi chọn lại."
            )
        },
    )
    internal_due_on = WrittenDayField(
        label=_("Hạn nội bộ"),
        help_text=_("Sớm hơn hạn của nhiệm vụ, khi cần. Để trống nếu theo đúng hạn."),
        required=False,
        error_messages={"invalid": _("Ngày này không có thật. Hãy sửa lại, hoặc xóa cả ba ô.")},
    )

    def __init__(self, *args: Any, officers: Iterable[User], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "inside_%s")
        super().__init__(*args, **kwargs)
        field = self.fields["officer"]
        assert isinstance(field, forms.ChoiceField)
        self.officers = {str(user.pk): user for user in officers}
        field.choices = [
            ("", _("chưa giao cho ai")),
            *((pk, str(user)) for pk, user in self.officers.items()),
        ]

    @property
    def chosen(self) -> User | None:
        """The person chosen, of those on offer."""
        return self.officers.get(self.cleaned_data["officer"])


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
    deadline = WrittenDayField(
        label=_("Hạn"),
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
    until = WrittenDayField(
        label=_("Lặp lại đến hết ngày"),
        help_text=_("Để trống cả ba ô nếu chưa có ngày kết thúc. Các kỳ đã tạo vẫn giữ nguyên."),
        required=False,
        error_messages={"invalid": _("Ngày này không có thật. Hãy sửa lại, hoặc xóa cả ba ô.")},
    )
