"""A body's own plan or letter from a directive: begun, its duties chosen, given, worded. Only its drafters write."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from treem.audit import services as audit
from treem.directives import cascade_selectors as selectors
from treem.directives.cascade_rules import suggested_due
from treem.directives.cascade_words import wording
from treem.directives.errors import (
    CascadeClosed,
    CascadeExists,
    DueImplausible,
    NothingTaken,
    NotIssuer,
    NotUnderBody,
    TextMissing,
    TooLateInside,
)
from treem.directives.models import Cascade, CascadeDuty, CascadeKind, CascadeState
from treem.documents.layout import signing_forms
from treem.duties import assigning
from treem.kernel.time import local_date
from treem.kernel.typed import record_number
from treem.kernel.vietnamese import date_text, nfc, nfc_lines
from treem.law import values as law
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.directives.cascade_selectors import Offer
    from treem.documents.models import Document
    from treem.organisations.models import Body, User


def what_of(document: Document) -> str:
    """How the papers name the document: «Kế hoạch số 12/KH-UBND ngày 25/3/2026 của UBND tỉnh Sơn La»."""
    return (
        f"{document.label} của {document.issuer}"
        if document.issuer and document.number_symbol
        else document.label
    )


def usual_days_earlier(on: date) -> int:
    """By how many days an internal deadline is proposed before the superior's."""
    return law.value("directives.internal_days_earlier", on=on).whole


@transaction.atomic
def start_cascade(
    document: Document,
    body: Body,
    *,
    issuer: Body,
    kind: str,
    offers: Collection[Offer],
    chosen: Collection[int],
    days_earlier: int,
    actor: User,
    at: datetime,
) -> Cascade:
    """Begin the body's paper: the ``chosen`` duties (ids) are taken over with a proposed deadline, the body's other own
    duties stand as left out.

    Raises NothingTaken, NotIssuer, CascadeExists.
    """
    today = local_date(at)
    if issuer not in selectors.issuers(body):
        raise NotIssuer()
    if not any(offer.obligation.pk in chosen for offer in offers):
        raise NothingTaken()
    what = what_of(document)
    words = wording()
    forms = signing_forms(issuer.kind, date(today.year, 12, 31))
    cascade = Cascade(
        document=document, body=body, issuer=issuer, kind=kind, days_earlier=days_earlier, created_at=at, created_by=actor,
        subject=words.say("subject", what=what)[:500],
        opening=words.say(f"opening_{kind}", issuer=_name(issuer), what=what),
        addressees=words.say("addressees") if kind == CascadeKind.LETTER else "",
        recipients=_recipients(kind, document, body),
        signing=forms[0].key,
    )  # fmt: skip
    try:
        with transaction.atomic():
            cascade.save()
    except IntegrityError:
        raise CascadeExists() from None
    wanted = [offer for offer in offers if offer.mine or offer.obligation.pk in chosen]
    CascadeDuty.objects.bulk_create(
        _line(cascade, offer, at_=n, taken=offer.obligation.pk in chosen, today=today)
        for n, offer in enumerate(wanted, start=1)
    )
    audit.record(
        actor=actor, action="directives.start_cascade", subject=cascade,
        detail={"document": document.pk, "taken": len(set(chosen)), "offered": len(wanted)},
    )  # fmt: skip
    return cascade


def _name(issuer: Body) -> str:
    return issuer.name


def _recipients(kind: str, document: Document, body: Body) -> str:
    words = wording()
    unit = words.drafting_unit_commune if body.level == "commune" else words.drafting_unit
    first = ["Như trên"] if kind == CascadeKind.LETTER else []
    above = [f"{document.issuer} (báo cáo)"] if document.issuer else []
    return "\n".join([*first, *above, "Các đơn vị, cá nhân có tên tại danh mục nhiệm vụ", f"Lưu: VT, {unit}"])


