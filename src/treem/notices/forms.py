"""What a person says about notices."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ChoiceForm(forms.Form):
    """By which channels."""

    email_on = forms.BooleanField(
        label=_("Thư điện tử tóm tắt, mỗi ngày làm việc nhiều nhất một thư"), required=False
    )
    message_on = forms.BooleanField(label=_("Tin nhắn khi có việc quá hạn hoặc đến hạn"), required=False)
