"""Reads the on-call calendars of organisations again."""

from __future__ import annotations

from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.model.job import Job
from leftopen.present.humanize import format_count
from leftopen.service.organisations import on_call
from leftopen.service.workspace.workspace import Workspace


async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    """One round over all of them."""
    read, failed = await on_call.refresh(workspace)
    message = f"{format_count(read, 'calendar')} read" + (f", {failed} could not be" if failed else "")
    return JobResult(said=message, again=workspace.clock() + on_call.EVERY)


kind = JobKind(
    run=run, most_at_once=1, standing=True, wanted=on_call.is_enabled, every=on_call.EVERY,
    revived=on_call.EVERY, needs_room=False,
)  # fmt: skip
