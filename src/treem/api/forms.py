"""What an administrator says about a program and its token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from treem.organisations.forms import BodyField, RefusableForm
from treem.organisations.roles import Role
from treem.web.fields import PlainField, WrittenDayField

REACH = [
    (Role.COMMUNE_OFFICER.value, _("Việc của một xã, phường")),
    (Role.SECTOR_OFFICER.value, _("Việc của một sở, ngành")),
    (Role.LEAD_SPECIALIST.value, _("Việc của toàn tỉnh (chỉ cơ quan chủ trì)")),
]
"""The roles in which a program acts, by what it then sees."""


class RenewForm(RefusableForm):
    """One more token for a program."""

    may_write = forms.BooleanField(
        label=_("Được ghi việc thực hiện"), required=False,
        help_text=_("Báo đã nhận, ghi tiến độ, tải minh chứng, báo cáo kết quả. Không chọn: chỉ được đọc."),
    )  # fmt: skip
    expires_on = WrittenDayField(label=_("Dùng đến hết ngày"), help_text=_("Lâu nhất là một năm."))


class TokenForm(RenewForm):
    """A new program with its first token."""

    name = PlainField(
        label=_("Tên phần mềm"), max_length=120,
        help_text=_("Tên này đứng ở những gì phần mềm ghi vào, ví dụ: Hệ thống quản lý văn bản của Sở Y tế."),
    )  # fmt: skip
    body = BodyField()
    role = forms.ChoiceField(label=_("Được xem"), choices=REACH, widget=forms.RadioSelect)
    field_order = ("name", "body", "role", "may_write", "expires_on")

    def __init__(self, *args: Any, bodies: QuerySet[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
