"""Background work of reporting."""

from __future__ import annotations

from datetime import datetime

from treem.jobs.work import daily, job
from treem.kernel.time import VIETNAM
from treem.reporting import services


# 18:40 UTC is 01:40 in Vietnam, after the further occurrences of recurring duties were made.
@daily(cron="40 18 * * *", purpose="reporting.draft_rounds")
@job("reporting.draft_rounds")
def draft_rounds(*, timestamp: int) -> None:
    """Each night: drafts for recurring reports that come near."""
    services.draft_rounds_coming_near(on=datetime.fromtimestamp(timestamp, VIETNAM).date())
