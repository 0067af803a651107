"""Reads from the stores, the disks and the clock what `health_checks` judges."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from leftopen.errors import BadSetting, StoreFailed
from leftopen.model.health import HealthCheck, HealthFacts, JobFacts, MonitorFacts, Room, ScopeEnd
from leftopen.model.job import Job, JobState
from leftopen.model.monitor import Monitor
from leftopen.model.outbox import DeliveryState
from leftopen.model.scope import ScopeRecord
from leftopen.scope.canonical import looks_numeric
from leftopen.scope.expiry import Expiry
from leftopen.service.backup.make import MADE
from leftopen.service.monitoring import blackout
from leftopen.service.monitoring.monitors import KIND, job_key
from leftopen.service.operations import chain_warning, heartbeat
from leftopen.service.operations.health_checks import LATE, checks
from leftopen.service.organisations import on_call
from leftopen.service.workspace import clock_trust, disk_space
from leftopen.service.workspace.job_queue import workers_alive, working_since
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.engine import spawn
from leftopen.store.engine.engine_errors import EngineError
from leftopen.store.lock_holder import holder
from leftopen.store.records.database import Database
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.clock import Clock
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.jobs import Jobs
from leftopen.store.records.entities.monitors import Monitors
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.scopes import Scopes
from leftopen.store.records.schema import FILE
from leftopen.store.records.unreadable import unreadable

LOCK_SECONDS = 5.0
"""How long a writer may hold the records before nothing counts as possible to write."""
ENGINE_SECONDS = 3.0
"""How long an engine may take for a trivial answer. Prometheus waits 10 seconds for the metrics."""
SOON = timedelta(days=7)
RETENTION = "retention"
BY_ITSELF = ("monitor", "recheck")
"""The kinds of jobs that wait in a blackout."""


def examine(workspace: Workspace, *, all_records: bool = False) -> tuple[HealthCheck, ...]:
    """What works and what does not; records that can't be read are an answer too. Blocks, at most some
    `LOCK_SECONDS`, or with `all_records` until each was read."""
    try:
        unreadable(workspace.store.records.database, all_of_them=all_records)
        return checks(read(workspace))
    except StoreFailed as error:
        says = f"cannot be read: {error}; nothing else can be judged until then: see leftopen doctor"
        return (HealthCheck(what="records", ok=False, says=says),)


def read(workspace: Workspace) -> HealthFacts:
    """Raises StoreFailed."""
    records, now = workspace.store.records, workspace.clock()
    paused, monitors = _in_blackout(workspace, now), Monitors(records).list()
    live = [one for one in monitors if not one.paused]
    needed = _needed(workspace, watched=bool(live))
    unsent, since = Outbox(records).unsent(now)
    refused = Outbox(records).failed_tries()
    return HealthFacts(
        now=now,
        data=free_space(workspace.data, workspace.data / "engine"), temp=_temp(workspace.data),
        reserve=disk_space.reserve_bytes(workspace),
        workers=len(workers_alive(workspace)), working=working_since(workspace),
        busy=Jobs(records).busy(now), needed=needed,
        oldest_due=Jobs(records).oldest_due(
            now, standing=bool(needed), but=BY_ITSELF if paused else ()
        ),
        blackout=paused,
        monitors=_monitors(live, Jobs(records).live(KIND), now),
        failing=_failing(Jobs(records).failing()),
        retention=_standing(workspace, RETENTION, now),
        unsent=unsent, since=since,
        refused=len(refused), refused_at=refused[0].at if refused else None,
        refusal=refused[0].said if refused else "",
        unwritable=_unwritable(workspace), unreadable=unreadable(records.database),
        engine=engine_trouble(workspace), newest=_newest(workspace, monitors),
        deletion_waits=_deletion_waits(workspace),
        backup=Audit(records).newest(MADE), backup_days=workspace.settings.backup_expected_days,
        chain=_standing(workspace, chain_warning.KIND, now), chain_broken=chain_warning.broken(workspace),
        scope_ends=_scope_ends(Scopes(records).list(), live, now),
        heartbeat=_standing(workspace, heartbeat.KIND, now) if heartbeat.is_enabled(workspace) else None,
    )  # fmt: skip


def _standing(workspace: Workspace, kind: str, now: datetime) -> JobFacts | None:
    job = Jobs(workspace.store.records).of_key(kind)
    return None if job is None else _job(job, now)


def _scope_ends(
    records: Sequence[ScopeRecord], monitors: Sequence[Monitor], now: datetime
) -> tuple[ScopeEnd, ...]:
    """Host names lead where the last judged run found them."""
    found = []
    for expiry in (Expiry(records, now), Expiry(records, now + SOON)):
        for one in monitors:
            numeric = filter(looks_numeric, one.targets)
            record = expiry.missed(one.targets, {*one.asked, *numeric})
            if record is not None and record.until is not None:
                found.append(ScopeEnd(
                    monitor=one.name, target=record.target, record=record.id[:8], until=record.until
                ))  # fmt: skip
    return tuple(dict.fromkeys(found))


def _deletion_waits(workspace: Workspace) -> str:
    record = Clock(workspace.store.records).now()
    return "" if record is None or record.trusted else clock_trust.untrusted_message(record)


def free_space(*folders: Path) -> Room:
    """Of that one which has least, of those that are there."""
    found = [_room(folder) for folder in folders if folder.exists()]
    whole = [one for one in found if not one.trouble]
    if len(whole) < len(found) or not whole:
        return next(
            (one for one in found if one.trouble), Room(folder=str(folders[0]), trouble="it is not there")
        )
    limited = [one.inodes for one in whole if one.inodes is not None]
    least = min(whole, key=lambda one: one.bytes)
    return Room(folder=least.folder, bytes=least.bytes, inodes=min(limited, default=None))


def _room(folder: Path) -> Room:
    try:
        file_system = os.statvfs(folder)
    except OSError as error:
        return Room(folder=str(folder), trouble=error.strerror or type(error).__name__)
    # A file system that makes inodes as it needs them says that it has none.
    inodes = file_system.f_favail if file_system.f_files else None
    return Room(folder=str(folder), bytes=file_system.f_bavail * file_system.f_frsize, inodes=inodes)


def _temp(data: Path) -> Room | None:
    """None where it is on the disk of the data."""
    try:
        folder = Path(tempfile.gettempdir())
        if folder.stat().st_dev == data.stat().st_dev:
            return None
    except OSError as error:
        return Room(folder=os.environ.get("TMPDIR", "/tmp"), trouble=error.strerror or "it is not there")  # noqa: S108
    if not os.access(folder, os.W_OK | os.X_OK):
        return Room(folder=str(folder), trouble="it cannot be written")
    return _room(folder)


def _in_blackout(workspace: Workspace, now: datetime) -> bool:
    """Does one last, or has it just ended? A setting that can't be read is a finding of `doctor`."""
    with suppress(BadSetting):
        return any(blackout.until(workspace, at) for at in (now, now - LATE))
    return False


