"""Checks the event chain, its signed head, the cases and the responses, whose state the health tells."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.model.job import Job
from leftopen.service.operations.chain_warning import check
from leftopen.service.workspace.workspace import Workspace

AGAIN = timedelta(hours=6)


async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    """One round. The answer of the round before is what the job said then."""
    message = await asyncio.to_thread(check, workspace, job.said)
    return JobResult(said=message, again=workspace.clock() + AGAIN)


kind = JobKind(run=run, most_at_once=1, standing=True, every=AGAIN, revived=AGAIN, needs_room=False)
