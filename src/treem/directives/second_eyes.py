"""Whether a second person has to issue, and who that can be. Asked by the pages and by the services."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from treem import law
from treem.directives import rules, selectors
from treem.directives.models import Carried, Item, Reading, ReadingState
from treem.organisations import selectors as organisations
from treem.organisations.roles import LEAD_ROLES

if TYPE_CHECKING:
    from datetime import datetime

    from treem.organisations.models import User

PARAMETER = "directives.second_person"


def needed(items: Iterable[Item], on: date) -> bool:
    """Whether the findings bind others than the lead agency itself, and the province asks for a second person then."""
    if law.value(PARAMETER, on=on).whole < 1:
        return False
    lead = organisations.lead_body(on)
    own = {lead.pk} if lead is not None else set()
    return any(_binds_others(item, own) for item in items if item.kept)


def _binds_others(item: Item, own: set[int]) -> bool:
    if item.touches_issued:
        return True
    if item.stands_for is not None and item.carried == Carried.SAME:
        return False  # bound already, as it stands
    return rules.binds_somebody(item.kind, item.content) and bool(set(item.chosen_bodies or ()) - own)


@dataclass(frozen=True)
class Confirmer:
    """A person, and how many findings the person confirmed; from when to when."""

    user: User
    count: int
    first_at: datetime
    last_at: datetime


def confirmers(items: Collection[Item]) -> list[Confirmer]:
    """Who confirmed what counts, the one with most first."""
    kept = [item for item in items if item.kept and item.decided_by is not None]
    counts = Counter(item.decided_by_id for item in kept)
    found = []
    for pk, count in counts.most_common():
        theirs = [item for item in kept if item.decided_by_id == pk]
        moments = [item.decided_at for item in theirs if item.decided_at is not None]
        user = theirs[0].decided_by
        assert user is not None
        found.append(Confirmer(user, count, min(moments), max(moments)))
    return found


def main_confirmer(items: Collection[Item]) -> Confirmer | None:
    """Who confirmed more than anybody else; None where two confirmed as many."""
    found = confirmers(items)
    if not found or (len(found) > 1 and found[0].count == found[1].count):
        return None
    return found[0]


def why_not(reading: Reading, items: Collection[Item], user: User) -> str:
    """Why this person is not the second one, in Vietnamese; empty when the person may issue."""
    if reading.presented_by_id == user.pk:
        return _("Đồng chí là người trình văn bản này; cần một người khác của cơ quan chủ trì ban hành.")
    main = main_confirmer(items)
    if main is not None and main.user.pk == user.pk:
        return _(
            "Đồng chí đã xác nhận nhiều nội dung nhất (%(count)d) của văn bản này; cần một người khác của cơ quan chủ "
            "trì ban hành."
        ) % {"count": main.count}
    return ""


def issuers(items: Collection[Item], *, presenter: User, on: date) -> list[User]:
    """Who of the lead agency could issue what this person presents."""
    lead = organisations.lead_body(on)
    if lead is None:
        return []
    main = main_confirmer(items)
    barred = {presenter.pk, *([main.user.pk] if main else [])}
    return [user for user in organisations.people_of(lead, on, LEAD_ROLES) if user.pk not in barred]


def needed_back(reading: Reading, items: Iterable[Item], on: date) -> bool:
    """Whether going back from this edition to the one before takes a second person: it was issued, and binds others."""
    return reading.state == ReadingState.ISSUED and needed(items, on)


def asked_back_of(user: User) -> list[Reading]:
    """Documents of which somebody else asks to go back to the earlier edition, the oldest first."""
    return list(selectors.readings_asked_back().exclude(back_asked_by=user))


def waiting_for(user: User, on: date) -> list[Reading]:
    """Documents presented that this person may issue or send back, the oldest first."""
    found = Reading.objects.filter(state=ReadingState.PRESENTED).exclude(presented_by=user)
    rows = found.select_related("document", "presented_by").defer("result", "document__text")
    waiting = []
    for reading in rows.order_by("presented_at", "pk"):
        items = selectors.items_of(reading)
        if not needed(items, on) or not why_not(reading, items, user):
            waiting.append(reading)
    return waiting
