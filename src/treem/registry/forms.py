"""Forms of the register: what is typed stays, what is wrong is said beside its field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from treem import law
from treem.kernel import personal_number
from treem.kernel.time import today
from treem.registry import filters, rules
from treem.registry.errors import NotAName
from treem.registry.models import Child, Sex
from treem.registry.services import ChildData, person_name
from treem.web.fields import DayField, NameField, PlainField, WrittenDayField
from treem.web.templatetags.widgets import DateNumbers

OLDEST_YEAR = 1900
UNVERIFIED_LIST = _("Danh mục chưa kiểm chứng")


class BirthField(forms.Field):
    """A date of birth of which day, or day and month, may be unknown: left empty they say so."""

    widget = DateNumbers

    def to_python(self, value: Any) -> rules.Birth | None:
        """The birth, or None when nothing was typed. Raises ValidationError naming what is wrong."""
        text = str(value or "").strip()
        if not text.strip("/ "):
            return None
        parts = [part.strip() for part in text.split("/")]
        if len(parts) == 1 and "-" in text:  # 2016-03-05, as programs write it
            parts = text.split("-")[::-1]
        if len(parts) != 3 or any(
            part and not (part.isascii() and part.isdigit() and len(part) <= 4) for part in parts
        ):
            raise ValidationError(_g("Ghi ngày sinh bằng số: ngày, tháng, năm."), code="form")
        day, month, year = (int(part) if part else None for part in parts)
        if year is None or year < OLDEST_YEAR:
            raise ValidationError(_g("Ghi đủ bốn chữ số của năm sinh, ví dụ 2018."), code="year")
        if day is not None and month is None:
            raise ValidationError(
                _g("Đã ghi ngày thì ghi cả tháng; không rõ tháng thì để trống cả hai."), code="month"
            )
        try:
            return rules.first_day_known(year, month, day)
        except ValueError:
            shown = "/".join(str(part) for part in (day, month, year) if part is not None)
            raise ValidationError(
                _g("Ngày %(shown)s không có trong lịch. Hãy kiểm tra lại ngày và tháng.") % {"shown": shown},
                code="no_such_date",
            ) from None


def birth_text(birth: rules.Birth) -> str:
    """As the three numbers of the form: 5/3/2016, /3/2016, //2016."""
    day = "" if birth.precision in ("month", "year") else str(birth.on.day)
    month = "" if birth.precision == "year" else str(birth.on.month)
    return f"{day}/{month}/{birth.on.year}"


