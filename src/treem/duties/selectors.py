"""Reading duties. Executions are protected rows: each answer is bound by the scope as well as by its arguments."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from uuid import UUID

from django.db.models import Count, F, Min, Model, Q, QuerySet

from treem.db.scope import Scope
from treem.duties import rules
from treem.duties.models import (
    Amendment,
    Execution,
    Obligation,
    ObligationState,
    Reminder,
    ReminderLine,
    Request,
    RequestState,
    StateChange,
    UnitType,
)
from treem.duties.recurrence import Occurrence
from treem.kernel.ratio import Ratio
from treem.kernel.vietnamese import fold
from treem.organisations import permissions
from treem.organisations import selectors as organisations

if TYPE_CHECKING:
    from treem.organisations.models import Appointment, Body, User

PAGE = 50
M = TypeVar("M", bound=Model)
_CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})?\.(\d{1,18})")


def bodies_answered_for(scope: Scope | None, appointment: Appointment | None) -> tuple[int, ...]:
    """The bodies whose duties are a person's own work.

    Who oversees everybody answers for the own agency only; everybody else for all bodies in reach (a commune
    officer for the commune's People's Committee and its divisions).
    """
    if scope is None or appointment is None:
        return ()
    if permissions.allows(appointment.role, "duties.view_all"):
        return (appointment.body_id,)
    return scope.bodies


# -- conditions, once for all counts and lists ------------------------------------------------------------


def is_open() -> Q:
    """Not reported, not waived."""
    return Q(state__in=rules.OPEN)


def is_new() -> Q:
    """Open, and nobody at the body has taken note yet."""
    return is_open() & Q(received_at__isnull=True)


def is_overdue(today: date) -> Q:
    """Open and late on the day."""
    return is_open() & Q(late_from__lte=today)


def is_near(today: date) -> Q:
    """Open and due soon or due, not late yet."""
    return is_open() & Q(soon_from__lte=today, late_from__gt=today)


def is_past_internal(today: date) -> Q:
    """Open, and the day that the head of the body set inside it has come or passed."""
    return is_open() & Q(internal_due_on__lte=today)


def is_done() -> Q:
    """Reported, confirmed or not."""
    return Q(state__in=rules.DONE)


def is_late_done() -> Q:
    """Reported, but on a late day."""
    return is_done() & Q(late_from__isnull=False, reported_on__gte=F("late_from"))


# -- executions -------------------------------------------------------------------------------------------


def executions_of(bodies: Collection[int]) -> QuerySet[Execution]:
    """The executions of the bodies, the nearest deadline first, undated last."""
    return (
        Execution.objects.filter(body_id__in=list(bodies), obligation__state=ObligationState.ISSUED)
        .select_related("obligation", "body", "assigned_to")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def executions_awaiting_acceptance() -> QuerySet[Execution]:
    """Reported by the body, not confirmed by the lead agency yet, the oldest report first."""
    return (
        Execution.objects.filter(state=rules.REPORTED, obligation__inside__isnull=True)
        .select_related("obligation", "body")
        .order_by("reported_at", "pk")
    )


def for_person(found: QuerySet[Execution], who: str, user_id: int) -> QuerySet[Execution]:
    """The part of a body's list that is one person's («me») or that nobody in the body has yet («none»)."""
    if who == "me":
        return found.filter(assigned_to_id=user_id)
    return found.filter(is_open(), assigned_to__isnull=True) if who == "none" else found


SHOWN = ("open", "new", "overdue", "near", "internal", "done", "confirm", "all")


def shown(found: QuerySet[Execution], which: str, today: date) -> QuerySet[Execution]:
    """The part of a list that a filter of the address names; an unknown name shows what is open."""
    if which == "new":
        return found.filter(is_new())
    if which == "overdue":
        return found.filter(is_overdue(today))
    if which == "near":
        return found.filter(is_near(today))
    if which == "internal":
        return found.filter(is_past_internal(today))
    if which == "done":
        return found.filter(is_done())
    if which == "confirm":  # given inside the body and reported: its heads confirm it
        return found.filter(state=rules.REPORTED, obligation__inside__isnull=False)
    return found if which == "all" else found.filter(is_open())


@dataclass(frozen=True)
class Tally:
    """How many executions stand how. ``not_started`` and ``in_progress`` leave out what is overdue."""

    total: int = 0
    done: int = 0
    done_late: int = 0
    in_progress: int = 0
    not_started: int = 0
    new: int = 0
    """Open, and nobody at the body has taken note yet, late or not."""
    received: int = 0
    """Of ``not_started``: the body has taken note of it."""
    overdue: int = 0
    near: int = 0
    waived: int = 0
    done_dated: int = 0
    """Of ``done``: those that had a deadline."""
    reported: int = 0
    """Of ``done``: waiting for the lead agency's confirmation."""

    @property
    def open(self) -> int:
        return self.in_progress + self.not_started + self.overdue

    @property
    def in_time(self) -> Ratio:
        """Done in time, of what had to be done by now."""
        return Ratio(self.done_dated - self.done_late, self.done_dated + self.overdue)

    @property
    def issued(self) -> int:
        """Given, and nobody at the body has taken note yet."""
        return self.not_started - self.received


