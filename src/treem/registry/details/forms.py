"""Forms of dated details, carers and households."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from treem import law
from treem.kernel import personal_number
from treem.kernel.time import today
from treem.registry import rules
from treem.registry.details.models import LIST_OF, DetailKind
from treem.registry.details.services import Said
from treem.registry.errors import NotAName
from treem.registry.forms import UNVERIFIED_LIST, BirthField
from treem.registry.models import Poverty, Relation, Sex, Situation
from treem.registry.services import person_name
from treem.web.fields import NameField, PlainField, WrittenDayField

WORDS = {
    DetailKind.BIRTH: (_("Nơi đăng ký"), _("Số giấy khai sinh")),
    DetailKind.SCHOOLING: (_("Trường, lớp"), None),
    DetailKind.INSURANCE: (_("Nơi khám chữa bệnh ban đầu"), _("Số thẻ")),
    DetailKind.DISABILITY: (_("Mức độ, ghi theo giấy xác nhận"), _("Số giấy xác nhận")),
    DetailKind.RISK: (_("Biểu hiện"), None),
    DetailKind.BENEFIT: (_("Mức hưởng, nơi chi"), _("Số quyết định")),
}
"""What the two texts of a kind hold; None where there is no number."""


class DetailForm(forms.Form):
    """What holds for a child, of one kind."""

    code = forms.ChoiceField(label=_("Nội dung"), error_messages={"required": _("Chọn một nội dung.")})
    since = BirthField(
        label=_("Từ ngày"), required=False,
        help_text=_("Không rõ ngày, tháng thì để trống ô đó; không rõ gì thì để trống cả ba."),
    )  # fmt: skip
    estimated = forms.BooleanField(label=_("Ngày bắt đầu là ước tính"), required=False)
    to_on = WrittenDayField(label=_("Đến hết ngày"), required=False)
    words = PlainField(required=False, max_length=250)
    number = PlainField(required=False, max_length=60)
    basis = PlainField(
        label=_("Căn cứ"), required=False, max_length=250, help_text=_("Số, ngày của giấy tờ; hoặc ai xác minh.")
    )  # fmt: skip

    def __init__(self, *args: Any, kind: DetailKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = law.listed(LIST_OF[kind], on=today())
        code = self.fields["code"]
        assert isinstance(code, forms.ChoiceField)
        code.choices = [("", _("Chọn")), *((item.code, item.label) for item in listed)]
        if not listed.verified:
            code.help_text = UNVERIFIED_LIST
        words, number = WORDS[kind]
        self.fields["words"].label = words
        if number is None:
            del self.fields["number"]
        else:
            self.fields["number"].label = number

    def said(self) -> Said:
        """What the valid form says."""
        typed = self.cleaned_data
        since = typed["since"]
        if since is not None and typed["estimated"]:
            since = rules.Birth(since.on, "estimated")
        return Said(
            typed["code"], since, typed["to_on"], typed["words"], typed.get("number", ""), typed["basis"]
        )


class EndDetailForm(forms.Form):
    """How a detail ends."""

    how = forms.ChoiceField(
        label=_("Kết thúc vì"), choices=[("ended", _("Không còn đúng nữa")), ("withdrawn", _("Đã ghi nhầm"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    to_on = WrittenDayField(label=_("Đến hết ngày"), required=False)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("how") == "ended" and not typed.get("to_on") and "to_on" not in self.errors:
            self.add_error("to_on", _g("Ghi ngày cuối cùng còn đúng."))
        return typed


class HouseholdForm(forms.Form):
    """A household; its poverty from a day on."""

    head_name = NameField(label=_("Chủ hộ"), max_length=120)
    code = PlainField(label=_("Mã hộ"), required=False, max_length=30)
    village_id = forms.TypedChoiceField(
        label=_("Tổ, bản, tiểu khu"), required=False, coerce=int, empty_value=None
    )
    ethnicity = PlainField(label=_("Dân tộc"), required=False, max_length=30)
    address = PlainField(label=_("Địa chỉ"), required=False, max_length=250)
    phone = PlainField(label=_("Điện thoại"), required=False, max_length=20)
    poverty = forms.ChoiceField(label=_("Diện hộ"), choices=Poverty.choices, widget=forms.RadioSelect)
    poverty_from = WrittenDayField(
        label=_("Diện hộ này từ ngày"), required=False, help_text=_("Khi đổi diện hộ; để trống là hôm nay.")
    )
    basis = PlainField(
        label=_("Căn cứ xếp diện hộ"), required=False, max_length=250, help_text=_("Số, ngày của quyết định.")
    )

    def __init__(self, *args: Any, villages: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["village_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Chưa rõ")), *villages]


class CarerForm(forms.Form):
    """A parent or carer, from a day to a day where that is known."""

    full_name = NameField(label=_("Họ, chữ đệm và tên"), max_length=120)
    relation = forms.ChoiceField(label=_("Quan hệ với trẻ"), choices=Relation.choices)
    sex = forms.ChoiceField(label=_("Giới tính"), required=False, choices=[("", _("Chưa rõ")), *Sex.choices])
    year_of_birth = forms.IntegerField(label=_("Năm sinh"), required=False, min_value=1900, max_value=2100)
    personal_id = PlainField(label=_("Số định danh cá nhân"), required=False, max_length=20)
    occupation = PlainField(label=_("Nghề nghiệp"), required=False, max_length=120)
    alive = forms.BooleanField(label=_("Còn sống"), required=False, initial=True)
    away = forms.BooleanField(label=_("Đi làm xa"), required=False)
    situation = forms.ChoiceField(
        label=_("Hoàn cảnh"), required=False, choices=[("", _("Không có gì đặc biệt")), *Situation.choices]
    )
    from_on = WrittenDayField(label=_("Chăm sóc từ ngày"), required=False)
    to_on = WrittenDayField(label=_("Đến hết ngày"), required=False)

    def clean_full_name(self) -> str:
        try:
            return person_name(self.cleaned_data["full_name"])
        except NotAName as error:
            raise ValidationError(str(error), code="letters") from None

    def clean_personal_id(self) -> str:
        number = personal_number.clean(self.cleaned_data["personal_id"])
        wrong = (
            next((f for f in personal_number.check(number) if f.level == "error"), None) if number else None
        )
        if wrong is not None:
            raise ValidationError(wrong.text, code=wrong.code)
        return number

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        start, end = typed.get("from_on"), typed.get("to_on")
        if start and end and end < start:
            self.add_error("to_on", _g("Ngày kết thúc ở trước ngày bắt đầu."))
        return typed
