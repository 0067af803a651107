"""Once a day, has the head of the event chain stamped by the time-stamp authority of the settings."""

from __future__ import annotations

from datetime import timedelta

from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.model.job import Job
from leftopen.service.cases.signing import timestamping
from leftopen.service.workspace.workspace import Workspace

AGAIN = timedelta(hours=6)


async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    """Raises BadSetting; NotAllowed when the authority gave no timestamp."""
    if not timestamping.wanted(workspace):
        return JobResult(said="no time-stamp authority is set (tsa_url)")
    head = await timestamping.stamp_head(workspace)
    message = "nothing new to stamp" if head is None else f"event {head.seq} is stamped"
    return JobResult(said=message, again=workspace.clock() + AGAIN)


kind = JobKind(
    run=run,
    most_at_once=1,
    standing=True,
    wanted=timestamping.wanted,
    every=AGAIN,
    revived=timedelta(hours=1),
)
