"""Brings messages forward that a wrong clock put off."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from leftopen.service.outbox.enqueue import job_of
from leftopen.service.workspace import Workspace
from leftopen.store.records.writes import RecordWriter

FURTHEST = timedelta(hours=26)
"""Longer than a failed try, quiet hours or the daily cap put a message off."""


def mend(workspace: Workspace) -> int:
    """Their number. Raises StoreFailed."""
    now = workspace.clock()
    put_off = workspace.store.records.outbox.due_after(now + FURTHEST)
    for id in put_off:
        RecordWriter(workspace.store.records).outbox.change(
            id,
            lambda old: replace(old, due=now) if old.due and old.due > now + FURTHEST else old,
            job_of(workspace, id, asked_by="leftopen"),
        )
    return len(put_off)
