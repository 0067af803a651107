"""The worker: jobs end, are tried again, go on with the next worker, and stop when they are cancelled."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.errors import BadRequest, NotAllowed, StoreFailed
from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.jobs.worker import Timing, Worker
from leftopen.model.job import Job, JobState
from leftopen.present.log_events import EVENT
from leftopen.service.workspace import job_queue
from leftopen.service.workspace.job_queue import WorkerQueue
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.jobs import Jobs
from tests.service.office import office

QUICK = Timing(renew=0.02, look=0.02, dead=0.02)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with office(tmp_path) as made:
        yield made


def added(workspace: Workspace, kind: str = "work", **rest: str) -> Job:
    job = job_queue.new_job(workspace, kind, {}, asked_by="a test", **rest)  # type: ignore[arg-type]
    assert job_queue.add(workspace, job)
    return job


def now(workspace: Workspace, job: Job) -> Job:
    return Jobs(workspace.store.records).get(job.id)


def worker(workspace: Workspace, kind: JobKind) -> Worker:
    return Worker(workspace=workspace, kinds={"work": kind}, timing=QUICK)


def worked(workspace: Workspace, kind: JobKind) -> None:
    """Until nothing is due."""

    async def work() -> None:
        async with asyncio.timeout(20):
            await worker(workspace, kind).run(asyncio.Event(), until_idle=True)

    asyncio.run(work())


def fails_with(error: Exception) -> JobKind:
    async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        raise error

    return JobKind(run=run, attempts=2, pause=timedelta(hours=1))


def test_a_job_that_succeeds_is_done_and_says_what_it_did(workspace: Workspace) -> None:
    async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        control.done, control.total = 3, 3
        return JobResult(said="three\n things")

    job = added(workspace)
    worked(workspace, JobKind(run=run))
    ended = now(workspace, job)
    assert (ended.state, ended.said, ended.done) == (JobState.DONE, "three things", 3)
    assert ended.worker == ""


def test_a_job_that_may_not_be_done_fails_at_once(workspace: Workspace) -> None:
    job = added(workspace)
    worked(workspace, fails_with(NotAllowed("not yours")))
    assert (now(workspace, job).state, now(workspace, job).said) == (JobState.FAILED, "not yours")


@pytest.mark.parametrize("error", [StoreFailed("no room"), OSError("no room"), RuntimeError("no room")])
def test_what_may_go_better_later_is_tried_again_and_then_fails(
    workspace: Workspace, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    job, kind = added(workspace), fails_with(error)
    began = workspace.clock()
    worked(workspace, kind)
    waits = now(workspace, job)
    assert (waits.state, waits.attempts) == (JobState.WAITING, 1)
    assert "no room" in waits.said
    assert waits.due - began >= timedelta(hours=1)
    queue = WorkerQueue(workspace=workspace, worker="w", lease=timedelta(seconds=1))
    lent = queue._writer.lease("w", waits.due, waits.due, most={"work": 0})
    assert lent is not None
    queue.again(lent, timedelta(), lent.said, attempts=1)
    worked(workspace, kind)
    assert now(workspace, job).state is JobState.FAILED
    assert ("bug in the job work: RuntimeError" in caplog.text) == isinstance(error, RuntimeError)
    bug = ["bug"] if isinstance(error, RuntimeError) else []
    events = [(one.levelname, getattr(one, EVENT)) for one in caplog.records if getattr(one, EVENT) != "bug"]
    assert events == [("WARNING", "job_retried"), ("ERROR", "job_failed")], "the last try is an error"
    assert [getattr(one, EVENT) for one in caplog.records].count("bug") == 2 * len(bug)


def test_a_job_that_asks_for_it_waits_for_its_next_time(workspace: Workspace) -> None:
    later = workspace.clock() + timedelta(hours=6)

    async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        return JobResult(said="nothing new", again=later)

    job = added(workspace, key="monitor a")
    worked(workspace, JobKind(run=run))
    waits = now(workspace, job)
    assert (waits.state, waits.due, waits.attempts, waits.said) == (JobState.WAITING, later, 0, "nothing new")
    assert Jobs(workspace.store.records).of_key("monitor a") == waits


def until_stopped(began: Callable[[], None], *, unfinished: bool = True) -> JobKind:
    async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        began()
        await control.stop.wait()
        return JobResult(said="half", unfinished=unfinished)

    return JobKind(run=run)


def test_a_worker_that_stops_puts_its_job_back(workspace: Workspace) -> None:
    async def work() -> None:
        stop = asyncio.Event()
        async with asyncio.timeout(20):
            await worker(workspace, until_stopped(stop.set)).run(stop)

    job = added(workspace)
    asyncio.run(work())
    waits = now(workspace, job)
    assert (waits.state, waits.attempts, waits.worker) == (JobState.WAITING, 0, "")
    assert waits.due <= workspace.clock()


def test_what_was_done_when_the_worker_stopped_is_not_done_again(workspace: Workspace) -> None:
    async def work() -> None:
        stop = asyncio.Event()
        async with asyncio.timeout(20):
            await worker(workspace, until_stopped(stop.set, unfinished=False)).run(stop)

    job = added(workspace)
    asyncio.run(work())
    assert (now(workspace, job).state, now(workspace, job).said) == (JobState.DONE, "half")


@pytest.mark.parametrize("deaths", [0, 3])
def test_a_job_that_must_not_end_is_tried_again_later(workspace: Workspace, deaths: int) -> None:
    """Whether it fails, or the workers die in it."""
    job = added(workspace)
    for number in range(deaths):
        assert WorkerQueue(workspace=workspace, worker=f"dead{number}", lease=timedelta()).next({"work": 0})
    kind = replace(fails_with(StoreFailed("no room")), attempts=1, revived=timedelta(minutes=15))
    worked(workspace, kind)
    waits = now(workspace, job)
    assert (waits.state, waits.attempts) == (JobState.WAITING, 0)
    assert ("no room" in waits.said) == (not deaths)
    assert timedelta(minutes=14) < waits.due - workspace.clock() <= timedelta(minutes=15)


def test_a_standing_job_is_there_again_whatever_happened_to_it(workspace: Workspace) -> None:
    runs: list[Job] = []

    async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        runs.append(job)
        control.memory["runs"] = len(runs)
        return JobResult(again=workspace.clock() + timedelta(days=365))

    kind = JobKind(run=run, standing=True)
    worked(workspace, kind)
    [job] = Jobs(workspace.store.records).list()
    worked(workspace, kind)
    brought = Jobs(workspace.store.records).get(job.id).due
    assert brought - workspace.clock() <= job_queue.STANDING
    assert len(runs) == 1


def test_a_recurring_job_is_not_cancelled_by_hand(workspace: Workspace) -> None:
    job = added(workspace, kind="monitor", key="monitor a")
    with pytest.raises(NotAllowed, match="leftopen watch pause"):
        job_queue.cancel(workspace, job.id, by="maria")
    assert now(workspace, job).state is JobState.WAITING


def test_a_worker_leaves_no_lock_file(workspace: Workspace) -> None:
    worked(workspace, until_stopped(lambda: None))
    assert list((workspace.data / "scans").glob("worker-*")) == []


def test_a_cancelled_job_stops_and_stays_cancelled(workspace: Workspace) -> None:
    job = added(workspace)

    def cancel() -> None:
        job_queue.cancel(workspace, job.id, by="maria")

    worked(workspace, until_stopped(cancel))
    assert (now(workspace, job).state, now(workspace, job).said) == (JobState.CANCELLED, "cancelled by maria")
    with pytest.raises(NotAllowed, match="has ended"):
        job_queue.cancel(workspace, job.id, by="maria")
    [entry] = Audit(workspace.store.records).of_kind("cancelled job", 10, 0)[0]
    assert (entry.actor, entry.subject) == ("maria", job.id)


def test_the_progress_is_stored_while_it_runs(workspace: Workspace) -> None:
    seen: list[Job] = []

    async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        control.done, control.total, control.step = 1, 2, "half"
        while not seen:
            await asyncio.sleep(0.02)
            current = now(workspace, job)
            if current.done:
                seen.append(current)
        return JobResult()

    added(workspace)
    worked(workspace, JobKind(run=run))
    assert (seen[0].state, seen[0].done, seen[0].total, seen[0].step) == (JobState.RUNNING, 1, 2, "half")


def test_the_jobs_of_a_dead_worker_go_on_with_another(workspace: Workspace) -> None:
    job = added(workspace)
    dead = WorkerQueue(workspace=workspace, worker="dead", lease=timedelta(days=1))
    assert dead.next({"work": 0}) is not None

    async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        return JobResult(said=f"attempt {job.attempts}")

    alive = WorkerQueue(workspace=workspace, worker="alive", lease=timedelta(days=1))
    with dead.alive():
        assert alive.free_dead() == 0
    assert alive.free_dead() == 1
    worked(workspace, JobKind(run=run))
    assert now(workspace, job).said == "attempt 2"


def test_a_job_in_which_workers_die_is_given_up(workspace: Workspace) -> None:
    job = added(workspace)
    for number in range(3):
        dead = WorkerQueue(workspace=workspace, worker=f"dead{number}", lease=timedelta())
        assert dead.next({"work": 0})
    worked(workspace, fails_with(BadRequest("never begun")))
    ended = now(workspace, job)
    assert ended.state is JobState.FAILED
    assert ended.said == "given up: it was begun 3 times without progress."


def test_no_more_run_at_once_than_the_worker_may(workspace: Workspace) -> None:
    running: set[str] = set()
    most: list[int] = []

    async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        running.add(job.id)
        most.append(len(running))
        # Long enough for a busy machine to begin all four.
        await asyncio.sleep(1.0)
        running.discard(job.id)
        return JobResult()

    for _ in range(6):
        added(workspace)
    worked(workspace, JobKind(run=run))
    assert len(most) == 6
    assert max(most) == 4


def test_a_job_that_another_one_adds_at_its_end_is_done_before_the_worker_is_idle(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second job appears while the worker has just found nothing to do."""
    done: list[str] = []
    first = added(workspace)

    async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        done.append(job.id)
        if job.id == first.id:
            looked = asyncio.Event()
            looks.append(looked)
            await looked.wait()
            added(workspace)
        return JobResult(said="")

    looks: list[asyncio.Event] = []
    here = worker(workspace, JobKind(run=run, most_at_once=2))
    usual = Worker._next

    async def found_nothing(self: Worker, queue: WorkerQueue, *, full: bool) -> Job | None:
        job = await usual(self, queue, full=full)
        if job is None and looks:
            looks.pop().set()
            await asyncio.sleep(0.3)
        return job

    monkeypatch.setattr(Worker, "_next", found_nothing)
    asyncio.run(here.run(asyncio.Event(), until_idle=True))
    assert len(done) == 2


