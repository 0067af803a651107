"""Runs a monitor, and again after its interval or at its next time."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

from leftopen.errors import BadAddress, NotAllowed, StoreFailed
from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.model.job import Job
from leftopen.present.humanize import format_count
from leftopen.present.printable import printable
from leftopen.service.monitoring import run as monitoring
from leftopen.service.monitoring import schedule
from leftopen.service.monitoring.run import MonitorRun
from leftopen.service.workspace import job_queue
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.monitors import Monitors


async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    """One run. Where the scope or the network does not allow it now, the next one may."""
    monitor = await asyncio.to_thread(Monitors(workspace.store.records).find, str(job.payload["monitor"]))
    if monitor is None or monitor.paused:
        return JobResult(said="the monitor was removed or paused")
    # Missed runs are caught up once: the next one is counted from this one's beginning.
    again = schedule.next_run(monitor, workspace.clock())
    # An interrupted run keeps its time, and so goes on with its scan.
    scan_id = f"{job.id}{int(job.due.timestamp()):012x}"
    try:
        done = await monitoring.run(workspace, monitor, scan_id, control.scanned, control.stop)
    except (NotAllowed, BadAddress) as error:
        await asyncio.to_thread(monitoring.cannot_run, workspace, monitor, str(error))
        return JobResult(said=str(error), again=again, failed=True)
    except Exception as error:
        # The worker tries it again; the list of monitors says why meanwhile.
        message = printable(f"the run failed: {type(error).__name__}: {error}", monitoring.LONGEST_SAID)
        with suppress(StoreFailed):
            await asyncio.to_thread(monitoring.cannot_run, workspace, monitor, message)
        raise
    if done is None:
        return JobResult(said="interrupted", unfinished=True)
    # Owners of what was found are told at once, not at the next round.
    await asyncio.to_thread(job_queue.wake, workspace, "escalate")
    return JobResult(said=_said(done), again=again, failed=not done.judged)


def _said(done: MonitorRun) -> str:
    if not done.judged:
        return done.monitor.said
    if done.monitor.runs == 1:
        return f"{done.monitor.said}; first run: {format_count(done.open, 'exposure')} open"
    return f"{done.monitor.said}; {format_count(len(done.events), 'change')}"


kind = JobKind(run=run, most_at_once=2, revived=timedelta(minutes=15), by_itself=True)
