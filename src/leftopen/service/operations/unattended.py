"""What would stop this installation from working by itself: no worker, no room, a wrong clock."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from leftopen.errors import StoreFailed
from leftopen.model.outbox import DeliveryState
from leftopen.present.humanize import format_bytes, format_count, format_duration, format_time
from leftopen.service import clock_trust, on_call, owner_directory
from leftopen.service.job_queue import workers_alive
from leftopen.service.operations import disk_space
from leftopen.service.operations.health import HealthCheck
from leftopen.service.workspace import Workspace

LATE = timedelta(minutes=15)
"""A job that is due for so long waits for something that does not come."""
APART = timedelta(minutes=1)
"""Clocks of one machine differ by less."""


def worker(workspace: Workspace) -> HealthCheck:
    """Needed as soon as anything waits for one."""
    alive, now = len(workers_alive(workspace)), workspace.clock()
    due = workspace.store.records.jobs.oldest_due(now)
    waits = (
        "" if due is None or now - due < LATE else f"; a job has been due for {format_duration(now - due)}"
    )
    if alive:
        ok = None if waits else True
        return HealthCheck(what="worker", ok=ok, says=f"{format_count(alive, 'worker')} running{waits}")
    waiting = _waiting(workspace)
    if not waiting and not waits:
        says = "none running; none needed, as there is no monitor and no message on its way"
        return HealthCheck(what="worker", ok=True, says=says)
    standing = f", so that {' and '.join(waiting)} stand still" if waiting else ""
    says = f"none running{standing}; start leftopen serve or leftopen worker as a service"
    return HealthCheck(what="worker", ok=None, says=says + waits)


def _waiting(workspace: Workspace) -> list[str]:
    """What a worker would do, in words."""
    records = workspace.store.records
    monitors = any(not one.paused for one in records.monitors.list())
    messages = records.outbox.list(states=(DeliveryState.QUEUED,), limit=1)
    waits = (
        ("monitors", monitors), ("queued messages", messages),
        ("on-call calendars", on_call.wanted(workspace)),
        ("the mailbox of bounces_url", bool(workspace.settings.bounces_url)),
    )  # fmt: skip
    return [word for word, some in waits if some]


def calendars(workspace: Workspace) -> HealthCheck:
    """Not good where a calendar does not say who is on call now, or could not be read lately."""
    now, directory = workspace.clock(), owner_directory.load(workspace)
    names = [one.name for one in directory.organisations.values() if one.on_call]
    doubts = [directory.of(name, now)[0].doubt for name in names]
    says = "; ".join(filter(None, doubts))
    if says:
        return HealthCheck(what="on-call calendars", ok=None, says=f"{says}; see leftopen org show NAME")
    return HealthCheck(what="on-call calendars", ok=True, says=f"{len(names):,} read" if names else "none")


def disk(workspace: Workspace) -> HealthCheck:
    """Broken where scans and imports would not begin."""
    if said := disk_space.low(workspace):
        return HealthCheck(what="disk", ok=False, says=said)
    return HealthCheck(
        what="disk", ok=True, says=f"{format_bytes(disk_space.free_bytes(workspace.data))} free"
    )


def clock(workspace: Workspace) -> HealthCheck:
    """Broken where what is stored lies in the future: the clock was set back, or was ahead when it was
    stored. Says what waits until it is trusted."""
    now, records = workspace.clock(), workspace.store.records
    known = [one.last_run for one in records.monitors.list() if one.last_run]
    # It fails where there is no event yet.
    with suppress(StoreFailed):
        known.append(records.cases.head().at)
    newest = max(known, default=now)
    if newest > now + APART:
        says = f"it says {format_time(now)}, but something was stored at {format_time(newest)}"
        return HealthCheck(what="clock", ok=False, says=f"{says}; set it right, and keep it so by NTP")
    record = records.clock.get()
    waits = "" if record is None or record.trusted else f"; {clock_trust.waiting(record)}"
    return HealthCheck(what="clock", ok=True, says=f"{format_time(now)}{waits}")
