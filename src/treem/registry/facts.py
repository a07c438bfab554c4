"""What the register can count, under the scope in force, each in one grouped statement.

``unknown`` in ``ethnicity_group`` is a child whose ethnicity nobody wrote down: counted, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from treem.indicators.facts import Cell, Fact, register
from treem.registry.filters import ANY_GROUP, ChildFilter, age_group, ethnicity_group
from treem.registry.rules import UNDER_FIVE

if TYPE_CHECKING:
    from treem.kernel.periods import Window
    from treem.registry.models import Child

# A dimension is the name of a filter of the list, or of a column computed for the day.
_FILTER_OF = {"sex": "sex", "age_group": "age", "ethnicity_group": "ethnic"}


def _columns(as_of: date) -> Mapping[str, Case]:
    return {"age_group": age_group(as_of), "ethnicity_group": ethnicity_group(as_of)}


class _Counted:
    """Children of a fixed filter, broken down by dimensions; and the list behind each cell."""

    def __init__(self, dimensions: tuple[str, ...], **fixed: str) -> None:
        self.dimensions = dimensions
        self.fixed = fixed

    def count(self, *, as_of: date, window: Window | None, units: Sequence[int]) -> list[Cell]:  # noqa: ARG002
        """Cells that hold somebody; communes outside the scope come out as nothing."""
        children: QuerySet[Child, Any] = ChildFilter(as_of, **self.fixed).of(units).children()  # type: ignore[arg-type]
        computed = {name: case for name, case in _columns(as_of).items() if name in self.dimensions}
        rows = (
            children.annotate(**computed)
            .order_by()
            .values_list("commune_id", *self.dimensions)
            .annotate(n=Count("*"))
        )
        return [Cell(row[0], tuple(row[1:-1]), row[-1]) for row in rows]

    def records(
        self,
        *,
        as_of: date,
        window: Window | None,  # noqa: ARG002
        unit_id: int | None,
        values: tuple[str, ...],
    ) -> str:
        """The list whose total is the cell; values may be fewer than the dimensions, or empty for "all"."""
        chosen = {
            _FILTER_OF[name]: value for name, value in zip(self.dimensions, values, strict=False) if value
        }
        wanted = replace(ChildFilter(as_of, commune=unit_id), **{**chosen, **self.fixed})  # type: ignore[arg-type]
        return f"{reverse('registry:children')}?{wanted.query()}"


def _fact(key: str, title: Any, counted: _Counted, definition: Any) -> Fact:
    return Fact(
        key, title, "child", "stock", counted.dimensions, counted.count, counted.records, definition,
        opens="registry.view_child",
    )  # fmt: skip


FACTS = (
    _fact(
        "children",
        _("Trẻ em"),
        _Counted(("sex", "age_group", "ethnicity_group")),
        _(
            "Trẻ em trong danh sách theo dõi, còn là trẻ em theo luật tại ngày lấy số liệu; không tính hồ sơ nhập trùng."
        ),
    ),
    _fact(
        "children_special_circumstances",
        _("Trẻ em có hoàn cảnh đặc biệt"),
        _Counted(("sex", "age_group", "ethnicity_group"), special=ANY_GROUP),
        _(
            "Trẻ em thuộc ít nhất một nhóm hoàn cảnh đặc biệt theo luật tại ngày lấy số liệu; mỗi em tính một lần."
        ),
    ),
    _fact(
        "under5",
        _("Trẻ em dưới 5 tuổi"),
        _Counted(("sex", "ethnicity_group"), age=UNDER_FIVE),
        _("Trẻ em chưa đủ 5 tuổi tại ngày lấy số liệu."),
    ),
    _fact(
        "under5_birth_registered",
        _("Trẻ em dưới 5 tuổi đã đăng ký khai sinh"),
        _Counted(("sex", "ethnicity_group"), age=UNDER_FIVE, registered="yes"),
        _("Trẻ em chưa đủ 5 tuổi tại ngày lấy số liệu, đã đăng ký khai sinh."),
    ),
    _fact(
        "children_0_8",
        _("Trẻ em 0–8 tuổi"),
        _Counted(("sex", "ethnicity_group"), age="0-8"),
        _("Trẻ em chưa đủ 9 tuổi tại ngày lấy số liệu."),
    ),
    _fact(
        "children_7_15",
        _("Trẻ em 7–15 tuổi"),
        _Counted(("sex", "ethnicity_group"), age="7-15"),
        _("Trẻ em từ đủ 7 tuổi đến chưa đủ 16 tuổi tại ngày lấy số liệu."),
    ),
)


def register_all() -> None:
    """Called when the room starts."""
    for fact in FACTS:
        register(fact)