def _counts(today: date) -> dict[str, Count]:
    in_time = Q(late_from__isnull=True) | Q(late_from__gt=today)
    return {
        "total": Count("pk"),
        "done": Count("pk", filter=is_done()),
        "done_late": Count("pk", filter=is_late_done()),
        "done_dated": Count("pk", filter=is_done() & Q(late_from__isnull=False)),
        "in_progress": Count("pk", filter=Q(state=rules.IN_PROGRESS) & in_time),
        "not_started": Count("pk", filter=Q(state=rules.NOT_STARTED) & in_time),
        "new": Count("pk", filter=is_new()),
        "received": Count("pk", filter=Q(state=rules.NOT_STARTED, received_at__isnull=False) & in_time),
        "overdue": Count("pk", filter=is_overdue(today)),
        "near": Count("pk", filter=is_near(today)),
        "waived": Count("pk", filter=Q(state=rules.WAIVED)),
        "reported": Count("pk", filter=Q(state=rules.REPORTED)),
    }


def count_executions(found: QuerySet[Execution], today: date) -> Tally:
    """One count of a list."""
    return Tally(**found.order_by().aggregate(**_counts(today)))


def counts_by_obligation(ids: Iterable[int], today: date) -> dict[int, Tally]:
    """The roll-up of each obligation, as far as the scope reaches: «75 đơn vị: 3 hoàn thành, …»."""
    return _tallies(Execution.objects.filter(obligation_id__in=list(ids)), "obligation_id", today)


def counts_by_body(today: date, document_id: int | None = None) -> dict[int, Tally]:
    """How each body in the scope stands over all its duties, or those of one document."""
    return _tallies(_issued(document_id), "body_id", today)


def counts_by_due_day(today: date, document_id: int | None = None) -> dict[date | None, Tally]:
    """How the work stands for each deadline; None: without one."""
    return _tallies(_issued(document_id), "due_on", today)


@dataclass(frozen=True)
class Late:
    """How many are late, and since when the oldest."""

    n: int
    since: date


def late_by_commune(today: date) -> dict[int, Late]:
    """Overdue executions of each commune's bodies, by the id of the commune; communes without any are left out."""
    rows = (
        _issued(None)
        .filter(is_overdue(today), commune__isnull=False)
        .order_by()
        .values_list("commune_id")
        .annotate(n=Count("pk"), since=Min("late_from"))
    )
    return {commune: Late(n, since) for commune, n, since in rows}


def communes_without_answer() -> set[int]:
    """Communes with duties that took note of none of them: nothing received, begun or reported."""
    answered = Q(received_at__isnull=False) | ~Q(state__in=[rules.NOT_STARTED, rules.WAIVED])
    rows = (
        _issued(None)
        .filter(commune__isnull=False)
        .order_by()
        .values_list("commune_id")
        .annotate(answered=Count("pk", filter=answered))
    )
    return {commune for commune, n in rows if not n}


