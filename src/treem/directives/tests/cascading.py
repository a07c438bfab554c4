"""An invented directive with its duties, and a commune that passes it on."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from tests.walk_world import World

from treem.directives import cascade_selectors as selectors
from treem.directives import services
from treem.directives.models import Cascade
from treem.documents import services as papers
from treem.documents.models import Document, DocumentState, OutgoingPaper
from treem.duties import services as duties
from treem.duties.models import Execution, Obligation
from treem.files.tests import samples
from treem.kernel.time import now, today
from treem.organisations.models import Body, Role, User

DAYS = 20
"""The superior's deadline is so many days ahead."""


def upstream(actor: User, **more: Any) -> Document:
    """A confirmed plan of the province."""
    fields: dict[str, Any] = {
        "type": "Kế hoạch", "number": "12", "symbol": "KH-UBND", "number_symbol": "12/KH-UBND",
        "issued_on": date(2026, 3, 25), "issued_text": "2026-03-25", "issuer": "UBND tỉnh Sơn La",
        "subject": "thực hiện công tác trẻ em năm 2026", "sha256": uuid.uuid4().hex * 2, "received_at": now(),
        "received_by": actor, "state": DocumentState.CONFIRMED, **more,
    }  # fmt: skip
    return Document.objects.create(**fields)


def order(world: World, document: Document, bodies: Collection[Body], **more: Any) -> Obligation:
    """A duty of the document given to bodies, to be done within ``DAYS``."""
    fields: dict[str, Any] = {
        "origin_kind": "directive", "path": "IV.1", "text": "Rà soát trẻ em có hoàn cảnh đặc biệt trên địa bàn.",
        "deadline": today() + timedelta(DAYS), "deadline_op": "by", "document": document,
        "document_label": document.label, **more,
    }  # fmt: skip
    made = duties.draft_obligation(uuid=uuid.uuid4(), actor=world.hung, **fields)
    duties.issue_obligations([made], {made: bodies}, world.hung, at=now())
    return made


def committee(world: World) -> Body:
    return world.bodies[f"ubnd-{world.own.code}"]


def leader(world: World) -> User:
    return world.users[Role.COMMUNE_LEADER]


def begun(world: World, document: Document, *, body: Body | None = None, **more: Any) -> Cascade:
    """A draft of the commune with all its duties taken over."""
    body = body or committee(world)
    offers = selectors.offers(document.pk, [body.pk], every=False, today=today())
    fields: dict[str, Any] = {
        "issuer": body, "kind": "plan", "offers": offers, "chosen": {offer.obligation.pk for offer in offers},
        "days_earlier": 5, "actor": world.lan, "at": now(), **more,
    }  # fmt: skip
    return services.start_cascade(document, body, **fields)


def given_to(world: World, cascade: Cascade, *bodies: Body, person: User | None = None) -> None:
    """Every line of the draft is given to the bodies and the person."""
    services.give_several(
        cascade, selectors.duties_of(cascade), person=person, bodies=bodies, days_earlier=None, actor=world.lan, at=now()
    )  # fmt: skip


def approved(world: World, cascade: Cascade, *, by: User | None = None, actor: User | None = None) -> Cascade:
    """Presented by who drafts, approved by a leader."""
    cascade.refresh_from_db()
    found = services.present_cascade(cascade, actor=actor or world.lan, at=now(), version=cascade.version)
    return services.approve(found, actor=by or leader(world), at=now(), version=found.version)


def issued(
    world: World, cascade: Cascade, *, number: str = "07", content: bytes | None = None, **more: Any
) -> OutgoingPaper:
    """The approved draft goes out, and comes back with number, day and scan."""
    actor = more.pop("actor", world.lan)
    paper = services.prepare_paper(cascade, actor=actor, at=now())
    # Two scans are never the same file.
    scan = content or samples.png() + number.encode()
    fields: dict[str, Any] = {
        "version": paper.version, "number": number, "symbol": paper.symbol, "issued_on": today(), "signer": "Lò Thị Mẫu",
        "position": "Chủ tịch", "upload": ContentFile(scan, name="kh.png"), "actor": actor, "at": now(), **more,
    }  # fmt: skip
    made = papers.record_issue(paper, **fields)
    cascade.refresh_from_db()
    return made


def inside(cascade: Cascade) -> list[Execution]:
    """What the issue of the paper made, in the order of its lines."""
    own = [line.own_id for line in selectors.duties_of(cascade) if line.own_id is not None]
    return list(Execution.objects.filter(obligation_id__in=own).order_by("obligation_id", "body_id"))
