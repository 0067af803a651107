"""Runs a scan that was requested over the web interface, one at a time. An interrupted one goes on where it
was."""

from __future__ import annotations

import asyncio
import contextlib

from leftopen.errors import NotAllowed, StoreFailed
from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.model.job import Job
from leftopen.model.scan_job import ScanJob, ScanJobPart, of_job
from leftopen.service.scanning import scan_rights
from leftopen.service.scanning.scan import ScanRequest, scan
from leftopen.service.scanning.scan_queue import scan_id
from leftopen.service.workspace import audit_log, job_queue
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.scans import Scans

LOOK_AGAIN_S = 1.0


async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    """Scans each part, with the progress of the present one. Raises NotAllowed when the requester may no
    longer scan."""
    scan_job = of_job(job)
    for number, part in enumerate(scan_job.parts):
        if control.stop.is_set():
            break
        await _allowed(workspace, scan_job, part)
        await _scanned(workspace, scan_job, part, scan_id(scan_job, number), control)
        # Owners of what was found are told at once, not at the next round.
        await asyncio.to_thread(job_queue.wake, workspace, "escalate")
    return JobResult(unfinished=control.stop.is_set())


async def _allowed(workspace: Workspace, scan_job: ScanJob, part: ScanJobPart) -> None:
    """Raises NotAllowed after recording the refusal in the audit log."""
    try:
        await asyncio.to_thread(scan_rights.check, workspace, scan_job, part)
    except NotAllowed as refusal:
        who = await asyncio.to_thread(scan_rights.asker, workspace, scan_job)
        words = " ".join(part.words)[:2000]
        await asyncio.to_thread(
            audit_log.record, workspace, who, "refused scan", words, f"{scan_job.id}: {refusal}"
        )
        raise


async def _scanned(
    workspace: Workspace, scan_job: ScanJob, part: ScanJobPart, id: str, control: JobControl
) -> None:
    """Runs one part to its end, or until the job must stop or the requester may no longer scan; then it
    raises NotAllowed."""
    before = await asyncio.to_thread(Scans(workspace.store.records).find, id)
    if before is not None and before.state == "finished":
        return
    halt = asyncio.Event()
    watch = asyncio.create_task(_watched(workspace, scan_job, part, control.stop, halt))
    request = ScanRequest(words=part.words, ports=part.ports, id=id)
    try:
        async for _ in scan(workspace, request, control.scanned, halt):
            pass
    finally:
        watch.cancel()
    if halt.is_set() and not control.stop.is_set():
        await _allowed(workspace, scan_job, part)


async def _watched(
    workspace: Workspace, scan_job: ScanJob, part: ScanJobPart, stop: asyncio.Event, halt: asyncio.Event
) -> None:
    """Sets `halt` once `stop` is set or the right is gone."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(scan_rights.check, workspace, scan_job, part)
        except NotAllowed:
            break
        except StoreFailed:
            # The next round checks again; the scan itself ends where the records can't be written.
            pass
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_AGAIN_S)
    halt.set()


kind = JobKind(run=run, most_at_once=1)
