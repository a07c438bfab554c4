"""Jobs about jobs."""

from __future__ import annotations

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app

log = logging.getLogger(__name__)

SILENT_S = 30
"""A worker that has not been heard for so long is dead: it tells every ten seconds that it lives."""


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(name="jobs.take_up_again", queueing_lock="jobs.take_up_again", pass_context=True)  # type: ignore[untyped-decorator]
async def take_up_again(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Each minute: what a worker had begun when it was killed is queued anew; jobs are safe to run twice."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_S):
        log.warning("job %s (%s) is taken up again: its worker is gone", stalled.id, stalled.task_name)
        await manager.retry_job(stalled)
