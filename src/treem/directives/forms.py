"""What people type while a document is read and reviewed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from treem.directives import rules, words
from treem.directives.models import Item
from treem.documents.rules import written_day
from treem.duties import services as duties
from treem.kernel.errors import DomainError
from treem.kernel.vietnamese import date_text, nfc_lines, number, parse_number
from treem.web.fields import PickedFileField, WrittenDayField

LARGEST = 30 * 1024 * 1024
"""Bytes of a file that are taken at all; the reader has stricter limits of its own."""
LONGEST_REASON = 1000
ENDINGS = (
    ".docx", ".doc", ".pdf", ".txt", ".rtf", ".odt", ".docm", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".htm", ".html", ".mht",
)  # fmt: skip


class TakeInForm(forms.Form):
    """One file to read."""

    file = PickedFileField(
        label=_("Tệp văn bản"),
        help_text=_(
            "Word (.docx, .doc), PDF, bản quét, ảnh chụp, .rtf, .odt, .txt; tối đa 30 MB. Bản quét và tệp Word cũ được đọc "
            "trong ít phút, không phải chờ ở trang này."
        ),
        endings=ENDINGS,
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(
                _("Tệp lớn quá 30 MB. Hãy tách văn bản hoặc bỏ bớt phụ lục rồi thử lại."), code="too_large"
            )
        return file


class DecisionForm(forms.Form):
    """A word on one finding from its card."""

    version = forms.IntegerField()
    decision = forms.ChoiceField(choices=[("accept", ""), ("later", ""), ("reject", ""), ("reopen", "")])
    reason = forms.CharField(required=False, max_length=LONGEST_REASON)


def reason_field(label: Any, **more: Any) -> forms.CharField:
    """Why, in the person's own words."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST_REASON,
        error_messages={
            "required": _("Hãy ghi lý do, để người đọc sau biết vì sao."),
            "max_length": _("Lý do dài quá 1.000 chữ cái. Hãy tóm tắt."),
        },
        **more,
    )


