"""Blackout hours: what scans by itself waits and stops, what a person asks for does not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.jobs.worker import Timing, Worker, job_kinds
from leftopen.model.job import Job, JobState
from leftopen.scope import file
from leftopen.service.exclusions import scopes
from leftopen.service.monitoring import blackout, monitors
from leftopen.service.workspace import job_queue
from leftopen.service.workspace.workspace import LiveSettings, Workspace
from leftopen.store.records.entities.jobs import Jobs
from tests.service.office import office

QUICK = Timing(renew=0.02, look=0.02, dead=0.02)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with office(tmp_path) as made:
        yield made


def during(workspace: Workspace, hours: str) -> Workspace:
    return replace(workspace, live=LiveSettings(now=replace(workspace.settings, blackout=hours)))


def lasting(now: datetime) -> str:
    return f"Mon-Sun {now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=2):%H:%M}"


def recorder(ran: list[str], name: str) -> Callable[..., object]:
    async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        ran.append(name)
        return JobResult()

    return run


def test_what_scans_by_itself_waits_and_what_was_asked_for_runs(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[str] = []
    kinds = {
        "monitor": JobKind(run=recorder(ran, "monitor"), by_itself=True),  # type: ignore[arg-type]
        "scan": JobKind(run=recorder(ran, "scan")),  # type: ignore[arg-type]
    }
    for kind in kinds:
        job_queue.add(workspace, job_queue.new_job(workspace, kind, {}, asked_by="a test"))

    def worked(here: Workspace) -> None:
        worker = Worker(workspace=here, kinds=kinds, timing=QUICK)
        asyncio.run(asyncio.wait_for(worker.run(asyncio.Event(), until_idle=True), 20))

    with caplog.at_level("INFO", "leftopen"):
        worked(during(workspace, lasting(workspace.clock())))
    assert ran == ["scan"]
    assert caplog.text.count("blackout until") == 1
    worked(workspace)
    assert ran == ["scan", "monitor"]


def test_a_run_under_way_stops_and_goes_on_later_with_its_time(workspace: Workspace) -> None:
    live = LiveSettings(now=workspace.settings)
    here = replace(workspace, live=live)
    job = job_queue.new_job(workspace, "monitor", {}, asked_by="a test")
    job_queue.add(workspace, job)

    async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        live.now = replace(live.now, blackout=lasting(workspace.clock()))
        await control.stop.wait()
        return JobResult(unfinished=True)

    worker = Worker(workspace=here, kinds={"monitor": JobKind(run=run, by_itself=True)}, timing=QUICK)
    asyncio.run(asyncio.wait_for(worker.run(asyncio.Event(), until_idle=True), 20))
    waits = Jobs(workspace.store.records).get(job.id)
    assert (waits.state, waits.due) == (JobState.WAITING, job.due)


def test_monitors_and_checks_of_known_cases_are_such_jobs() -> None:
    assert {name for name, kind in job_kinds().items() if kind.by_itself} == {"monitor", "recheck"}


def test_the_next_run_that_is_shown_is_after_it(workspace: Workspace) -> None:
    now = workspace.clock()
    until = now + timedelta(days=1)
    scopes.add(workspace, [file.record("127.0.0.1/32", authorised_by="A. Owner", until=until, now=now)])
    monitor = asyncio.run(
        monitors.add(
            workspace, "office", ["127.0.0.1"], interval=3600, ports="80", tell=(), when=(), by="a test"
        )
    )
    assert blackout.until(workspace, now) is None
    here = during(workspace, lasting(now))
    end = blackout.until(here, now)
    assert end is not None
    assert monitors.next_run(here, monitor) == end
    assert monitors.with_next_runs(here, [monitor]) == [(monitor, end)]
