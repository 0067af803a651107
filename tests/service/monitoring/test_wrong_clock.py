"""A clock that was a year ahead puts off no run of a monitor when it is right again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.jobs.worker import known
from leftopen.model.monitor import Monitor
from leftopen.scope.file import record
from leftopen.service.monitoring import monitors, schedule, wrong_clock
from leftopen.service.scanning import scopes
from leftopen.service.workspace import Workspace
from leftopen.store.records.writes import RecordWriter
from tests.service.office import office
from tests.service.outbox.test_deliver import Clock

YEAR = timedelta(days=365)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with office(tmp_path, clock) as made:
        allowed = record("127.0.0.0/8", authorised_by="A.", until=None, now=made.clock())
        scopes.add(made, [allowed], by="a test")
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
    jobs = RecordWriter(workspace.store.records).jobs
    now = workspace.clock()
    job = jobs.lease("w", now + 5 * YEAR, now + 5 * YEAR, most={"monitor": 0})
    assert job is not None
    assert jobs.again(job, schedule.next_run(monitor, now), "ran", attempts=0)
    return monitor


@pytest.mark.parametrize("every", ["1m", "6h", "7d", "0 3 * * 1 Europe/Berlin", "*/5 * * * *"])
def test_its_next_run_is_brought_forward(workspace: Workspace, clock: Clock, every: str) -> None:
    clock.later = 2 * YEAR
    monitor = ran(workspace, every)
    assert wrong_clock.mend(workspace) == 0, "it is due as it says"
    clock.later = timedelta()
    late = monitors.next_run(workspace, monitor)
    assert wrong_clock.mend(workspace) == 1
    due = monitors.next_run(workspace, monitor)
    assert late is not None
    assert due is not None
    assert due <= schedule.next_run(monitor, workspace.clock())
    assert due < late
    assert wrong_clock.mend(workspace) == 0


def test_every_worker_does_so() -> None:
    assert known()["monitor"].mend is wrong_clock.mend


@pytest.mark.parametrize("every", ["1m", "365d", "0 0 29 2 *"])
def test_one_that_waits_rightly_is_left_alone(workspace: Workspace, clock: Clock, every: str) -> None:
    monitor = ran(workspace, every)
    due = monitors.next_run(workspace, monitor)
    for later in (timedelta(), timedelta(seconds=30), timedelta(minutes=-20)):
        clock.later = later
        assert wrong_clock.mend(workspace) == 0, later
    assert monitors.next_run(workspace, monitor) == due
