"""The history of a review: who did what to which finding, and when. Lines are only ever added."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from treem.directives.errors import AlreadyIssued, Presented, Superseded, Withdrawn
from treem.directives.models import Act, Item, Reading, ReadingState, Step

if TYPE_CHECKING:
    from treem.organisations.models import User


def check_open(reading: Reading) -> None:
    """Refuse to change what is presented, issued, superseded or withdrawn."""
    if reading.state == ReadingState.ISSUED:
        raise AlreadyIssued()
    if reading.state == ReadingState.PRESENTED:
        raise Presented()
    if reading.state == ReadingState.SUPERSEDED:
        raise Superseded()
    if reading.state == ReadingState.WITHDRAWN:
        raise Withdrawn()


def write(
    reading: Reading, act: Act, *, actor: User, at: datetime, item: Item | None = None, note: str = ""
) -> Step:
    """Add one line."""
    return Step.objects.create(reading=reading, item=item, at=at, by=actor, act=act, note=note)


def write_many(reading: Reading, act: Act, items: Iterable[Item], *, actor: User, at: datetime) -> None:
    """Add one line for each finding, of the same moment."""
    Step.objects.bulk_create(
        [Step(reading=reading, item=item, at=at, by=actor, act=act) for item in items], batch_size=500
    )
