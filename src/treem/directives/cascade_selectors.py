"""Reading how directives are passed on: what a body has to take over, its drafts, and who has made nothing yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from treem.directives.cascade_rules import limit_of
from treem.directives.models import (
    Cascade,
    CascadeDuty,
    CascadeState,
    CascadeVersion,
)
from treem.duties import rules as duty_rules
from treem.duties import selectors as duties
from treem.organisations import selectors as organisations
from treem.organisations.roles import Role

if TYPE_CHECKING:
    from treem.duties.models import Execution, Obligation
    from treem.organisations.models import Appointment, Body, User

APPROVES = {
    "commune": (Role.COMMUNE_DIVISION_HEAD, Role.COMMUNE_LEADER),
    "lead": (Role.LEAD_DIVISION_HEAD, Role.LEAD_DIRECTOR),
    "sector": (Role.SECTOR_OFFICER,),
}
"""Whose approval a draft takes, by the kind of body."""


# -- who drafts -------------------------------------------------------------------------------------------


def drafting_body(appointment: Appointment | None, on: date) -> Body | None:
    """The body for which a person drafts: a commune's committee for all who work in the commune, else the own one."""
    if appointment is None:
        return None
    body = appointment.body
    if body.level == "commune" and body.unit_id is not None:
        return organisations.commune_bodies([body.unit_id], on).get(body.unit_id)
    return body


def issuers(body: Body) -> list[Body]:
    """Who may issue what the body drafts: itself, and for the lead agency the committee above, which it advises."""
    above = body.parent if body.lead_for_children else None
    return [body, *([above] if above is not None and above.kind == "peoples_committee" else [])]


def house_of(body: Body, on: date) -> list[Body]:
    """The bodies to which it gives work inside its own house: a commune's bodies, or those under an agency."""
    if body.level == "commune" and body.unit_id is not None:
        found = organisations.bodies_in_force(on).filter(unit_id=body.unit_id, level="commune")
    else:
        found = organisations.bodies_in_force(on).filter(parent=body)
    rest = [each for each in found.order_by("name", "pk") if each.pk != body.pk]
    return [body, *rest]


def approvers(cascade: Cascade, on: date) -> set[int]:
    """Persons (ids) who may approve it."""
    body = cascade.body
    kind = "commune" if body.level == "commune" else "lead" if body.lead_for_children else "sector"
    bodies = [each.pk for each in house_of(body, on)] if kind == "commune" else [body.pk]
    found = organisations.appointments_of(bodies, on).filter(role__in=APPROVES[kind], user__is_active=True)
    return set(found.values_list("user_id", flat=True))


def may_approve(cascade: Cascade, user: User, on: date) -> bool:
    """Another person than who presented it; where there is nobody else, the same one."""
    able = approvers(cascade, on)
    others = able - {cascade.presented_by_id}
    return user.pk in (others or able)


# -- the duties on offer ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """A duty of the superior's document: whether it is the body's own, and the last days that are in time."""

    obligation: Obligation
    executions: tuple[Execution, ...] = ()
    last_days: tuple[date, ...] = ()

    @property
    def mine(self) -> bool:
        return bool(self.executions)

    def limit(self, today: date) -> date | None:
        """The day that no internal deadline goes beyond."""
        return limit_of(self.last_days, today)


def offers(document_id: int, bodies: Collection[int], *, every: bool, today: date) -> list[Offer]:
    """The body's own duties of the document first; with ``every`` (who oversees all) the document's others too."""
    mine: dict[int, list[Execution]] = defaultdict(list)
    for execution in duties.executions_of(bodies).filter(obligation__document_id=document_id):
        if execution.obligation.inside_id is None:
            mine[execution.obligation_id].append(execution)
    found = [Offer(rows[0].obligation, tuple(rows), _open_days(rows)) for _pk, rows in sorted(mine.items())]
    if every:
        rest = duties.obligations_of_document(document_id).filter(inside__isnull=True)
        for obligation in (
            rest.exclude(pk__in=list(mine)).exclude(unit_type="closing").exclude(state="withdrawn")
        ):
            found.append(Offer(obligation, (), _written_days(obligation, today)))
    return found


def _open_days(rows: Iterable[Execution]) -> tuple[date, ...]:
    return tuple(row.last_day for row in rows if row.last_day is not None and row.state in duty_rules.OPEN)


def _written_days(obligation: Obligation, today: date) -> tuple[date, ...]:
    terms = [
        duty_rules.term(obligation.deadline_op, day, given_on=today) for day in obligation.pattern.written
    ]
    return tuple(term.last_day for term in terms if term.last_day is not None)


# -- drafts -----------------------------------------------------------------------------------------------


def cascades(bodies: Collection[int] | None = None) -> QuerySet[Cascade]:
    """The papers of the bodies, or of the scope, the last first."""
    found = Cascade.objects.select_related("document", "body", "issuer", "issued_document").defer(
        "document__text", "issued_document__text"
    )
    if bodies is not None:
        found = found.filter(body_id__in=list(bodies))
    return found.order_by("-pk")


def cascade_visible(uuid: UUID, own: Collection[int]) -> Cascade | None:
    """The paper: one's own in every state; of others only what was issued, or declined with a reason."""
    found = (
        Cascade.objects.select_related(
            "document", "body", "body__unit", "body__parent", "issuer", "issuer__unit", "issued_document",
            "created_by", "presented_by", "approved_by",
        )
        .filter(uuid=uuid)
        .first()
    )  # fmt: skip
    if found is None or found.body_id in own or found.state in (CascadeState.ISSUED, CascadeState.DECLINED):
        return found
    return None


def standing_cascade(document_id: int, body_id: int) -> Cascade | None:
    """What the body has made of the document: the open draft or its word that none is made, else the last issued."""
    found = Cascade.objects.filter(document_id=document_id, body_id=body_id).exclude(
        state=CascadeState.DROPPED
    )
    last = found.order_by("pk").last()
    return next((each for each in found if each.state != CascadeState.ISSUED), last)


def duties_of(cascade: Cascade) -> list[CascadeDuty]:
    """Its lines in their order."""
    return list(cascade.duties.select_related("obligation", "own", "person").order_by("position", "pk"))


def duty_by_uuid(uuid: UUID) -> CascadeDuty | None:
    return (
        CascadeDuty.objects.select_related(
            "cascade", "cascade__body", "cascade__document", "obligation", "person"
        )
        .filter(uuid=uuid)
        .first()
    )


def versions_of(cascade: Cascade) -> list[CascadeVersion]:
    """Its drafts, the newest first."""
    return list(cascade.versions.select_related("docx", "pdf", "by").order_by("-number"))


def version_by_uuid(uuid: UUID) -> CascadeVersion | None:
    return CascadeVersion.objects.select_related("cascade", "docx", "pdf").filter(uuid=uuid).first()


def holds_file(file_id: int) -> bool:
    """Whether the scope holds a draft with this file."""
    rows = CascadeVersion.objects
    return rows.filter(docx_id=file_id).exists() or rows.filter(pdf_id=file_id).exists()


def to_approve(user: User, bodies: Collection[int], on: date) -> list[Cascade]:
    """Papers of the bodies that wait for this person's approval."""
    found = cascades(bodies).filter(state=CascadeState.PENDING).order_by("presented_at", "pk")
    return [each for each in found if may_approve(each, user, on)]
