"""A time-stamp authority that refuses is asked again as its job says, not every few minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from leftopen.jobs.kinds.timestamp import AGAIN, kind
from leftopen.service.workspace.job_queue import WorkerQueue
from leftopen.store.records.entities.jobs import Jobs
from tests.service.office import office

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def test_workers_leave_its_job_where_it_put_itself(tmp_path: Path) -> None:
    with office(tmp_path, lambda: NOW) as workspace:
        queue = WorkerQueue(workspace=workspace, worker="w", lease=timedelta(minutes=1))
        queue.ensure("timestamp", kind.every)
        job = queue.next({"timestamp": 1})
        assert job is not None
        assert queue.again_at(job, NOW + AGAIN, "nothing new to stamp")
        queue.ensure("timestamp", kind.every)
        assert Jobs(workspace.store.records).get(job.id).due == NOW + AGAIN
