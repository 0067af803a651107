"""What would stop it from working by itself is said, and only that."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.errors import DiskLow
from leftopen.jobs.kind import JobKind, JobResult
from leftopen.jobs.worker import Timing, Worker
from leftopen.model.job import JobState
from leftopen.model.monitor import Monitor
from leftopen.model.notice import Notice
from leftopen.model.outbox import MessageKind
from leftopen.service import job_queue, on_call, organisations
from leftopen.service.cases.notices.channels import sender_of
from leftopen.service.ingest.run import ImportOptions, import_file
from leftopen.service.operations import unattended
from leftopen.service.outbox import enqueue
from leftopen.service.workspace import utc_now
from leftopen.store.records.writes import RecordWriter
from tests.formats.calendars import calendar, shift
from tests.imports.banners import lines
from tests.service.office import SENDER, office, scanned

TO = "mailto:soc@example.org"
FULL = 100_000_000
"""More than any disk has, in MB."""


def test_a_worker_is_missed_when_something_waits_for_one(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        assert unattended.worker(workspace).ok is True
        due = workspace.clock() - timedelta(hours=1)
        job_queue.add(workspace, job_queue.new_job(workspace, "scan", {}, asked_by="test", due=due))
        told = unattended.worker(workspace)
        assert told.ok is None
        assert "due for 60 minutes" in told.says
        queue = job_queue.WorkerQueue(workspace=workspace, worker="here", lease=timedelta(minutes=1))
        with queue.alive():
            assert unattended.worker(workspace).says.startswith("1 worker running")
            long_ago = time.time() - job_queue.HUNG.total_seconds() - 1
            os.utime(workspace.data / "scans" / "worker-here.lock", (long_ago, long_ago))
            assert "none running" in unattended.worker(workspace).says, "it holds its lock, but it hangs"
            queue.beat()
            assert unattended.worker(workspace).says.startswith("1 worker running")


def test_a_worker_is_missed_when_a_message_waits_for_one(tmp_path: Path) -> None:
    with office(tmp_path, **SENDER) as workspace:
        notice = Notice(id="m1", case="", to=TO, subject="s", text="t\n", written=workspace.clock())
        message = enqueue.message(workspace, notice, sender_of(TO), MessageKind.TEST, asked_by="a test")
        enqueue.add(workspace, message, workspace.clock() + timedelta(hours=1))
        told = unattended.worker(workspace)
        assert told.ok is None
        assert "queued messages stand still" in told.says
        assert "monitors" not in told.says


def test_a_clock_that_was_set_back_is_said(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        assert unattended.clock(workspace).ok is True
        later = workspace.clock() + timedelta(hours=1)
        monitor = Monitor(
            id="m", name="m", targets=("127.0.0.1",), ports="80", every=60, created=later, created_by="a",
            last_run=later,
        )  # fmt: skip
        job = job_queue.new_job(workspace, "monitor", {"monitor": "m"}, asked_by="test", key="monitor m")
        RecordWriter(workspace.store.records).monitors.add(monitor, job, 10)
        assert unattended.clock(workspace).ok is False


def test_below_the_reserve_nothing_begins_and_a_started_import_goes_on_later(tmp_path: Path) -> None:
    (tmp_path / "banners").write_bytes(lines(30))
    wanted = ImportOptions(file=tmp_path / "banners")
    with office(tmp_path, disk_reserve_mb=FULL) as workspace:
        assert unattended.disk(workspace).ok is False
        with pytest.raises(DiskLow, match="disk_reserve_mb"):
            scanned(workspace, [1])
        with pytest.raises(DiskLow):
            import_file(workspace, wanted, lambda progress: None, lambda: False)
    with office(tmp_path) as workspace:
        assert unattended.disk(workspace).ok is True
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
            [job] = workspace.store.records.jobs.list(kind="big")
            return job.state

    assert worked(FULL) is JobState.WAITING
    assert "big" not in ran
    assert capsys.readouterr().err.count("disk_reserve_mb") == 1
    assert worked(0) is JobState.WAITING, "the disk filled up while it ran: it is put back, and not failed"


def test_a_calendar_that_says_nothing_about_now_is_said(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        assert unattended.calendars(workspace).ok is True
        organisations.add(workspace, "Example Corps", by="jane", contacts=["mailto:soc@example.org"])
        file = tmp_path / "rota.ics"
        file.write_bytes(calendar(shift("jane@example.org", "20200101T000000Z", "20990101T000000Z")))
        asyncio.run(on_call.set_calendar(workspace, "Example Corps", str(file), by="jane"))
        assert unattended.calendars(workspace).says == "1 read"
        assert "on-call calendars" in unattended.worker(workspace).says
        file.write_bytes(calendar())
        asyncio.run(on_call.refresh(workspace))
        told = unattended.calendars(workspace)
        assert told.ok is None
        assert told.says == "nobody is on call for Example Corps; see leftopen org show NAME"
