"""Puts right what a wrong clock did to the queue: brings forward what it put off. Keeps account of how far
the clock is trusted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from leftopen.model import scan_job
from leftopen.model.monitor import Monitor
from leftopen.service.monitoring import monitors, schedule
from leftopen.service.operations import heartbeat
from leftopen.service.outbox.enqueue import job_of
from leftopen.service.workspace import clock_trust
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.jobs import Jobs, JobWriter
from leftopen.store.records.entities.monitors import Monitors
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.sending import OutboxWriter

MONITOR_SLACK = timedelta(minutes=30)
"""Longer than a run that failed waits for its next try."""
FURTHEST_SCAN = timedelta(minutes=10)
"""Longer than a scan that failed waits for its next try. Nobody can ask for one at a later time."""
FURTHEST_MESSAGE = timedelta(hours=26)
"""Longer than a failed try, quiet hours or the daily cap put a message off."""


def mend(workspace: Workspace) -> int:
    """Every worker calls it again and again. Returns how much was brought forward. Raises StoreFailed."""
    clock_trust.observe(workspace)
    heartbeat.mend(workspace)
    return _runs(workspace) + _scans(workspace) + _messages(workspace)


def _runs(workspace: Workspace) -> int:
    """A run of a monitor that was put off is due at its next time, counted from now."""
    now, records = workspace.clock(), workspace.store.records
    due = {key: at for key, at in Jobs(records).due_times(monitors.KIND).items() if at > now + MONITOR_SLACK}
    writer = JobWriter(Changes(records))
    count = 0
    for monitor in Monitors(records).list() if due else ():
        at = due.get(monitors.job_key(monitor))
        latest = None if at is None else _latest(monitor, at, now)
        if latest is not None:
            count += writer.bring_forward(monitors.job_key(monitor), latest)
    return count


def _latest(monitor: Monitor, due: datetime, now: datetime) -> datetime | None:
    """When its next run should be, if that is earlier than `due`; None when all is right."""
    # The time until a next one of cron is asked only where it can be wrong: there may be 10,000.
    if due <= now + timedelta(seconds=monitor.every) + MONITOR_SLACK:
        return None
    latest = schedule.next_run(monitor, now)
    return latest if due > latest + MONITOR_SLACK else None


def _scans(workspace: Workspace) -> int:
    """A requested scan that was put off is due now."""
    now, records = workspace.clock(), workspace.store.records
    # Without a reason it takes no write lock.
    if not Jobs(records).any_waits(scan_job.KIND, now + FURTHEST_SCAN):
        return 0
    return JobWriter(Changes(records)).bring_all_forward(scan_job.KIND, now + FURTHEST_SCAN, now)


def _messages(workspace: Workspace) -> int:
    """A message that was put off is due now, with its job."""
    now = workspace.clock()
    latest = now + FURTHEST_MESSAGE
    put_off = Outbox(workspace.store.records).due_after(latest)
    for id in put_off:
        OutboxWriter(Changes(workspace.store.records)).change(
            id,
            lambda old: replace(old, due=now) if old.due and old.due > latest else old,
            job_of(workspace, id, asked_by="leftopen"),
        )
    return len(put_off)