def _line(cascade: Cascade, offer: Offer, *, at_: int, taken: bool, today: date) -> CascadeDuty:
    limit = offer.limit(today)
    assigned = next((each.assigned_to for each in offer.executions if each.assigned_to_id), None)
    return CascadeDuty(
        cascade=cascade, body_id=cascade.body_id, position=at_, obligation=offer.obligation, taken=taken,
        text=" ".join(offer.obligation.gist.split()), role=offer.obligation.primary_role, person=assigned,
        limit_on=limit, due_on=suggested_due(limit, days_earlier=cascade.days_earlier, today=today),
    )  # fmt: skip


# -- which duties -----------------------------------------------------------------------------------------


@transaction.atomic
def choose_duties(
    cascade: Cascade, *, taken: Collection[int], reasons: Mapping[int, str], actor: User, version: int
) -> Cascade:
    """Which lines (ids) stand in the paper, and why the others do not. Raises NothingTaken, CascadeClosed,
    StaleVersion."""
    locked = locked_cascade(cascade, version)
    lines = list(locked.duties.select_for_update().order_by("position"))
    if not any(line.pk in taken for line in lines):
        raise NothingTaken()
    for line in lines:
        line.taken = line.pk in taken
        if not line.taken:
            line.why_not = nfc(" ".join(reasons.get(line.pk, "").split()))[:500]
        line.version += 1
    CascadeDuty.objects.bulk_update(lines, ["taken", "why_not", "version"])
    _touch(locked)
    audit.record(
        actor=actor, action="directives.choose_duties", subject=locked, detail={"taken": len(set(taken))}
    )
    return locked


# -- one duty ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a person says about one line: the words, who, in which role, by when."""

    text: str
    role: str
    bodies: tuple[Body, ...] = ()
    person: User | None = None
    who_words: str = ""
    due_on: date | None = None


@transaction.atomic
def give_duty(line: CascadeDuty, given: Given, *, actor: User, at: datetime, version: int) -> CascadeDuty:
    """Write one line. Raises TextMissing, TooLateInside, DueImplausible, NotUnderBody, CascadeClosed, StaleVersion."""
    cascade = locked_cascade(line.cascade, None)
    locked = CascadeDuty.objects.select_for_update(of=("self",)).get(pk=line.pk)
    fields = _fields(cascade, given, limit=locked.limit_on, today=local_date(at), before=locked)
    check_version(locked, version, fields)
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.version += 1
    locked.save()
    _touch(cascade)
    audit.record(actor=actor, action="directives.give_duty", subject=locked)
    return locked


@transaction.atomic
def add_duty(
    cascade: Cascade, given: Given, *, actor: User, at: datetime, uuid: UUID | None = None
) -> CascadeDuty:
    """A duty of the body's own, from no superior. The same words under the same ``uuid`` (the number of the form) again
    are the first one. Raises what ``give_duty`` raises."""
    locked = locked_cascade(cascade, None)
    number = record_number(uuid, locked.uuid)
    earlier = locked.duties.filter(uuid=number).first()
    if earlier is not None and earlier.text == nfc_lines(given.text).strip():
        return earlier
    fields = _fields(locked, given, limit=None, today=local_date(at))
    last = locked.duties.order_by("-position").values_list("position", flat=True).first() or 0
    line = CascadeDuty.objects.create(
        uuid=number if earlier is None else uuid4(),
        cascade=locked,
        body_id=locked.body_id,
        position=last + 1,
        **fields,
    )
    _touch(locked)
    audit.record(actor=actor, action="directives.add_duty", subject=line)
    return line


