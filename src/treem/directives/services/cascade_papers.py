"""From a draft to papers, and from the issued paper to the register and to duties: the chain."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from treem.audit import services as audit
from treem.directives import cascade_selectors as selectors
from treem.directives.cascade_paper import (
    LeftOut,
    Target,
    Task,
    Written,
    paper_of,
    part_of_tasks,
    plain_text,
    written_of,
)
from treem.directives.cascade_rules import due_words, following_dues
from treem.directives.cascade_words import wording
from treem.directives.errors import AlreadyHeld, WrongStep
from treem.directives.models import Cascade, CascadeDuty, CascadeKind, CascadeState, CascadeVersion
from treem.directives.services.cascading import what_of
from treem.documents import selectors as held
from treem.documents import services as documents
from treem.documents.layout import render_docx, render_pdf, signing_forms
from treem.documents.layout.errors import PdfFailed, PdfTooSlow
from treem.documents.rules import abbreviation
from treem.duties import assigning
from treem.duties import selectors as duty_selectors
from treem.duties import services as duties
from treem.duties.words import role_words
from treem.files import services as files
from treem.indicators import adopting
from treem.indicators.words import level_words, own_level_words
from treem.kernel.time import local_date
from treem.organisations import selectors as organisations
from treem.web import registry

if TYPE_CHECKING:
    from treem.documents.models import Document, OutgoingPaper
    from treem.duties.models import Execution, Obligation
    from treem.files.models import StoredFile
    from treem.organisations.models import Body, User

CASCADE = "directives.cascade"
"""The purpose of the files of drafts, the origin of their papers, and of the duties made from them."""
UNDATED = ("continuous", "immediately", "on_event", "as_regulated", "ad_hoc")
"""Recurrences without a day of their own: a duty handed on keeps them."""


# -- drafts on paper --------------------------------------------------------------------------------------


def gather(cascade: Cascade, on: date) -> Written:
    """Everything the paper says now."""
    lines = selectors.duties_of(cascade)
    bodies = organisations.bodies({pk for line in lines for pk in line.bodies})
    issuer, what, words = cascade.issuer, what_of(cascade.document), wording()
    committee = issuer.kind == "peoples_committee"
    short = "UBND" if committee else abbreviation(issuer.short_name or issuer.name)
    unit = words.drafting_unit_commune if issuer.level == "commune" else words.drafting_unit
    signing = {form.key: form for form in signing_forms(issuer.kind, date(on.year, 12, 31))}
    form = signing.get(cascade.signing) or next(iter(signing.values()))
    plan = cascade.kind == CascadeKind.PLAN
    basis = words.say("basis", what=what)
    if subject := cascade.document.subject.strip():
        basis = f"{basis} về {_small(subject)}".rstrip(" .;")
    return Written(
        kind=cascade.kind, what=what, issuer=issuer.name,
        # A committee stands alone in its letterhead.
        parent="" if committee else organisations.superior_of(issuer),
        place=issuer.unit.name if issuer.unit else issuer.name, year=on.year,
        symbol=f"KH-{short}" if plan else f"{short}-{unit}", subject=cascade.subject, opening=cascade.opening,
        bases=(basis, *_lines(cascade.further_bases)),
        addressees=_lines(cascade.addressees), recipients=_lines(cascade.recipients), lines=tuple(form.lines),
        signer=cascade.signer,
        tasks=tuple(_task(line, bodies, on) for line in lines if line.taken),
        targets=tuple(_targets(cascade)),
        left_out=tuple(LeftOut(str(line.uuid), line.text, line.why_not) for line in lines if not line.taken),
        simulated=any(asks() for asks in registry.simulated),
    )  # fmt: skip


def _small(text: str) -> str:
    """As it goes on within a sentence: a small first letter, unless an abbreviation begins it."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _task(line: CascadeDuty, bodies: dict[int, Body], on: date) -> Task:
    above = line.obligation
    return Task(
        key=str(line.uuid), text=" ".join(line.text.split()), who=who_words(line, bodies), role=_role(line.role),
        due=due_words(line.due_on, _following(line, on)) or _undated(above),
        source=f"{above.document_label}, mục {above.path}" if above and above.path else "",
    )  # fmt: skip


def _undated(above: Obligation | None) -> str:
    """What the superior says of when, where there is no day: «thường xuyên»; empty where nothing is said."""
    if above is None or above.deadline is not None:
        return ""
    words = above.deadline_text or (above.get_recurrence_display() if above.recurrence in UNDATED else "")
    return str(words)


def who_words(line: CascadeDuty, bodies: dict[int, Body]) -> str:
    """Who is to do it, as the paper says: bodies, the person, free words."""
    named = [bodies[pk] for pk in line.bodies if pk in bodies]
    communes = [body for body in named if body.level == "commune" and body.kind == "peoples_committee"]
    names = [str(body) for body in named]
    if len(communes) > 3:  # one by one they would fill the page
        names = [str(body) for body in named if body not in communes] + [f"UBND {len(communes)} xã, phường"]
    if line.person is not None:
        names.append(str(line.person))
    return "; ".join([*names, *([line.who_words] if line.who_words else [])])


