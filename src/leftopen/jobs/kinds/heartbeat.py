"""Gives a sign of life to a receiver of one's own, while everything works."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.model.job import Job
from leftopen.present.log_events import WARNING, log_event
from leftopen.service.operations import health_facts, heartbeat
from leftopen.service.operations.health_checks import failed_checks
from leftopen.service.workspace.workspace import Workspace

FAILED = "no heartbeat: "
LONGEST = timedelta(days=1)
"""The most that `heartbeat_minutes` may be."""


async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    """One round. A receiver that is down is said once, and is no failure of this job: else it would silence
    the heartbeat for good."""
    settings = workspace.settings
    if not heartbeat.is_enabled(workspace):
        return JobResult(said="no heartbeat is set (heartbeat_url, heartbeat_mail)")
    again = workspace.clock() + heartbeat.pause(settings)
    bad = failed_checks(await asyncio.to_thread(health_facts.examine, workspace))
    if bad:
        message = f"none given, because this does not work: {', '.join(one.what for one in bad)}"
        return JobResult(said=message, again=again)
    failed = [
        await heartbeat.ask(settings) if settings.heartbeat_url else "",
        await asyncio.to_thread(heartbeat.mail, workspace) if settings.heartbeat_mail else "",
    ]
    if why := "; ".join(filter(None, failed)):
        if not job.said.startswith(FAILED):
            log_event(WARNING, "heartbeat_failed", f"{FAILED}{why}")
        return JobResult(said=f"{FAILED}{why}", again=again)
    return JobResult(said="given", again=again)


kind = JobKind(
    run=run, most_at_once=1, standing=True, wanted=heartbeat.is_enabled, every=LONGEST,
    revived=timedelta(minutes=5), needs_room=False, supervises=True,
)  # fmt: skip