@transaction.atomic
def give_several(
    cascade: Cascade, lines: Collection[CascadeDuty], *, person: User | None, bodies: Collection[Body],
    days_earlier: int | None, actor: User, at: datetime,
) -> int:  # fmt: skip
    """The same person, bodies or number of days for several lines; what is None or empty stays as it is on each.

    Raises NotUnderBody, CascadeClosed.
    """
    locked = locked_cascade(cascade, None)
    today = local_date(at)
    if bodies:
        _check_bodies(locked, bodies, today)
    wanted = {line.pk for line in lines}
    rows = [line for line in locked.duties.select_for_update() if line.pk in wanted and line.taken]
    for line in rows:
        if person is not None:
            line.person = person
        if bodies:
            line.bodies = [body.pk for body in bodies]
        if days_earlier is not None and line.limit_on is not None:
            line.due_on = suggested_due(line.limit_on, days_earlier=days_earlier, today=today) or line.due_on
        line.version += 1
    CascadeDuty.objects.bulk_update(rows, ["person", "bodies", "due_on", "version"])
    if rows:
        _touch(locked)
        audit.record(
            actor=actor, action="directives.give_several", subject=locked, detail={"lines": len(rows)}
        )
    return len(rows)


def _fields(
    cascade: Cascade, given: Given, *, limit: date | None, today: date, before: CascadeDuty | None = None
) -> dict[str, Any]:
    text = nfc_lines(given.text).strip()
    if not text:
        raise TextMissing()
    if given.due_on is not None:
        if limit is not None and given.due_on > limit:
            raise TooLateInside(day=date_text(given.due_on), limit=date_text(limit))
        if given.due_on < today and (before is None or given.due_on != before.due_on):
            raise DueImplausible(day=date_text(given.due_on))
    _check_bodies(cascade, given.bodies, today)
    return {
        "text": text,
        "role": given.role,
        "bodies": sorted(body.pk for body in given.bodies),
        "person": given.person,
        "who_words": nfc(" ".join(given.who_words.split()))[:300],
        "due_on": given.due_on,
    }


def bodies_to_give(cascade: Cascade, on: date) -> list[Body]:
    """To which bodies the paper may give work: those of the own house; for the lead agency also the province's agencies
    and all communes."""
    house = selectors.house_of(cascade.body, on)
    if not cascade.body.lead_for_children:
        return house
    every = [*house, *assigning.provincial_bodies(on), *assigning.committees(on)]
    return list({body.pk: body for body in every}.values())


def _check_bodies(cascade: Cascade, bodies: Collection[Body], today: date) -> None:
    known = {body.pk for body in bodies_to_give(cascade, today)} if bodies else set()
    strange = [str(body) for body in bodies if body.pk not in known]
    if strange:
        raise NotUnderBody(names=", ".join(strange), body=str(cascade.body))


# -- the paper as a whole ---------------------------------------------------------------------------------

HEAD = (
    "kind",
    "issuer",
    "subject",
    "opening",
    "further_bases",
    "addressees",
    "recipients",
    "signing",
    "signer",
)


@transaction.atomic
def write_head(cascade: Cascade, fields: Mapping[str, Any], *, actor: User, version: int) -> Cascade:
    """The words around the duties: ``HEAD``. Raises NotIssuer, CascadeClosed, StaleVersion."""
    locked = locked_cascade(cascade, version, mine=fields)
    for name in HEAD:
        if name in fields:
            value = fields[name]
            setattr(locked, name, nfc_lines(value).strip() if isinstance(value, str) else value)
    if locked.issuer not in selectors.issuers(locked.body):
        raise NotIssuer()
    _touch(locked)
    audit.record(actor=actor, action="directives.write_head", subject=locked)
    return locked


def locked_cascade(cascade: Cascade, version: int | None, mine: Mapping[str, Any] | None = None) -> Cascade:
    """The paper, locked for writing; with a version only when nobody saved it since. Raises CascadeClosed,
    StaleVersion."""
    locked = (
        Cascade.objects.select_for_update(of=("self",))
        .select_related("body", "issuer", "document")
        .get(pk=cascade.pk)
    )
    if not locked.editable:
        raise CascadeClosed(state=CascadeState(locked.state).label)
    if version is not None:
        check_version(locked, version, mine or {})
    return locked


def _touch(cascade: Cascade) -> None:
    cascade.version += 1
    cascade.save()
