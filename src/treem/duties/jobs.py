"""Background work of duties."""

from __future__ import annotations

from datetime import datetime

from treem.duties import services
from treem.jobs.work import daily, job
from treem.kernel.time import VIETNAM


# 18:10 UTC is 01:10 in Vietnam: the day has just begun and nobody is at work.
@daily(cron="10 18 * * *", purpose="duties.extend_recurring")
@job("duties.extend_recurring")
def extend_recurring(*, timestamp: int) -> None:
    """Each night: the next occurrences of recurring duties."""
    services.extend_recurring(at=datetime.fromtimestamp(timestamp, VIETNAM))
