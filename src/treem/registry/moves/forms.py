"""Forms of moves: what is typed stays, what is wrong is said beside its field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from treem.registry.models import MoveKind, MoveReason
from treem.registry.moves.services import Told
from treem.web.fields import NameField, PlainField, WrittenDayField

HOUSEHOLDS = {
    "comes": _("Giữ hộ như ở nơi gửi (chủ hộ, cha mẹ, người chăm sóc)"),
    "found": _("Vào một hộ đã có trong xã, phường"),
    "new": _("Lập hộ mới"),
    "none": _("Chưa rõ hộ"),
}


def _choose(field: forms.Field, choices: Sequence[tuple[Any, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class MoveForm(forms.Form):
    """Where a child goes. ``communes`` are the other ones of the province; ``siblings`` how many others are in the household."""

    kind = forms.ChoiceField(
        label=_("Loại biến động"), choices=MoveKind.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Chọn loại biến động.")},
    )  # fmt: skip
    moved_on = WrittenDayField(label=_("Ngày chuyển (hoặc ngày mất)"))
    to_commune = forms.TypedChoiceField(
        label=_("Xã, phường nhận"), required=False, coerce=int, empty_value=None,
        help_text=_("Chỉ khi chuyển trong tỉnh. Nơi nhận phải tiếp nhận; đến khi đó trẻ vẫn thuộc xã, phường này."),
    )  # fmt: skip
    whole = forms.TypedChoiceField(
        label=_("Ai chuyển"), required=False, coerce=lambda value: value == "whole", empty_value=None,
        widget=forms.RadioSelect,
    )  # fmt: skip
    permanent = forms.BooleanField(
        label=_("Chuyển cả nơi thường trú"), required=False,
        help_text=_("Để trống nếu chỉ đến ở: nơi thường trú vẫn ghi là nơi cũ."),
    )  # fmt: skip
    place = PlainField(
        label=_("Nơi đến hoặc nơi đi, bằng chữ"), required=False, max_length=250,
        help_text=_("Tỉnh, thành phố hoặc nước khi ra ngoài tỉnh; tổ, bản nếu biết khi chuyển trong tỉnh."),
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=_("Lý do"), required=False, choices=[("", _("Chưa rõ")), *MoveReason.choices]
    )
    note = PlainField(
        label=_("Ghi chú"), required=False, max_length=250,
        help_text=_("Nơi nhận đọc được. Không ghi nội dung hồ sơ bảo vệ trẻ em."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, communes: Iterable[tuple[int, str]] = (), siblings: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["to_commune"], [("", _("Chọn xã, phường")), *communes])
        if siblings:
            several = _g("Cả hộ: trẻ này và %(count)d trẻ khác trong hộ") % {"count": siblings}
            _choose(self.fields["whole"], [("alone", _("Một mình trẻ này")), ("whole", several)])
            self.fields["whole"].initial = "alone"
        else:
            del self.fields["whole"]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        kind = typed.get("kind")
        if kind == MoveKind.COMMUNE and not typed.get("to_commune") and "to_commune" not in self.errors:
            self.add_error("to_commune", _g("Chọn xã, phường nhận trẻ."))
        if (
            kind in (MoveKind.PROVINCE, MoveKind.CAME)
            and not typed.get("place")
            and "place" not in self.errors
        ):
            self.add_error("place", _g("Ghi tỉnh, thành phố hoặc nước."))
        return typed

    def told(self) -> Told:
        """What the valid form says."""
        typed = self.cleaned_data
        return Told(typed["moved_on"], typed["reason"], typed["place"], typed["note"], typed["permanent"])


class AcceptForm(forms.Form):
    """Where the children live from now on. ``comes``: their household can come along."""

    village = forms.TypedChoiceField(
        label=_("Tổ, bản, tiểu khu"), required=False, coerce=int, empty_value=None
    )
    how = forms.ChoiceField(
        label=_("Hộ gia đình"), widget=forms.RadioSelect,
        error_messages={"required": _("Chọn trẻ thuộc hộ nào.")},
    )  # fmt: skip
    head_name = NameField(label=_("Chủ hộ của hộ mới"), required=False, max_length=120)
    household = PlainField(
        label=_("Mã hộ, hoặc tên chủ hộ đã có"), required=False, max_length=120,
        help_text=_("Có nhiều hộ trùng tên thì hệ thống cho chọn."),
    )  # fmt: skip
    chosen = forms.TypedChoiceField(
        label=_("Hộ nào"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )

    def __init__(
        self, *args: Any, villages: Iterable[tuple[int, str]] = (), comes: bool = False,
        households: Sequence[tuple[int, str]] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        _choose(self.fields["village"], [("", _("Chưa rõ")), *villages])
        _choose(self.fields["how"], [pair for pair in HOUSEHOLDS.items() if comes or pair[0] != "comes"])
        self.fields["how"].initial = "comes" if comes else "none"
        if households:
            _choose(self.fields["chosen"], households)
        else:
            del self.fields["chosen"]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("how") == "new" and not typed.get("head_name") and "head_name" not in self.errors:
            self.add_error("head_name", _g("Ghi tên chủ hộ."))
        if typed.get("how") == "found" and not typed.get("household") and "household" not in self.errors:
            self.add_error("household", _g("Ghi mã hộ hoặc tên chủ hộ."))
        return typed


class ReturnForm(forms.Form):
    """A child who left is here again."""

    returned_on = WrittenDayField(label=_("Ngày trở lại"))
    why = PlainField(label=_("Ghi chú"), required=False, max_length=250, help_text=_("Ví dụ: ghi nhầm."))