class SendBackForm(forms.Form):
    """«Trả lại» with the reason that the presenter reads."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = reason_field(_("Lý do trả lại"), help_text=_("Người trình sẽ đọc câu này: cần xem lại gì."))


class VersionForm(forms.Form):
    """A step without words."""

    version = forms.IntegerField()


class LinesField(forms.CharField):
    """Several names, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return [line.strip() for line in nfc_lines(value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


class NumberWords(forms.CharField):
    """A number in Vietnamese form; kept with a decimal point, as ``read`` writes it."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return str(parse_number(text))
        except DomainError as error:
            raise forms.ValidationError(str(error)) from None

    def prepare_value(self, value: Any) -> Any:
        return value


def _as_vietnamese(value: str) -> str:
    try:
        return number(Decimal(value)) if value else ""
    except InvalidOperation:
        return value


class ItemForm(forms.Form):
    """The content of a finding, corrected. ``edited()`` gives it back in the form of ``read``."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    names: ClassVar[tuple[str, ...]] = ()
    """The keys of the content that the form covers."""

    def __init__(self, data: Any = None, *, item: Item, **kwargs: Any) -> None:
        self.item = item
        super().__init__(data, initial={"version": item.version, **self.first(item.content)}, **kwargs)
        if item.stands_for is not None:
            self.fields["reason"] = reason_field(_("Lý do đổi nhiệm vụ đã giao"))

    def first(self, content: dict[str, Any]) -> dict[str, Any]:
        """What the fields show at the beginning."""
        return {name: content.get(name, "") for name in self.names}

    def edited(self) -> dict[str, Any]:
        """The whole content as corrected. A person has looked, so the reader's doubts are gone."""
        changes = {name: self.cleaned_data[name] for name in self.names}
        return {**self.item.content, **changes, "flags": []}


class BodiesChoice(forms.MultipleChoiceField):
    """Boxes of bodies, none of which must be ticked."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Đơn vị thực hiện"),
            help_text=_("Chọn khi văn bản không nêu rõ. Không chọn thì tính theo tên ghi ở trên."),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            error_messages={
                "invalid_choice": _("Có đơn vị không còn trong danh sách. Hãy tải lại trang rồi chọn lại.")
            },
        )


class ObligationForm(ItemForm):
    names = (
        "text",
        "unit_type",
        "assignees",
        "role",
        "deadline_op",
        "recurrence",
        "recipient",
        "cooperators",
    )

    text = forms.CharField(
        label=_("Nội dung"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=duties.LONGEST_TEXT,
        error_messages={
            "required": _("Hãy ghi nội dung; không thể để trống."),
            "max_length": _("Nội dung dài quá 20.000 chữ cái. Hãy tóm tắt hoặc tách nhiệm vụ."),
        },
    )
    unit_type = forms.ChoiceField(label=_("Loại"), choices=words.UNIT_TYPES)
    assignees = LinesField(
        label=_("Đơn vị ghi trong văn bản"), help_text=_("Mỗi dòng một đơn vị hoặc nhóm."), required=False
    )
    bodies = BodiesChoice()
    role = forms.ChoiceField(label=_("Vai trò"), choices=words.ROLES)
    deadline_op = forms.ChoiceField(label=_("Cách tính hạn"), choices=words.DEADLINE_OPS, required=False)
    deadline = WrittenDayField(
        label=_("Hạn"),
        required=False,
        error_messages={
            "invalid": _("Ngày này không có thật. Hãy sửa lại, hoặc xóa cả ba ô nếu không có hạn.")
        },
    )
    recurrence = forms.ChoiceField(label=_("Định kỳ"), choices=words.RECURRENCES, required=False)
    recipient = forms.CharField(label=_("Nơi nhận báo cáo"), max_length=300, required=False)
    cooperators = LinesField(label=_("Phối hợp với"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        item: Item,
        choices: list[tuple[str, str]],
        ticked: list[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, item=item, **kwargs)
        field = self.fields["bodies"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        self.initial["bodies"] = ticked

    def first(self, content: dict[str, Any]) -> dict[str, Any]:
        written = rules.deadlines(content)
        day = written[0] if written else ""
        # A day that does not exist is shown as it stands, to be mended.
        parts = day.split("-")
        shown = "/".join(reversed(parts)) if len(parts) == 3 else ""
        return {**super().first(content), "deadline": shown, "unit_type": content.get("unit_type", "task")}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("deadline") and not data.get("deadline_op"):
            data["deadline_op"] = "by"
        return data

    def edited(self) -> dict[str, Any]:
        return {**super().edited(), "deadline": self._deadline()}

    def _deadline(self) -> str | list[str]:
        day = self.cleaned_data["deadline"]
        before = rules.deadlines(self.item.content)
        if day is None:
            # A year or a duration is no day and stays, unless the person says that there is no deadline.
            kept = [text for text in before if text.count("-") != 2]
            return kept[0] if kept and self.cleaned_data["deadline_op"] else ""
        written: str = day.isoformat()
        return before if len(before) > 1 and before[0] == written else written


class TargetForm(ItemForm):
    names = (
        "number", "part", "indicator_name", "comparator", "value", "upper", "unit", "horizon", "lead_agency",
    )  # fmt: skip

    number = forms.CharField(label=_("Số chỉ tiêu"), max_length=12, required=False)
    part = forms.CharField(label=_("Ý"), max_length=4, required=False)
    indicator_name = forms.CharField(
        label=_("Chỉ tiêu kế hoạch"), widget=forms.Textarea(attrs={"rows": 3}), max_length=400
    )
    comparator = forms.ChoiceField(label=_("So sánh"), choices=words.COMPARATORS)
    value = NumberWords(label=_("Mức"), required=False, help_text=_("Ví dụ 15,8."))
    upper = NumberWords(label=_("Mức trên (nếu là khoảng)"), required=False)
    unit = forms.CharField(label=_("Đơn vị tính"), max_length=80, required=False)
    horizon = forms.CharField(label=_("Năm"), max_length=10, required=False)
    lead_agency = forms.CharField(label=_("Cơ quan chủ trì"), max_length=300, required=False)

    def first(self, content: dict[str, Any]) -> dict[str, Any]:
        shown = super().first(content)
        return {
            **shown,
            "value": _as_vietnamese(str(shown["value"])),
            "upper": _as_vietnamese(str(shown["upper"])),
        }


class WrittenDate(forms.CharField):
    """A date as a document writes it: a day, a month, a year, or nothing; kept in ISO order."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            day = written_day(text)
        except ValueError:
            raise forms.ValidationError(
                _("Ngày “%(given)s” không có thật. Hãy sửa lại, hoặc để trống nếu văn bản không ghi ngày."),
                params={"given": text},
            ) from None
        return day.isoformat() if day else text

    def prepare_value(self, value: Any) -> Any:
        try:
            day = written_day(str(value or ""))
        except ValueError:
            day = None
        return date_text(day) if day else value


class CitationForm(ItemForm):
    names = ("type", "number_symbol", "date", "issuer", "title", "relation")

    type = forms.CharField(label=_("Loại văn bản"), max_length=60, required=False)
    number_symbol = forms.CharField(label=_("Số, ký hiệu"), max_length=100, required=False)
    date = WrittenDate(label=_("Ngày"), max_length=60, required=False)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=300, required=False)
    title = forms.CharField(label=_("Tên văn bản"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    relation = forms.CharField(label=_("Quan hệ"), max_length=60, required=False)


class MetadataForm(ItemForm):
    names = (
        "type", "number", "symbol", "date", "place", "issuer", "parent_issuer", "subject", "signer", "capacity", "position",
    )  # fmt: skip

    type = forms.CharField(label=_("Loại văn bản"), max_length=60)
    number = forms.CharField(
        label=_("Số"), max_length=40, required=False, help_text=_("Để trống khi văn bản chưa lấy số.")
    )
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=60, required=False)
    date = WrittenDate(
        label=_("Ngày ban hành"), max_length=60, required=False, help_text=_("Ví dụ 22/5/2026.")
    )
    place = forms.CharField(label=_("Địa danh"), max_length=120, required=False)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=300)
    parent_issuer = forms.CharField(label=_("Cơ quan chủ quản"), max_length=300, required=False)
    subject = forms.CharField(label=_("Trích yếu"), widget=forms.Textarea(attrs={"rows": 3}))
    signer = forms.CharField(label=_("Người ký"), max_length=120, required=False)
    capacity = forms.CharField(label=_("Quyền hạn ký"), max_length=60, required=False)
    position = forms.CharField(label=_("Chức vụ"), max_length=160, required=False)


FORMS: dict[str, type[ItemForm]] = {
    rules.METADATA: MetadataForm,
    rules.OBLIGATION: ObligationForm,
    rules.REPORTING: ObligationForm,
    rules.TARGET: TargetForm,
    rules.CITATION: CitationForm,
}
