"""Children in words, for pages: birth, age, number, place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from treem.kernel.personal_number import mask
from treem.kernel.time import age_on, local_date
from treem.registry.filters import age_limit
from treem.registry.ministry import selectors as ministry
from treem.registry.ministry import values
from treem.registry.models import Child, ChildMove, Kind, MoveKind, MoveState
from treem.registry.moves import selectors as moves
from treem.registry.rules import Birth


def birth_words(birth: Birth) -> str:
    """05/03/2016; 03/2016 or 2016 where no more is known; «khoảng» before an estimate."""
    if birth.precision == "year":
        return f"{birth.on:%Y}"
    if birth.precision == "month":
        return f"{birth.on:%m/%Y}"
    day = f"{birth.on:%d/%m/%Y}"
    return _("khoảng %(day)s") % {"day": day} if birth.precision == "estimated" else day


def age_words(birth: Birth, day: date) -> str:
    """«9 tuổi», «khoảng 9 tuổi»; months in the first year when the birth is known to the day."""
    if day < birth.on:
        return _("chưa sinh")
    age = birth.age_on(day)
    if age.years == 0 and age.certain and birth.precision == "day":
        months = (day.year - birth.on.year) * 12 + day.month - birth.on.month - (day.day < birth.on.day)
        return _("%(n)d tháng tuổi") % {"n": months}
    words = _("%(n)d tuổi") if age.certain else _("khoảng %(n)d tuổi")
    return words % {"n": age.years}


def number_words(personal_id: str, *, whole: bool) -> str:
    """The personal number, masked for those who need not know it; empty when there is none."""
    return personal_id if whole or not personal_id else mask(personal_id)


@dataclass(frozen=True)
class Row:
    """A child in a list."""

    child: Child
    born: str
    age: str
    number: str
    note: str = ""


def row(child: Child, day: date, *, whole_number: bool, note: str = "") -> Row:
    """A child in a list, as of a day."""
    return Row(
        child, birth_words(child.birth), age_words(child.birth, day),
        number_words(child.personal_id, whole=whole_number), note,
    )  # fmt: skip


def rows(children: Iterable[Child], day: date, *, whole_number: bool) -> list[Row]:
    """Children in a list."""
    return [row(child, day, whole_number=whole_number) for child in children]


def is_of_age(child: Child, day: date) -> bool:
    """Whether childhood has ended by the day."""
    return day >= child.birth.latest and age_on(child.birth.latest, day) >= age_limit(day)


def ministry_words(child: Child, day: date) -> str:
    """Whether the ministry's child software has what the register has of the child; what it lacks. Empty where
    nothing is due and nothing known."""
    waiting = ministry.of_child(child, day)
    if waiting is None:
        known = ministry.known_of(child)
        return _("Đã cập nhật, %(day)s") % {"day": f"{local_date(known.at):%d/%m/%Y}"} if known else ""
    if waiting.kind == Kind.CHANGED:
        changed = ", ".join(values.heading(key) for key in waiting.changes)
        return _("Chưa cập nhật: %(changed)s") % {"changed": changed}
    return _("Chưa cập nhật việc rời danh sách") if waiting.kind == Kind.LEFT else _("Chưa cập nhật")


@dataclass(frozen=True)
class MoveLine:
    """A move of a child on its page; ``can_return``: it left, and has not come back."""

    row: ChildMove
    words: str
    badge: str
    can_return: bool


_MOVE_BADGES = {
    MoveState.PROPOSED: "doing", MoveState.ACCEPTED: "done", MoveState.REFUSED: "overdue",
    MoveState.WITHDRAWN: "neutral", MoveState.RECORDED: "neutral", MoveState.REVERSED: "info",
}  # fmt: skip


def move_badge(row: ChildMove) -> str:
    """The mark of a state of a move."""
    return _MOVE_BADGES[MoveState(row.state)]


def move_words(row: ChildMove) -> str:
    """«Xã A → Xã B», «Xã A → Hà Nội», «Hà Nội → Xã A», or that the child died."""
    here = row.from_commune.full_name
    if row.kind == MoveKind.DIED:
        return str(row.get_kind_display())
    if row.kind == MoveKind.CAME:
        return f"{row.place} → {here}"
    return f"{here} → {row.to_commune.full_name if row.to_commune else row.place}"


def moves_of(child: Child) -> list[MoveLine]:
    """The way of a child, the latest first."""
    return [
        MoveLine(
            row, move_words(row), move_badge(row),
            row.state == MoveState.RECORDED and row.kind in (MoveKind.PROVINCE, MoveKind.DIED)
            and child.status in ("moved", "died"),
        )
        for row in moves.moves_of(child)
    ]  # fmt: skip
