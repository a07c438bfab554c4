"""Reading choices and what was sent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from treem.kernel.time import today
from treem.notices.models import Channel, Choice, Delivery, DeliveryState, Subscription
from treem.organisations import selectors as organisations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from treem.organisations.models import User


def choice_of(user: User) -> Choice:
    """The person's choice; the usual one, unsaved, when none was made."""
    return Choice.objects.filter(user=user).first() or Choice(user=user)


def people_to_tell(channel: str) -> QuerySet[User]:
    """Who wants the channel and has an address for it."""
    found = organisations.active_people()
    if channel == Channel.EMAIL:
        wants = Q(notice_choice__isnull=True) | Q(notice_choice__email_on=True)
        return found.filter(wants).exclude(email="")
    if channel == Channel.PUSH:
        # Without a browser the person has no choice either: it is made with the first one.
        return found.filter(notice_choice__push_on=True, notice_choice__push_since__isnull=False)
    return found.filter(notice_choice__message_on=True).exclude(phone="")


def subscriptions_of(user: User) -> QuerySet[Subscription]:
    """The person's browsers that take pushes; under the person's own scope."""
    return Subscription.objects.filter(user=user, ended_at__isnull=True).order_by("made_at", "pk")


def settled(channel: str, day: date) -> Iterable[int]:
    """Whom nothing more is sent on the day."""
    done = (DeliveryState.SENT, DeliveryState.FAILED)
    return Delivery.objects.filter(channel=channel, day=day, state__in=done).values_list("user_id", flat=True)


def last_of(user: User) -> QuerySet[Delivery]:
    """What was sent to the person, the newest first."""
    return Delivery.objects.filter(user=user, state__in=[DeliveryState.SENT, DeliveryState.FAILED]).order_by(
        "-day", "channel"
    )


def failed_today() -> int:
    """How many could not be sent today."""
    return Delivery.objects.filter(day=today(), state=DeliveryState.FAILED).count()
