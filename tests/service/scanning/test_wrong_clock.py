"""A clock that was a year ahead holds up no requested scan when it is right again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.jobs.kind import JobControl, JobResult
from leftopen.jobs.worker import Timing, Worker, known
from leftopen.model.job import Job, JobState
from leftopen.model.permission import Role
from leftopen.model.scan_job import ScanJobPart
from leftopen.scope.file import record
from leftopen.service.identity import accounts
from leftopen.service.scanning import scan_queue, scopes, wrong_clock
from leftopen.service.workspace import Workspace
from tests.service.office import office
from tests.service.outbox.test_deliver import Clock

YEAR = timedelta(days=365)
SCAN = known()["scan"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with office(tmp_path, clock) as made:
        allowed = record("127.0.0.0/8", authorised_by="A.", until=None, now=made.clock())
        scopes.add(made, [allowed], by="a test")
        yield made


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
    waits = workspace.store.records.jobs.get(id)
    assert (waits.state, waits.attempts, waits.said) == (JobState.WAITING, 1, "no more open files")
    assert wrong_clock.mend(workspace) == 0, "it is due as it says"
    clock.later = timedelta()
    worked(workspace, _fine)
    assert workspace.store.records.jobs.get(id).state is JobState.DONE


def test_one_that_was_asked_for_then_begins_when_the_clock_is_right(
    workspace: Workspace, clock: Clock
) -> None:
    clock.later = YEAR
    id = asked(workspace)
    clock.later = timedelta()
    assert wrong_clock.mend(workspace) == 1
    assert workspace.store.records.jobs.get(id).due <= workspace.clock()
    assert wrong_clock.mend(workspace) == 0


def test_a_pause_after_a_failure_is_left_alone(workspace: Workspace, clock: Clock) -> None:
    id = asked(workspace)
    worked(workspace, _broken)
    before = workspace.store.records.jobs.get(id)
    clock.later = -timedelta(minutes=5)
    assert wrong_clock.mend(workspace) == 0
    assert workspace.store.records.jobs.get(id) == before
    assert SCAN.wait(SCAN.attempts) < wrong_clock.FURTHEST
