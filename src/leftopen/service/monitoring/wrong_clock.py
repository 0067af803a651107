"""Brings runs of monitors forward that a wrong clock put off."""

from __future__ import annotations

from datetime import datetime, timedelta

from leftopen.model.monitor import Monitor
from leftopen.service.monitoring import monitors, schedule
from leftopen.service.workspace import Workspace
from leftopen.store.records.writes import RecordWriter

SLACK = timedelta(minutes=30)
"""Longer than a run that failed waits for its next try."""


def mend(workspace: Workspace) -> int:
    """Their number. Such a run is due at its next time, counted from now. Raises StoreFailed."""
    now, records = workspace.clock(), workspace.store.records
    due = {key: at for key, at in records.jobs.due_times(monitors.KIND).items() if at > now + SLACK}
    writer = RecordWriter(records).jobs
    count = 0
    for monitor in records.monitors.list() if due else ():
        at = due.get(monitors.job_key(monitor))
        latest = None if at is None else _latest(monitor, at, now)
        if latest is not None:
            count += writer.bring_forward(monitors.job_key(monitor), latest)
    return count


def _latest(monitor: Monitor, due: datetime, now: datetime) -> datetime | None:
    """When its next run should be, if that is earlier than `due`; None when all is right."""
    # The time until a next one of cron is asked only where it can be wrong: there may be 10,000.
    if due <= now + timedelta(seconds=monitor.every) + SLACK:
        return None
    latest = schedule.next_run(monitor, now)
    return latest if due > latest + SLACK else None
