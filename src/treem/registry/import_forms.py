"""What a person says about a list of children: which file, whose, which column is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from treem.registry.imports import words
from treem.web.fields import PickedFileField

if TYPE_CHECKING:
    from treem.registry.models import ChildImport
    from treem.territory.models import Unit

SEVERAL, UNUSED = "several", "-"


class ChildListForm(forms.Form):
    """One file. ``communes``: to choose from, where the person sees more than one."""

    file = PickedFileField(
        label=_("Tệp danh sách trẻ em"),
        help_text=_("XLSX, XLS, ODS hoặc CSV, tối đa 60 MB. Không đặt mật khẩu."),
        endings=(".xlsx", ".xls", ".ods", ".csv", ".txt"),
    )
    commune = forms.ChoiceField(label=_("Danh sách của"))

    def __init__(self, *args: Any, communes: Sequence[Unit] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        if len(communes) > 1:
            field = self.fields["commune"]
            assert isinstance(field, forms.ChoiceField)
            named = [(str(unit.pk), unit.full_name) for unit in communes]
            field.choices = [(SEVERAL, _("Nhiều xã, phường (tệp có cột xã, phường)")), *named]
        else:
            del self.fields["commune"]

    def commune_id(self, only: int | None) -> int | None:
        """Whose list it is; None for several communes."""
        chosen = self.cleaned_data.get("commune")
        if chosen is None:
            return only
        return None if chosen == SEVERAL else int(chosen)


class ChildColumnsForm(forms.Form):
    """What each column of the file says, and in which sheet the list stands."""

    def __init__(self, *args: Any, taken: ChildImport, **options: Any) -> None:
        super().__init__(*args, **options)
        told: Mapping[str, Any] = taken.layout
        sheets = list(told.get("sheets", []))
        if len(sheets) > 1:
            self.fields["sheet"] = forms.ChoiceField(
                label=_("Trang tính có danh sách"), choices=[(name, name) for name in sheets], initial=told.get("sheet"),
                required=False, help_text=_("Chọn trang khác thì hệ thống tự nhận lại các cột của trang đó."),
            )  # fmt: skip
        meant = {place: key for key, place in told.get("mapping", {}).items()}
        samples = told.get("samples", [])
        choices: list[tuple[str, Any]] = [(UNUSED, _("Không dùng")), *words.LABELS.items()]
        for place, heading in enumerate(told.get("headings", [])):
            examples = [row[place] for row in samples if place < len(row) and row[place]]
            if not heading and not examples:
                continue
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading or _("Cột %(number)d (không có tên)") % {"number": place + 1}, choices=choices,
                help_text=" · ".join(dict.fromkeys(examples))[:120], initial=meant.get(place, UNUSED),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Each content stands in one column."""
        data = dict(self.cleaned_data)
        seen: dict[str, str] = {}
        for name, key in data.items():
            if name == "sheet" or key == UNUSED:
                continue
            if key in seen:
                first = str(self.fields[seen[key]].label)
                self.add_error(name, _("Nội dung này đã chọn cho cột “%(label)s”.") % {"label": first})
            else:
                seen[key] = name
        return data

    def columns(self) -> dict[str, int | None]:
        """By column key the number of the column of the file; None for what is not there."""
        found: dict[str, int | None] = dict.fromkeys(words.LABELS)
        for name, key in self.cleaned_data.items():
            if name != "sheet" and key != UNUSED:
                found[key] = int(name.removeprefix("column-"))
        return found
