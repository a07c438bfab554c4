"""The filters of the board, and what an agency types about a figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from treem.indicators.entry import BadEntry, read_entry
from treem.indicators.figures import Typed
from treem.indicators.rules import STATUSES
from treem.kernel.periods import parse_period
from treem.kernel.vietnamese import number
from treem.web.fields import PlainField, WrittenDayField

if TYPE_CHECKING:
    from decimal import Decimal

    from treem.indicators.models import PlanTarget, TargetValue

VERSION_MISSING = _("Trang này thiếu số phiên bản. Hãy tải lại trang rồi làm lại.")
SOURCES = ("counted", "typed", "none")
WORK = ("enter", "confirm", "mend")
SORTS = ("number", "-number", "status", "-status", "lead", "-lead", "as_of", "-as_of")


class BoardForm(forms.Form):
    """The filters, from the address."""

    lead = forms.IntegerField(required=False, min_value=1)
    status = forms.ChoiceField(required=False, choices=[(each, each) for each in ("", *STATUSES)])
    source = forms.ChoiceField(required=False, choices=[(each, each) for each in ("", *SOURCES)])
    group = forms.CharField(required=False, max_length=8)
    work = forms.ChoiceField(required=False, choices=[(each, each) for each in ("", *WORK)])
    sort = forms.ChoiceField(required=False, choices=[(each, each) for each in ("", *SORTS)])


class VersionForm(forms.Form):
    """A step without words."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": VERSION_MISSING, "invalid": VERSION_MISSING}
    )


class ReturnForm(VersionForm):
    """«Trả lại» with a reason."""

    reason = PlainField(
        label=_("Lý do trả lại"),
        help_text=_("Người nhập sẽ đọc câu này: cần sửa gì."),
        max_length=500,
        error_messages={"required": _("Hãy ghi lý do trả lại, để người nhập biết cần sửa gì.")},
    )


def period_choices(today: date) -> list[tuple[str, str]]:
    """Of this year and, for comparison, of the one before: year, half, nine months."""
    keys = [f"{year}{part}" for year in (today.year, today.year - 1) for part in ("", "-9M", "-H1")]
    return [(key, parse_period(key).words) for key in keys]


class NumberLine(forms.TextInput):
    """A number as people write it. Whether it must be there depends on the other fields, which a browser cannot know."""

    def __init__(self) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "class": "num w-20"})

    def use_required_attribute(self, initial: Any) -> bool:  # noqa: ARG002
        return False


class PartField(PlainField):
    """One part of a figure: judged together with the others, so never called optional by itself."""

    def validate(self, value: Any) -> None:
        """Emptiness is judged with the other parts."""


class ValueForm(forms.Form):
    """One figure of a target. Of a ratio both parts; where the agency has only the rate, the rate."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    period = forms.ChoiceField(label=_("Kỳ"))
    as_of = WrittenDayField(
        label=_("Số liệu đến ngày"), 
        error_messages={
            "required": _("Hãy ghi ngày mà số liệu đã được chốt đến."),
        },
    )  # fmt: skip
    numerator = PartField(label=_("Tử số"), max_length=40, widget=NumberLine)
    denominator = PartField(label=_("Mẫu số"), max_length=40, widget=NumberLine)
    value = PartField(label=_("Giá trị"), max_length=40, widget=NumberLine)
    source_text = PlainField(
        label=_("Nguồn số liệu"), max_length=300,
        help_text=_("Sổ, phần mềm, báo cáo hoặc điều tra nào; số, ngày của văn bản nếu có."),
        error_messages={"required": _("Hãy ghi nguồn số liệu: sổ, phần mềm, báo cáo hoặc điều tra nào.")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("Ghi chú"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Không ghi họ tên trẻ em."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        target: PlanTarget,
        today: date,
        words: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.target = target
        choices = period_choices(today)
        kept = (self.initial or {}).get("period")
        if kept and kept not in dict(choices):
            choices.append((kept, parse_period(kept).words))
        self.fields["period"].choices = choices  # type: ignore[attr-defined]
        if target.base is None:
            del self.fields["numerator"], self.fields["denominator"]
        elif target.comparator != "reduce_by":
            self.fields["value"].required = False
        for name, text in words.items():
            key, _part, what = name.partition(".")
            if key in self.fields:
                setattr(self.fields[key], what, text)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            data["entry"] = read_entry(
                numerator=data.get("numerator", ""), denominator=data.get("denominator", ""),
                value=data.get("value", ""), base=self.target.base,
            )  # fmt: skip
        except BadEntry as error:
            for name, text in error.faults.items():
                self.add_error(name if name in self.fields else None, text)
        return data

    def typed(self) -> Typed:
        """What was typed; call after ``is_valid``."""
        data = self.cleaned_data
        return Typed(data["period"], data["as_of"], data["entry"], data["source_text"], data["note"])


def blank(today: date) -> dict[str, Any]:
    """A new figure: of this year, under a number of its own."""
    return {"uuid": uuid4(), "period": str(today.year)}


def as_texts(value: TargetValue) -> dict[str, str]:
    """A figure as it stands in the fields of its form."""
    return {
        "period": value.period,
        "as_of": f"{value.as_of:%d/%m/%Y}",
        "numerator": "" if value.numerator is None else number(value.numerator),
        "denominator": "" if value.denominator is None else number(value.denominator),
        "value": "" if value.value is None else plain(value.value),
        "source_text": value.source_text,
        "note": value.note,
    }


def plain(value: Decimal) -> str:
    """A decimal without trailing zeros, with a comma. What has exactly three decimals gets a fourth, or it would read
    as thousands."""
    text = f"{value.normalize():f}".replace(".", ",")
    return f"{text}0" if len(text.partition(",")[2]) == 3 else text
