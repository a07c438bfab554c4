"""What people type when they ask about a duty, and when they answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from treem.duties.forms import VersionField
from treem.duties.models import RequestKind
from treem.web.fields import WrittenDayField

CHOOSE = {"required": _("Hãy chọn một mục."), "invalid_choice": _("Hãy chọn lại.")}
ASKING: dict[str, Any] = {
    RequestKind.QUESTION: _("Hỏi về nhiệm vụ này"),
    RequestKind.EXTENSION: _("Xin gia hạn"),
    RequestKind.WAIVER: _("Xin miễn thực hiện"),
}
GRANTING: dict[str, Any] = {
    RequestKind.EXTENSION: _("Gia hạn"),
    RequestKind.WAIVER: _("Miễn thực hiện"),
}
DAY_ERRORS = {
    "required": _("Hãy ghi ngày."),
    "invalid": _("Ngày này không có thật. Hãy sửa lại, hoặc xóa cả ba ô."),
}


def written(label: Any, help_text: Any = "", *, required: Any = "", longest: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=longest,
        required=bool(required),
        error_messages={
            "required": required,
            "max_length": _("Nội dung dài quá 2.000 chữ cái. Hãy tóm tắt."),
        },
    )


def _choose(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Offer these; one choice is no question."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
    if len(field.choices) == 1:
        field.widget, field.initial = forms.HiddenInput(), field.choices[0][0]


class AskForm(forms.Form):
    """A body asks: a question, more time, to be let off."""

    kind = forms.ChoiceField(label=_("Đề nghị"), widget=forms.RadioSelect, error_messages=CHOOSE)
    text = written(
        _("Nội dung hỏi, hoặc lý do"),
        _("Cơ quan chủ trì sẽ đọc câu này. Không ghi họ tên trẻ em."),
        required=_("Hãy ghi nội dung hỏi, hoặc lý do đề nghị."),
    )
    until = WrittenDayField(
        label=_("Xin đến hết ngày"),
        help_text=_("Chỉ ghi khi xin gia hạn."),
        required=False,
        error_messages=DAY_ERRORS,
    )

    def __init__(self, *args: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "ask_%s")
        super().__init__(*args, **kwargs)
        wanted = list(kinds)
        _choose(self, "kind", ((kind, ASKING[kind]) for kind in wanted))
        if RequestKind.EXTENSION not in wanted:
            del self.fields["until"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == RequestKind.EXTENSION and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Hãy ghi ngày xin gia hạn đến."))
        return data


class AnswerForm(forms.Form):
    """The lead agency answers a question, to the one body or to all."""

    answer = written(
        _("Trả lời"), _("Đơn vị hỏi sẽ đọc câu này."), required=_("Hãy ghi câu trả lời.")
    )  # fmt: skip
    shared = forms.BooleanField(
        label=_("Công bố cho mọi đơn vị có nhiệm vụ này (không nêu đơn vị nào hỏi)"), required=False
    )
    question = written(
        _("Câu hỏi như sẽ công bố"), _("Sửa lại nếu câu hỏi cho biết đơn vị hỏi. Chỉ dùng khi công bố.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("shared") and not (data.get("question") or "").strip():
            self.add_error("question", _("Hãy ghi câu hỏi như sẽ công bố."))
        return data


class DecideForm(forms.Form):
    """The head of the lead agency grants or refuses."""

    granted = forms.ChoiceField(
        label=_("Quyết định"),
        choices=[("yes", _("Đồng ý")), ("no", _("Không đồng ý"))],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    until = WrittenDayField(
        label=_("Cho đến hết ngày"), required=False, error_messages=DAY_ERRORS,
        help_text=_("Chỉ dùng khi đồng ý. Để nguyên là đúng như đơn vị xin."),
    )  # fmt: skip
    answer = written(_("Lý do, căn cứ"), _("Bắt buộc khi không đồng ý. Đơn vị sẽ đọc câu này."))

    def __init__(self, *args: Any, extension: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not extension:
            del self.fields["until"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("granted") == "no" and not (data.get("answer") or "").strip():
            self.add_error("answer", _("Hãy ghi lý do không đồng ý."))
        return data


class GrantForm(forms.Form):
    """The head of the lead agency gives more time or lets off, unasked."""

    version = VersionField()
    kind = forms.ChoiceField(label=_("Quyết định"), widget=forms.RadioSelect, error_messages=CHOOSE)
    until = WrittenDayField(
        label=_("Gia hạn đến hết ngày"), help_text=_("Chỉ ghi khi gia hạn."), required=False, error_messages=DAY_ERRORS
    )  # fmt: skip
    text = written(
        _("Lý do, căn cứ"), _("Đơn vị và thanh tra sẽ đọc câu này."), required=_("Hãy ghi lý do, căn cứ.")
    )

    def __init__(self, *args: Any, dated: bool, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "grant_%s")
        super().__init__(*args, **kwargs)
        _choose(self, "kind", ((k, w) for k, w in GRANTING.items() if dated or k == RequestKind.WAIVER))
        if not dated:
            del self.fields["until"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == RequestKind.EXTENSION and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Hãy ghi ngày gia hạn đến."))
        return data


class EndWaiverForm(forms.Form):
    """The duty binds the body again."""

    version = VersionField()
    note = written(_("Lý do"), required=_("Hãy ghi lý do bỏ miễn thực hiện."))
