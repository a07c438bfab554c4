"""Reading reports about children in danger. The row policies decide what is there; nothing here widens them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from treem.cases import rules
from treem.cases.models import (
    EmergencyMeasure,
    HandOver,
    Informant,
    Intake,
    IntakeChild,
    IntakeContent,
    State,
    Urgency,
)
from treem.db import keys, scope
from treem.kernel.time import end_of, local_date, start_of
from treem.law.calendar import soon_part
from treem.registry import selectors as registry

if TYPE_CHECKING:
    from treem.kernel.periods import Window
    from treem.organisations.models import User
    from treem.registry.models import Child

PAGE = 50
STATES = ("new", "near", "late", "running", "aside")
"""Filters of the list by how a report stands; "" is all."""


def my_commune() -> int | None:
    """The one commune of the scope in force; None for who works for many, or for none."""
    in_force = scope.current()
    return in_force.communes[0] if in_force and len(in_force.communes) == 1 else None


def my_communes() -> tuple[int, ...]:
    """The communes of the scope in force."""
    in_force = scope.current()
    return in_force.communes if in_force else ()


def intakes_visible_to(user: User) -> QuerySet[Intake]:
    """Reports of the scope; for whoever keeps the hotline only what that person took in."""
    found = Intake.objects.all()
    return found if user.has_perm("cases.view_any") else found.filter(taken_by_id=user.pk)


def intake_visible(user: User, uuid: UUID) -> Intake | None:
    """The report with its content, or None. Only in a scope of the commune that holds it is the content there."""
    found = intakes_visible_to(user).select_related(
        "commune", "incident_commune", "residence_commune", "content"
    )
    return found.filter(uuid=uuid, content__isnull=False).first()


def intake_by_uuid(uuid: UUID) -> Intake | None:
    """The report that a client made under this number, or None."""
    return Intake.objects.filter(uuid=uuid).first()


def locked(intake: Intake) -> Intake:
    """The report as it is now, locked until the transaction ends. Raises Intake.DoesNotExist when it went elsewhere."""
    return Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)


_SERIOUS = Q(urgency__in=sorted(rules.SERIOUS))
_OWED = _SERIOUS & Q(measures_at__isnull=True) & ~Q(state=State.SET_ASIDE)


def _soon(now: datetime) -> Q:
    """The last part of the hours of each report, as for every other deadline (``law.calendar.soon_part``)."""
    hours = ExpressionWrapper(F("emergency_due_at") - F("received_at"), output_field=DurationField())
    left = ExpressionWrapper(hours * (soon_part(local_date(now)) / 100), output_field=DurationField())
    return Q(emergency_due_at__lte=now + left)


def standing(found: QuerySet[Intake], which: str, now: datetime) -> QuerySet[Intake]:
    """Reports that stand so: not yet acknowledged, hours nearly up, up, running at all, set aside."""
    return {
        "new": lambda: found.filter(state=State.NEW),
        "near": lambda: found.filter(_OWED, emergency_due_at__gte=now).filter(_soon(now)),
        "late": lambda: found.filter(_OWED, emergency_due_at__lt=now),
        "running": lambda: found.filter(_OWED),
        "aside": lambda: found.filter(state=State.SET_ASIDE),
    }.get(which, lambda: found)()


@dataclass(frozen=True)
class IntakeFilter:
    """The filters of the list, as they stand in the address."""

    state: str = ""
    channel: str = ""
    urgency: str = ""
    commune: int | None = None
    start: date | None = None
    end: date | None = None

    def of(self, found: QuerySet[Intake], now: datetime) -> QuerySet[Intake]:
        """Those that fit."""
        found = standing(found, self.state, now)
        if self.channel:
            found = found.filter(channel=self.channel)
        if self.urgency:
            found = found.filter(urgency=self.urgency)
        if self.commune is not None:
            found = found.filter(commune_id=self.commune)
        return received_in(found, self.start, self.end)


def received_in(found: QuerySet[Intake], start: date | None, end: date | None) -> QuerySet[Intake]:
    """Received on the days from ``start`` to ``end``, both included; an empty end is open."""
    if start is not None:
        found = found.filter(received_at__gte=start_of(start))
    if end is not None:
        found = found.filter(received_at__lt=end_of(end))
    return found


@dataclass(frozen=True)
class Page:
    """One page of the list; ``after`` is the cursor of the next one, an id."""

    intakes: list[Intake]
    total: int
    after: int | None


def page_of(user: User, wanted: IntakeFilter, *, now: datetime, after: int | None = None) -> Page:
    """Fifty reports: of what is owed the oldest first, else the newest first."""
    whole = wanted.of(intakes_visible_to(user), now)
    oldest_first = wanted.state in ("new", "near", "late", "running")
    found = whole.select_related("commune")
    if after and (mark := found.filter(pk=after).values_list("received_at", "pk").first()):
        at, pk = mark
        if oldest_first:
            found = found.filter(Q(received_at__gt=at) | Q(received_at=at, pk__gt=pk))
        else:
            found = found.filter(Q(received_at__lt=at) | Q(received_at=at, pk__lt=pk))
    order = ("received_at", "pk") if oldest_first else ("-received_at", "-pk")
    rows = list(found.order_by(*order)[: PAGE + 1])
    return Page(rows[:PAGE], whole.count(), rows[PAGE - 1].pk if len(rows) > PAGE else None)


def contents_of(intakes: Sequence[Intake]) -> dict[int, IntakeContent]:
    """What was said, by report; nothing outside a scope of the one commune."""
    found = list(IntakeContent.objects.filter(intake_id__in=[i.pk for i in intakes]))
    keys.preload(content.data_key_id for content in found)
    return {content.intake_id: content for content in found}


def informant_of(intake: Intake) -> Informant | None:
    """Who reported, when that person agreed to be written down."""
    return Informant.objects.filter(intake=intake).first()


def has_informant(intake: Intake) -> bool:
    """Whether somebody is written down; says not who."""
    return Informant.objects.filter(intake=intake).exists()


def others_from_same_phone(informant: Informant) -> list[Intake]:
    """Other reports of the commune from the same phone number."""
    if not informant.phone_index:
        return []
    found = Informant.objects.filter(phone_index=informant.phone_index).exclude(pk=informant.pk)
    return list(Intake.objects.filter(informant__in=found).order_by("-received_at")[:20])


@dataclass(frozen=True)
class LinkedChild:
    """A child of the register tied to a report; ``child`` is None when the register of this scope does not hold it."""

    link: IntakeChild
    child: Child | None


def children_of(intake: Intake) -> list[LinkedChild]:
    """The children of the register whom the report is about."""
    links = IntakeChild.objects.filter(intake=intake, withdrawn_at__isnull=True).order_by("linked_at")
    return [LinkedChild(link, registry.child_standing(link.child_id)) for link in links]


def reports_about(records: Collection[int]) -> int:
    """How many reports are tied to these records of a child, as far as the scope sees them."""
    return IntakeChild.objects.filter(child_id__in=records, withdrawn_at__isnull=True).count()


def other_intakes_about(intake: Intake) -> list[Intake]:
    """Other reports of the commune about the same children: perhaps the same event."""
    tied = IntakeChild.objects.filter(intake=intake, withdrawn_at__isnull=True)
    children = registry.records_of_each(tied.values_list("child_id", flat=True))
    links = IntakeChild.objects.filter(child_id__in=children, withdrawn_at__isnull=True)
    found = Intake.objects.filter(pk__in=links.values("intake_id")).exclude(pk=intake.pk)
    return list(found.order_by("-received_at")[:20])


def measures_of(intake: Intake) -> list[EmergencyMeasure]:
    """Emergency measures in their order, withdrawn ones too."""
    return list(intake.measures.order_by("applied_at", "pk"))


def measure_visible(intake: Intake, uuid: UUID) -> EmergencyMeasure | None:
    """A measure of the report that is not withdrawn, or None."""
    return intake.measures.filter(uuid=uuid, withdrawn_at__isnull=True).first()


def handovers_of(uuid: UUID) -> list[HandOver]:
    """The way of a report from commune to commune, the newest first, as far as the scope sees it."""
    found = HandOver.objects.filter(intake_uuid=uuid).select_related("from_commune", "to_commune")
    return list(found.order_by("-at", "-pk"))


def handed_away() -> list[HandOver]:
    """What the scope's commune passed on and does not hold now: the last hundred, those not signed for first."""
    mine = my_communes()
    found = HandOver.objects.filter(from_commune_id__in=mine).exclude(to_commune_id__in=mine)
    held = Intake.objects.filter(commune_id__in=mine).values("uuid")
    found = found.exclude(intake_uuid__in=held).select_related("to_commune")
    return sorted(found.order_by("-at")[:100], key=lambda h: h.received_at is not None)


