"""Keys of calendar feeds: made, renewed, ended by their person; and what a program that holds one may read."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction

from treem.audit import services as audit
from treem.db.scope import scoped
from treem.duties import dated, selectors
from treem.duties.dated import Dated, Whose
from treem.duties.errors import FeedEnded, FeedTooOften, FeedUnknown
from treem.duties.models import Feed, FeedKind
from treem.kernel.periods import Window
from treem.kernel.time import local_date
from treem.organisations import permissions
from treem.organisations import selectors as organisations

if TYPE_CHECKING:
    from treem.db.scope import Scope
    from treem.organisations.models import Appointment

NEEDED = "duties.report_execution"
MOST_AN_HOUR = 60
"""How often one address is read in an hour; programs look four times at most."""
_HOUR = timedelta(hours=1)
_BACK, _AHEAD = timedelta(days=366), timedelta(days=731)
_DONE_KEPT = timedelta(days=90)


@transaction.atomic
def renew_feed(appointment: Appointment, kind: FeedKind, *, at: datetime) -> str:
    """A new key for the person in this role; the one before it opens nothing any more. Returns the key, once."""
    _end(appointment, kind, at)
    key = secrets.token_urlsafe(32)
    user = appointment.user
    made = Feed.objects.create(
        user=user, appointment=appointment, kind=kind, key_hash=_hash(key), made_at=at,
        times_switched_off=user.times_switched_off,
    )  # fmt: skip
    audit.record(actor=user, action="duties.renew_feed", subject=made, detail={"kind": str(kind)})
    return key


@transaction.atomic
def end_feed(appointment: Appointment, kind: FeedKind, *, at: datetime) -> bool:
    """The address opens nothing any more. Whether there was one."""
    ended = _end(appointment, kind, at)
    if ended is not None:
        audit.record(
            actor=appointment.user, action="duties.end_feed", subject=ended, detail={"kind": str(kind)}
        )
    return ended is not None


def feeds_of(appointment: Appointment) -> dict[str, Feed]:
    """The addresses in use of a person in one role, by kind."""
    return {feed.kind: feed for feed in Feed.objects.filter(appointment=appointment, ended_at__isnull=True)}


def _end(appointment: Appointment, kind: FeedKind, at: datetime) -> Feed | None:
    found = (
        Feed.objects.select_for_update()
        .filter(appointment=appointment, kind=kind, ended_at__isnull=True)
        .first()
    )
    if found is not None:
        found.ended_at = at
        found.save(update_fields=["ended_at"])
    return found


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@dataclass(frozen=True)
class Opened:
    """A feed that was asked for with its key, read as its person in its role."""

    feed: Feed
    bodies: tuple[int, ...]

    def entries(self, today: date) -> list[Dated]:
        """What it holds: what is open, and what was done in the last months."""
        whose = Whose(self.feed.user, self.bodies, alone=self.feed.kind == FeedKind.ME)
        found = dated.entries(whose, Window(today - _BACK, today + _AHEAD), today)
        return [each for each in found if each.is_open or each.on >= today - _DONE_KEPT]


@contextmanager
def opened_feed(key: str, *, at: datetime) -> Iterator[Opened]:
    """For the block everything runs under the scope of the feed's person in its role, and nothing else.

    Counts the reading; audits the first one of a day. Raises FeedUnknown, FeedEnded (renewed, revoked, the role or the
    account has ended), FeedTooOften.
    """
    appointment_id, ended = _find(key)
    scope: Scope | None = None if ended else organisations.scope_of_appointment(appointment_id)
    if scope is None:
        raise FeedEnded()
    with scoped(scope):
        feed = (
            Feed.objects.select_for_update(of=("self",))
            .select_related("user", "appointment__body__unit")
            .get(key_hash=_hash(key))
        )
        role = feed.appointment.role
        if feed.times_switched_off != feed.user.times_switched_off or not permissions.allows(role, NEEDED):
            raise FeedEnded()
        feed.user.appointment_in_force = feed.appointment
        _count(feed, at)
        yield Opened(feed, selectors.bodies_answered_for(scope, feed.appointment))


def _find(key: str) -> tuple[int, bool]:
    """The role a key was made for, and whether it has ended; by a definer function, because nobody is signed in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT appointment, ended FROM duties_feed_of(%s)", [_hash(key)])
        row = cursor.fetchone()
    if row is None:
        raise FeedUnknown()
    return int(row[0]), bool(row[1])


def _count(feed: Feed, at: datetime) -> None:
    if feed.hour_began_at is None or at - feed.hour_began_at >= _HOUR:
        feed.hour_began_at, feed.reads_in_hour = at, 0
    if feed.reads_in_hour >= MOST_AN_HOUR:
        raise FeedTooOften(seconds=int((feed.hour_began_at + _HOUR - at).total_seconds()) + 1)
    feed.reads_in_hour += 1
    feed.read_at = at
    day = local_date(at)
    if feed.audited_on != day:
        feed.audited_on = day
        audit.record(
            actor=feed.user, action="duties.read_feed", subject=feed,
            detail={"kind": feed.kind, "appointment": feed.appointment_id},
        )  # fmt: skip
    feed.save(update_fields=["hour_began_at", "reads_in_hour", "read_at", "audited_on"])
