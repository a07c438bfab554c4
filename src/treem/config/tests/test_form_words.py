"""What is wrong with a form is said in the words of its users, in every form of the project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override

ROOT = Path(__file__).resolve().parents[2]
PROGRAMMERS = re.compile(
    r"[Gg]iá trị này|[Tt]rường này|hợp lệ|kí tự|số tổng thể|tập tin|lựa chọn khả thi|Ensure|valid|Enter"
)


def every_form() -> Iterator[type[forms.BaseForm]]:
    for path in sorted(ROOT.rglob("forms*.py")):
        import_module(".".join(("treem", *path.relative_to(ROOT).with_suffix("").parts)))
    waiting: list[type[forms.BaseForm]] = [forms.BaseForm]
    seen: set[type[forms.BaseForm]] = set()
    while waiting:
        for each in waiting.pop().__subclasses__():
            if each not in seen:
                seen.add(each)
                waiting.append(each)
                if each.__module__.startswith("treem."):
                    yield each


def test_the_walk_finds_the_forms() -> None:
    assert len(list(every_form())) > 40


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_form_speaks_the_words_of_programmers(language: str) -> None:
    wrong = []
    with override(language):
        for form in every_form():
            for name, field in getattr(form, "base_fields", {}).items():
                said = [
                    *field.error_messages.values(),
                    *(getattr(v, "message", "") for v in field.validators),
                ]
                for message in map(str, said):
                    if language == "vi" and PROGRAMMERS.search(message):
                        wrong.append(f"{form.__name__}.{name}: {message}")
    assert wrong == []


def test_too_long_too_short_and_no_number_are_said_plainly() -> None:
    with override("vi"):
        for field, given, words in (
            (forms.CharField(max_length=5), "x" * 9, "Dài 9 ký tự, tối đa 5. Hãy viết gọn lại."),
            (forms.IntegerField(), "hai", "Hãy ghi một số nguyên, ví dụ 12."),
            (forms.IntegerField(max_value=100), "101", "Không được lớn hơn 100."),
            (forms.ChoiceField(choices=[("a", "A")]), "b", "“b” không còn trong danh sách. Hãy chọn lại."),
            (forms.EmailField(), "lan", "Địa chỉ thư chưa đúng, ví dụ ten@coquan.gov.vn."),
        ):
            with pytest.raises(ValidationError) as caught:
                field.clean(given)
            assert caught.value.messages == [words]
