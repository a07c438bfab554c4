"""Forms of rounds and returns. Figures of rows are fields of the page itself: their rows come from the template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from treem.kernel.errors import DomainError
from treem.kernel.periods import parse_period, sensible
from treem.reporting.models import Capacity, DeadlineOp, RoundKind
from treem.reporting.templates_data import Template
from treem.web.fields import LinesField, PlainField, WrittenDayField

if TYPE_CHECKING:
    from treem.organisations.models import Body

_TOO_LONG = _("Dài %(show_value)d ký tự, tối đa %(limit_value)d. Hãy viết gọn lại.")
_VERSION_MISSING = _("Trang này thiếu số phiên bản. Hãy tải lại trang rồi làm lại.")
_CAPACITY = _("Hãy chọn tư cách duyệt: Chủ tịch, hay Phó Chủ tịch thay Chủ tịch (KT.).")


class RoundForm(forms.Form):
    """What a round asks and for which days. The deadline of a duty is the document's and is not changed here."""

    title = PlainField(
        label=_("Tên vòng báo cáo"),
        max_length=200,
        required=False,
        help_text=_("Để trống thì đặt theo kỳ báo cáo."),
    )
    kind = forms.ChoiceField(label=_("Loại báo cáo"), choices=RoundKind.choices, widget=forms.RadioSelect)
    period = forms.CharField(
        label=_("Kỳ báo cáo"), max_length=10,
        help_text=_("2026 (năm), 2026-H1 (6 tháng đầu năm), 2026-9M, 2026-Q3 (quý), 2026-11 (tháng)."),
    )  # fmt: skip
    template_key = forms.ChoiceField(label=_("Mẫu"), widget=forms.RadioSelect)
    deadline = WrittenDayField(
        label=_("Hạn gửi"),
        required=False,
    )
    deadline_op = forms.ChoiceField(
        label=_("Cách tính hạn"), choices=DeadlineOp.choices, widget=forms.RadioSelect, initial=DeadlineOp.BEFORE,
        help_text=_("“Trước ngày 15” là đến hết ngày 14."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        templates: Sequence[Template],
        from_duty: bool = False,
        bodies: Sequence[Body] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["template_key"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(t.key, f"{t.title} ({t.version})") for t in templates]
        if templates:
            field.initial = templates[0].key
        if from_duty:
            del self.fields["deadline"], self.fields["deadline_op"]
        if bodies:
            self.fields["bodies"] = forms.MultipleChoiceField(
                label=_("Đơn vị phải báo cáo"),
                choices=[(str(body.pk), body.name) for body in bodies],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

        if self.data.get("sure"):
            self._ask()

    def asks_again(self, odd: Sequence[str]) -> bool:
        """Whether something is odd that the person has not said to be meant: then the page comes back and asks."""
        if not odd or self.cleaned_data.get("sure"):
            return False
        self._ask()
        self.add_error("sure", " ".join(odd))
        return True

    def _ask(self) -> None:
        self.fields["sure"] = forms.BooleanField(label=_("Đúng như vậy, vẫn lưu"), required=False)

    def clean_period(self) -> str:
        """The key of the period as treem writes it."""
        try:
            return sensible(parse_period(self.cleaned_data["period"])).key
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error


class ReturnForm(forms.Form):
    """The fields of a return beside its rows."""

    as_of = WrittenDayField(
        label=_("Số liệu đến ngày"),
        error_messages={"required": _("Hãy ghi ngày chốt số liệu.")},
    )  # fmt: skip
    narrative = LinesField(
        label=_("Tình hình, kết quả, kiến nghị"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}), error_messages={"max_length": _TOO_LONG},
    )  # fmt: skip
    version = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": _VERSION_MISSING, "invalid": _VERSION_MISSING}
    )


class CapacityForm(forms.Form):
    """As what a leader approves."""

    capacity = forms.ChoiceField(
        label=_("Duyệt với tư cách"), choices=Capacity.choices, widget=forms.RadioSelect,
        error_messages={"required": _CAPACITY, "invalid_choice": _CAPACITY},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EnterForm(forms.Form):
    """The paper that is typed in."""

    paper_on = WrittenDayField(
        label=_("Ngày nhận bản giấy"),
        error_messages={"required": _("Hãy ghi ngày nhận bản giấy.")},
        help_text=_("Đúng hạn hay quá hạn tính theo ngày này."),
    )  # fmt: skip
    paper_label = PlainField(
        label=_("Số, ký hiệu báo cáo"), required=False, max_length=120, help_text=_("Ví dụ: 45/BC-UBND.")
    )
    knowing = forms.BooleanField(
        label=_("Tôi đã trao đổi với đơn vị, vẫn nhập thay"),
        error_messages={"required": _("Đơn vị đang nhập dở. Hãy trao đổi với đơn vị, rồi đánh dấu vào đây.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, typed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not typed:  # nobody's work is taken out of their hands
            del self.fields["knowing"]


class SkipForm(forms.Form):
    """Why a round is not opened."""

    reason = LinesField(
        label=_("Lý do không mở"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _TOO_LONG},
    )


class ReopenForm(forms.Form):
    """Why a closed round is opened again."""

    reason = LinesField(
        label=_("Lý do mở lại"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _TOO_LONG},
        help_text=_("Bản đã chốt vẫn được giữ; lần đóng sau chốt một bản mới."),
    )


class ReasonForm(forms.Form):
    """Why a return goes back."""

    reason = LinesField(
        label=_("Lý do trả lại"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _TOO_LONG},
        help_text=_("Ghi rõ dòng nào cần sửa, vì sao. Đơn vị đọc được nguyên văn."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
