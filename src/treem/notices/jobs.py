"""Background work of notices."""

from __future__ import annotations

from datetime import date, datetime

from treem.jobs.work import daily, enqueue, job
from treem.kernel.time import VIETNAM
from treem.notices import services
from treem.organisations import selectors as organisations


# 00:15 to 08:15 UTC is 07:15 to 15:15 in Vietnam: the first run tells, the later ones try again what failed.
@daily(cron="15 0-8 * * *", purpose="notices.plan")
@job("notices.plan")
def plan(*, timestamp: int) -> None:
    """Who is to be told today; each digest is a job of its own."""
    day = datetime.fromtimestamp(timestamp, VIETNAM).date()
    for user_id, channel in services.plan(day):
        enqueue(deliver, purpose="notices.deliver", user_id=user_id, channel=channel, day=day.isoformat())


@job("notices.deliver")
def deliver(*, user_id: int, channel: str, day: str) -> None:
    """Send one digest."""
    person = organisations.active_people().filter(pk=user_id).first()
    if person is not None:  # switched off meanwhile
        services.deliver(person, channel=channel, day=date.fromisoformat(day))
