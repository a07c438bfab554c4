"""A person decides on a reading, finding by finding."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from treem.audit import services as audit
from treem.directives import rules, selectors
from treem.directives.errors import AssigneeUnknown, ImpossibleDeadline, ReasonMissing, Recut, TextMissing
from treem.directives.models import OPEN, Act, Carried, Item, ItemKind, ItemState, Reading
from treem.directives.services.citing import record_citations, vouch_for_letterhead
from treem.directives.services.history import check_open, write, write_many
from treem.kernel.time import local_date
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.organisations.models import Body, User


def hand_over_readings(from_user: User, to_user: User, body: Body) -> int:
    """The reviews that a person of the lead agency has not issued yet become those of the successor.

    Called by a hand-over (``organisations.hooks.handing_over``); returns how many moved.
    """
    if not body.lead_for_children:
        return 0
    return (
        Reading.objects.filter(keeper=from_user, state__in=OPEN)
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
    certain. ``later``: kept, and its bodies are named after issuing («Chưa giao»). ``note``: the reason, needed where
    a duty that was issued from an earlier edition is changed or withdrawn. Raises StaleVersion when somebody else was
    faster, AlreadyIssued, Presented, Superseded, Recut, AssigneeUnknown, ImpossibleDeadline, TextMissing, ReasonMissing;
    for a letterhead ImpossibleDate, AlreadyHeld.
    """
    locked = locked_item(item)
    check_open(locked.reading)
    if not locked.live:
        raise Recut()
    check_version(locked, version, {"state": to.value, **({"edited": dict(edited)} if edited else {})})
    _look_again(locked)
    if to == ItemState.CORRECTED:
        locked.edited = dict(edited or {})
    elif to == ItemState.PROPOSED:
        locked.edited, locked.chosen_bodies = None, None
    if later and to == ItemState.ACCEPTED and rules.binds_somebody(locked.kind, locked.content):
        flags = [*locked.content.get("flags", ()), rules.ASSIGNED_LATER]
        locked.edited = {**locked.content, "flags": flags}
    if to in (ItemState.ACCEPTED, ItemState.CORRECTED):
        if locked.touches_issued and not note.strip():
            raise ReasonMissing()
        if locked.carried != Carried.GONE:
            _check(locked)
            _choose(locked, bodies, local_date(at))
        if to == ItemState.ACCEPTED and locked.edited is not None:
            to = ItemState.CORRECTED
    _decided(locked, to, actor, at)
    locked.note = note.strip() or locked.note
    locked.save()
    write(locked.reading, Act(to.value), actor=actor, at=at, item=locked, note=note.strip())
    record_citations([locked])
    vouch_for_letterhead([locked], actor)
    audit.record(
        actor=actor,
        action="directives.decide",
        subject=locked,
        detail={"kind": locked.kind, "state": to.value},
    )
    return locked


def _look_again(item: Item) -> None:
    """What was carried over for a duty that bodies have, and is decided anew, may come out otherwise: a change."""
    if item.stands_for is not None and item.carried == Carried.SAME:
        item.carried = Carried.CHANGED


def locked_item(item: Item) -> Item:
    """The finding and its reading, locked."""
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

    What somebody has decided already is left alone. Raises AlreadyIssued, Presented, Superseded.
    """
    locked = Reading.objects.select_for_update().get(pk=reading.pk)
    check_open(locked)
    assignees = selectors.Assignees(local_date(at))
    accepted = []
    for item in (
        locked.items.select_for_update(of=("self",))
        .select_related("reading__document")
        .filter(live=True, state=ItemState.PROPOSED)
        .order_by("pk")
    ):
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
    write_many(locked, Act.ACCEPTED, accepted, actor=actor, at=at)
    record_citations(accepted)
    vouch_for_letterhead(accepted, actor)
    audit.record(
        actor=actor, action="directives.accept_confident", subject=locked, detail={"accepted": len(accepted)}
    )
    return len(accepted)