def all_executions(document_id: int | None = None) -> QuerySet[Execution]:
    """Every execution of an issued duty in the scope, or of one document's duties; not what a body gave inside its own
    house."""
    return _issued(document_id)


def bodies_with_duties() -> set[int]:
    """The bodies of the scope that have duties, by id."""
    return set(_issued(None).order_by().values_list("body_id", flat=True).distinct())


def every_execution() -> QuerySet[Execution]:
    """Every execution of an issued duty in the scope, also of what bodies gave inside their own houses: for what a
    body or a person has to do, never for what the province counts."""
    return Execution.objects.filter(obligation__state=ObligationState.ISSUED)


def _issued(document_id: int | None) -> QuerySet[Execution]:
    found = Execution.objects.filter(
        obligation__state=ObligationState.ISSUED, obligation__inside__isnull=True
    )
    return found.filter(obligation__document_id=document_id) if document_id is not None else found


def _tallies(found: QuerySet[Execution], by: str, today: date) -> dict[Any, Tally]:
    rows: list[dict[str, Any]] = list(found.order_by().values(by).annotate(**_counts(today)))
    return {row.pop(by): Tally(**row) for row in rows}


def execution_visible(uuid: UUID, bodies: Collection[int] | None) -> Execution | None:
    """The execution, when it belongs to one of the bodies (None: to any body in the scope)."""
    found = Execution.objects.filter(uuid=uuid)
    if bodies is not None:
        found = found.filter(body_id__in=list(bodies))
    return found.select_related(
        "obligation", "body", "commune", "received_by", "assigned_to", "reported_by", "accepted_by"
    ).first()


def just_moved(execution: Execution, to: str, *, by: User, at: datetime) -> bool:
    """Whether the last thing that happened to the execution is that this person brought it there, a moment ago: a
    button that was pressed twice has done its work."""
    last = execution.changes.order_by("-pk").first()
    recent = last is not None and at - last.at <= timedelta(minutes=10)
    return recent and last is not None and (last.to_state, last.by_id) == (to, by.pk)


def executions_of_obligation(obligation: Obligation, bodies: Collection[int] | None) -> QuerySet[Execution]:
    """The executions of one obligation; ``bodies`` None: all in the scope. Late and open first."""
    found = obligation.executions.select_related("body", "commune", "assigned_to")
    if bodies is not None:
        found = found.filter(body_id__in=list(bodies))
    return found.order_by("body__level", "body__name", "due_on", "pk")


# -- obligations ------------------------------------------------------------------------------------------


def obligations(bodies: Collection[int] | None) -> QuerySet[Obligation]:
    """Issued obligations, the nearest deadline first, undated last; those of the bodies, or all (None) except what a
    body gave inside its own house."""
    found = Obligation.objects.filter(state=ObligationState.ISSUED)
    if bodies is None:
        found = found.filter(inside__isnull=True)
    else:
        found = found.filter(
            pk__in=Execution.objects.filter(body_id__in=list(bodies)).values("obligation_id")
        )
    return found.order_by(F("deadline").asc(nulls_last=True), "pk")


SHOWN_OBLIGATIONS = ("all", "open", "overdue", "near", "reported", "done")


def shown_obligations(found: QuerySet[Obligation], which: str, today: date) -> QuerySet[Obligation]:
    """The obligations with at least one execution of the kind; «done»: where nobody is open any more."""
    executions = Execution.objects.filter(obligation__isnull=False)
    if which == "overdue":
        return found.filter(pk__in=executions.filter(is_overdue(today)).values("obligation_id"))
    if which == "near":
        return found.filter(pk__in=executions.filter(is_near(today)).values("obligation_id"))
    if which == "reported":
        return found.filter(pk__in=executions.filter(state=rules.REPORTED).values("obligation_id"))
    if which == "done":
        return found.exclude(pk__in=executions.filter(is_open()).values("obligation_id"))
    return (
        found if which == "all" else found.filter(pk__in=executions.filter(is_open()).values("obligation_id"))
    )


