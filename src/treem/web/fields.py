"""Form fields that rooms share."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treem.kernel.vietnamese import nfc, title_name, writable
from treem.web.templatetags.widgets import DATE_FORMATS, DateNumbers

EARLIEST, LATEST = 1900, 2199
DAY_ERRORS = {
    "required": gettext_lazy("Ghi ngày, tháng, năm."),
    "invalid": gettext_lazy("Ngày này không có trong lịch. Hãy kiểm tra lại ngày, tháng, năm."),
}


class PlainField(forms.CharField):
    """A line of text, made NFC and rid of control characters before its length is looked at.

    Some letters grow when they are made NFC, and a field of control characters alone is empty.
    """

    def to_python(self, value: Any) -> str:
        text = nfc(writable(super().to_python(value) or ""))
        return "".join(letter for letter in text if unicodedata.category(letter) != "Cc").strip()


class LinesField(forms.CharField):
    """Text of several lines, without what no paper can hold: what was pasted from a word processor or a scanner."""

    def to_python(self, value: Any) -> str:
        return writable(super().to_python(value) or "").strip()


class NameField(PlainField):
    """The name of a person, in the case in which it is stored: that may be longer than what was typed."""

    def to_python(self, value: Any) -> str:
        name = super().to_python(value)
        return title_name(name) if name.isupper() or name.islower() else name


class DayField(forms.DateField):
    """A day of this system's time: a year beyond it is a slip of the finger, and breaks arithmetic with days."""

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str) and len(value) > 32:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        day = super().to_python(value)
        if day is not None and not EARLIEST <= day.year <= LATEST:
            raise ValidationError(
                _("Năm %(year)s không hợp lý. Hãy kiểm tra lại.") % {"year": day.year}, code="far"
            )
        return day.date() if isinstance(day, datetime) else day


class WrittenDayField(DayField):
    """A day as people write it here: three numbers, or dd/mm/yyyy; ``error_messages`` may say more."""

    def __init__(self, *, error_messages: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(
            widget=DateNumbers(), input_formats=DATE_FORMATS,
            error_messages={**DAY_ERRORS, **(error_messages or {})}, **options,
        )  # fmt: skip


class PickedFileField(forms.FileField):
    """One file of the kinds that ``endings`` name, with what is wrong in our words."""

    def __init__(self, *, endings: Iterable[str], **options: Any) -> None:
        super().__init__(
            widget=forms.ClearableFileInput(attrs={"accept": ",".join(endings)}),
            error_messages={
                "required": gettext_lazy("Hãy chọn một tệp."),
                "empty": gettext_lazy("Tệp này không có nội dung. Hãy chọn tệp khác."),
                "missing": gettext_lazy("Hãy chọn một tệp."),
                "invalid": gettext_lazy("Không nhận được tệp. Hãy chọn lại."),
            },
            **options,
        )
