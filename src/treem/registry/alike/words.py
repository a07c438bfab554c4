"""Why two records look alike, in words a person can check; and the two side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from treem.linkage.lookalike import Sign, lookalike
from treem.registry import presenting, selectors
from treem.registry.alike.services import CHOICES, OF_THE_PLACE
from treem.registry.models import Child

if TYPE_CHECKING:
    from treem.linkage.lookalike import LookAlike

_FIELDS: Mapping[str, object] = {
    "number": gettext_lazy("Số định danh cá nhân"), "given": gettext_lazy("Tên"), "middle": gettext_lazy("Chữ đệm"),
    "family": gettext_lazy("Họ"), "born": gettext_lazy("Ngày sinh"), "mother": gettext_lazy("Họ tên mẹ"),
    "father": gettext_lazy("Họ tên bố"), "sex": gettext_lazy("Giới tính"), "place": gettext_lazy("Nơi ở"),
    "ethnicity": gettext_lazy("Dân tộc"),
}  # fmt: skip
_LEVELS: Mapping[str, object] = {
    "same": pgettext_lazy("giống", "trùng"), "same_unmarked": pgettext_lazy("giống", "trùng khi bỏ dấu"),
    "other_marks": pgettext_lazy("giống", "khác dấu"), "near": pgettext_lazy("giống", "gần giống"),
    "near_short": pgettext_lazy("giống", "hơi giống"), "initial": pgettext_lazy("giống", "viết tắt"),
    "different": pgettext_lazy("giống", "khác"), "turned": pgettext_lazy("giống", "đảo thứ tự họ, tên"),
    "other_name_by_marks": pgettext_lazy("giống", "khác dấu thành tên khác"),
    "other_name_near": pgettext_lazy("giống", "gần giống nhưng là tên khác"),
    "part_same": pgettext_lazy("giống", "trùng một phần"), "given_same": pgettext_lazy("giống", "chỉ trùng tên"),
    "swapped": pgettext_lazy("giống", "ghi đảo chỗ"), "one_slip": pgettext_lazy("giống", "khác một chữ số"),
    "two_digits": pgettext_lazy("giống", "khác hai chữ số"),
    "contradicted": pgettext_lazy("giống", "khác, và mâu thuẫn với hồ sơ"),
    "year_known": pgettext_lazy("giống", "trùng năm, chỉ biết năm"), "day_digit": pgettext_lazy("giống", "ngày khác một chữ số"),
    "day": pgettext_lazy("giống", "khác ngày"), "month": pgettext_lazy("giống", "khác tháng"),
    "year_near": pgettext_lazy("giống", "lệch một năm"), "year": pgettext_lazy("giống", "khác năm"),
    "close": pgettext_lazy("giống", "cách nhau dưới chín tháng"), "apart": pgettext_lazy("giống", "cách nhau trên chín tháng"),
    "village": pgettext_lazy("giống", "cùng tổ, bản, tiểu khu"), "commune": pgettext_lazy("giống", "cùng xã, phường"),
    "other_village": pgettext_lazy("giống", "cùng xã, khác tổ, bản"),
    "village_only": pgettext_lazy("giống", "khác xã, tổ, bản trùng tên"),
}  # fmt: skip
"""What says something; a level that is not here (one side or both empty) says nothing and is not shown."""
_ELSEWHERE = pgettext_lazy("giống", "khác xã, phường")
_BY_NAME = frozenset({"same", "same_unmarked", "other_marks", "near", "near_short", "initial", "turned"})
_ALIKE = _BY_NAME | {
    "part_same", "given_same", "swapped", "one_slip", "year_known", "day_digit", "village", "commune"
}  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """One field: its name, what was found, whether that speaks for one child."""

    label: str
    words: str
    speaks_for: bool


def reasons(signs: tuple[Sign, ...]) -> list[Reason]:
    """What speaks for one child first, then what speaks against."""
    found = [
        Reason(
            str(_FIELDS[sign.field]),
            str(_ELSEWHERE if (sign.field, sign.level) == ("place", "different") else _LEVELS[sign.level]),
            sign.level in _ALIKE,
        )
        for sign in signs
        if sign.field in _FIELDS and sign.level in _LEVELS
    ]
    return sorted(found, key=lambda reason: not reason.speaks_for)


def summary(found: list[Reason]) -> str:
    """Reasons in one line, fields with the same answer together."""
    by_words: dict[str, list[str]] = {}
    for reason in found:
        by_words.setdefault(reason.words, []).append(reason.label)
    return "; ".join(f"{', '.join(labels)}: {words}" for words, labels in by_words.items())


def columns_of(child: Child) -> dict[str, str]:
    """A record as ``linkage`` reads one."""
    born = {"year": "%Y", "month": "%m/%Y"}.get(child.birth_precision, "%d/%m/%Y")
    return {
        "full_name": child.full_name, "sex": child.sex, "date_of_birth": f"{child.date_of_birth:{born}}",
        "personal_id": child.personal_id, "mother_name": child.mother_name, "father_name": child.father_name,
        "commune": str(child.commune_id), "village": str(child.village_id or ""), "ethnicity": child.ethnicity,
    }  # fmt: skip


def compared(one: Child, other: Child) -> LookAlike | None:
    """The two as they are now; None where nothing speaks for one child."""
    found = lookalike(columns_of(one), [columns_of(other)])
    return found[0] if found else None


@dataclass(frozen=True)
class Line:
    """One field of two records: ``name`` of the choice, whether they differ, and which side a merge would take it from
    when nobody chooses: the only one that says something, else the first."""

    name: str
    label: str
    first: str
    second: str
    differs: bool
    suggested: str
    free: bool
    """Whether one may take it from the other record at all."""


def side_by_side(first: Child, second: Child, *, whole_number: bool) -> list[Line]:
    """All fields in two columns, those that differ first."""
    across = first.commune_id != second.commune_id
    lines = []
    for name in CHOICES:
        one, other = (_value(child, name, whole_number) for child in (first, second))
        differs = any(getattr(first, column) != getattr(second, column) for column in CHOICES[name])
        lines.append(
            Line(
                name, label(name), one, other, differs, "second" if not one and other else "first",
                not (across and name in OF_THE_PLACE),
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: not line.differs)


def label(name: str) -> str:
    """What a choice is called."""
    if name == "birth":
        return _("Ngày sinh")
    words = str(Child._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


def _value(child: Child, name: str, whole_number: bool) -> str:
    if name == "birth":
        return presenting.birth_words(child.birth)
    if name == "personal_id":
        return presenting.number_words(child.personal_id, whole=whole_number)
    if name == "sex":
        return str(child.get_sex_display())
    if name == "birth_registered":
        return _("Đã đăng ký") if child.birth_registered else _("Chưa đăng ký")
    if name == "village":
        return child.village.full_name if child.village else ""
    if name == "household":
        return (
            " · ".join(part for part in (child.household.head_name, child.household.code) if part)
            if child.household
            else ""
        )
    return str(getattr(child, name))


@dataclass(frozen=True)
class Hanging:
    """What hangs on a record: words and how many."""

    label: str
    count: int


def hanging_on(child: Child) -> list[Hanging]:
    """What would follow the record through a merge, as far as the scope sees it."""
    found = [Hanging(str(label), count) for label, count in selectors.hanging_on(child)]
    return [each for each in found if each.count]
