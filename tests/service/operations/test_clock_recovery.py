"""A clock that was a year ahead holds up no run of a monitor, no requested scan and no message when it is
right again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.jobs.kind import JobControl, JobResult
from leftopen.jobs.worker import Timing, Worker, job_kinds
from leftopen.model.job import Job, JobState
from leftopen.model.monitor import Monitor
from leftopen.model.notice import Notice
from leftopen.model.outbox import Message, MessageKind
from leftopen.model.permission import Role
from leftopen.model.scan_job import ScanJobPart
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.identity import accounts
from leftopen.service.monitoring import monitors, schedule
from leftopen.service.operations import clock_recovery, health_facts
from leftopen.service.organisations.channels import sender_of
from leftopen.service.outbox import deliver, enqueue, mutes
from leftopen.service.scanning import scan_queue
from leftopen.service.workspace.workspace import Workspace, utc_now
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.jobs import Jobs, JobWriter
from leftopen.store.records.entities.monitors import MonitorWriter
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.sending import OutboxWriter
from tests.service.clocks import steady
from tests.service.office import SENDER, office
from tests.service.outbox.test_deliver import Clock, tried

YEAR = timedelta(days=365)
SCAN = job_kinds()["scan"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with office(tmp_path, clock) as made:
        allowed = record("127.0.0.0/8", authorised_by="A.", until=None, now=made.clock())
        scopes.add(made, [allowed], by="a test")
        yield made


@pytest.fixture
def mailing(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    """The mail server is down."""
    with office(tmp_path, clock, **SENDER, smtp_host="127.0.0.1", smtp_port=1) as made:
        yield made


def ran(workspace: Workspace, every: str) -> Monitor:
    """A monitor that has just run: its job waits for the next time."""
    read = schedule.parse(every, workspace.clock())
    monitor = asyncio.run(
        monitors.add(
            workspace,
            "here",
            ("127.0.0.1",),
            interval=read.every,
            cron=read.cron,
            ports="80",
            tell=(),
            when=(),
            by="maria",
        )
    )
    jobs = JobWriter(Changes(workspace.store.records))
    now = workspace.clock()
    job = jobs.lease("w", now + 5 * YEAR, now + 5 * YEAR, most={"monitor": 0})
    assert job is not None
    assert jobs.again(job, schedule.next_run(monitor, now), "ran", attempts=0)
    return monitor


@pytest.mark.parametrize("every", ["1m", "6h", "7d", "0 3 * * 1 Europe/Berlin", "*/5 * * * *"])
def test_its_next_run_is_brought_forward(workspace: Workspace, clock: Clock, every: str) -> None:
    clock.later = 2 * YEAR
    monitor = ran(workspace, every)
    assert clock_recovery.mend(workspace) == 0, "it is due as it says"
    clock.later = timedelta()
    late = monitors.next_run(workspace, monitor)
    assert clock_recovery.mend(workspace) == 1
    due = monitors.next_run(workspace, monitor)
    assert late is not None
    assert due is not None
    assert due <= schedule.next_run(monitor, workspace.clock())
    assert due < late
    assert clock_recovery.mend(workspace) == 0


@pytest.mark.parametrize("every", ["1m", "365d", "0 0 29 2 *"])
def test_one_that_waits_rightly_is_left_alone(workspace: Workspace, clock: Clock, every: str) -> None:
    monitor = ran(workspace, every)
    due = monitors.next_run(workspace, monitor)
    for later in (timedelta(), timedelta(seconds=30), timedelta(minutes=-20)):
        clock.later = later
        assert clock_recovery.mend(workspace) == 0, later
    assert monitors.next_run(workspace, monitor) == due


def asked(workspace: Workspace) -> str:
    """The id of the job of a scan that a person asks for."""
    user, _ = accounts.invite(workspace, "sam", Role.SCANNER_ADMIN, (), by="a test")
    part = ScanJobPart(words=("127.0.0.1/32",), ports="80")
    return asyncio.run(scan_queue.submit(workspace, "", (part,), user=user.id)).id


async def _broken(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    raise OSError("no more open files")


async def _fine(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
    return JobResult(said="done")


def worked(workspace: Workspace, run: object) -> None:
    kinds = {"scan": replace(SCAN, run=run)}  # type: ignore[arg-type]

    async def work() -> None:
        async with asyncio.timeout(20):
            timing = Timing(renew=0.5, look=0.02, dead=5.0)
            await Worker(workspace=workspace, kinds=kinds, timing=timing).run(
                asyncio.Event(), until_idle=True
            )

    asyncio.run(work())


def test_one_that_failed_is_tried_again_when_the_clock_is_right(workspace: Workspace, clock: Clock) -> None:
    clock.later = YEAR
    id = asked(workspace)
    worked(workspace, _broken)
    waits = Jobs(workspace.store.records).get(id)
    assert (waits.state, waits.attempts, waits.said) == (JobState.WAITING, 1, "no more open files")
    assert clock_recovery.mend(workspace) == 0, "it is due as it says"
    clock.later = timedelta()
    worked(workspace, _fine)
    assert Jobs(workspace.store.records).get(id).state is JobState.DONE


def test_one_that_was_asked_for_then_begins_when_the_clock_is_right(
    workspace: Workspace, clock: Clock
) -> None:
    clock.later = YEAR
    id = asked(workspace)
    clock.later = timedelta()
    assert clock_recovery.mend(workspace) == 1
    assert Jobs(workspace.store.records).get(id).due <= workspace.clock()
    assert clock_recovery.mend(workspace) == 0


def test_a_pause_after_a_failure_is_left_alone(workspace: Workspace, clock: Clock) -> None:
    id = asked(workspace)
    worked(workspace, _broken)
    before = Jobs(workspace.store.records).get(id)
    clock.later = -timedelta(minutes=5)
    assert clock_recovery.mend(workspace) == 0
    assert Jobs(workspace.store.records).get(id) == before
    assert SCAN.wait(SCAN.attempts) < clock_recovery.FURTHEST_SCAN


def put(mailing: Workspace) -> Message:
    to = "mailto:soc@example.org"
    notice = Notice(id="m1", case="", to=to, subject="s", text="t\n", written=utc_now())
    message = enqueue.message(mailing, notice, sender_of(to), MessageKind.MONITOR, asked_by="a test")
    assert enqueue.add(mailing, message)
    return message


def test_its_next_try_is_brought_forward_with_its_job(mailing: Workspace, clock: Clock) -> None:
    clock.later = YEAR
    put(mailing)
    assert tried(mailing).attempts == 1
    assert clock_recovery.mend(mailing) == 0, "it is due within the day"
    clock.later = timedelta()
    assert clock_recovery.mend(mailing) == 1
    due = Outbox(mailing.store.records).get("m1").delivery.due
    assert due is not None
    assert due <= mailing.clock()
    assert Jobs(mailing.store.records).due_times("deliver") == {"deliver m1": due}
    assert clock_recovery.mend(mailing) == 0


def test_what_is_muted_for_long_is_left_alone(mailing: Workspace, clock: Clock) -> None:
    put(mailing)
    until = mailing.clock() + timedelta(days=90)
    mutes.add(mailing, by="maria", because="known", contact="mailto:soc@example.org", until=until)
    assert tried(mailing).due == until
    assert clock_recovery.mend(mailing) == 0


def test_a_loan_from_the_future_is_void(mailing: Workspace, clock: Clock) -> None:
    put(mailing)
    outbox = OutboxWriter(Changes(mailing.store.records))
    now = mailing.clock()
    assert outbox.lend("m1", now + YEAR, deliver.LEASE).mine
    assert not outbox.lend("m1", now + YEAR, deliver.LEASE).mine
    again = outbox.lend("m1", now, deliver.LEASE)
    assert (again.mine, again.delivery.unknown) == (True, 1)


def test_what_it_stored_is_no_reason_once_the_clock_is_trusted(workspace: Workspace, clock: Clock) -> None:
    """The monitor runs again in a month: the heartbeat would stop for so long."""
    monitor = ran(workspace, "0 3 1 * *")
    clock.later = YEAR
    MonitorWriter(Changes(workspace.store.records)).change(
        monitor.id, lambda old: replace(old, last_run=workspace.clock(), runs=1)
    )
    clock.later = timedelta()
    clock_recovery.mend(workspace)
    [wrong] = [one for one in health_facts.examine(workspace) if one.what == "clock"]
    assert wrong.ok is False
    steady(workspace)
    [right] = [one for one in health_facts.examine(workspace) if one.what == "clock"]
    assert right.ok