def unsigned_handovers() -> list[HandOver]:
    """What was passed on and nobody has acknowledged yet."""
    return [gone for gone in handed_away() if gone.received_at is None]


@dataclass(frozen=True)
class GraveCount:
    """Counts only. ``received`` grave reports in the window; of them ``waiting`` nobody acknowledged, ``unprotected``
    without an emergency measure, ``late`` past their hours without one, ``measured_late`` with one that came late."""

    received: int
    waiting: int
    unprotected: int
    late: int
    measured_late: int


def grave_intakes_count(window: Window, *, now: datetime) -> GraveCount:
    """Reports of immediate danger received in the window, in the scope in force: for the leader's page.

    Who may look: ``cases.count_intakes``. Reports of unknown danger are not grave until somebody says so, but their
    hours run and the lists show them.
    """
    found = received_in(Intake.objects.filter(urgency=Urgency.IMMEDIATE), window.start, window.end)
    rows = found.exclude(state=State.SET_ASIDE).values_list("state", "measures_at", "emergency_due_at")
    kept = list(rows)
    owed = [due for _state, at, due in kept if at is None]
    return GraveCount(
        received=len(kept),
        waiting=sum(state == State.NEW for state, _at, _due in kept),
        unprotected=len(owed),
        late=sum(due < now for due in owed),
        measured_late=sum(at is not None and at > due for _state, at, due in kept),
    )


def tally(user: User, now: datetime) -> dict[str, int]:
    """How many reports stand how, for the filters of the list."""
    mine = intakes_visible_to(user)
    return {"": mine.count(), **{state: standing(mine, state, now).count() for state in STATES}}


def channel_counts(window: Window) -> list[tuple[str, int]]:
    """Received in the window, by channel, in the scope in force."""
    found = received_in(Intake.objects.all(), window.start, window.end)
    return list(found.order_by().values_list("channel").annotate(n=Count("*")))


@dataclass(frozen=True)
class Trace:
    """One entry of the trail of a report."""

    at: datetime
    actor_id: int | None
    action: str
    detail: dict[str, Any]


def traces_of(intake: Intake, most: int = 60) -> list[Trace]:
    """Who read and did what, newest first. For those who may see the report."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, actor_id, action, detail::text FROM audit_entries_of('cases.intake', %s, %s)",
            [str(intake.pk), most],
        )
        rows = cursor.fetchall()
    return [Trace(at, actor, action, json.loads(detail)) for at, actor, action, detail in rows]


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Names of colleagues by id."""
    wanted = {pk for pk in user_ids if pk is not None}
    return dict(get_user_model().objects.filter(pk__in=wanted).values_list("pk", "full_name"))