def unassigned() -> QuerySet[Obligation]:
    """Duties confirmed from a document, for which nobody is named yet («Chưa giao»), in the order of the text."""
    found = Obligation.objects.filter(state=ObligationState.DRAFT)
    # A closing order («yêu cầu … triển khai thực hiện») is nobody's duty and waits for nobody.
    return found.exclude(unit_type="closing").order_by("document_id", "pk")


def occurrences_of(obligation: Obligation) -> list[Occurrence]:
    """When the duty falls due, and for which period, as its executions say; undated work is left out, and days on which
    everybody is let off."""
    rows = (
        obligation.executions.filter(due_on__isnull=False)
        .exclude(state=rules.WAIVED)
        .order_by("due_on", "period")
    )
    return [Occurrence(day, period) for day, period in rows.values_list("due_on", "period").distinct()]


def reporting_due_between(first: date, last: date) -> QuerySet[Obligation]:
    """Issued duties to report with work due in these days."""
    due = Execution.objects.filter(due_on__range=(first, last)).values("obligation_id")
    return Obligation.objects.filter(
        state=ObligationState.ISSUED, unit_type=UnitType.REPORTING, pk__in=due
    ).order_by("pk")


def agencies_named_with(obligation: Obligation, on: date) -> list[Body]:
    """The agencies of the province that have other duties of the same document, as far as they still exist."""
    if obligation.document_id is None:
        return []
    ids = Execution.objects.filter(
        obligation__document_id=obligation.document_id,
        obligation__state=ObligationState.ISSUED,
        commune__isnull=True,
    )
    found = organisations.bodies(ids.order_by().values_list("body_id", flat=True).distinct())
    standing = [body for body in found.values() if body.level == "province" and body.in_force(on)]
    return sorted(standing, key=lambda body: fold(body.name))


def obligation_visible(uuid: UUID, bodies: Collection[int] | None) -> Obligation | None:
    """The obligation, when one of the bodies has to carry it out (None: whoever may see all)."""
    found = Obligation.objects.filter(uuid=uuid)
    if bodies is not None:
        found = found.filter(
            pk__in=Execution.objects.filter(body_id__in=list(bodies)).values("obligation_id")
        )
    return found.select_related("document", "confirmed_by").first()


def obligations_of_document(document_id: int) -> QuerySet[Obligation]:
    """All duties that come from a document, in the order of the text."""
    return Obligation.objects.filter(document_id=document_id).order_by("pk")


def standing_uuids(uuids: Iterable[UUID]) -> set[UUID]:
    """Those of the numbers that are duties which have not been withdrawn."""
    found = Obligation.objects.filter(uuid__in=list(uuids)).exclude(state=ObligationState.WITHDRAWN)
    return set(found.values_list("uuid", flat=True))


@dataclass(frozen=True)
class Answered:
    """That a body answered a duty, or was answered, after a moment: which part of the document, who, and how."""

    path: str
    body: str
    kind: Literal["reported", "granted", "urged"]


def answered_since(uuids: Iterable[UUID], since: datetime) -> list[Answered]:
    """What was reported on these duties, granted for them or urged by an issued letter after the moment, in the order of
    the document; each body once for each way."""
    wanted = {"execution__obligation__uuid__in": list(uuids)}
    asked: list[tuple[Literal["reported", "granted", "urged"], QuerySet[Any]]] = [
        ("reported", StateChange.objects.filter(at__gt=since, to_state__in=rules.DONE, **wanted)),
        ("granted", Request.objects.filter(state=RequestState.GRANTED, decided_at__gt=since, **wanted)),
        ("urged", ReminderLine.objects.filter(reminder__issues__at__gt=since, **wanted)),
    ]
    found = []
    for kind, rows in asked:
        pairs = rows.order_by("execution__obligation_id", "execution__body__name").values_list(
            "execution__obligation__path", "execution__body__name"
        )
        found += [Answered(path, body, kind) for path, body in dict.fromkeys(pairs)]
    return found


