"""Monitors and changes for tests of what shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from leftopen.model.job import Job
from leftopen.model.monitor import EventKind, Monitor, MonitorEvent
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.monitors import MonitorWriter


def monitored(workspace: Workspace, name: str, target: str) -> Monitor:
    now = workspace.clock()
    monitor = Monitor(
        id=f"id-{name}", name=name, targets=(target,), ports="80", every=3600, created=now, created_by="maria"
    )
    job = Job(
        id=f"j-{name}", kind="monitor", created=now, due=now + timedelta(days=9), key=f"monitor id-{name}"
    )
    assert MonitorWriter(Changes(workspace.store.records)).add(monitor, job, 10) == ""
    return monitor


def change(
    monitor: Monitor, at: datetime, kind: EventKind, address: str, port: int, **more: str
) -> MonitorEvent:
    return MonitorEvent(
        id=f"{monitor.id} {kind} {address} {port} {at:%d%H}", at=at, monitor=monitor.id, run=2, kind=kind,
        address=address, endpoint=f"{address}:{port}", service=f"{address} {port}", **more,
    )  # fmt: skip


def stored(workspace: Workspace, monitor: Monitor, changes: Sequence[MonitorEvent]) -> None:
    assert MonitorWriter(Changes(workspace.store.records)).judged(
        replace(monitor, runs=1, last_run=workspace.clock()), {}, changes, []
    )