def _role(role: str) -> str:
    with override("vi"):  # an official paper is Vietnamese, whatever the screens speak
        return role_words(role)


def _targets(cascade: Cascade) -> Iterable[Target]:
    targets = adopting.targets_of_unit(cascade.body, cascade.created_at.year, cascade.document_id)
    known = adopting.adoptions_of(cascade.body, targets)
    for target in targets:
        row = known.get(target.pk)
        if row is not None and row.applies and row.origin_uuid == cascade.uuid:
            yield Target(str(target.uuid), target.name, own_level_words(row), level_words(target))


def _following(line: CascadeDuty, on: date) -> list[date]:
    """The internal deadlines of later occurrences of the duty above."""
    if line.obligation is None or line.limit_on is None:
        return []
    rows = duty_selectors.executions_of_obligation(line.obligation, [line.body_id])
    days = [row.last_day for row in rows]
    return [day for day in following_dues(days, limit=line.limit_on, lead_days=line.lead_days) if day >= on]


@transaction.atomic
def make_version(cascade: Cascade, *, actor: User, at: datetime) -> CascadeVersion:
    """A draft on paper: frozen, as DOCX and PDF. Nothing changed since the last one: that one. Raises LayoutError."""
    locked = Cascade.objects.select_for_update(of=("self",)).get(pk=cascade.pk)
    with override("vi"):
        written = gather(selectors.cascade_visible(locked.uuid, [locked.body_id]) or locked, local_date(at))
        last = locked.versions.order_by("-number").first()
        if last is not None and last.sha256 == written.fingerprint():
            return last
        paper = paper_of(written)
        contents = {"docx": render_docx(paper)}
        with suppress(PdfTooSlow, PdfFailed):  # the DOCX of the same content is there
            contents["pdf"] = render_pdf(paper)
    number = (last.number if last else 0) + 1
    name = f"{'ke-hoach' if locked.kind == CascadeKind.PLAN else 'cong-van'}-trien-khai-du-thao-{number}"
    kept = {kind: _keep(content, f"{name}.{kind}", kind, actor) for kind, content in contents.items()}
    made = CascadeVersion.objects.create(
        cascade=locked, body_id=locked.body_id, number=number, data=written.as_json(), sha256=written.fingerprint(),
        docx=kept["docx"], pdf=kept.get("pdf"), at=at, by=actor,
    )  # fmt: skip
    audit.record(actor=actor, action="directives.make_version", subject=made, detail={"number": number})
    return made


def _keep(content: bytes, name: str, kind: str, actor: User) -> StoredFile:
    return files.store(ContentFile(content, name=name), actor=actor, purpose=CASCADE, kinds={kind})


@transaction.atomic
def prepare_paper(cascade: Cascade, *, actor: User, at: datetime) -> OutgoingPaper:
    """The outgoing paper of an approved draft, to be recorded once the agency's own system has issued it.

    Raises WrongStep, LayoutError.
    """
    if cascade.state != CascadeState.APPROVED:
        raise WrongStep(state=CascadeState(cascade.state).label, wanted=_("đưa đi ban hành"))
    made = make_version(cascade, actor=actor, at=at)
    written = written_of(made.data)
    return documents.prepare_paper(
        body=cascade.issuer, type=_type(cascade), symbol=written.symbol, subject=written.subject, origin_kind=CASCADE,
        origin_uuid=made.uuid, sha256=(made.pdf or made.docx).sha256, actor=actor, at=at, signer=written.signer,
        position=", ".join(written.lines),
    )  # fmt: skip


def _type(cascade: Cascade) -> str:
    return "Kế hoạch" if cascade.kind == CascadeKind.PLAN else "Công văn"


# -- issued elsewhere, recorded here ----------------------------------------------------------------------


@transaction.atomic
def paper_issued(paper: OutgoingPaper) -> None:
    """Told when a paper is recorded as issued. One of ours goes into the register, cites the superior's document, and
    its duties bind those whom it names. A paper that replaces another gives no duty twice. Raises AlreadyHeld."""
    if paper.origin_kind != CASCADE or paper.recorded_by is None or paper.recorded_at is None:
        return
    version = selectors.version_by_uuid(paper.origin_uuid)
    if version is None:
        return
    cascade = (
        Cascade.objects.select_for_update(of=("self",))
        .select_related("body", "issuer", "document", "issued_document")
        .get(pk=version.cascade_id)
    )
    actor, at = paper.recorded_by, paper.recorded_at
    document = _register(paper, version, cascade, actor, at)
    earlier = cascade.issued_document
    if earlier is not None:
        documents.cite(document, earlier, relation="thay thế", actor=actor, at=at)
        cascade.issued_document = document
        cascade.save(update_fields=["issued_document"])
        return
    lines = selectors.duties_of(cascade)
    given = {line: _house(line, cascade) for line in lines if line.taken}
    part = part_of_tasks(written_of(version.data))
    for at_, (line, inside) in enumerate(given.items(), start=1):
        _bind(line, inside, cascade, document, path=f"{part}{at_}", actor=actor, at=at)
    province = cascade.issuer.level == "province" and cascade.body.lead_for_children
    adopting.stand_in(document, origin_uuid=cascade.uuid, actor=actor, at=at)
    cascade.state, cascade.issued_document, cascade.issued_at = CascadeState.ISSUED, document, at
    cascade.published = province
    cascade.version += 1
    cascade.save()
    cascade.duties.update(published=province)
    audit.record(
        actor=actor, action="directives.cascade_issued", subject=cascade,
        detail={"duties": len(given), "left_out": len(lines) - len(given)},
    )  # fmt: skip


