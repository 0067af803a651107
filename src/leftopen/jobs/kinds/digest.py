"""Sends the message about one run of a monitor; tries again for about three days."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.model.job import Job
from leftopen.service.monitoring.digest import send
from leftopen.service.workspace import Workspace


async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    """Raises BadSetting when the channel is not configured, ConnectionError when it was not accepted."""
    id, number, to = str(job.payload["monitor"]), int(str(job.payload["run"])), str(job.payload["to"])
    monitor = await asyncio.to_thread(workspace.store.records.monitors.find, id)
    if monitor is None:
        return JobResult(said="the monitor was removed")
    return JobResult(said=await send(workspace, monitor, number, to))


kind = JobKind(run=run, attempts=14, pause=timedelta(minutes=1))
