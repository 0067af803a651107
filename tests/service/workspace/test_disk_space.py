"""Below the reserve nothing begins, and what was begun goes on when there is room."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from leftopen.errors import DiskLow
from leftopen.jobs.kind import JobKind, JobResult
from leftopen.jobs.worker import Timing, Worker
from leftopen.model.job import JobState
from leftopen.service.ingest.run import ImportOptions, import_file
from leftopen.service.workspace import job_queue
from leftopen.service.workspace.workspace import utc_now
from leftopen.store.records.entities.jobs import Jobs
from tests.imports.banners import lines
from tests.service.office import office, scanned

FULL = 100_000_000
"""More than any disk has, in MB."""


def test_below_the_reserve_nothing_begins_and_a_started_import_goes_on_later(tmp_path: Path) -> None:
    (tmp_path / "banners").write_bytes(lines(30))
    wanted = ImportOptions(file=tmp_path / "banners")
    with office(tmp_path, disk_reserve_mb=FULL) as workspace:
        with pytest.raises(DiskLow, match="disk_reserve_mb"):
            scanned(workspace, [1])
        with pytest.raises(DiskLow):
            import_file(workspace, wanted, lambda progress: None, lambda: False)
    with office(tmp_path) as workspace:
        assert import_file(workspace, wanted, lambda progress: None, lambda: False)["state"] == "finished"


def test_jobs_that_need_room_wait_and_do_not_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran: list[str] = []

    async def big(workspace: object, job: object, control: object) -> JobResult:
        ran.append("big")
        raise DiskLow("no room")

    async def small(workspace: object, job: object, control: object) -> JobResult:
        ran.append("small")
        return JobResult()

    kinds = {"big": JobKind(run=big, attempts=1), "small": JobKind(run=small, needs_room=False)}

    def worked(reserve: int) -> JobState:
        with office(tmp_path, utc_now, disk_reserve_mb=reserve) as workspace:
            for kind in kinds:
                job_queue.add(workspace, job_queue.new_job(workspace, kind, {}, asked_by="t", key=kind))
            stop = asyncio.Event()

            async def some() -> None:
                worker = Worker(workspace=workspace, kinds=kinds, timing=Timing(look=0.01))
                running = asyncio.create_task(worker.run(stop))
                while "small" not in ran or (not reserve and ran.count("big") < 2):
                    await asyncio.sleep(0.02)
                stop.set()
                await running

            asyncio.run(some())
            [job] = Jobs(workspace.store.records).list(kind="big")
            return job.state

    assert worked(FULL) is JobState.WAITING
    assert "big" not in ran
    assert capsys.readouterr().err.count("disk_reserve_mb") == 1
    assert worked(0) is JobState.WAITING, "the disk filled up while it ran: it is put back, and not failed"
