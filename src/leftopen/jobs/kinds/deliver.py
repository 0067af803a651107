"""Delivers one message of the outbox; tries again until it is sent, refused for good, or given up."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import SystemRandom

from leftopen.errors import NotFound
from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.model.job import Job
from leftopen.model.outbox import DeliveryState
from leftopen.service.outbox.combine import combine
from leftopen.service.outbox.deliver import LEASE, LOOK_AGAIN, attempt
from leftopen.service.workspace.workspace import Workspace

SAID = {
    DeliveryState.QUEUED: "not sent yet",
    DeliveryState.HELD: "held",
    DeliveryState.SENT: "sent",
    DeliveryState.NOT_DELIVERED: "not delivered",
    DeliveryState.DROPPED: "not needed any more",
}


async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    """One try. The message says when the next one is due."""
    id = str(job.payload["message"])
    whole = await asyncio.to_thread(combine, workspace, id)
    if whole is not None:
        return JobResult(said=f"sent as part of message {whole.notice.id[:8]}")
    try:
        tried = await attempt(workspace, id, random=SystemRandom().random)
    except NotFound:
        return JobResult(said="the message was removed")
    if tried.since is not None:
        # Until that process says how it went, dies, or takes too long.
        again = min(workspace.clock() + LOOK_AGAIN, tried.since + LEASE)
        return JobResult(said="another process sends it", again=again)
    state = tried.delivery.state
    failed = state is DeliveryState.NOT_DELIVERED or (
        state is DeliveryState.QUEUED and tried.delivery.attempts > 0
    )
    return JobResult(said=f"{SAID[state]}: {tried.delivery.said}", again=tried.delivery.due, failed=failed)


kind = JobKind(run=run, most_at_once=8, revived=timedelta(minutes=15), needs_room=False)
