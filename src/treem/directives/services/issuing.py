"""A reading that was decided on becomes duties, and binds from then on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from treem.audit import services as audit
from treem.directives import columns, hooks, rules, second_eyes, selectors
from treem.directives.errors import (
    AlreadyIssued,
    NotReady,
    OwnWork,
    SecondPersonNeeded,
    Superseded,
    Withdrawn,
)
from treem.directives.models import Act, Carried, Item, ItemKind, ItemState, Reading, ReadingState
from treem.directives.services.citing import record_citations
from treem.directives.services.history import write
from treem.documents import services as document_services
from treem.duties import services as duties
from treem.kernel.time import local_date
from treem.organisations import selectors as organisations
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.documents.models import Document
    from treem.duties.models import Execution, Obligation
    from treem.organisations.models import Body, User


@dataclass(frozen=True)
class Issued:
    """What an issue made."""

    obligations: tuple[Obligation, ...]
    executions: tuple[Execution, ...]
    unassigned: tuple[Obligation, ...]
    targets: int
    amended: int = 0
    """Duties issued from an earlier edition that were changed or withdrawn."""


def obstacles(reading: Reading, items: Collection[Item]) -> list[str]:
    """What stands between a reviewed reading and its duties, in Vietnamese; empty when it can be issued."""
    found = []
    if reading.state == ReadingState.ISSUED:
        return [str(AlreadyIssued())]
    if reading.state == ReadingState.SUPERSEDED:
        return [str(Superseded())]
    if reading.state == ReadingState.WITHDRAWN:
        return [str(Withdrawn())]
    undecided = [item for item in items if not item.decided and item.kind in (*rules.BINDING, rules.METADATA)]
    if undecided:
        found.append(
            _("còn %(count)d nội dung chưa xem (%(names)s).")
            % {"count": len(undecided), "names": _names(undecided)}
        )
    nobody = [
        item
        for item in items
        if _gives(item) and rules.binds_somebody(item.kind, item.content) and not item.chosen_bodies
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
    given = [item for item in items if _gives(item) and item.stands_for is None]
    binding = [item for item in given if rules.binds_somebody(item.kind, item.content)]
    work = sum(
        len(item.chosen_bodies or ()) * max(len(rules.deadline_days(item.content)), 1) for item in binding
    )
    waiting = sum(rules.waits_for_bodies(item.kind, item.content) for item in given)
    targets = sum(_gives(item) and item.kind == ItemKind.TARGET for item in items)
    found = [
        _(
            "%(duties)d nhiệm vụ được giao, thành %(work)d việc của các đơn vị; mỗi đơn vị thấy việc của mình ngay."
        )
        % {"duties": len(binding), "work": work}
    ]
    if waiting:
        found.append(_("%(count)d nhiệm vụ chưa rõ đơn vị vào mục “Chưa giao”.") % {"count": waiting})
    found += _changes_of_issued(items)
    if targets:
        found.append(_("%(count)d mức chỉ tiêu kế hoạch được đưa vào bảng theo dõi.") % {"count": targets})
    if leaving := _leaving(items):
        found.append(
            _("%(count)d chỉ tiêu kế hoạch của bản trước rời bảng theo dõi; số liệu đã có vẫn giữ.")
            % {"count": leaving}
        )
    found.append(_("Nội dung đã xem của văn bản này không đổi được nữa."))
    return found


def _gives(item: Item) -> bool:
    """Whether it is kept as something that the document says now."""
    return item.kept and item.carried != Carried.GONE


def _changes_of_issued(items: Collection[Item]) -> list[str]:
    touched = [item for item in items if item.kept and item.touches_issued]
    changed = sum(item.carried == Carried.CHANGED for item in touched)
    found = []
    if changed:
        found.append(
            _(
                "%(count)d nhiệm vụ đã giao được đổi theo bản mới; đơn vị thấy lý do trong quá trình thực hiện."
            )
            % {"count": changed}
        )
    if len(touched) > changed:
        found.append(
            _("%(count)d nhiệm vụ đã giao được rút; việc còn mở của các đơn vị được miễn, kèm lý do.")
            % {"count": len(touched) - changed}
        )
    return found


def _names(items: Collection[Item]) -> str:
    names = [
        _("yêu cầu chung")
        if item.content.get("path") == rules.CLOSING
        else str(item.content.get("path") or item.content.get("number") or item.get_kind_display())
        for item in items
    ]
    return ", ".join(names[:8]) + (", …" if len(names) > 8 else "")


@transaction.atomic
def issue(reading: Reading, actor: User, *, at: datetime, version: int | None = None) -> Issued:
    """«Ban hành nhiệm vụ»: confirmed tasks and reporting clauses bind their bodies from now on.

    What binds others than the lead agency is issued by a second person, after it was presented. Tasks without
    assignee wait in «Chưa giao», closing orders create nothing, confirmed targets go to whoever listens, citations
    become edges of the register. Duties issued from an earlier edition are changed or withdrawn where a person said
    so with a reason, else they stay. Raises AlreadyIssued, Superseded, NotReady (says which findings),
    SecondPersonNeeded, OwnWork, StaleVersion, and what ``duties.issue_obligations`` refuses.
    """
    locked = Reading.objects.select_for_update(of=("self",)).select_related("document").get(pk=reading.pk)
    items = list(
        locked.items.select_for_update(of=("self",)).filter(live=True)
        .select_related("reading__document", "decided_by", "earlier").order_by("kind", "position")
    )  # fmt: skip
    if locked.state == ReadingState.ISSUED:
        raise AlreadyIssued()
    if locked.state == ReadingState.WITHDRAWN:
        raise Withdrawn()
    if version is not None:
        check_version(locked, version, {})
    if what := obstacles(locked, items):
        raise NotReady(what=" ".join(what))
    if second_eyes.needed(items, local_date(at)):
        if locked.state != ReadingState.PRESENTED:
            raise SecondPersonNeeded()
        if why := second_eyes.why_not(locked, items, actor):
            raise OwnWork(why=why)
    document = _confirm_document(locked, items, actor)
    given, waiting = _draft(items, document, actor)
    executions = duties.issue_obligations(given, given, actor, at=at)
    amended = _amend(items, document, actor, at)
    targets = _targets(items)
    # Also without any: what the edition before set has to leave the board then.
    for told in hooks.targets_confirmed if targets or locked.earlier_id else ():
        told(
            document_id=document.pk, document_label=document.label, targets=targets, actor=actor, at=at,
            only_these=f"Không còn trong bản {locked.edition} của văn bản." if locked.earlier_id else "",
        )  # fmt: skip
    locked.state, locked.issued_by, locked.issued_at = ReadingState.ISSUED, actor, at
    locked.version += 1
    locked.save(update_fields=["state", "issued_by", "issued_at", "version"])
    write(locked, Act.ISSUED, actor=actor, at=at)
    audit.record(
        actor=actor,
        action="directives.issue",
        subject=locked,
        detail={
            "obligations": len(given),
            "executions": len(executions),
            "unassigned": len(waiting),
            "targets": len(targets),
            "amended": amended,
        },
    )
    return Issued(tuple(given), tuple(executions), tuple(waiting), len(targets), amended)


def _targets(items: Collection[Item]) -> list[dict[str, Any]]:
    """What the document wants now; a change that a person did not take over leaves the target as it was."""
    found = []
    for item in items:
        if item.kind != ItemKind.TARGET:
            continue
        if _gives(item):
            found.append(
                {**item.content, "changed": True} if item.carried == Carried.CHANGED else item.content
            )
        elif _stays(item):
            assert item.earlier is not None
            found.append(item.earlier.content)
    return found


def _stays(item: Item) -> bool:
    """Whether it is a change of the edition before that a person has refused."""
    refused = item.state == ItemState.REJECTED and item.carried == Carried.CHANGED
    return refused and item.earlier is not None and item.earlier.kept


def _leaving(items: Collection[Item]) -> int:
    """How many targets of the edition before this one sets no more."""
    reading = next((item.reading for item in items), None)
    if reading is None or reading.earlier is None:
        return 0
    gone = [one for one in selectors.gone_of(reading, items) if one.kind == ItemKind.TARGET and one.kept]
    dropped = [
        one
        for one in items
        if one.kind == ItemKind.TARGET and one.state == ItemState.REJECTED and one.carried == Carried.SAME
    ]
    return len(gone) + len(dropped)


def _amend(items: Collection[Item], document: Document, actor: User, at: datetime) -> int:
    """Carry out what a person decided about duties of an earlier edition; returns how many were touched."""
    touched = [item for item in items if item.kept and item.touches_issued]
    every = organisations.bodies({pk for item in touched for pk in item.chosen_bodies or ()})
    for item in touched:
        assert item.stands_for is not None
        if item.carried == Carried.GONE:
            duties.withdraw_obligation(item.stands_for, reason=item.note, actor=actor, at=at)
            continue
        fields = columns.obligation_fields(item, document)
        bodies = [every[pk] for pk in item.chosen_bodies or () if pk in every]
        duties.amend_obligation(
            item.stands_for, fields=fields, bodies=bodies, reason=item.note, actor=actor, at=at
        )
    return len(touched)


def _confirm_document(reading: Reading, items: Collection[Item], actor: User) -> Document:
    document = reading.document
    head = next((item for item in items if item.kind == ItemKind.METADATA and item.kept), None)
    if head is not None:
        document = document_services.confirm_document(document, metadata=head.content, actor=actor)
    record_citations(items)
    document_services.mark_issued(document)
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
        if _gives(item)
        and item.stands_for is None
        and item.kind in (ItemKind.OBLIGATION, ItemKind.REPORTING)
        and item.content.get("unit_type") != rules.CLOSING
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
