"""Telling people outside the screens: one digest a working day, by the channels they chose."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import translation

from treem.audit import services as audit
from treem.db.scope import Scope, scoped
from treem.kernel.time import now
from treem.law.calendar import is_working_day
from treem.law.errors import CalendarUnknown
from treem.notices import channels, digest, selectors
from treem.notices.errors import PushServiceUnknown
from treem.notices.models import Channel, Choice, Delivery, DeliveryState, Subscription

if TYPE_CHECKING:
    from treem.organisations.models import User

MOST_TRIES = 5


@transaction.atomic
def choose(user: User, **wanted: bool) -> Choice:
    """The person says by which channels to be told: ``email_on``, ``message_on``, ``push_on``."""
    made, _ = Choice.objects.update_or_create(user=user, defaults=wanted)
    audit.record(actor=user, action="notices.choose", subject=made)
    return made


@transaction.atomic
def subscribe(
    user: User, *, endpoint: str, p256dh: str, auth: str, device: str, at: datetime
) -> Subscription:
    """This browser takes pushes from now on; asking again changes nothing. Raises PushServiceUnknown."""
    if not channels.known_push_service(endpoint):
        raise PushServiceUnknown()
    Choice.objects.update_or_create(user=user, defaults={"push_on": True, "push_since": at})
    made, new = Subscription.objects.get_or_create(
        user=user, endpoint=endpoint, ended_at=None,
        defaults={"p256dh": p256dh, "auth": auth, "device": device[:60], "made_at": at},
    )  # fmt: skip
    if new:
        audit.record(actor=user, action="notices.subscribe", subject=made)
    return made


@transaction.atomic
def unsubscribe(found: Subscription, *, actor: User | None, at: datetime) -> None:
    """This browser takes none any more: the person says so, or its push service does."""
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    audit.record(actor=actor, action="notices.unsubscribe", subject=found)


def plan(day: date) -> list[tuple[int, str]]:
    """Who is to be told today, by which channel: one row for each, kept, so that a second run adds nothing.

    On a working day, whoever has something late or due; on the first working day of the week also who only has work
    waiting. A message goes out only for what is late or due.
    """
    if not _works(day):
        return []
    first_of_week = not any(
        _works(date.fromordinal(day.toordinal() - back)) for back in range(1, day.weekday() + 1)
    )
    wanted: list[tuple[int, str]] = []
    for channel in Channel.values:
        if not channels.is_on(channel):
            continue
        settled = set(selectors.settled(channel, day))
        for user in selectors.people_to_tell(channel).exclude(pk__in=settled):
            found = digest.digest_of(user, day)
            if found.urgent or (first_of_week and channel == Channel.EMAIL and found.lines):
                Delivery.objects.get_or_create(user=user, day=day, channel=channel)
                wanted.append((user.pk, channel))
    return wanted


def _works(day: date) -> bool:
    """Whether state offices work on the day; for a year that no calendar knows, Monday to Friday."""
    try:
        return is_working_day(day)
    except CalendarUnknown:
        return day.weekday() < 5


@transaction.atomic
def deliver(user: User, *, channel: str, day: date) -> Delivery:
    """Send one digest, reckoned anew; what was sent is not sent again. An error is kept and tried again by the next
    run, five times on the day at most. (A worker killed between the server's answer and the end of this transaction
    sends once more: better twice than never.)"""
    row = Delivery.objects.select_for_update().get(user=user, day=day, channel=channel)
    if row.state in (DeliveryState.SENT, DeliveryState.FAILED):
        return row
    with translation.override(user.language):
        found = digest.digest_of(user, day)
        if not found.lines:
            row.state = DeliveryState.NOTHING
        else:
            row.tries += 1
            row.counts = found.counts
            try:
                _send(user, channel, found)
            except OSError as error:
                row.fault = type(error).__name__[:60]
                row.state = DeliveryState.FAILED if row.tries >= MOST_TRIES else DeliveryState.WAITING
            else:
                row.state, row.fault = DeliveryState.SENT, ""
    row.save()
    return row


def _send(user: User, channel: str, found: digest.Digest) -> None:
    if channel == Channel.EMAIL:
        address = f"{settings.TREEM_ADDRESS}/" if settings.TREEM_ADDRESS else ""
        channels.send_email(user.email, digest.subject(found), digest.letter(found, address=address))
    elif channel == Channel.PUSH:
        _push(user, digest.push(found))
    else:
        channels.send_message(user.phone, digest.message(found))


def _push(user: User, text: str) -> None:
    """To each of the person's browsers; one that takes none any more is struck off. Raises OSError when none took it."""
    taken, fault = 0, OSError("No browser takes pushes.")
    with scoped(Scope(user_id=user.pk)):
        for each in selectors.subscriptions_of(user):
            try:
                if channels.send_push(each.endpoint, each.p256dh, each.auth, text):
                    taken += 1
                else:
                    unsubscribe(each, actor=None, at=now())
            except OSError as error:
                fault = error
    if not taken:
        raise fault
