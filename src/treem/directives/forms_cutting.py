"""What people type to cut, join or add findings, and to bring a replacement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from treem.directives import cuts, rules
from treem.directives.errors import PassageNotFound
from treem.directives.forms import TakeInForm, reason_field
from treem.directives.models import Item
from treem.kernel.vietnamese import nfc

LONGEST_LINE = 90


class SplitForm(forms.Form):
    """Where the second part begins: one of the offered places, or the words that it begins with."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    place = forms.ChoiceField(
        label=_("Phần sau bắt đầu từ"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn chỗ tách, hoặc gõ vài chữ đầu của phần sau.")},
    )
    words = forms.CharField(
        label=_("Hoặc gõ vài chữ đầu của phần sau"),
        help_text=_("Gõ đúng như trong văn bản; không cần dấu."),
        max_length=200,
        required=False,
    )

    def __init__(self, data: Any = None, *, item: Item, text: str, **kwargs: Any) -> None:
        super().__init__(data, initial={"version": item.version}, **kwargs)
        self.span = rules.span(item.kind, item.payload) or (0, 0)
        self.passage = text[slice(*self.span)]
        self.places = cuts.places(self.passage)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(at), f"… {_beginning(self.passage[at:])}") for at in self.places]
        # One of the two is enough.
        field.required = not (data or {}).get("words", "").strip()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        words = nfc(data.get("words") or "")
        if words:
            found = cuts.find_words(self.passage, words)
            if not found:
                self.add_error(
                    "words", _("Không thấy những chữ này trong nội dung. Hãy gõ lại, hoặc chọn ở trên.")
                )
            elif len(found) > 1:
                self.add_error("words", _("Những chữ này có ở nhiều chỗ. Hãy gõ thêm vài chữ nữa."))
            else:
                data["at"] = self.span[0] + found[0]
        elif data.get("place"):
            data["at"] = self.span[0] + int(data["place"])
        return data


class MergeForm(forms.Form):
    """The versions of both that the person saw."""

    version = forms.IntegerField()
    with_next = forms.UUIDField()
    next_version = forms.IntegerField()


class AddForm(forms.Form):
    """A passage of the text: selected with the mouse (offsets), or by its line, or by its first and last words."""

    start = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    end = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    line = forms.ChoiceField(label=_("Dòng trong văn bản"), required=False)
    begins = forms.CharField(
        label=_("Hoặc vài chữ đầu của nhiệm vụ"),
        help_text=_("Gõ như trong văn bản; không cần dấu."),
        max_length=300,
        required=False,
    )
    ends = forms.CharField(
        label=_("và vài chữ cuối"),
        help_text=_("Để trống: đến hết dòng."),
        max_length=300,
        required=False,
    )

    def __init__(self, data: Any = None, *, text: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.text = text
        self.lines = _lines(text)
        field = self.fields["line"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((str(at), _beginning(text[at:end])) for at, end in self.lines)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        start, end = data.get("start"), data.get("end")
        if start is not None and end is not None and end > start:
            return {**data, "passage": (start, end)}
        try:
            return {**data, "passage": self._typed(data)}
        except PassageNotFound as error:
            self.add_error("begins" if data.get("begins") else "line", str(error))
            return data

    def _typed(self, data: dict[str, Any]) -> tuple[int, int]:
        begins, ends = nfc(data.get("begins") or ""), nfc(data.get("ends") or "")
        within = dict(self.lines)
        if data.get("line"):
            chosen = int(data["line"])
            if not begins:
                return chosen, self._end(ends, chosen, within[chosen])
            lowest, highest = chosen, within[chosen]
        else:
            lowest, highest = 0, len(self.text)
        if not begins:
            raise PassageNotFound(what=_now("Hãy chọn một dòng, hoặc gõ vài chữ đầu của nhiệm vụ."))
        found = [at for at in cuts.find_words(self.text, begins) if lowest <= at < highest]
        if not found:
            raise PassageNotFound(
                what=_now("Không thấy những chữ này trong văn bản. Hãy gõ lại như trong văn bản.")
            )
        if len(found) > 1:
            raise PassageNotFound(
                what=_now("Những chữ này có ở nhiều chỗ. Hãy gõ thêm vài chữ nữa, hoặc chọn dòng.")
            )
        line_end = next((end for at, end in self.lines if at <= found[0] < end), len(self.text))
        return found[0], self._end(ends, found[0], line_end)

    def _end(self, ends: str, start: int, otherwise: int) -> int:
        if not ends:
            return otherwise
        end = cuts.end_of_words(self.text, ends, start)
        if end is None:
            raise PassageNotFound(
                what=_now("Không thấy những chữ cuối sau chỗ bắt đầu. Hãy gõ lại, hoặc để trống.")
            )
        return end


class ReplaceForm(TakeInForm):
    """The file of a replacement, and why it came."""

    why = reason_field(
        _("Vì sao có bản thay thế"), help_text=_("Ví dụ: cơ quan ban hành gửi lại vì sửa thời hạn ở mục 2.")
    )
    sure = forms.BooleanField(
        label=_("Số, ký hiệu hoặc nội dung khác hẳn, nhưng vẫn là cùng một văn bản"), required=False
    )


class BackForm(forms.Form):
    """«Trở lại bản trước»: ask for it, do it, or leave the edition as it stands; the reason where one is asked for."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    step = forms.ChoiceField(choices=[("ask", ""), ("back", ""), ("stay", "")], widget=forms.HiddenInput)
    why = reason_field(
        _("Lý do"),
        help_text=_("Ví dụ: tệp của văn bản khác được đưa vào nhầm. Các đơn vị liên quan đọc được câu này."),
    )


def _lines(text: str) -> list[tuple[int, int]]:
    """Begin and end of each line that says something."""
    found, at = [], 0
    for line in text.split("\n"):
        if cuts.enough(line):
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_LINE else f"{words[:LONGEST_LINE]}…"
