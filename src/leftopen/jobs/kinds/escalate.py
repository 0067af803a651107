"""Notifies owners by itself where the scope says so, one contact after another until somebody answers."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.model.job import Job
from leftopen.service.notices import escalate
from leftopen.service.workspace.workspace import Workspace

EVERY = timedelta(seconds=15)


async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    """One round; another one follows in seconds."""
    memory = control.memory.setdefault("escalate", escalate.EscalationMemory())
    assert isinstance(memory, escalate.EscalationMemory)
    done = await asyncio.to_thread(escalate.run, workspace, memory)
    message = f"{done.told} notices written" + (f", {done.failed} could not be" if done.failed else "")
    return JobResult(said=message, again=workspace.clock() + EVERY)


kind = JobKind(
    run=run, most_at_once=1, standing=True, wanted=escalate.is_enabled, revived=timedelta(minutes=5),
    needs_room=False,
)  # fmt: skip
