"""What is wrong with a field that a program sent, in the words of the screens."""

from __future__ import annotations

from typing import Any

from treem.kernel.language import gettext, gettext_noop

WORDS = {
    "missing": gettext_noop("Thiếu trường này."),
    "extra_forbidden": gettext_noop("Không có trường này."),
    "string_type": gettext_noop("Phải là chữ, trong ngoặc kép."),
    "string_too_short": gettext_noop("Phải có ít nhất {min_length} chữ cái."),
    "string_too_long": gettext_noop("Dài quá {max_length} chữ cái."),
    "string_pattern_mismatch": gettext_noop("Không đúng dạng đã mô tả."),
    "literal_error": gettext_noop("Phải là một trong: {expected}."),
    "int": gettext_noop("Phải là một số nguyên."),
    "greater_than_equal": gettext_noop("Phải từ {ge} trở lên."),
    "less_than_equal": gettext_noop("Không được quá {le}."),
    "timezone_aware": gettext_noop("Thời điểm phải kèm múi giờ, ví dụ 2026-11-02T09:00:00+07:00."),
    "too_long": gettext_noop("Nhiều quá {max_length} phần tử."),
    "plain_text": gettext_noop("Có ký tự điều khiển không dùng được."),
    "datetime": gettext_noop("Phải là một thời điểm dạng 2026-11-02T09:00:00+07:00."),
    "date": gettext_noop("Phải là một ngày dạng 2026-11-02."),
    "far": gettext_noop("Năm phải từ 1900 đến 2199."),
    "uuid": gettext_noop("Phải là một UUID."),
    "": gettext_noop("Giá trị này không đúng."),
}
"""By the kind of mistake, or by what a kind begins with."""


def field_errors(errors: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Each field with what is wrong: its path without the names of our own functions."""
    return [{"field": _path(each["loc"]), "detail": _word(each)} for each in errors]


def _path(place: tuple[Any, ...]) -> str:
    where, *rest = (str(part) for part in place)
    # The second part is the name of our parameter, which nobody outside knows.
    inner = rest[1:] if where in ("body", "query") and len(rest) > 1 else rest
    return ".".join([where, *inner])


def _word(error: dict[str, Any]) -> str:
    kind = str(error["type"])
    known = kind if kind in WORDS else kind.partition("_")[0]
    return gettext(WORDS.get(known, WORDS[""])).format_map(error.get("ctx") or {})
