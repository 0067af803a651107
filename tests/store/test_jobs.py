"""The queue of jobs: each is lent to one worker at a time, and none is lost with its worker."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.errors import NotFound
from leftopen.model.job import Job, JobState
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.jobs import Jobs, JobWriter, put
from tests.store.new_folder import new_records
from tests.store.samples import NOON

MINUTE = timedelta(minutes=1)
ANY = {"look": 0}


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records.open(new_records(tmp_path)) as opened:
        yield opened


@pytest.fixture
def jobs(records: Records) -> JobWriter:
    return JobWriter(Changes(records))


def job(number: int, *, kind: str = "look", key: str = "", late: timedelta = timedelta()) -> Job:
    return Job(id=f"{number:020x}", kind=kind, created=NOON, due=NOON + late, key=key)


def leased(jobs: JobWriter, worker: str = "w", late: timedelta = timedelta()) -> Job | None:
    now = NOON + late
    return jobs.lease(worker, now, now + MINUTE, most=ANY)


def test_what_has_been_due_longest_comes_first_and_nothing_before_its_time(jobs: JobWriter) -> None:
    for number, late in ((1, 3), (2, 1), (3, 2)):
        jobs.add(job(number, late=late * MINUTE))
    assert leased(jobs) is None
    due = [leased(jobs, late=3 * MINUTE) for _ in range(4)]
    assert [one and int(one.id, 16) for one in due] == [2, 3, 1, None]


def test_a_worker_sees_what_it_could_lease_without_leasing_it(records: Records, jobs: JobWriter) -> None:
    jobs.add(job(1, key="k", late=MINUTE))
    assert Jobs(records).due_times("look") == {"k": NOON + MINUTE}
    assert Jobs(records).due_times("other") == {}
    assert not Jobs(records).any_due(["look"], "w", NOON)
    assert not Jobs(records).any_due(["other"], "w", NOON + MINUTE)
    assert Jobs(records).any_due(["look"], "w", NOON + MINUTE)
    assert leased(jobs, "w", MINUTE) is not None
    assert not Jobs(records).any_due(["look"], "w", NOON + 9 * MINUTE), "its own"
    assert Jobs(records).any_due(["look"], "other", NOON + 9 * MINUTE)


def test_a_kind_that_the_worker_does_not_know_stays(jobs: JobWriter) -> None:
    jobs.add(job(1, kind="other"))
    assert leased(jobs) is None


def test_of_live_jobs_with_one_key_there_is_one(records: Records, jobs: JobWriter) -> None:
    assert [jobs.add(job(number, key="same")) for number in (1, 2)] == [True, False]
    lent = leased(jobs)
    assert lent is not None
    assert not jobs.add(job(3, key="same")), "it runs"
    assert jobs.end(lent, JobState.DONE, "", NOON)
    assert jobs.add(job(4, key="same"))
    assert Jobs(records).count() == 2


def test_a_job_is_added_in_the_transaction_of_its_event_or_not_at_all(records: Records) -> None:
    def event(*, fails: bool) -> None:
        with records.database.write() as connection:
            put(connection, job(1))
            assert not fails, "the event"

    with pytest.raises(AssertionError, match="the event"):
        event(fails=True)
    assert Jobs(records).list() == []
    event(fails=False)
    assert len(Jobs(records).list()) == 1


def test_no_more_of_a_kind_run_than_may(jobs: JobWriter) -> None:
    for number in range(3):
        jobs.add(job(number))
    lent = [jobs.lease("w", NOON, NOON + MINUTE, most={"look": 2}) for _ in range(3)]
    assert [one is not None for one in lent] == [True, True, False]


def test_eight_workers_share_them_out(records: Records, jobs: JobWriter) -> None:
    for number in range(40):
        jobs.add(job(number))
    with ThreadPoolExecutor(8) as pool:
        lent = list(pool.map(lambda number: leased(jobs, f"w{number % 8}"), range(48)))
    ids = [one.id for one in lent if one]
    assert len(ids) == len(set(ids)) == 40
    assert len(Jobs(records).workers()) > 1


def test_a_lease_that_ended_is_another_workers_and_the_first_one_has_no_say(jobs: JobWriter) -> None:
    jobs.add(job(1))
    first = leased(jobs, "first")
    assert first is not None
    assert leased(jobs, "second", MINUTE / 2) is None
    second = leased(jobs, "second", MINUTE)
    assert second is not None
    assert (second.worker, second.attempts) == ("second", 2)
    assert not jobs.renew(first, NOON + 9 * MINUTE)
    assert not jobs.end(first, JobState.DONE, "too late", NOON)
    assert not jobs.again(first, NOON, "too late", attempts=0)
    assert jobs.end(second, JobState.DONE, "in time", NOON)


def test_a_worker_does_not_take_its_own_job_twice(jobs: JobWriter) -> None:
    """After a sleep its lease has ended, and it still runs it."""
    jobs.add(job(1))
    first = leased(jobs, "w")
    assert first is not None
    assert leased(jobs, "w", 9 * MINUTE) is None
    assert jobs.renew(first, NOON + 10 * MINUTE)


def test_what_a_wrong_clock_put_off_is_brought_forward(records: Records, jobs: JobWriter) -> None:
    jobs.add(job(1, key="k", late=timedelta(days=365)))
    assert jobs.bring_forward("k", NOON + MINUTE)
    assert not jobs.bring_forward("k", NOON + MINUTE)
    assert not jobs.bring_forward("other", NOON)
    assert Jobs(records).get(job(1).id).due == NOON + MINUTE


def test_old_jobs_that_ended_are_deleted(records: Records, jobs: JobWriter) -> None:
    for number in (1, 2, 3):
        jobs.add(job(number, late=number * MINUTE))
    jobs.cancel(job(1).id, NOON)
    jobs.cancel(job(3).id, NOON)
    assert jobs.prune(NOON + 2 * MINUTE) == 1
    assert {int(one.id, 16) for one in Jobs(records).list()} == {2, 3}


def test_progress_ends_the_count_of_attempts(records: Records, jobs: JobWriter) -> None:
    jobs.add(job(1))
    for late in range(3):
        lent = leased(jobs, f"w{late}", late * MINUTE)
    assert lent is not None
    assert lent.attempts == 3
    assert jobs.renew(replace(lent, done=5, total=9, step="here"), NOON + 9 * MINUTE)
    now = Jobs(records).get(lent.id)
    assert (now.attempts, now.done, now.total, now.step) == (1, 5, 9, "here")
    assert now.lease_until == NOON + 9 * MINUTE


def test_the_jobs_of_a_dead_worker_are_free_at_once(records: Records, jobs: JobWriter) -> None:
    for number in range(3):
        jobs.add(job(number))
    for worker in ("dead", "dead", "alive"):
        leased(jobs, worker)
    assert jobs.release_all("dead") == 2
    assert Jobs(records).workers() == ["alive"]
    assert Jobs(records).count(states=(JobState.WAITING,)) == 2


def test_a_cancelled_job_is_no_workers(records: Records, jobs: JobWriter) -> None:
    jobs.add(job(1))
    lent = leased(jobs)
    assert lent is not None
    assert jobs.cancel(lent.id, NOON, "by a test")
    assert not jobs.cancel(lent.id, NOON)
    assert not jobs.renew(lent, NOON + MINUTE)
    ended = Jobs(records).get(lent.id)
    assert (ended.state, ended.said, ended.finished) == (JobState.CANCELLED, "by a test", NOON)
    with pytest.raises(NotFound):
        jobs.cancel("none", NOON)


def test_how_long_the_oldest_has_been_due(records: Records, jobs: JobWriter) -> None:
    assert Jobs(records).oldest_due(NOON + MINUTE) is None
    jobs.add(job(1, late=MINUTE))
    jobs.add(job(2))
    assert Jobs(records).oldest_due(NOON + MINUTE) == NOON
    lent = leased(jobs)
    assert lent is not None
    assert Jobs(records).oldest_due(NOON) is None, "one runs, the other is not due yet"
    assert Jobs(records).oldest_due(NOON + MINUTE) == NOON + MINUTE
    jobs.end(lent, JobState.FAILED, "", NOON)
    assert Jobs(records).oldest_due(NOON + MINUTE) == NOON + MINUTE
