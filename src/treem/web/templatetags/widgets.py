"""Widgets of forms that Django does not have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DateNumbers(forms.MultiWidget):
    """A date as three numbers: day, month, year. Use with ``forms.DateField(input_formats=DATE_FORMATS)``.

    What was typed comes back as it was typed, also when it is no date: 31/02/2026 stays to be mended.
    """

    template_name = "web/widgets/date_numbers.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        sizes = {"day": 2, "month": 2, "year": 4}
        super().__init__(
            {
                name: forms.TextInput(
                    {"inputmode": "numeric", "maxlength": size, "class": f"input num w-{size}"}
                )
                for name, size in sizes.items()
            },
            attrs,
        )

    def decompress(self, value: date | str | None) -> list[str]:
        """A date, or the text of an earlier attempt, as its three parts."""
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        return [*(value or "").split("/"), "", "", ""][:3]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Split text typed before as well: MultiWidget alone would only split a stored value."""
        context = super().get_context(name, self.decompress(value), attrs)
        for part, label in zip(
            context["widget"]["subwidgets"], (_("Ngày"), _("Tháng"), _("Năm")), strict=True
        ):
            part["label"] = label
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:  # type: ignore[override]
        """dd/mm/yyyy as typed, "" when all three are empty; a field sent as one text (an API, a paste) also counts."""
        parts = super().value_from_datadict(data, files, name)
        joined = "/".join((part or "").strip() for part in parts)
        return (joined.strip("/") and joined) or str(data.get(name, ""))

    def id_for_label(self, id_: str) -> str:
        """Errors lead to the day."""
        return f"{id_}_0" if id_ else id_


DATE_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]
"""Input formats for a DateField under DateNumbers."""