def test_what_supervises_runs_although_the_worker_has_its_hands_full(workspace: Workspace) -> None:
    """Else a long scan would silence the heartbeat. It is told when it says something new."""
    seen, answer = asyncio.Event(), []
    rounds: list[str] = []

    async def long(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        await seen.wait()
        return JobResult(said="scanned")

    async def watch(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        rounds.append(job.said)
        if len(rounds) == 3:
            seen.set()
        return JobResult(said="well", again=workspace.clock() if len(rounds) < 3 else None)

    kinds = {"long": JobKind(run=long), "watch": JobKind(run=watch, supervises=True)}
    for kind in kinds:
        added(workspace, kind)

    async def work() -> None:
        async with asyncio.timeout(30):
            await Worker(
                workspace=workspace, kinds=kinds, at_once=1, timing=QUICK,
                told=lambda job, result: answer.append(result.said),
            ).run(asyncio.Event(), until_idle=True)  # fmt: skip

    asyncio.run(work())
    assert rounds == ["", "well", "well"]
    assert sorted(answer) == ["scanned", "well"]


def test_failures_in_a_row_are_counted_until_one_run_works(workspace: Workspace) -> None:
    """Also of what comes again by itself after it could not do its work."""
    outcomes = iter((RuntimeError("no home"), True, False, True))

    async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return JobResult(said="ran", again=workspace.clock(), failed=outcome)

    job = added(workspace)
    found = []
    for _ in range(4):
        queue = WorkerQueue(workspace=workspace, worker="w", lease=timedelta(seconds=60))
        later = workspace.clock() + timedelta(hours=1)
        lent = queue._writer.lease("w", later, later, most={"work": 0})
        assert lent is not None
        asyncio.run(worker(workspace, JobKind(run=run))._one(queue, lent, asyncio.Event()))
        found.append(now(workspace, job))
    assert [one.failures for one in found] == [1, 2, 0, 1]
    assert [one.succeeded is not None for one in found] == [False, False, True, True]


def test_a_worker_that_hangs_is_none_that_works(workspace: Workspace) -> None:
    queue = job_queue.WorkerQueue(workspace=workspace, worker="here", lease=timedelta(minutes=1))
    with queue.alive():
        began = job_queue.working_since(workspace)
        long_ago = time.time() - job_queue.HUNG.total_seconds() - 1
        file = workspace.data / "scans" / "worker-here.lock"
        os.utime(file, (file.stat().st_atime, long_ago))
        assert job_queue.workers_alive(workspace) == [], "it holds its lock, but it hangs"
        queue.beat()
        assert job_queue.workers_alive(workspace) == ["here"]
        assert began is not None
        assert job_queue.working_since(workspace) == began
