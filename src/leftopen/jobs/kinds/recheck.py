"""Checks known cases again, round after round, as long as a monitor watches them."""

from __future__ import annotations

from datetime import timedelta

from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.model.job import Job
from leftopen.service.monitoring import recheck
from leftopen.service.workspace.workspace import Workspace


async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    """One round; another one follows within minutes."""

    def progress(done: int, total: int) -> None:
        control.done, control.total = done, total

    memory = control.memory.setdefault("recheck", recheck.RecheckMemory())
    assert isinstance(memory, recheck.RecheckMemory)
    done = await recheck.run(workspace, memory, control.stop, progress)
    message = f"{done.checked} of {done.due} due cases checked" + (
        f", {done.failed} without a verdict" if done.failed else ""
    )
    return JobResult(said=message, again=done.again, unfinished=control.stop.is_set(), failed=done.failed > 0)


kind = JobKind(run=run, most_at_once=1, standing=True, revived=timedelta(minutes=5), by_itself=True)
