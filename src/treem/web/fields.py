"""Form fields that rooms share."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from treem.kernel.vietnamese import nfc, title_name

EARLIEST, LATEST = 1900, 2199


class PlainField(forms.CharField):
    """A line of text, made NFC and rid of control characters before its length is looked at.

    Some letters grow when they are made NFC, and a field of control characters alone is empty.
    """

    def to_python(self, value: Any) -> str:
        text = nfc(super().to_python(value) or "")
        return "".join(letter for letter in text if unicodedata.category(letter) != "Cc").strip()


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