def _needed(workspace: Workspace, *, watched: bool) -> tuple[str, ...]:
    """What a worker would do, in words."""
    records, settings = workspace.store.records, workspace.settings
    waits = (
        ("monitors", watched),
        ("queued messages", Outbox(records).list(states=(DeliveryState.QUEUED,), limit=1)),
        ("on-call calendars", on_call.is_enabled(workspace)),
        ("the mailbox of bounces_url", bool(settings.bounces_url)),
        ("heartbeats", bool(settings.heartbeat_url or settings.heartbeat_mail)),
    )
    return tuple(word for word, some in waits if some)


def _monitors(monitors: Sequence[Monitor], jobs: Sequence[Job], now: datetime) -> tuple[MonitorFacts, ...]:
    by_key = {job.key: job for job in jobs}
    return tuple(_monitor(one, by_key.get(job_key(one)), now) for one in monitors)


def _monitor(one: Monitor, job: Job | None, now: datetime) -> MonitorFacts:
    every = timedelta(seconds=one.every if one.last_run or one.cron else 0)
    of = None if job is None else _job(job, now)
    return MonitorFacts(
        name=one.name, created=one.created, last_success=one.last_run,
        expected=(one.last_run or one.created) + every,
        due=of.due if of else None, running=bool(of and of.running), failures=of.failures if of else 0,
        says=of.says if of else one.said,
    )  # fmt: skip


def _job(job: Job, now: datetime) -> JobFacts:
    """One whose lease ended waits since then: its worker died."""
    ended = job.state is JobState.RUNNING and job.lease_until is not None and job.lease_until <= now
    due = job.lease_until if ended and job.lease_until else job.due
    return JobFacts(
        kind=job.kind, due=due, running=job.state is JobState.RUNNING and not ended, failures=job.failures,
        says=job.said, last_success=job.succeeded,
    )  # fmt: skip


def _failing(jobs: Sequence[Job]) -> tuple[JobFacts, ...]:
    """Of each kind the worst. Some are judged by themselves."""
    worst: dict[str, Job] = {}
    for job in jobs:
        if job.kind not in (KIND, RETENTION, heartbeat.KIND) and (
            job.kind not in worst or job.failures > worst[job.kind].failures
        ):
            worst[job.kind] = job
    return tuple(
        JobFacts(kind=kind, due=job.due, failures=job.failures, says=job.said)
        for kind, job in sorted(worst.items())
    )


def _unwritable(workspace: Workspace) -> str:
    """Why no write to the records begins within `LOCK_SECONDS`; '' when one does."""
    database = Database(workspace.data / FILE, busy_seconds=LOCK_SECONDS)
    try:
        with database.write():
            return ""
    except StoreFailed as error:
        return str(error)
    finally:
        database.close()


def engine_trouble(workspace: Workspace) -> str:
    """Why the engine does not work, and what to do; '' when it does. An engine that is idle is not started
    for this. Blocks, at most some `ENGINE_SECONDS`."""
    data, remedy = workspace.data, "restart the ClickHouse server"
    if not workspace.settings.engine_url:
        if not spawn.is_running(data):
            return "" if find_spec("chdb") else "the embedded engine is not installed (package chdb)"
        if spawn.is_starting(data):
            return ""
        remedy = f"stop it with kill -9 (lock holder: {holder(data / spawn.LOCK)}); it starts again by itself"
    try:
        with closing(workspace.store.client.within(ENGINE_SECONDS)) as client:
            client.query("SELECT 1 AS one")
    except EngineError as error:
        return str(error)
    except StoreFailed as error:
        return f"the engine does not answer: {error}; {remedy}"
    return ""


def _newest(workspace: Workspace, monitors: Sequence[Monitor]) -> datetime | None:
    """None once the clock is trusted: what lies in the future then was stored by a clock that was wrong, and
    a monitor of once a month would say so for a month."""
    record = Clock(workspace.store.records).now()
    if record is not None and record.trusted:
        return None
    known = [one.last_run for one in monitors if one.last_run]
    # It fails where there is no event yet.
    with suppress(StoreFailed):
        known.append(Cases(workspace.store.records).head().at)
    return max(known, default=None)
