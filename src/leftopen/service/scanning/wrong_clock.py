"""Brings requested scans forward that a wrong clock put off."""

from __future__ import annotations

from datetime import timedelta

from leftopen.model.scan_job import KIND
from leftopen.service.workspace import Workspace
from leftopen.store.records.writes import RecordWriter

FURTHEST = timedelta(minutes=10)
"""Longer than a scan that failed waits for its next try. Nobody can ask for one at a later time."""


def mend(workspace: Workspace) -> int:
    """Their number. Such a scan is due now. Raises StoreFailed."""
    now, records = workspace.clock(), workspace.store.records
    # Every worker asks this again and again: without a reason it takes no write lock.
    if not records.jobs.any_waits(KIND, now + FURTHEST):
        return 0
    return RecordWriter(records).jobs.bring_all_forward(KIND, now + FURTHEST, now)
