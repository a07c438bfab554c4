"""What an administrator types about persons and roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from treem.kernel.errors import DomainError
from treem.kernel.time import today
from treem.organisations.fitting import fits
from treem.organisations.imports.columns import COLUMNS, NEEDED, missing
from treem.organisations.imports.plan import Plan
from treem.organisations.models import Body, Role, User
from treem.web.fields import NameField, PickedFileField, PlainField, WrittenDayField


class BodyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An agency, sent by its code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Body.objects.none(), to_field_name="code", label=_("Cơ quan"),
            empty_label=_("Chọn cơ quan"), **options,
        )  # fmt: skip

    def label_from_instance(self, obj: Body) -> str:
        return obj.short_name


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person; two of one name are told apart by the account."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.full_name} ({obj.username})"


class RefusableForm(forms.Form):
    """A form that shows what a service refused beside the field it concerns."""

    def refuse(self, error: DomainError) -> None:
        """Put the refusal where it can be mended."""
        self.add_error(error.field if error.field in self.fields else None, str(error))


class AppointmentForm(RefusableForm):
    """Role, agency and period of an appointment."""

    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices)
    body = BodyField()
    position = PlainField(label=_("Chức vụ"), max_length=120, required=False)
    from_on = WrittenDayField(label=_("Từ ngày"))
    to_on = WrittenDayField(label=_("Đến hết ngày"), required=False, help_text=_("Bỏ trống khi chưa biết."))
    decision = PlainField(label=_("Văn bản phân công"), max_length=120, required=False)

    def __init__(self, *args: Any, bodies: QuerySet[Body], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["role"].help_text = str(fits(today()))


class PersonForm(AppointmentForm):
    """A new person with the first appointment."""

    full_name = NameField(label=_("Họ và tên"), max_length=120)
    username = PlainField(
        label=_("Tên đăng nhập"),
        max_length=60,
        help_text=_("Của riêng một người, ví dụ lan.lothi; không đặt tên xã hay tên phòng."),
    )
    phone = PlainField(label=_("Điện thoại"), max_length=20, required=False)
    email = forms.EmailField(label=_("Thư điện tử công vụ"), max_length=254, required=False)
    field_order = (
        "full_name",
        "username",
        "phone",
        "email",
        "role",
        "body",
        "position",
        "from_on",
        "to_on",
        "decision",
    )


class EndForm(RefusableForm):
    """The last day of an appointment."""

    to_on = WrittenDayField(label=_("Ngày cuối cùng giữ vai trò"))


class HandOverForm(RefusableForm):
    """Who takes over, and from when."""

    to_user = PersonField(
        queryset=User.objects.none(), label=_("Người nhận bàn giao"), empty_label=_("Chọn người nhận")
    )
    on = WrittenDayField(label=_("Người nhận làm việc từ ngày"))
    decision = PlainField(label=_("Văn bản phân công"), max_length=120, required=False)

    def __init__(
        self, *args: Any, receivers: Mapping[str, Sequence[User]], today: date, **options: Any
    ) -> None:
        """``receivers``: who may take over, under the name of their agency."""
        super().__init__(*args, **options)
        field: Any = self.fields["to_user"]
        field.queryset = User.objects.filter(
            pk__in=[each.pk for found in receivers.values() for each in found]
        )
        named = field.label_from_instance
        field.choices = [
            ("", field.empty_label),
            *((agency, [(each.pk, named(each)) for each in found]) for agency, found in receivers.items()),
        ]
        self.fields["on"].initial = today


class ListForm(forms.Form):
    """One file with a list."""

    file = PickedFileField(
        label=_("Tệp danh sách"),
        help_text=_("XLSX, XLS, ODS hoặc CSV (UTF-8), tối đa 10 MB và 20.000 dòng. Không đặt mật khẩu."),
        endings=(".xlsx", ".xls", ".ods", ".csv"),
    )


class ColumnsForm(forms.Form):
    """Which column of the file is which, where the machine read it wrong or not at all."""

    def __init__(self, *args: Any, plan: Plan, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plan = plan
        headings = [
            (str(place), heading or _("Cột {number} (không có tên)").format(number=place + 1))
            for place, heading in enumerate(plan.table.headings)
        ]
        for column in COLUMNS[plan.kind]:
            self.fields[column.key] = forms.ChoiceField(
                label=column.label,  # type: ignore[arg-type]
                choices=[("", _("Không có trong tệp")), *headings],
                required=(column.key,) in NEEDED[plan.kind],
                error_messages={"required": _("Hãy chỉ cột này trong tệp.")},
                initial=str(plan.table.mapping.get(column.key, "")),
            )

    def clean(self) -> dict[str, Any]:
        """Each column of the file means one thing, and what is needed is there."""
        data = dict(self.cleaned_data)
        seen: dict[str, str] = {}
        for name, place in data.items():
            if place and place in seen:
                first = str(self.fields[seen[place]].label)
                self.add_error(name, _("Cột này đã chọn cho “{label}”.").format(label=first))
            elif place:
                seen[place] = name
        if not self.errors and (lacking := missing(self.plan.kind, list(seen.values()))):
            self.add_error(None, _("Còn thiếu cột: {columns}.").format(columns=", ".join(lacking)))
        return data

    def chosen(self) -> dict[str, int | None]:
        """By column key the number of the column of the file; None for what is not there."""
        return {name: int(place) if place else None for name, place in self.cleaned_data.items()}
