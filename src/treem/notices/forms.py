"""What a person says about notices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ChoiceForm(forms.Form):
    """By which channels."""

    email_on = forms.BooleanField(
        label=_("Thư điện tử tóm tắt, mỗi ngày làm việc nhiều nhất một thư"), required=False
    )
    message_on = forms.BooleanField(label=_("Tin nhắn khi có việc quá hạn hoặc đến hạn"), required=False)
    push_on = forms.BooleanField(label=_("Thông báo đẩy khi có việc quá hạn hoặc đến hạn"), required=False)

    def __init__(self, *args: Any, pushes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not pushes:
            del self.fields["push_on"]


class SubscribeForm(forms.Form):
    """What a browser says of itself when it takes pushes."""

    endpoint = forms.CharField(max_length=1000)
    p256dh = forms.RegexField(r"^[A-Za-z0-9_-]{80,100}={0,2}$")
    auth = forms.RegexField(r"^[A-Za-z0-9_-]{20,40}={0,2}$")
