"""Deletes what is older than the settings say, once a day."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.model.job import Job
from leftopen.service.retention.by_age import delete_old
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.clock import Clock

DAILY = timedelta(days=1)
MARGIN = timedelta(minutes=10)


async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    """One round; what was left by a stop is deleted in the next."""
    message = await asyncio.to_thread(delete_old, workspace, control.stop.is_set)
    record = await asyncio.to_thread(Clock(workspace.store.records).now)
    # A day more would be lost by asking a minute too early.
    wait = DAILY if record is None or record.trusted else record.lacking + MARGIN
    return JobResult(said=message, again=workspace.clock() + wait, unfinished=control.stop.is_set())


kind = JobKind(
    run=run, most_at_once=1, standing=True, every=DAILY + MARGIN, revived=timedelta(hours=1), needs_room=False
)