class ChildForm(forms.Form):
    """A child's data. ``villages`` are those of the commune."""

    full_name = NameField(
        label=_("Họ, chữ đệm và tên"), max_length=120,
        error_messages={"required": _("Ghi họ, chữ đệm và tên của trẻ.")},
    )  # fmt: skip
    sex = forms.ChoiceField(
        label=_("Giới tính"), choices=Sex.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Chọn giới tính của trẻ.")},
    )  # fmt: skip
    birth = BirthField(
        label=_("Ngày sinh"), help_text=_("Không rõ ngày, hoặc cả ngày và tháng: để trống ô đó."),
        error_messages={"required": _("Ghi ngày sinh, ít nhất là năm.")},
    )  # fmt: skip
    estimated = forms.BooleanField(label=_("Ngày sinh là ước tính"), required=False)
    personal_id = PlainField(
        label=_("Số định danh cá nhân"), required=False, max_length=20,
        help_text=_("12 chữ số, ghi trên giấy khai sinh. Chưa có thì để trống."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    birth_registered = forms.BooleanField(label=_("Đã đăng ký khai sinh"), required=False)
    ethnicity = forms.ChoiceField(label=_("Dân tộc"), required=False)
    mother_name = NameField(label=_("Họ tên mẹ"), required=False, max_length=120)
    father_name = NameField(label=_("Họ tên bố"), required=False, max_length=120)
    village = forms.TypedChoiceField(
        label=_("Tổ, bản, tiểu khu"), required=False, coerce=int, empty_value=None
    )
    permanent_residence = PlainField(
        label=_("Nơi thường trú"), required=False, max_length=250,
        help_text=_("Để trống nếu trùng với tổ, bản, tiểu khu ở trên."),
    )  # fmt: skip
    present_residence = PlainField(
        label=_("Nơi ở hiện tại"),
        required=False,
        max_length=250,
        help_text=_("Để trống nếu ở nơi thường trú."),
    )
    residence_note = PlainField(label=_("Ghi chú về nơi ở"), required=False, max_length=250)

    def __init__(self, *args: Any, villages: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        peoples = law.listed(rules.PEOPLES, on=today())
        if not peoples.verified:
            self.fields["ethnicity"].help_text = UNVERIFIED_LIST
        names = list(peoples.codes)
        kept = self.initial.get("ethnicity", "")
        if kept and kept not in names:
            names.append(kept)
        self.choices_of("ethnicity", [("", _("Chưa rõ")), *((name, name) for name in names)])
        self.choices_of("village", [("", _("Chưa rõ")), *villages])

    def choices_of(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        """Set what may be chosen."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def clean_full_name(self) -> str:
        name: str = self.cleaned_data["full_name"]
        if any(letter.isdigit() for letter in name):
            raise ValidationError(_g("Họ tên không có chữ số. Hãy kiểm tra lại."), code="digits")
        return self._name("full_name")

    def clean_mother_name(self) -> str:
        return self._name("mother_name")

    def clean_father_name(self) -> str:
        return self._name("father_name")

    def _name(self, field: str) -> str:
        try:
            return person_name(self.cleaned_data[field], field)
        except NotAName as error:
            raise ValidationError(str(error), code="letters") from None

    def clean_personal_id(self) -> str:
        typed: str = self.cleaned_data["personal_id"]
        number = personal_number.clean(typed)
        if not number:
            return ""
        wrong = next((f for f in personal_number.check(number) if f.level == "error"), None)
        if wrong is None:
            return number
        if restored := personal_number.restore_leading_zero(number):
            said = _g("%(wrong)s Có thể thiếu số 0 ở đầu: %(restored)s.")
            raise ValidationError(said % {"wrong": wrong.text, "restored": restored}, code=wrong.code)
        raise ValidationError(wrong.text, code=wrong.code)

    def data_typed(self) -> ChildData:
        """What the valid form says."""
        typed = self.cleaned_data
        birth: rules.Birth = typed["birth"]
        if typed["estimated"]:
            birth = rules.Birth(birth.on, "estimated")
        texts = (
            "full_name", "sex", "ethnicity", "personal_id", "mother_name", "father_name", "permanent_residence",
            "present_residence", "residence_note",
        )  # fmt: skip
        return ChildData(
            **{name: typed[name] for name in texts}, birth=birth, village_id=typed["village"],
            birth_registered=typed["birth_registered"],
        )  # fmt: skip


FORM_FIELDS = tuple(ChildForm.base_fields)
FIELD_OF_COLUMN = {
    "date_of_birth": "birth", "birth_precision": "birth", "village_id": "village", "sort_key": "full_name",
}  # fmt: skip


def values_of(child: Child) -> dict[str, str]:
    """A record as the texts its form would send."""
    birth = child.birth
    texts = {
        name: str(getattr(child, name)) for name in FORM_FIELDS if hasattr(child, name) and name != "birth"
    }
    return texts | {
        "birth": birth_text(birth),
        "estimated": "on" if birth.precision == "estimated" else "",
        "birth_registered": "on" if child.birth_registered else "",
        "village": str(child.village_id or ""),
    }


class CircumstanceForm(forms.Form):
    """From which day a child belongs to which group of today's law, and what says so."""

    group = forms.ChoiceField(
        label=_("Nhóm hoàn cảnh đặc biệt"),
        error_messages={"required": _("Chọn nhóm hoàn cảnh đặc biệt.")},
    )
    from_on = WrittenDayField(label=_("Từ ngày"))
    to_on = WrittenDayField(
        label=_("Đến hết ngày"),  required=False
    )  # fmt: skip
    basis = PlainField(
        label=_("Căn cứ"), required=False, max_length=250, help_text=_("Số, ngày của giấy tờ; hoặc ai xác minh.")
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = law.listed(rules.SPECIAL_GROUPS, on=today())
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Chọn nhóm")), *((item.code, item.label) for item in groups)]
        if not groups.verified:
            field.help_text = UNVERIFIED_LIST


class EndCircumstanceForm(forms.Form):
    """How a special circumstance ends: on a day, or it was noted by mistake."""

    how = forms.ChoiceField(
        label=_("Kết thúc vì"),
        choices=[("ended", _("Trẻ không còn thuộc nhóm này")), ("withdrawn", _("Đã ghi nhầm"))],
        widget=forms.RadioSelect,
    )
    to_on = WrittenDayField(
        label=_("Đến hết ngày"),  required=False
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("how") == "ended" and not cleaned.get("to_on") and "to_on" not in self.errors:
            self.add_error("to_on", _g("Ghi ngày cuối cùng trẻ còn thuộc nhóm này."))
        return cleaned


class FilterForm(forms.Form):
    """The filters of the list, from the address. What cannot be read is left out and said."""

    commune = forms.IntegerField(required=False, min_value=1)
    village = forms.IntegerField(required=False, min_value=1)
    sex = forms.ChoiceField(required=False, choices=[("", ""), *Sex.choices])
    age = PlainField(required=False, max_length=20)
    ethnic = forms.ChoiceField(required=False, choices=[(code, code) for code in ("", *filters.ETHNICITY)])
    registered = forms.ChoiceField(
        required=False, choices=[(code, code) for code in ("", *filters.REGISTERED)]
    )
    special = PlainField(required=False, max_length=20)
    as_of = DayField(required=False, input_formats=["%Y-%m-%d"])
    after = forms.IntegerField(required=False, min_value=1)
    before = forms.IntegerField(required=False, min_value=1)

    def clean(self) -> dict[str, Any]:
        """Ages and groups are those of the lists in force on the day of the filter."""
        typed: dict[str, Any] = super().clean() or {}
        on = typed.get("as_of") or today()
        known = {
            "age": dict(filters.age_choices(on)),
            "special": {filters.ANY_GROUP: "", **dict(filters.special_choices(on))},
        }
        for name, codes in known.items():
            if typed.get(name) and typed[name] not in codes:
                self.add_error(name, _g("Không có lựa chọn này vào ngày lấy số liệu."))
        return typed

    def wanted(self, *, today: date, communes: tuple[int, ...]) -> filters.ChildFilter:
        """The filter; call after ``is_valid``."""
        typed = self.cleaned_data
        texts = {name: typed.get(name) or "" for name in ("sex", "age", "ethnic", "registered", "special")}
        return filters.ChildFilter(
            typed.get("as_of") or today,
            communes,
            commune=typed.get("commune"),
            village=typed.get("village"),
            **texts,
        )
