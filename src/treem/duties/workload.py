"""«Khối lượng»: how much work each person of a body has, and each body of the province. Every figure has its list."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from treem.duties import assigning, rules, selectors
from treem.duties.board import SOON_DAYS, name_of
from treem.duties.models import Execution
from treem.files.workbooks import Book
from treem.kernel.ratio import Ratio
from treem.kernel.vietnamese import date_text, place_key, sort_key
from treem.organisations import selectors as organisations
from treem.web import registry

PAST_DAYS = 90
"""The days that the share in time looks back."""
FIGURES = ("open", "week", "late", "done", "in_time")
SORTS = ("name", *FIGURES)


def conditions(today: date) -> dict[str, Q]:
    """What each figure counts, once for the counts and for their lists."""
    done = selectors.is_done() & Q(
        late_from__isnull=False, reported_on__gte=today - timedelta(days=PAST_DAYS)
    )
    return {
        "open": selectors.is_open(),
        "week": Q(state__in=rules.OPEN, last_day__gte=today, last_day__lte=today + timedelta(days=SOON_DAYS)),
        "late": selectors.is_overdue(today),
        "done": done,
        "in_time": done & Q(reported_on__lt=F("late_from")),
    }


@dataclass(frozen=True)
class Load:
    """The work of one person or body. ``done`` and ``in_time``: with a deadline, reported in the last days."""

    name: str
    key: str
    """For the address of its lists: the id of the person or body; «none» for work that nobody has."""
    open: int = 0
    week: int = 0
    late: int = 0
    done: int = 0
    in_time: int = 0

    @property
    def share(self) -> Ratio:
        """Done in time of what was done."""
        return Ratio(self.in_time, self.done)


def of_people(bodies: Collection[int], today: date) -> list[Load]:
    """The people of the bodies, idle ones too, and what nobody has yet (last)."""
    counts = _counts(selectors.executions_of(bodies), "assigned_to_id", today)
    people = {
        user.pk: user
        for body in organisations.bodies(bodies).values()
        for user in assigning.officers_of(body, today)
    }
    gone = set(counts) - set(people) - {None}
    people |= {user.pk: user for user in organisations.active_or_not(gone)}
    found = [
        Load(str(user), str(pk), **counts.get(pk, {}))
        for pk, user in sorted(people.items(), key=lambda pair: sort_key(pair[1].full_name))
    ]
    return [*found, Load(_("Chưa giao cho ai"), "none", **counts[None])] if None in counts else found


def of_bodies(today: date) -> list[Load]:
    """The bodies of the scope that have duties, communes first."""
    counts = _counts(selectors.all_executions(), "body_id", today)
    bodies = organisations.bodies(counts).values()
    in_order = sorted(bodies, key=lambda body: (body.level != "commune", place_key(name_of(body))))
    return [Load(name_of(body), str(body.pk), **counts[body.pk]) for body in in_order]


def _counts(found: QuerySet[Execution], by: str, today: date) -> dict[Any, dict[str, int]]:
    figures = {name: Count("pk", filter=q) for name, q in conditions(today).items()}
    rows: list[dict[str, Any]] = list(found.order_by().values(by).annotate(**figures))
    return {row.pop(by): row for row in rows}


def total_of(loads: Iterable[Load]) -> Load:
    """All of them together."""
    every = list(loads)
    return Load(_("Cộng"), "", **{name: sum(getattr(load, name) for load in every) for name in FIGURES})


def in_order(loads: list[Load], asked: str) -> list[Load]:
    """As the header asks (``-late``); work that nobody has stays last. ``in_time`` sorts by the share."""
    by = asked.removeprefix("-")
    if by not in SORTS:
        return loads
    people, rest = [x for x in loads if x.key != "none"], [x for x in loads if x.key == "none"]
    if by == "name":
        return [*(reversed(people) if asked.startswith("-") else people), *rest]
    people.sort(key=lambda load: _measure(load, by), reverse=asked.startswith("-"))
    return [*people, *rest]


def _measure(load: Load, by: str) -> Any:
    if by != "in_time":
        return getattr(load, by)
    return -1 if load.share.value is None else load.share.value


def heads() -> list[str]:
    """The columns, for the page and the workbook."""
    return [
        _("Đang mở"),
        _("%(n)d ngày tới") % {"n": SOON_DAYS},
        _("Quá hạn"),
        _("Xong %(n)d ngày qua") % {"n": PAST_DAYS},
        _("Đúng hạn"),
    ]


def workbook(loads: list[Load], *, title: str, first: str, day: date) -> bytes:
    """The same table as a spreadsheet."""
    book = Book(title=title, made_on=day)
    sheet = book.sheet(_("Khối lượng"), widths=[6, 40, *[14] * 6])
    note = _("Tính đến ngày %(day)s.") % {"day": date_text(day)}
    if any(asks() for asks in registry.simulated):
        note = f"{_('SỐ LIỆU MÔ PHỎNG.')} {note}"
    sheet.text(0, 0, title, "title")
    sheet.text(1, 0, note, "note")
    sheet.heads(3, [_("STT"), first, *heads(), _("Tỷ lệ đúng hạn (%)")], columns_kept=2)
    for at, load in enumerate(loads, start=1):
        sheet.row(3 + at, [at, *_row(load)])
    sheet.row(4 + len(loads), ["", *_row(total_of(loads))], total=True)
    return book.finish()


def _row(load: Load) -> list[Any]:
    share = load.share.percent
    return [
        load.name,
        *(getattr(load, name) for name in FIGURES),
        None if share is None else round(float(share), 1),
    ]
