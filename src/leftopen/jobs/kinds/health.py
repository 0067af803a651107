"""Looks every minute whether all that should run does, and tells the administrators once when it does not."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.model.job import Job
from leftopen.service.operations.health_messages import warn
from leftopen.service.workspace.workspace import Workspace

EVERY = timedelta(minutes=1)


async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    """One round. The answer of the round before is what the job said then."""
    message = await asyncio.to_thread(warn, workspace, job.said)
    return JobResult(said=message, again=workspace.clock() + EVERY)


kind = JobKind(
    run=run, most_at_once=1, standing=True, every=EVERY, revived=EVERY, needs_room=False, supervises=True
)
