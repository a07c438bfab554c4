"""What falls due on which day: one shape for the calendar and the feeds, whichever room knows of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from treem.duties import hooks, rules, selectors, words
from treem.duties.models import Execution, Obligation
from treem.kernel.periods import Window
from treem.kernel.vietnamese import date_text, fold, number

if TYPE_CHECKING:
    from treem.organisations.models import User

Kind = Literal["duty", "internal", "return"]


@dataclass(frozen=True)
class Whose:
    """Whose days are asked for: some bodies', or everybody's in the scope (``bodies`` None: each duty once, with how
    many are done). ``asker`` is who looks; ``alone``: only the asker's own part, as far as work is given to persons."""

    asker: User
    bodies: tuple[int, ...] | None
    alone: bool = False


@dataclass(frozen=True)
class Dated:
    """One thing on the day that is the last one in time («trước ngày 15/12» stands on the 14th).

    ``when`` is the deadline in the words of its document. ``uid`` and ``revision`` stay and grow with the thing, for
    programs that keep a copy.
    """

    uid: str
    on: date
    what: str
    url: str
    when: str
    badge: str
    word: str | Promise
    near: str | Promise = ""
    who: str = ""
    kind: Kind = "duty"
    is_open: bool = True
    late: bool = False
    revision: int = 0
    since: datetime | None = None


def entries(whose: Whose, days: Window, today: date) -> list[Dated]:
    """What falls due on the days, by day, what is late first; waived duties are left out."""
    found = (
        _everybody(days, today) if whose.bodies is None else [*_own(whose, days, today), *_inside(whose, days, today)]
    )  # fmt: skip
    for told in hooks.dated:
        found += told(whose, days, today)
    return sorted(found, key=lambda each: (each.on, not each.late, not each.is_open, fold(each.what)))


def late(whose: Whose, today: date) -> QuerySet[Execution]:
    """Overdue duties of the same persons and bodies, whenever they fell due."""
    return _part(whose, _all(whose).filter(selectors.is_overdue(today)))


def _part(whose: Whose, found: QuerySet[Execution]) -> QuerySet[Execution]:
    if whose.bodies is not None:
        found = found.filter(body_id__in=whose.bodies)
    return found.filter(assigned_to=whose.asker) if whose.alone else found


def _all(whose: Whose) -> QuerySet[Execution]:
    """A body and its people also have what was given inside; the province's calendar leaves it out."""
    return selectors.all_executions() if whose.bodies is None else selectors.every_execution()


def _due(found: QuerySet[Execution], days: Window) -> QuerySet[Execution]:
    return found.filter(last_day__range=(days.start, days.end)).exclude(state=rules.WAIVED)


def _own(whose: Whose, days: Window, today: date) -> Iterable[Dated]:
    for each in _part(whose, _due(_all(whose), days)).select_related("obligation", "body", "assigned_to"):
        shown = words.shown(each, today)
        assert each.last_day is not None
        yield Dated(
            uid=str(each.uuid),
            on=each.last_day,
            what=each.obligation.gist,
            url=reverse("duties:execution", args=[each.uuid]),
            when=deadline_words(each),
            badge=shown.badge,
            word=shown.word,
            near=shown.near,
            who=str(each.assigned_to or each.body),
            is_open=each.state in rules.OPEN,
            late=shown.badge == "overdue",
            revision=each.version,
            since=each.issued_at,
        )


def _inside(whose: Whose, days: Window, today: date) -> Iterable[Dated]:
    """The earlier days that heads of bodies set for their people, while the work is open."""
    found = _part(whose, _all(whose)).filter(
        selectors.is_open(), internal_due_on__range=(days.start, days.end)
    )
    for each in found.select_related("obligation", "body", "assigned_to"):
        if each.internal_due_on is None or each.internal_due_on == each.last_day:
            continue
        passed = each.internal_due_on < today
        yield Dated(
            uid=f"{each.uuid}-hannoibo",
            on=each.internal_due_on,
            what=each.obligation.gist,
            url=reverse("duties:execution", args=[each.uuid]),
            when=_("hạn nội bộ %(day)s") % {"day": date_text(each.internal_due_on)},
            badge="soon" if passed else "info",
            word=_("Qua hạn nội bộ") if passed else _("Hạn nội bộ"),
            who=str(each.assigned_to or each.body),
            kind="internal",
            revision=each.version,
            since=each.issued_at,
        )


def _everybody(days: Window, today: date) -> list[Dated]:
    """Each duty once for each last day, with how many of its bodies are done."""
    rows = list(
        _due(selectors.all_executions(), days)
        .order_by()
        .values("obligation_id", "last_day", "due_on")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=selectors.is_done()),
            late=Count("pk", filter=selectors.is_overdue(today)),
            extended=Count("pk", filter=Q(extended_to__isnull=False)),
        )
    )
    duties = Obligation.objects.in_bulk({row["obligation_id"] for row in rows})
    return [_rolled_up(duties[row["obligation_id"]], row) for row in rows]


def _rolled_up(duty: Obligation, row: Any) -> Dated:
    total, done, overdue = row["total"], row["done"], row["late"]
    said = _("%(done)s/%(total)s hoàn thành") % {"done": number(done), "total": number(total)}
    if overdue:
        said = _("%(done)s, %(n)s quá hạn") % {"done": said, "n": number(overdue)}
    on: date = row["last_day"]
    when = f"{duty.get_deadline_op_display()} {date_text(row['due_on'])}"
    if row["extended"]:
        when = _("gia hạn đến hết ngày %(day)s") % {"day": date_text(on)}
    return Dated(
        uid=f"{duty.uuid}-{on:%Y%m%d}",
        on=on,
        what=duty.gist,
        url=reverse("duties:obligation", args=[duty.uuid]),
        when=when,
        badge="overdue" if overdue else "done" if done == total else "doing",
        word=said,
        who=duty.document_label,
        is_open=done < total,
        late=overdue > 0,
    )


def deadline_words(execution: Execution) -> str:
    """«trước ngày 15/12/2026», or the extension that replaced it."""
    if execution.extended_to is not None:
        return _("gia hạn đến hết ngày %(day)s") % {"day": date_text(execution.extended_to)}
    if execution.due_on is None:
        return ""
    return f"{execution.obligation.get_deadline_op_display()} {date_text(execution.due_on)}"
