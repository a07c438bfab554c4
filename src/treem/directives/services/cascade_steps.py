"""A paper that passes a directive on, on its way inside its body: presented, approved, sent back, given up.

Internal approvals only; a click here is never a signature.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from treem.audit import services as audit
from treem.directives import cascade_selectors as selectors
from treem.directives.errors import CascadeExists, NobodyNamed, NotApprover, OwnPaper, WhyMissing, WrongStep
from treem.directives.models import Cascade, CascadeCall, CascadeKind, CascadeState
from treem.kernel.time import local_date
from treem.kernel.vietnamese import nfc_lines
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.documents.models import Document
    from treem.organisations.models import Body, User


@transaction.atomic
def present(cascade: Cascade, *, actor: User, at: datetime, version: int) -> Cascade:
    """«Trình»: it waits for whoever approves. Raises NobodyNamed, WrongStep, StaleVersion."""
    locked = _at(cascade, CascadeState.DRAFT, _("trình"), version)
    nobody = [
        line
        for line in selectors.duties_of(locked)
        if line.taken and not line.bodies and line.person is None and not line.who_words
    ]
    if nobody:
        names = "; ".join(f"“{line.text[:50]}…”" for line in nobody[:3])
        raise NobodyNamed(count=len(nobody), names=names + (" …" if len(nobody) > 3 else ""))
    return _move(
        locked, CascadeState.PENDING, "present", actor, presented_at=at, presented_by=actor, reason=""
    )


@transaction.atomic
def approve(cascade: Cascade, *, actor: User, at: datetime, version: int) -> Cascade:
    """A leader of the body approves it, internally. Raises NotApprover, OwnPaper, WrongStep, StaleVersion."""
    locked = _at(cascade, CascadeState.PENDING, _("duyệt"), version)
    _check_approver(locked, actor, local_date(at))
    return _move(locked, CascadeState.APPROVED, "approve", actor, approved_at=at, approved_by=actor)


@transaction.atomic
def send_back(cascade: Cascade, *, reason: str, actor: User, at: datetime, version: int) -> Cascade:
    """«Trả lại» with a reason; what was approved is not any more. Raises WhyMissing, NotApprover, WrongStep,
    StaleVersion."""
    reason = nfc_lines(reason).strip()
    if not reason:
        raise WhyMissing()
    wanted = CascadeState.APPROVED if cascade.state == CascadeState.APPROVED else CascadeState.PENDING
    locked = _at(cascade, wanted, _("trả lại"), version)
    if actor.pk not in selectors.approvers(locked, local_date(at)):
        raise NotApprover()
    return _back(locked, "send_back", actor, reason=reason)


@transaction.atomic
def recall(cascade: Cascade, *, actor: User, version: int) -> Cascade:
    """Its drafters take it back to mend it, while nobody has approved it. Raises WrongStep, StaleVersion."""
    return _back(_at(cascade, CascadeState.PENDING, _("rút lại"), version), "recall", actor, reason="")


@transaction.atomic
def drop(cascade: Cascade, *, actor: User, version: int) -> Cascade:
    """The draft is given up; what was typed stays in the record. Raises WrongStep, StaleVersion."""
    locked = _at(cascade, CascadeState.DRAFT, _("bỏ"), version)
    return _move(locked, CascadeState.DROPPED, "drop", actor)


@transaction.atomic
def decline(document: Document, body: Body, *, reason: str, actor: User, at: datetime) -> Cascade:
    """«Không lập văn bản riêng», with the reason that those above read. Raises WhyMissing, CascadeExists."""
    reason = nfc_lines(reason).strip()
    if not reason:
        raise WhyMissing()
    made = Cascade(
        document=document, body=body, issuer=body, kind=CascadeKind.PLAN, state=CascadeState.DECLINED, reason=reason,
        created_at=at, created_by=actor,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise CascadeExists() from None
    audit.record(actor=actor, action="directives.decline", subject=made, detail={"document": document.pk})
    return made


@transaction.atomic
def take_up_again(cascade: Cascade, *, actor: User, version: int) -> Cascade:
    """The body makes a paper after all: its word that it makes none is given up. Raises WrongStep, StaleVersion."""
    locked = _at(cascade, CascadeState.DECLINED, _("lập lại"), version)
    return _move(locked, CascadeState.DROPPED, "take_up_again", actor)


@transaction.atomic
def call(
    document: Document, *, wanted: bool, due_on: date | None, actor: User, at: datetime, version: int
) -> CascadeCall:
    """The lead agency says whether bodies make a paper of their own, and by when. ``version`` 0: nothing was said when
    the page was opened. Raises StaleVersion."""
    found = CascadeCall.objects.select_for_update(of=("self",)).filter(document=document).first()
    if found is None:
        found = CascadeCall(document=document)
    else:
        check_version(found, version, {"wanted": wanted, "due_on": due_on})
        found.version += 1
    found.wanted, found.due_on, found.by, found.at = wanted, due_on if wanted else None, actor, at
    found.save()
    audit.record(actor=actor, action="directives.call", subject=found, detail={"wanted": wanted})
    return found


def _check_approver(cascade: Cascade, actor: User, on: date) -> None:
    if actor.pk not in selectors.approvers(cascade, on):
        raise NotApprover()
    if not selectors.may_approve(cascade, actor, on):
        raise OwnPaper()


def _at(cascade: Cascade, state: CascadeState, wanted: str, version: int) -> Cascade:
    locked = Cascade.objects.select_for_update(of=("self",)).select_related("body").get(pk=cascade.pk)
    if locked.state != state:
        raise WrongStep(state=CascadeState(locked.state).label, wanted=wanted)
    check_version(locked, version, {})
    return locked


def _back(cascade: Cascade, action: str, actor: User, *, reason: str) -> Cascade:
    none: dict[str, Any] = {
        "presented_at": None,
        "presented_by": None,
        "approved_at": None,
        "approved_by": None,
    }
    return _move(cascade, CascadeState.DRAFT, action, actor, reason=reason, **none)


def _move(cascade: Cascade, to: CascadeState, action: str, actor: User, **fields: Any) -> Cascade:
    cascade.state = to
    for name, value in fields.items():
        setattr(cascade, name, value)
    cascade.version += 1
    cascade.save()
    audit.record(actor=actor, action=f"directives.cascade_{action}", subject=cascade)
    return cascade
