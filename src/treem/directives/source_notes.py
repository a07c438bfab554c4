"""What a person should know about the file itself before reviewing what was read in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from treem.directives import rules, selectors
from treem.documents.rules import number_symbol_of

if TYPE_CHECKING:
    from treem.directives.models import Reading

BEGINNING = 90
"""Letters of the second paper that are shown."""


@dataclass(frozen=True)
class Note:
    """One notice on top of the review. ``second``: it offers to bring the second paper in, ``replace``: a better file."""

    kind: str
    title: str
    text: str
    second: bool = False
    replace: bool = False


def of(reading: Reading) -> list[Note]:
    """The notices of a reading, in the order of what they weigh."""
    source: Mapping[str, Any] = reading.result.get("source", {})
    flags = source.get("flags", ())
    return [make(reading, source) for flag, make in _NOTES.items() if flag in flags]


def _two_documents(reading: Reading, source: Mapping[str, Any]) -> Note:
    first, second = (_named(part) for part in source["parts"][:2])
    start = rules.second_paper(reading.result) or 0
    beginning = " ".join(selectors.text_of(reading)[start : start + BEGINNING].split())
    return Note(
        "danger",
        _("Tệp có hai văn bản"),
        _(
            "Chỉ văn bản thứ nhất (%(first)s) được đọc. Văn bản thứ hai (%(second)s) bắt đầu từ “%(beginning)s…”; nội dung của "
            "nó không được tính cho văn bản thứ nhất."
        )
        % {"first": first, "second": second, "beginning": beginning},
        second=True,
    )


def _named(part: Mapping[str, Any]) -> str:
    number = number_symbol_of(str(part.get("number", "")), str(part.get("symbol", "")))
    said = [str(part.get("type", "")), number, str(part.get("issuer", ""))]
    return " · ".join(word for word in said if word) or _("chưa rõ số, ký hiệu")


def _out_of_order(_reading: Reading, source: Mapping[str, Any]) -> Note:
    numbers = ", ".join(str(number) if number else "…" for number in source.get("page_numbers", ()))
    return Note(
        "danger",
        _("Các trang không đúng thứ tự"),
        _("Số trang in trên giấy lần lượt là %(numbers)s. Hãy xếp lại các trang rồi đưa tệp đã xếp vào thay.")
        % {"numbers": numbers},
        replace=True,
    )


def _legacy_font(_reading: Reading, _source: Mapping[str, Any]) -> Note:
    return Note(
        "info",
        _("Văn bản gõ bằng phông chữ cũ"),
        _("Chữ kiểu .VnTime, VNI đã được chuyển sang Unicode. Chữ hoa có dấu có thể thành chữ thường; hãy đối chiếu với bản gốc."),
    )  # fmt: skip


def _macro(_reading: Reading, _source: Mapping[str, Any]) -> Note:
    return Note(
        "soon",
        _("Tệp có macro"),
        _("Hệ thống chỉ đọc chữ, không chạy macro. Khi tải tệp về, đừng bật macro."),
    )


_NOTES: dict[str, Callable[[Reading, Mapping[str, Any]], Note]] = {
    "two_documents": _two_documents,
    "pages_out_of_order": _out_of_order,
    "macro": _macro,
    "legacy_font": _legacy_font,
}
