"""What a worker says while it runs for months: how each job went, what failed, and that it still turns."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leftopen.errors import StoreFailed
from leftopen.jobs import worker as workers
from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.jobs.worker import Timing, Worker, keep_working
from leftopen.model.job import Job
from leftopen.present.log_events import EVENT, FIELDS, sentence
from leftopen.service.operations import clock_recovery
from leftopen.service.workspace import job_queue
from leftopen.service.workspace.workspace import Workspace
from tests.service.office import office

QUICK = Timing(renew=0.02, look=0.02, dead=0.02)
LONGEST_S = 30


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with office(tmp_path) as made:
        yield made


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level("INFO", "leftopen")
    return caplog


def events(log: pytest.LogCaptureFixture) -> list[tuple[str, str, dict[str, Any]]]:
    """Level, event and fields of each line, without how long it took."""
    return [(level, event, {name: fields[name] for name in fields if name != "seconds"})
            for level, event, fields in seconds(log)]  # fmt: skip


def kind_of(result: JobResult) -> JobKind:
    async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        return result

    return JobKind(run=run)


def test_each_job_is_a_line_with_level_and_fields_and_names_nobody(
    workspace: Workspace, log: pytest.LogCaptureFixture
) -> None:
    kinds = {
        "monitor": kind_of(JobResult(said="3 services; 1 change")),
        "deliver": kind_of(JobResult(said="not sent yet: 550 <maria@example.org> unknown", failed=True)),
    }
    jobs = {}
    for kind, by in (("monitor", "monitor office"), ("deliver", "maria")):
        jobs[kind] = job_queue.new_job(workspace, kind, {}, asked_by=by)
        job_queue.add(workspace, jobs[kind])
    run = Worker(workspace=workspace, kinds=kinds, timing=QUICK, at_once=1).run
    asyncio.run(asyncio.wait_for(run(asyncio.Event(), until_idle=True), LONGEST_S))
    assert events(log) == [
        ("info", "job_done", {"kind": "monitor", "job": jobs["monitor"].id[:8], "monitor": "office"}),
        ("warning", "job_done", {"kind": "deliver", "job": jobs["deliver"].id[:8]}),
    ]
    answer = [sentence(one) for one in log.records]
    assert answer == [
        "monitor office: 3 services; 1 change", "deliver: not sent yet: 550 <…@example.org> unknown",
    ]  # fmt: skip
    assert all(getattr(one, FIELDS)["seconds"] >= 0 for one in log.records)


def turned(workspace: Workspace, kinds: dict[str, JobKind], until: Callable[[Worker], bool]) -> Worker:
    """A worker that runs until that is so."""
    worker = Worker(workspace=workspace, kinds=kinds, timing=QUICK)

    async def run() -> None:
        stop = asyncio.Event()
        working = asyncio.create_task(keep_working(worker, stop))
        async with asyncio.timeout(LONGEST_S):
            while not until(worker):
                await asyncio.sleep(0.01)
        stop.set()
        await working

    asyncio.run(run())
    return worker


def seconds(log: pytest.LogCaptureFixture) -> list[tuple[str, str, dict[str, Any]]]:
    return [(one.levelname.lower(), getattr(one, EVENT), getattr(one, FIELDS)) for one in log.records]


def test_whatever_fails_in_its_rounds_it_goes_on_and_says_it_once(
    workspace: Workspace, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = {"store": 4, "bug": 4}
    rounds = [0]

    def mend(workspace: Workspace) -> None:
        rounds[0] += 1
        if failures["store"]:
            failures["store"] -= 1
            raise StoreFailed("the records are locked")
        if failures["bug"]:
            failures["bug"] -= 1
            raise ZeroDivisionError("made up")

    monkeypatch.setattr(clock_recovery, "mend", mend)
    turned(workspace, {"work": kind_of(JobResult())}, lambda worker: rounds[0] > 10)
    assert [event[:2] for event in events(log)] == [("warning", "store_failed")]
    failures["bug"] = 4
    turned(workspace, {"work": kind_of(JobResult())}, lambda worker: rounds[0] > 20)
    assert [event[:2] for event in events(log)][1:] == [("error", "bug")]
    assert log.records[-1].exc_info is not None


def test_a_worker_that_ends_by_an_error_is_begun_again(
    workspace: Workspace, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "AGAIN_S", 0.01)
    scans = workspace.data / "scans"
    scans.mkdir(exist_ok=True)
    scans.rename(workspace.data / "aside")
    scans.write_text("a file where locks should be")

    def mended(worker: Worker) -> bool:
        if log.records and scans.is_file():
            scans.unlink()
        return bool(worker._turned)

    turned(workspace, {}, mended)
    assert events(log)[0][:2] == ("error", "worker_ended")


def test_idle_grows_while_the_loop_hangs(workspace: Workspace) -> None:
    """Though the event loop turns: a thread of its own waits for the disk."""
    began, hangs, now = threading.Event(), threading.Event(), [0.0]
    here = replace(workspace, monotonic=lambda: now[0])
    worker = Worker(workspace=here, kinds={}, timing=QUICK)
    assert worker.idle() == 0

    async def run() -> None:
        stop, lease = asyncio.Event(), Worker._lease

        def slow(self: Worker, queue: Any, *, full: bool) -> Job | None:
            began.set()
            hangs.wait(LONGEST_S)
            return lease(self, queue, full=full)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Worker, "_lease", slow)
            working = asyncio.create_task(worker.run(stop))
            await asyncio.to_thread(began.wait, LONGEST_S)
            now[0] = 200.0
            await asyncio.sleep(0.05)
            assert worker.idle() >= 200
            hangs.set()
            async with asyncio.timeout(LONGEST_S):
                while worker.idle():
                    await asyncio.sleep(0.01)
            stop.set()
            await working

    asyncio.run(run())