def _register(
    paper: OutgoingPaper, version: CascadeVersion, cascade: Cascade, actor: User, at: datetime
) -> Document:
    assert paper.file is not None  # an issued paper has its file and its day
    assert paper.issued_on is not None
    written = written_of(version.data)
    metadata = {
        "issuer": written.issuer, "parent_issuer": written.parent, "number": paper.number, "symbol": paper.symbol,
        "place": written.place, "date": paper.issued_on.isoformat(), "type": paper.type, "subject": paper.subject,
        "signer": paper.signer, "position": paper.position,
    }  # fmt: skip
    if same := held.document_by_sha256(paper.file.sha256):
        raise AlreadyHeld(label=same.label)
    document, new = documents.register_document(
        sha256=paper.file.sha256, file_name=paper.file.name, text=plain_text(written), metadata=metadata, actor=actor,
        at=at, issuer_body=cascade.issuer,
    )  # fmt: skip
    if new:  # else somebody took the same paper in from another file: that record stands
        document = documents.confirm_document(
            document, metadata=metadata, actor=actor, issuer_body=cascade.issuer
        )
        if paper.file.media_type == "application/pdf":
            documents.keep_file(document, data=files.read_whole(paper.file), actor=actor)
    documents.cite(document, cascade.document, relation="căn cứ", actor=actor, at=at)
    return document


def _house(line: CascadeDuty, cascade: Cascade) -> Body | None:
    """The body that gives the duty inside its own house; None where the lead agency gives it to others: such a duty is
    followed like every directive of the province."""
    own = {body.pk for body in selectors.house_of(cascade.body, local_date(cascade.created_at))}
    if cascade.body.lead_for_children and any(pk not in own for pk in line.bodies):
        return None
    return cascade.body


def _bind(
    line: CascadeDuty, inside: Body | None, cascade: Cascade, document: Document, *, path: str, actor: User, at: datetime
) -> None:  # fmt: skip
    """The line becomes a duty of those it names, internal deadline and all."""
    above = line.obligation
    named = organisations.bodies(line.bodies)
    following = _following(line, local_date(at))
    obligation = duties.draft_obligation(
        uuid=uuid4(), actor=actor, origin_kind=CASCADE, origin_id=cascade.pk,
        document=document,
        document_label=document.label[:300], path=path, text=line.text, assignee_text=who_words(line, named),
        primary_role=line.role, roles=[line.role], deadline=line.due_on, deadline_op="by" if line.due_on else "",
        further_deadlines=[day.isoformat() for day in following],
        recurrence=above.recurrence if above and not line.due_on and above.recurrence in UNDATED else "",
        target_numbers=list(above.target_numbers) if above else [], inside=inside,
    )  # fmt: skip
    bodies = list(named.values())
    home = _home(line, bodies, cascade.body, local_date(at))
    if home is not None and home not in bodies:
        bodies.append(home)
    executions = duties.issue_obligations([obligation], {obligation: bodies}, actor, at=at)
    if line.person is not None and home is not None:
        _to_person(executions, line.person, home, actor, at)
    line.own = obligation
    line.version += 1
    line.save(update_fields=["own", "version"])
    if above is not None:
        _received(above, cascade.body_id, actor, at)


def _home(line: CascadeDuty, bodies: list[Body], own: Body, on: date) -> Body | None:
    """Where the person's part of the work lies: at a named body at which the person works, else at the body itself;
    there too when nobody is named. None: the named bodies do it without a person."""
    if line.person is None:
        return None if bodies else own
    there = {each.body_id for each in organisations.appointments_in_force(line.person, on)}
    return next((body for body in bodies if body.pk in there), own)


def _to_person(executions: list[Execution], person: User, body: Body, actor: User, at: datetime) -> None:
    if person not in assigning.officers_of(body, local_date(at)):
        return  # who has left meanwhile gets nothing; the head gives it to somebody else
    for execution in executions:
        if execution.body_id == body.pk:
            duties.assign_inside(
                execution, officer=person, internal_due_on=None, actor=actor, at=at, version=execution.version
            )


def _received(above: Obligation, body_id: int, actor: User, at: datetime) -> None:
    """Whoever hands a duty on has taken note of it."""
    mine = duty_selectors.executions_of_obligation(above, [body_id])
    duties.receive(list(mine), actor=actor, at=at)