def amendments_of(obligation: Obligation) -> QuerySet[Amendment]:
    """What the duty said before, each time it was changed or withdrawn, the newest first."""
    return obligation.amendments.select_related("by").order_by("-at", "-pk")


def amendment_before(amendment: Amendment) -> Amendment | None:
    """The amendment of the same duty before this one, or None."""
    earlier = Amendment.objects.filter(obligation_id=amendment.obligation_id, pk__lt=amendment.pk)
    return earlier.order_by("-pk").first()


def documents_with_duties() -> list[tuple[int, str]]:
    """Documents that gave duties, for the filter: id and label."""
    rows = (
        Obligation.objects.filter(document__isnull=False, state=ObligationState.ISSUED, inside__isnull=True)
        .values("document_id")
        .annotate(label=Min("document_label"))
        .order_by("-document_id")
    )
    return [(row["document_id"], row["label"]) for row in rows]


def texts_by_document(ids: Iterable[int]) -> dict[int, list[str]]:
    """The words of the issued duties of each document."""
    found: dict[int, list[str]] = {}
    rows = Obligation.objects.filter(
        document_id__in=list(ids), state=ObligationState.ISSUED, inside__isnull=True
    )
    for document, text in rows.values_list("document_id", "text"):
        if document is not None:
            found.setdefault(document, []).append(text)
    return found


def bodies_by_document(ids: Iterable[int]) -> dict[int, set[int]]:
    """Which bodies have duties of each document, as far as the scope reaches."""
    found: dict[int, set[int]] = {}
    rows = _issued(None).filter(obligation__document_id__in=list(ids)).order_by()
    for document, body in rows.values_list("obligation__document_id", "body_id").distinct():
        if document is not None:
            found.setdefault(document, set()).add(body)
    return found


# -- letters that urge ------------------------------------------------------------------------------------


def reminders(document_id: int | None, due_on: date | None) -> QuerySet[Reminder]:
    """The letters of the scope about a document, or about a deadline, the newest first, with their sizes."""
    found = Reminder.objects.select_related("by", "file").annotate(
        executions=Count("lines"), bodies=Count("lines__body_id", distinct=True)
    )
    if document_id is not None:
        found = found.filter(document_id=document_id)
    if due_on is not None:
        found = found.filter(due_on=due_on)
    return found.order_by("-at", "-pk")


def reminder_visible(uuid: UUID) -> Reminder | None:
    """The letter, when the scope holds the agency that wrote it."""
    return Reminder.objects.filter(uuid=uuid).select_related("by", "file", "body").first()


def lines_of(reminder: Reminder) -> QuerySet[ReminderLine]:
    """Whom a letter urges, in its order."""
    return reminder.lines.select_related("execution__obligation", "execution__body").order_by("kind", "pk")


def letter_of_file(file_id: int) -> bool:
    """Whether the scope holds a letter with this file."""
    return Reminder.objects.filter(file_id=file_id).exists()


# -- pages ------------------------------------------------------------------------------------------------


def page_after(found: QuerySet[M], day: str, cursor: str, size: int = PAGE) -> tuple[list[M], str]:
    """One page of a list ordered by a nullable day and the key, after a cursor ``2026-05-10.17`` or ``.17``.

    Returns the rows and the cursor of the next page ("" at the end). A cursor nobody gave out is ignored.
    """
    if match := _CURSOR.fullmatch(cursor):
        pk = int(match[2])
        try:
            on = date.fromisoformat(match[1]) if match[1] else None
        except ValueError:
            return page_after(found, day, "", size)
        if on is None:
            found = found.filter(**{f"{day}__isnull": True, "pk__gt": pk})
        else:
            found = found.filter(
                Q(**{f"{day}__gt": on}) | Q(**{day: on, "pk__gt": pk}) | Q(**{f"{day}__isnull": True})
            )
    rows = list(found[: size + 1])
    if len(rows) <= size:
        return rows, ""
    last = rows[size - 1]
    on = getattr(last, day)
    return rows[:size], f"{on.isoformat() if on else ''}.{last.pk}"
