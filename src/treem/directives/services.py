"""A document comes in, is read, decided on finding by finding, and issued as duties."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from treem.audit import services as audit
from treem.directives import columns, hooks, reader, rules, selectors
from treem.directives.errors import (
    AlreadyIssued,
    AssigneeUnknown,
    ImpossibleDeadline,
    NotReady,
    TextMissing,
    Unreadable,
)
from treem.directives.models import Item, ItemKind, ItemState, Reading, ReadingState
from treem.documents import selectors as documents
from treem.documents import services as document_services
from treem.duties import services as duties
from treem.kernel.time import local_date
from treem.organisations import selectors as organisations
from treem.web.conflicts import check_version

__all__ = [
    "Issued",
    "ItemState",
    "Taken",
    "accept_all_confident",
    "consequences",
    "decide",
    "issue",
    "obstacles",
    "take_in",
]

if TYPE_CHECKING:
    from treem.documents.models import Document
    from treem.duties.models import Execution, Obligation
    from treem.organisations.models import Body, User

log = logging.getLogger(__name__)


# -- taking in --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Taken:
    """What became of an upload: the document, its reading, and whether it was new."""

    document: Document
    reading: Reading
    new: bool


@transaction.atomic
def take_in(data: bytes, filename: str, actor: User, *, at: datetime) -> Taken:
    """Read a file and put its findings up for review. The same file sent again opens the earlier reading.

    Raises FileRefused, or Unreadable with the reader's own Vietnamese sentence; then nothing has been written.
    """
    sha256 = document_services.fingerprint(data)
    earlier = documents.document_by_sha256(sha256)
    if earlier is not None and (known := selectors.reading_of_document(earlier.pk)):
        return Taken(earlier, known, new=False)
    document_services.check_file(data)
    read = _read(data, filename)
    result = read.to_json()
    if rules.says_nothing(result):
        raise Unreadable(
            reason=_(
                "Tệp %(name)s không giống một văn bản hành chính: không thấy tên cơ quan, số, trích yếu hay nhiệm vụ "
                "nào. Hãy kiểm tra lại tệp."
            )
            % {"name": filename}
        )
    document, _is_new = document_services.register_document(
        sha256=sha256,
        file_name=filename,
        text=read.text,
        metadata=result.get("metadata", {}),
        actor=actor,
        at=at,
    )
    # Somebody may have sent the same file in the same moment; then theirs is the reading.
    if known := selectors.reading_of_document(document.pk):
        return Taken(document, known, new=False)
    document_services.keep_file(document, data=data, actor=actor)
    reading = Reading.objects.create(
        document=document,
        result=result,
        schema=int(result.get("schema", 1)),
        reader_version=str(getattr(reader, "VERSION", ""))[:40],
        created_by=actor,
        keeper=actor,
    )
    Item.objects.bulk_create(
        Item(
            reading=reading,
            kind=finding.kind,
            position=finding.position,
            payload=finding.payload,
            confidence=finding.confidence,
        )
        for finding in rules.findings(result)
    )
    audit.record(
        actor=actor,
        action="directives.take_in",
        subject=reading,
        detail={"items": reading.items.count(), "document": document.pk},
    )
    return Taken(document, reading, new=True)


def _read(data: bytes, filename: str) -> reader.Reading:
    try:
        return reader.read_bytes(data, filename)
    except reader.ReadError as error:
        raise Unreadable(reason=str(error)) from error
    except Exception as error:
        # A fault of the reader is ours, but the person still needs a sentence and the worker stays alive.
        log.exception("the reader failed on a file of %d bytes", len(data))
        reason = _("Không đọc được tệp %(name)s. Hãy lưu lại thành .docx hoặc .txt rồi thử lại.") % {
            "name": filename
        }
        raise Unreadable(reason=reason) from error


# -- deciding ---------------------------------------------------------------------------------------------


def hand_over_readings(from_user: User, to_user: User, body: Body) -> int:
    """The reviews that a person of the lead agency has not issued yet become those of the successor.

    Called by a hand-over (``organisations.hooks.handing_over``); returns how many moved.
    """
    if not body.lead_for_children:
        return 0
    return (
        Reading.objects.filter(keeper=from_user).exclude(state=ReadingState.ISSUED)
        .update(keeper=to_user, version=F("version") + 1)
    )  # fmt: skip


@transaction.atomic
def decide(
    item: Item,
    *,
    to: ItemState,
    actor: User,
    at: datetime,
    version: int,
    edited: Mapping[str, Any] | None = None,
    bodies: Collection[Body] | None = None,
    later: bool = False,
    note: str = "",
) -> Item:
    """A person's word on one finding: accepted as proposed, corrected to ``edited``, rejected, or open again.

    ``bodies``: the person's own choice of who has to do it; None keeps what the wording says, where that is
    certain. ``later``: kept, and its bodies are named after issuing («Chưa giao»). Raises StaleVersion when somebody else was faster, AlreadyIssued, AssigneeUnknown, ImpossibleDeadline,
    TextMissing.
    """
    locked = _locked(item)
    if locked.reading.state == ReadingState.ISSUED:
        raise AlreadyIssued()
    check_version(locked, version, {"state": to.value, **({"edited": dict(edited)} if edited else {})})
    if to == ItemState.CORRECTED:
        locked.edited = dict(edited or {})
    elif to == ItemState.PROPOSED:
        locked.edited, locked.chosen_bodies = None, None
    if later and to == ItemState.ACCEPTED and rules.binds_somebody(locked.kind, locked.content):
        flags = [*locked.content.get("flags", ()), rules.ASSIGNED_LATER]
        locked.edited = {**locked.content, "flags": flags}
    if to in (ItemState.ACCEPTED, ItemState.CORRECTED):
        _check(locked)
        _choose(locked, bodies, local_date(at))
        if to == ItemState.ACCEPTED and locked.edited is not None:
            to = ItemState.CORRECTED
    _decided(locked, to, actor, at)
    locked.note = note.strip() or locked.note
    locked.save()
    audit.record(
        actor=actor,
        action="directives.decide",
        subject=locked,
        detail={"kind": locked.kind, "state": to.value},
    )
    return locked


def _locked(item: Item) -> Item:
    # The reading first, as ``issue`` does: two people never wait for each other in a circle.
    Reading.objects.select_for_update().get(pk=item.reading_id)
    return Item.objects.select_for_update(of=("self",)).select_related("reading__document").get(pk=item.pk)


def _decided(item: Item, to: ItemState, actor: User, at: datetime) -> None:
    item.state = to
    open_again = to == ItemState.PROPOSED
    item.decided_by, item.decided_at = (None, None) if open_again else (actor, at)
    item.version += 1


def _check(item: Item) -> None:
    content = item.content
    if item.kind in (ItemKind.OBLIGATION, ItemKind.REPORTING):
        if not str(content.get("text", "")).strip():
            raise TextMissing()
        if wrong := rules.impossible_days(content):
            raise ImpossibleDeadline(given=", ".join(_vietnamese_day(day) for day in wrong))


def _vietnamese_day(text: str) -> str:
    return "/".join(reversed(text.split("-")))


def _choose(item: Item, bodies: Collection[Body] | None, today: date) -> None:
    """Fix who has to do it, as the person saw it: later changes of names do not move a confirmed duty."""
    if not rules.binds_somebody(item.kind, item.content):
        item.chosen_bodies = None
        return
    if bodies is None and item.chosen_bodies and item.edited is None:
        return
    chosen = bodies
    if chosen is None:
        found = selectors.Assignees(today).of_wordings(item.content.get("assignees", ()))
        if not found.settled:
            note = " ".join(found.notes) or _("văn bản không ghi đơn vị nào.")
            raise AssigneeUnknown(note=note)
        chosen = found.bodies
    if not chosen:
        raise AssigneeUnknown(note=_("chưa chọn đơn vị nào."))
    item.chosen_bodies = [body.pk for body in chosen]


@transaction.atomic
def accept_all_confident(reading: Reading, *, actor: User, at: datetime) -> int:
    """Accept at once what is proposed without any doubt and with known bodies; returns how many.

    What somebody has decided already is left alone. Raises AlreadyIssued.
    """
    locked = Reading.objects.select_for_update().get(pk=reading.pk)
    if locked.state == ReadingState.ISSUED:
        raise AlreadyIssued()
    assignees = selectors.Assignees(local_date(at))
    accepted = []
    for item in locked.items.select_for_update().filter(state=ItemState.PROPOSED).order_by("pk"):
        card = selectors.card_of(item, assignees)
        if card.doubtful:
            continue
        if card.assignment is not None:
            item.chosen_bodies = [body.pk for body in card.assignment.bodies]
        _decided(item, ItemState.ACCEPTED, actor, at)
        accepted.append(item)
    Item.objects.bulk_update(
        accepted, ["state", "decided_by", "decided_at", "version", "chosen_bodies"], batch_size=200
    )
    audit.record(
        actor=actor, action="directives.accept_confident", subject=locked, detail={"accepted": len(accepted)}
    )
    return len(accepted)


# -- issuing ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Issued:
    """What an issue made."""

    obligations: tuple[Obligation, ...]
    executions: tuple[Execution, ...]
    unassigned: tuple[Obligation, ...]
    targets: int


def obstacles(reading: Reading, items: Collection[Item]) -> list[str]:
    """What stands between a reviewed reading and its duties, in Vietnamese; empty when it can be issued."""
    found = []
    if reading.state == ReadingState.ISSUED:
        return [str(AlreadyIssued())]
    undecided = [item for item in items if not item.decided and item.kind in (*rules.BINDING, rules.METADATA)]
    if undecided:
        found.append(
            _("còn %(count)d nội dung chưa xem (%(names)s).")
            % {"count": len(undecided), "names": _names(undecided)}
        )
    nobody = [
        item
        for item in items
        if item.kept and rules.binds_somebody(item.kind, item.content) and not item.chosen_bodies
    ]
    if nobody:
        found.append(
            _(
                "%(count)d nhiệm vụ chưa rõ đơn vị (%(names)s): hãy xem lại, chọn đơn vị hoặc bấm “Để chưa giao”."
            )
            % {"count": len(nobody), "names": _names(nobody)}
        )
    return found


def consequences(items: Collection[Item]) -> list[str]:
    """What issuing would bring, in sentences for the person who is about to do it."""
    binding = [item for item in items if item.kept and rules.binds_somebody(item.kind, item.content)]
    work = sum(
        len(item.chosen_bodies or ()) * max(len(rules.deadline_days(item.content)), 1) for item in binding
    )
    waiting = sum(item.kept and rules.waits_for_bodies(item.kind, item.content) for item in items)
    targets = sum(item.kept and item.kind == ItemKind.TARGET for item in items)
    found = [
        _(
            "%(duties)d nhiệm vụ được giao, thành %(work)d việc của các đơn vị; mỗi đơn vị thấy việc của mình ngay."
        )
        % {"duties": len(binding), "work": work}
    ]
    if waiting:
        found.append(_("%(count)d nhiệm vụ chưa rõ đơn vị vào mục “Chưa giao”.") % {"count": waiting})
    if targets:
        found.append(_("%(count)d mức chỉ tiêu kế hoạch được đưa vào bảng theo dõi.") % {"count": targets})
    found.append(_("Nội dung đã xem của văn bản này không đổi được nữa."))
    return found


def _names(items: Collection[Item]) -> str:
    names = [
        str(item.content.get("path") or item.content.get("number") or item.get_kind_display())
        for item in items
    ]
    return ", ".join(names[:8]) + (", …" if len(names) > 8 else "")


@transaction.atomic
def issue(reading: Reading, actor: User, *, at: datetime) -> Issued:
    """«Ban hành nhiệm vụ»: confirmed tasks and reporting clauses bind their bodies from now on.

    Tasks without assignee wait in «Chưa giao», closing orders create nothing, confirmed targets go to whoever
    listens, citations become edges of the register. Raises AlreadyIssued, NotReady (says which findings), and what
    ``duties.issue_obligations`` refuses.
    """
    locked = Reading.objects.select_for_update(of=("self",)).select_related("document").get(pk=reading.pk)
    items = list(locked.items.select_for_update().order_by("kind", "position"))
    if locked.state == ReadingState.ISSUED:
        raise AlreadyIssued()
    if what := obstacles(locked, items):
        raise NotReady(what=" ".join(what))
    document = _confirm_document(locked, items, actor)
    given, waiting = _draft(items, document, actor)
    executions = duties.issue_obligations(given, given, actor, at=at)
    targets = [item.content for item in items if item.kind == ItemKind.TARGET and item.kept]
    for told in hooks.targets_confirmed if targets else ():
        told(document_id=document.pk, document_label=document.label, targets=targets, actor=actor)
    locked.state, locked.issued_by, locked.issued_at = ReadingState.ISSUED, actor, at
    locked.version += 1
    locked.save(update_fields=["state", "issued_by", "issued_at", "version"])
    audit.record(
        actor=actor,
        action="directives.issue",
        subject=locked,
        detail={
            "obligations": len(given),
            "executions": len(executions),
            "unassigned": len(waiting),
            "targets": len(targets),
        },
    )
    return Issued(tuple(given), tuple(executions), tuple(waiting), len(targets))


def _confirm_document(reading: Reading, items: Collection[Item], actor: User) -> Document:
    document = reading.document
    head = next((item for item in items if item.kind == ItemKind.METADATA and item.kept), None)
    if head is not None:
        document = document_services.confirm_document(document, metadata=head.content, actor=actor)
    cited = [item for item in items if item.kind == ItemKind.CITATION and item.state != ItemState.REJECTED]
    document_services.record_citations(
        document, [item.content for item in cited], confirmed=[item.kept for item in cited]
    )
    document_services.join_citations(document)
    return document


def _draft(
    items: Collection[Item], document: Document, actor: User
) -> tuple[dict[Obligation, list[Body]], list[Obligation]]:
    """The obligations of the kept findings: those with their bodies, and those that wait for some."""
    given: dict[Obligation, list[Body]] = {}
    waiting: list[Obligation] = []
    every = organisations.bodies({pk for item in items for pk in item.chosen_bodies or ()})
    wanted = [
        item
        for item in items
        if item.kept
        and item.kind in (ItemKind.OBLIGATION, ItemKind.REPORTING)
        and item.content.get("unit_type") != "closing"
    ]
    for item in sorted(wanted, key=lambda item: (item.content.get("start", 0), item.kind, item.position)):
        # The finding's own number, so that nothing is made twice.
        obligation = duties.draft_obligation(
            uuid=item.uuid, actor=actor, **columns.obligation_fields(item, document)
        )
        if rules.binds_somebody(item.kind, item.content):
            given[obligation] = [every[pk] for pk in item.chosen_bodies or () if pk in every]
        else:
            waiting.append(obligation)
    return given, waiting
