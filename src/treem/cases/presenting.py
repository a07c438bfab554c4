"""Reports in words, for pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from treem.cases.models import EmergencyMeasure, Intake, IntakeContent, MeasureKind, State, Urgency

if TYPE_CHECKING:
    from datetime import datetime

    from treem.cases.selectors import Trace
    from treem.organisations.models import User

SHORT = 60
"""Letters of what happened that a list shows where no name of a child is known."""


@dataclass(frozen=True)
class Row:
    """A report in a list. ``about`` is empty for those who may not know."""

    intake: Intake
    about: str
    danger: str
    state: str


_DANGER = {Urgency.IMMEDIATE: "overdue", Urgency.UNKNOWN: "unverified", Urgency.LATER: "neutral"}
_STATE = {State.NEW: "soon", State.ACKNOWLEDGED: "doing", State.SET_ASIDE: "neutral"}


def row(intake: Intake, content: IntakeContent | None) -> Row:
    """A report in a list: the child's name as heard, else the first words of what happened."""
    about = ""
    if content is not None:
        about = content.child_name or content.what_happened.replace("\n", " ")
        about = about if len(about) <= SHORT else f"{about[: SHORT - 1].rstrip()}…"
    return Row(intake, about, danger_mark(intake), _STATE[State(intake.state)])


def danger_mark(intake: Intake) -> str:
    """The mark of how dangerous it is."""
    return _DANGER[Urgency(intake.urgency)]


def state_choices(tally: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """The filters by state with their counts."""
    words = {
        "": _("Tất cả"),
        "new": _("Chưa xác nhận"),
        "late": _("Quá hạn can thiệp khẩn cấp"),
        "near": _("Sắp hết 12 giờ"),
        "running": _("Đang tính giờ"),
        "aside": _("Không thuộc phạm vi"),
    }
    return [(state, word, tally.get(state, 0)) for state, word in words.items()]


@dataclass(frozen=True)
class ShownMeasure:
    """An emergency measure with its words."""

    measure: EmergencyMeasure
    kinds: tuple[str, ...]
    recorded_by: str


def measures(found: Sequence[EmergencyMeasure], names: Mapping[int, str]) -> list[ShownMeasure]:
    """Emergency measures for the page."""
    words = dict(MeasureKind.choices)
    return [
        ShownMeasure(each, tuple(str(words[k]) for k in each.kinds), names.get(each.recorded_by_id, ""))
        for each in found
    ]


@dataclass(frozen=True)
class ShownTrace:
    """An entry of the trail in words."""

    at: datetime
    who: str
    what: str
    kind: str


def traces(found: Sequence[Trace], names: Mapping[int, str]) -> list[ShownTrace]:
    """The trail of a report, newest first. Somebody without name here works elsewhere."""
    words = {
        "cases.take_intake": _("Ghi nhận thông tin"),
        "cases.change_intake": _("Bổ sung, sửa thông tin"),
        "cases.view_intake": _("Xem"),
        "cases.print_intake": _("In mẫu"),
        "cases.list_intakes": _("Thấy trong danh sách"),
        "cases.acknowledge": _("Xác nhận nhận việc"),
        "cases.record_measures": _("Ghi biện pháp can thiệp khẩn cấp"),
        "cases.withdraw_measures": _("Bỏ biện pháp đã ghi nhầm"),
        "cases.hand_over": _("Chuyển sang xã khác"),
        "cases.set_aside": _("Kết luận không thuộc phạm vi"),
        "cases.link_child": _("Gắn trẻ em trong danh sách"),
        "cases.unlink_child": _("Bỏ gắn trẻ em"),
        "cases.add_informant": _("Ghi người cung cấp thông tin"),
        "cases.view_informant": _("Xem người cung cấp thông tin"),
    }
    reads = {"cases.view_intake", "cases.list_intakes", "cases.print_intake", "cases.view_informant"}
    return [
        ShownTrace(
            t.at, names.get(t.actor_id or 0, ""), words.get(t.action, t.action),
            "info" if t.action in reads else "done",
        )
        for t in found
    ]  # fmt: skip


def may(user: User, intake: Intake) -> dict[str, bool]:
    """What the page may offer this person now."""
    is_open = intake.state != State.SET_ASIDE
    return {
        "acknowledge": intake.state == State.NEW and user.has_perm("cases.acknowledge"),
        "change": is_open and user.has_perm("cases.take_intake"),
        "measures": is_open and user.has_perm("cases.record_measures"),
        "hand_over": is_open and user.has_perm("cases.hand_over"),
        "set_aside": is_open and user.has_perm("cases.set_aside"),
        "informant": user.has_perm("cases.view_informant"),
        "search": user.has_perm("registry.search"),
    }
