"""Gives a sign of life to a receiver of one's own, while everything works."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.model.job import Job
from leftopen.service.operations import health_facts, heartbeat
from leftopen.service.operations.health_checks import failed_checks
from leftopen.service.workspace.workspace import Workspace

FAILED = "no heartbeat: "
LONGEST = timedelta(days=1)
"""The most that `heartbeat_minutes` may be."""


async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    """One round. A receiver that is down is no reason to give no heartbeat: else it would
    silence itself for good."""
    settings = workspace.settings
    if not heartbeat.is_enabled(workspace):
        return JobResult(said="no heartbeat is set (heartbeat_url, heartbeat_mail)")
    again = workspace.clock() + heartbeat.pause(settings)
    found = failed_checks(await asyncio.to_thread(health_facts.examine, workspace))
    bad = [one.what for one in found if one.what != heartbeat.KIND]
    if bad:
        message = f"none given, because this does not work: {', '.join(bad)}"
        return JobResult(said=message, again=again)
    failed = [
        await heartbeat.ask(settings) if settings.heartbeat_url else "",
        await asyncio.to_thread(heartbeat.mail, workspace) if settings.heartbeat_mail else "",
    ]
    if why := "; ".join(filter(None, failed)):
        return JobResult(said=f"{FAILED}{why}", again=again, failed=True)
    return JobResult(said="given", again=again)


kind = JobKind(
    run=run, most_at_once=1, standing=True, wanted=heartbeat.is_enabled, every=LONGEST,
    revived=timedelta(minutes=5), needs_room=False, supervises=True,
)  # fmt: skip
