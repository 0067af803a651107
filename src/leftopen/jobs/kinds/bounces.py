"""Reads the mailbox into which mails that could not be delivered come back."""

from __future__ import annotations

import asyncio

from leftopen.errors import BadSetting
from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.model.job import Job
from leftopen.present.humanize import format_count
from leftopen.service.outbox import bounces
from leftopen.service.outbox.bounces import BounceMemory
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace


async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    """One round. The audit says once that the mailbox can't be read, and why."""
    memory = control.memory.setdefault("bounces", BounceMemory())
    assert isinstance(memory, BounceMemory)
    try:
        count = await asyncio.to_thread(bounces.read, workspace, memory)
        message, failed = f"{format_count(count, 'message')} came back", ""
    except (ConnectionError, BadSetting) as error:
        message = failed = f"cannot read the mailbox: {error}"
    if failed and failed != memory.failed:
        await asyncio.to_thread(audit_log.record, workspace, "leftopen", "bounce mailbox", "", failed[:500])
    memory.failed = failed
    return JobResult(said=message, again=workspace.clock() + bounces.EVERY, failed=bool(failed))


kind = JobKind(
    run=run, most_at_once=1, standing=True, wanted=bounces.is_enabled, every=bounces.EVERY,
    revived=bounces.EVERY, needs_room=False,
)  # fmt: skip
