"""What people type about a report. Partial is fine: when, where, what happened."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from treem.cases import rules, selectors
from treem.cases.models import (
    AsideReason,
    Channel,
    DecidedBy,
    Group,
    HandOverReason,
    InformantKind,
    Means,
    MeasureKind,
    SexHeard,
    Urgency,
)
from treem.cases.services import InformantData, IntakeData, MeasuresData
from treem.kernel.time import VIETNAM
from treem.kernel.vietnamese import nfc_lines
from treem.web.fields import DayField, PlainField, WrittenDayField

LONGEST = 5000
"""Letters of one answer: two pages of handwriting."""


class WordsField(forms.CharField):
    """Several lines, made NFC and rid of control characters; line breaks stay."""

    def __init__(self, rows: int = 2, **options: Any) -> None:
        options.setdefault("max_length", LONGEST)
        super().__init__(widget=forms.Textarea({"rows": rows}), **options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return nfc_lines("".join(c for c in text if c in "\n\r\t" or unicodedata.category(c) != "Cc")).strip()


class HourField(forms.CharField):
    """An hour as people write it: 21:05, 21h05, 2105."""

    widget = forms.TextInput({"inputmode": "text", "autocomplete": "off", "maxlength": "12", "size": "6"})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, time):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return rules.time_typed(text)
        except ValueError:
            raise ValidationError(_g("Ghi giờ và phút, ví dụ 21:05."), code="hour") from None


class GivenChoice(forms.ChoiceField):
    """A choice that has an honest value from the start: nothing sent means that value, never a refusal."""

    widget = forms.RadioSelect

    def clean(self, value: Any) -> str:
        chosen: str = super().clean(value or self.initial)
        return chosen


def _radio(label: Any, choices: Sequence[tuple[str, Any]], **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, required=False, **options
    )


def _moment(day: Any, hour: Any) -> datetime:
    return datetime.combine(day, hour, tzinfo=VIETNAM)


def _day(label: Any) -> DayField:
    return WrittenDayField(label=label)


def _hour(label: Any) -> HourField:
    return HourField(label=label, error_messages={"required": _("Ghi giờ và phút, ví dụ 21:05.")})


class IntakeForm(forms.Form):
    """A report in the fields of Mẫu số 01, the danger first. ``communes`` are those of the province."""

    urgency = GivenChoice(
        label=_("Trẻ em có đang nguy hiểm không?"),
        initial=Urgency.UNKNOWN,
        choices=[
            (Urgency.IMMEDIATE, _("Nguy hiểm tức thời")),
            (Urgency.LATER, _("Chưa nguy hiểm ngay")),
            (Urgency.UNKNOWN, _("Chưa rõ")),
        ],
        help_text=_(
            "Nguy hiểm tức thời: đang hoặc sắp bị tổn hại nghiêm trọng về tính mạng, thân thể, nhân phẩm; hoặc người gây "
            "tổn hại là cha mẹ, người chăm sóc."
        ),
    )
    what_happened = WordsField(
        rows=4, label=_("Việc gì đã xảy ra?"),
        error_messages={"required": _("Ghi điều đã nghe được, một câu cũng đủ.")},
    )  # fmt: skip
    incident_commune = forms.TypedChoiceField(
        label=_("Xảy ra ở xã, phường nào?"), coerce=int, empty_value=None, required=False
    )
    incident_place = WordsField(
        rows=1, label=_("Địa điểm xảy ra vụ việc"), required=False, help_text=_("Tổ, bản, tiểu khu; số nhà; mốc dễ tìm.")
    )  # fmt: skip
    received_on = _day(_("Ngày nhận thông tin"))
    received_time = _hour(_("Lúc mấy giờ?"))
    channel = GivenChoice(label=_("Nhận qua kênh nào?"), choices=Channel.choices, initial=Channel.OTHER)
    child_name = PlainField(
        label=_("Họ và tên trẻ em"), required=False, max_length=200, help_text=_("Nếu biết.")
    )
    child_birth = PlainField(label=_("Ngày sinh hoặc ước lượng tuổi"), required=False, max_length=100)
    child_sex = _radio(_("Giới tính"), SexHeard.choices)
    present_place = WordsField(rows=1, label=_("Trẻ em đang ở đâu?"), required=False)
    present_condition = WordsField(label=_("Tình trạng hiện tại của trẻ em"), required=False)
    residence_commune = forms.TypedChoiceField(
        label=_("Trẻ em cư trú ở xã, phường nào?"), coerce=int, empty_value=None, required=False
    )
    group = _radio(_("Trẻ em thuộc nhóm"), [*Group.choices, ("", _("Chưa rõ"))])
    feared = WordsField(label=_("Phỏng đoán hậu quả nếu không được hỗ trợ, can thiệp"), required=False)
    father = WordsField(rows=1, label=_("Cha: họ tên, tuổi, nghề nghiệp"), required=False)
    mother = WordsField(rows=1, label=_("Mẹ: họ tên, tuổi, nghề nghiệp"), required=False)
    family = WordsField(label=_("Hoàn cảnh gia đình"), required=False)
    carer = WordsField(rows=1, label=_("Hiện ai là người chăm sóc?"), required=False)
    done_before = WordsField(
        label=_("Hỗ trợ, can thiệp đã thực hiện trước khi nhận thông tin"), required=False
    )
    informant_kind = _radio(_("Người báo tin là"), InformantKind.choices)

    first = ("urgency", "what_happened", "incident_commune", "received_on", "received_time", "channel")
    about_child = (
        "child_name", "child_birth", "child_sex", "incident_place", "present_place", "present_condition",
        "residence_commune", "group",
    )  # fmt: skip
    rest = ("feared", "father", "mother", "family", "carer", "done_before", "informant_kind")

    def __init__(self, *args: Any, communes: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = list(communes)
        for name in ("incident_commune", "residence_commune"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Chưa rõ, hoặc ngoài tỉnh")), *places]

    def part(self, names: Iterable[str]) -> list[forms.BoundField]:
        """The fields of one part of the page."""
        return [self[name] for name in names]

    @property
    def first_part(self) -> list[forms.BoundField]:
        return self.part(self.first)

    @property
    def child_part(self) -> list[forms.BoundField]:
        return self.part(self.about_child)

    @property
    def rest_part(self) -> list[forms.BoundField]:
        return self.part(self.rest)

    @property
    def rest_wrong(self) -> bool:
        """Whether something in the folded part is to be mended."""
        return any(name in self.errors for name in (*self.about_child, *self.rest))

    def data_typed(self) -> IntakeData:
        """What the valid form says."""
        typed = self.cleaned_data
        texts = (
            "child_name",
            "child_birth",
            *(n for n, f in self.fields.items() if isinstance(f, WordsField)),
        )
        return IntakeData(
            received_at=_moment(typed["received_on"], typed["received_time"]),
            urgency=typed["urgency"],
            channel=typed["channel"],
            group=typed["group"],
            incident_commune_id=typed["incident_commune"],
            residence_commune_id=typed["residence_commune"],
            informant_kind=typed["informant_kind"] or InformantKind.UNKNOWN,
            child_sex=typed["child_sex"] or SexHeard.UNKNOWN,
            **{name: typed[name] for name in texts},
        )


FIELD_OF = {
    "received_at": "received_on", "incident_commune_id": "incident_commune",
    "residence_commune_id": "residence_commune",
}  # fmt: skip
"""The field of the form for a part of IntakeData that bears another name."""


def values_of(data: IntakeData) -> dict[str, str]:
    """A saved report as the texts its form would send."""
    at = data.received_at.astimezone(VIETNAM)
    named = {name: str(getattr(data, name) or "") for name in IntakeForm.base_fields if hasattr(data, name)}
    return named | {
        "received_on": f"{at:%d/%m/%Y}",
        "received_time": f"{at:%H:%M}",
        "incident_commune": str(data.incident_commune_id or ""),
        "residence_commune": str(data.residence_commune_id or ""),
    }


class InformantForm(forms.Form):
    """Who reported: only with consent."""

    informant_consent = forms.BooleanField(
        label=_("Người báo tin đồng ý cho ghi tên, liên lạc"), required=False,
        help_text=_("Không đồng ý, hoặc không muốn nói tên: để trống phần này. Thông tin vẫn được tiếp nhận."),
    )  # fmt: skip
    informant_name = PlainField(label=_("Họ và tên người báo tin"), required=False, max_length=120)
    informant_phone = PlainField(
        label=_("Số điện thoại"), required=False, max_length=30,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    informant_address = PlainField(label=_("Địa chỉ"), required=False, max_length=250)
    informant_note = WordsField(rows=1, label=_("Ghi chú thêm"), required=False, max_length=1000)

    def data_typed(self) -> InformantData:
        """What the valid form says."""
        typed = self.cleaned_data
        return InformantData(
            consents=typed["informant_consent"], full_name=typed["informant_name"],
            phone=typed["informant_phone"], address=typed["informant_address"], note=typed["informant_note"],
        )  # fmt: skip


class MeasuresForm(forms.Form):
    """Emergency measures: what, when, who decided and how."""

    kinds = forms.MultipleChoiceField(
        label=_("Biện pháp đã áp dụng"), choices=MeasureKind.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chọn ít nhất một biện pháp.")},
    )  # fmt: skip
    applied_on = _day(_("Ngày áp dụng"))
    applied_time = _hour(_("Lúc mấy giờ?"))
    what = WordsField(
        rows=3,
        label=_("Đã làm gì, ai làm, trẻ em đang ở đâu"),
        error_messages={"required": _("Ghi ngắn gọn việc đã làm.")},
    )
    decided_by = forms.ChoiceField(
        label=_("Ai quyết định?"), choices=DecidedBy.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Chọn người quyết định.")},
    )  # fmt: skip
    decider_name = PlainField(label=_("Họ tên người quyết định"), required=False, max_length=120)
    means = forms.ChoiceField(
        label=_("Quyết định bằng"), choices=Means.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Chọn cách quyết định.")},
    )  # fmt: skip
    paper_number = PlainField(
        label=_("Số, ký hiệu văn bản"), required=False, max_length=60, help_text=_("Nếu quyết định bằng văn bản.")
    )  # fmt: skip
    late_reason = WordsField(
        label=_("Lý do chậm"), required=False, help_text=_("Chỉ cần khi áp dụng sau thời hạn.")
    )

    def data_typed(self) -> MeasuresData:
        """What the valid form says."""
        typed = self.cleaned_data
        texts = ("what", "decided_by", "means", "decider_name", "paper_number", "late_reason")
        return MeasuresData(
            applied_at=_moment(typed["applied_on"], typed["applied_time"]), kinds=tuple(typed["kinds"]),
            **{name: typed[name] for name in texts},
        )  # fmt: skip


class HandOverForm(forms.Form):
    """To which commune, and why."""

    to_commune = forms.TypedChoiceField(
        label=_("Chuyển đến xã, phường"), coerce=int, error_messages={"required": _("Chọn xã, phường nhận.")}
    )
    reason = forms.ChoiceField(
        label=_("Vì sao chuyển?"), choices=HandOverReason.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Chọn lý do chuyển.")},
    )  # fmt: skip

    def __init__(self, *args: Any, communes: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to_commune"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Chọn xã, phường")), *communes]


class SetAsideForm(forms.Form):
    """Why it is no matter for us."""

    reason = forms.ChoiceField(
        label=_("Vì sao không thuộc phạm vi?"), choices=AsideReason.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Chọn lý do.")},
    )  # fmt: skip
    note = WordsField(
        label=_("Đã kiểm tra thế nào, báo cho ai"),
        error_messages={"required": _("Ghi đã kiểm tra thế nào, một câu cũng đủ.")},
    )


WHY_LOOK = [
    ("verify", _("Kiểm tra lại thông tin với người báo tin")),
    ("protect", _("Bảo vệ người báo tin")),
    ("investigation", _("Cơ quan điều tra yêu cầu")),
    ("complaint", _("Giải quyết khiếu nại, tố cáo")),
]


class WhyForm(forms.Form):
    """Why somebody wants to know who reported."""

    why = forms.ChoiceField(
        label=_("Lý do xem"), choices=WHY_LOOK, widget=forms.RadioSelect,
        error_messages={"required": _("Chọn lý do xem người cung cấp thông tin.")},
    )  # fmt: skip


class FilterForm(forms.Form):
    """The filters of the list, from the address. What cannot be read is left out and said."""

    state = forms.ChoiceField(required=False, choices=[(code, code) for code in ("", *selectors.STATES)])
    channel = forms.ChoiceField(required=False, choices=[("", ""), *Channel.choices])
    urgency = forms.ChoiceField(required=False, choices=[("", ""), *Urgency.choices])
    commune = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    start = DayField(required=False, input_formats=["%Y-%m-%d"])
    end = DayField(required=False, input_formats=["%Y-%m-%d"])
    after = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def __init__(self, query: Any) -> None:
        given = query.dict()
        super().__init__({**given, "start": given.get("from", ""), "end": given.get("to", "")})

    def wanted(self) -> selectors.IntakeFilter:
        """The filter; call after ``is_valid``."""
        typed = self.cleaned_data
        return selectors.IntakeFilter(
            **{name: typed.get(name) or "" for name in ("state", "channel", "urgency")},
            commune=typed.get("commune"), start=typed.get("start"), end=typed.get("end"),
        )  # fmt: skip


def now_parts(at: datetime) -> dict[str, Any]:
    """Day and hour of a moment, as a form begins with them."""
    here = at.astimezone(VIETNAM)
    return {"on": here.date(), "time": f"{here:%H:%M}"}
