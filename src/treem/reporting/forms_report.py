"""The form with which a version of the written report is made: who signs as what, and the words under each heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from treem.documents.layout import SigningForm
from treem.reporting.outline import Section
from treem.web.fields import LinesField, NameField

LONGEST = 20_000
"""Characters below one heading."""


class ReportForm(forms.Form):
    """``signing``, ``signer``, the ``uuid`` by which a second press of the button is known, and one text for each section that a person writes (``words_<key>``)."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    signing = forms.ChoiceField(
        label=_("Tư cách ký"), widget=forms.RadioSelect,
        help_text=_("In ở khối chữ ký của dự thảo. Chữ ký thật ở hệ thống quản lý văn bản của cơ quan."),
        error_messages={
            "required": _("Hãy chọn tư cách ký."),
            "invalid_choice": _("Không có cách ký này. Hãy chọn một trong các cách ký trong danh sách."),
        },
    )  # fmt: skip
    signer = NameField(
        label=_("Họ và tên người ký"), max_length=120, required=False,
        help_text=_("Để trống nếu chưa biết ai ký."), widget=forms.TextInput(attrs={"list": "signers", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        signing: Sequence[SigningForm],
        sections: Sequence[Section],
        words: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["signing"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.key, each.words) for each in signing]
        for section in sections:
            self.fields[f"words_{section.key}"] = LinesField(
                label=section.title, required=False, max_length=LONGEST, initial=words.get(section.key, ""),
                widget=forms.Textarea(attrs={"rows": 4}), help_text=f"{section.prompt[:1].upper()}{section.prompt[1:]}.",
            )  # fmt: skip

    @property
    def words(self) -> dict[str, str]:
        """What was written, by section."""
        return {
            name.removeprefix("words_"): text
            for name, text in self.cleaned_data.items()
            if name.startswith("words_") and text
        }
