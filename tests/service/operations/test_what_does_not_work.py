"""What does not work that should, seen in real stores: said by `doctor`, by the health address and by the
metrics, and no longer when it was mended."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.jobs.worker import Timing, Worker, job_kinds
from leftopen.model.api_key import Right
from leftopen.model.health import HealthCheck
from leftopen.model.job import Job
from leftopen.model.monitor import Monitor
from leftopen.model.notice import Notice, Receipt
from leftopen.model.outbox import Delivery, DeliveryState, MessageKind
from leftopen.scope import file
from leftopen.service.backup.make import back_up
from leftopen.service.exclusions import scopes
from leftopen.service.identity import api_keys
from leftopen.service.monitoring import monitors
from leftopen.service.operations import doctor, health_facts
from leftopen.service.operations.metrics import MetricsReader
from leftopen.service.organisations.channels import sender_of
from leftopen.service.outbox import enqueue
from leftopen.service.workspace import job_queue
from leftopen.service.workspace.workspace import LiveSettings, Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.jobs import Jobs, JobWriter
from leftopen.store.records.entities.monitors import MonitorWriter
from leftopen.store.records.entities.sending import OutboxWriter
from leftopen.web.api_state import build_api_state
from leftopen.web.app import application
from tests.service.office import SENDER, office
from tests.service.outbox.test_deliver import Clock
from tests.store.samples import engine_pid

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TO = "mailto:soc@example.org"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with office(tmp_path, clock, **SENDER, smtp_host="127.0.0.1") as made:
        yield made


def with_settings(workspace: Workspace, **changed: object) -> Workspace:
    return replace(workspace, live=LiveSettings(now=replace(workspace.settings, **changed)))  # type: ignore[arg-type]


def broken(workspace: Workspace) -> dict[str, str]:
    """What `doctor` exits with 1 for, by its name."""
    return {one.what: one.says for one in health_facts.examine(workspace) if one.ok is False}


def series(workspace: Workspace) -> dict[str, float]:
    lines = MetricsReader(workspace=workspace).text().splitlines()
    rows = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in rows}


def watched(workspace: Workspace, name: str = "m1") -> Monitor:
    """A monitor every 5 minutes that is due now."""
    monitor = Monitor(
        id=name, name=name, targets=("127.0.0.1",), ports="80", every=300, created=workspace.clock(),
        created_by="a test",
    )  # fmt: skip
    MonitorWriter(Changes(workspace.store.records)).add(monitor, monitors.job_of(workspace, monitor), 10)
    return monitor


def worked(workspace: Workspace, kinds: dict[str, JobKind]) -> None:
    async def work() -> None:
        async with asyncio.timeout(60):
            timing = Timing(renew=0.5, look=0.02, dead=5.0)
            await Worker(workspace=workspace, kinds=kinds, timing=timing).run(
                asyncio.Event(), until_idle=True
            )

    asyncio.run(work())


def failing(error: Exception) -> dict[str, JobKind]:
    async def run(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
        raise error

    return {"monitor": replace(job_kinds()["monitor"], run=run)}


@contextmanager
def alive(workspace: Workspace) -> Iterator[None]:
    with job_queue.WorkerQueue(workspace=workspace, worker="here", lease=HOUR).alive():
        yield


def test_a_monitor_that_fails_at_every_run_is_said_although_it_waits_again(
    workspace: Workspace, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    """It never ran, its job is only ever "waiting", and a worker lives."""
    watched(workspace)
    with alive(workspace):
        assert broken(workspace) == {}
        assert series(workspace)['leftopen_monitor_last_success_timestamp_seconds{monitor="m1"}'] == 0
        for _ in range(3):
            worked(workspace, failing(RuntimeError("could not determine the home directory")))
            clock.later += timedelta(minutes=5)
        capsys.readouterr()
        answer = broken(workspace)
        assert list(answer) == ["monitors"]
        assert "m1: 3 runs in a row failed" in answer["monitors"]
        assert "could not determine the home directory" in answer["monitors"]
        found = series(workspace)
        assert found['leftopen_monitor_failures_in_a_row{monitor="m1"}'] == 3
        assert found['leftopen_job_failures_in_a_row{kind="monitor"}'] == 3
        assert found['leftopen_health_check{check="monitors"}'] == 2

        async def good(workspace: Workspace, job: Job, control: JobControl) -> JobResult:
            return JobResult(said="ran", again=workspace.clock() + HOUR)

        worked(workspace, {"monitor": replace(job_kinds()["monitor"], run=good)})
        assert broken(workspace) == {}
        monitors.pause(workspace, "m1", by="maria")
        clock.later += 9 * DAY
        assert broken(workspace) == {}


def test_no_runner_while_a_monitor_is_due_is_broken(workspace: Workspace, clock: Clock) -> None:
    watched(workspace)
    assert broken(workspace) == {}
    clock.later += timedelta(minutes=17)
    answer = broken(workspace)
    assert {one.what for one in doctor.examine(workspace) if one.ok is False} == set(answer)
    assert set(answer) == {"worker", "monitors"}
    assert "none running, so that monitors do not run; start leftopen serve" in answer["worker"]
    assert "no run since it was created 17 minutes ago" in answer["monitors"]


def test_a_job_whose_worker_died_waits(workspace: Workspace, clock: Clock) -> None:
    job_queue.add(workspace, job_queue.new_job(workspace, "scan", {}, asked_by="a test"))
    now, jobs = workspace.clock(), JobWriter(Changes(workspace.store.records))
    job = jobs.lease("gone", now, now + timedelta(minutes=1), most={"scan": 0})
    assert job is not None
    assert broken(workspace) == {}
    clock.later += HOUR
    assert list(broken(workspace)) == ["worker"]
    assert series(workspace)["leftopen_oldest_due_job_seconds"] > 3000
    jobs.cancel(job.id, workspace.clock())
    assert broken(workspace) == {}


def test_a_mail_server_that_is_down_is_said(workspace: Workspace, clock: Clock) -> None:
    notice = Notice(id="m1", case="", to=TO, subject="s", text="t\n", written=workspace.clock())
    message = enqueue.message(workspace, notice, sender_of(TO), MessageKind.MONITOR, asked_by="a test")
    enqueue.add(workspace, message)
    outbox = OutboxWriter(Changes(workspace.store.records))

    def refused(attempts: int) -> Delivery:
        due = workspace.clock() + HOUR
        return replace(message.delivery, attempts=attempts, due=due, said="connection refused")

    def tried(delivery: Delivery, *, accepted: bool) -> None:
        receipt = Receipt(notice="m1", accepted=accepted, said="connection refused", at=workspace.clock())
        outbox.note(receipt, "m1", delivery, None)
        # As the worker that tried it would leave its job.
        job = Jobs(workspace.store.records).of_key("deliver m1")
        now, jobs = workspace.clock(), JobWriter(Changes(workspace.store.records))
        leased = jobs.lease("w", now, now + HOUR, most={"deliver": 0}) if job else None
        if leased is not None:
            jobs.again(leased, now + 2 * HOUR, "not sent yet", attempts=0)

    with alive(workspace):
        tried(refused(1), accepted=False)
        assert broken(workspace) == {}, "one refusal is no fault"
        for count in range(2, 6):
            clock.later += HOUR
            tried(refused(count), accepted=False)
        answer = broken(workspace)
        assert list(answer) == ["messages"]
        assert "1 message could not be sent, the oldest since 4 hours" in answer["messages"]
        assert "the last 5 tries failed: connection refused" in answer["messages"]
        found = series(workspace)
        assert found["leftopen_outbox_failed_deliveries"] == 5
        assert found["leftopen_outbox_oldest_unsent_seconds"] >= 4 * 3600 - 60
        tried(replace(refused(6), state=DeliveryState.SENT, due=None), accepted=True)
        assert broken(workspace) == {}
        assert series(workspace)["leftopen_outbox_failed_deliveries"] == 0


def test_what_the_folder_and_its_disk_lack_is_said(
    workspace: Workspace, clock: Clock, tmp_path: Path
) -> None:
    """One after the other in one folder: each is the only one, and gone when it is mended."""
    wrong: list[object] = []

    def check(name: str, here: Workspace, *words: str) -> None:
        answer = broken(here)
        if list(answer) != [name] or not all(word in answer[name] for word in words):
            wrong.append((name, answer))

    check("disk", with_settings(workspace, disk_reserve_mb=100_000_000), "free some space")
    check(
        "backup",
        with_settings(workspace, backup_expected_days=7),
        "no backup was made yet",
        "leftopen backup",
    )
    (tmp_path / "else").mkdir()
    back_up(workspace, tmp_path / "else" / "b", lambda progress: None)
    assert broken(with_settings(workspace, backup_expected_days=7)) == {}
    assert series(workspace)["leftopen_backup_last_timestamp_seconds"] > 0
    clock.later = 8 * DAY
    check("backup", with_settings(workspace, backup_expected_days=7), "last made 8 days ago")
    job_queue.add(
        workspace, job_queue.new_job(workspace, "retention", {}, asked_by="leftopen", key="retention")
    )
    clock.later += 3 * DAY
    assert broken(workspace) == {}, "nothing wants a worker here"
    with alive(workspace):
        check_retention = broken(workspace)
        worked(workspace, {"retention": job_kinds()["retention"]})
        assert set(check_retention) - {"worker"} == {"retention"}
        assert broken(workspace) == {}
    assert series(workspace)["leftopen_retention_last_timestamp_seconds"] == pytest.approx(
        workspace.clock().timestamp(), abs=300
    )
    held = sqlite3.connect(workspace.data / "records.sqlite", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    before, health_facts.LOCK_SECONDS = health_facts.LOCK_SECONDS, 0.1
    try:
        check("records", workspace, "nothing can be written", "stop the program")
    finally:
        health_facts.LOCK_SECONDS = before
        held.close()
    assert broken(workspace) == {}
    assert wrong == []


def test_an_authorisation_that_ends_is_said_before_and_after(workspace: Workspace, clock: Clock) -> None:
    def authorised(target: str, days: int) -> None:
        until = workspace.clock() + days * DAY
        made = file.record(target, authorised_by="A. Person", until=until, now=workspace.clock())
        scopes.add(workspace, [made], by="a test")

    def state() -> HealthCheck:
        [one] = [one for one in health_facts.examine(workspace) if one.what == "authorisations"]
        return one

    monitor = replace(watched(workspace), id="m2", name="m2", targets=("192.0.2.0/25", "127.0.0.1"))
    MonitorWriter(Changes(workspace.store.records)).add(monitor, monitors.job_of(workspace, monitor), 10)
    authorised("192.0.2.0/24", 20)
    authorised("198.51.100.0/24", 2)
    assert state().state == "ok", "the one that ends soon is no monitor's"
    clock.later += 14 * DAY
    assert state().state == "waits"
    assert "m2: the authorisation of 192.0.2.0/24 (record " in state().says
    clock.later += 7 * DAY
    assert state().state == "broken"
    assert "expired at " in state().says
    assert series(workspace)['leftopen_health_check{check="authorisations"}'] == 2
    assert "authorisations" in {one.what for one in doctor.examine(workspace) if one.ok is False}
    authorised("192.0.2.0/24", 90)
    assert state().state == "ok"


@pytest.mark.parametrize("asked", ["doctor", "health", "metrics"])
def test_an_engine_that_hangs_is_said_within_seconds_with_its_remedy(
    workspace: Workspace, asked: str
) -> None:
    """It holds its lock, and its socket takes connections that nobody reads."""
    assert workspace.store.observations.count("") == 0
    metrics = MetricsReader(workspace=workspace)
    assert "leftopen_services 0" in metrics.text()
    pid = engine_pid(workspace.data)
    os.kill(pid, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        if asked == "metrics":
            text = metrics.text()
            assert 'leftopen_health_check{check="engine"} 2' in text
            assert "leftopen_services 0" in text, "as it was last known"
        else:
            examine = doctor.examine if asked == "doctor" else health_facts.examine
            [says] = [one.says for one in examine(workspace) if one.what == "engine" and one.ok is False]
            assert says.startswith("the engine does not answer: ")
            assert "no response within 3 s; stop it with kill -9" in says
            assert f"process {pid}" in says
        assert time.monotonic() - begun < 20
    finally:
        os.kill(pid, signal.SIGCONT)
    assert broken(workspace) == {}


def test_the_health_of_the_work_needs_a_key_and_names_the_reason(workspace: Workspace, clock: Clock) -> None:
    """`/healthz` itself stays as it is: a load balancer does not take the console away for a monitor."""
    _, key = api_keys.add(workspace, "prometheus", Right.METRICS, None)
    watched(workspace)
    client = TestClient(application(build_api_state(workspace)), base_url="http://127.0.0.1")
    assert client.get("/healthz/work").status_code == 401
    first = client.get("/healthz/work", params={"key": key})
    assert (first.status_code, first.json()["ok"]) == (200, True)
    clock.later += HOUR
    answer = client.get("/healthz/work", params={"key": key})
    assert answer.status_code == 503
    bad = {one["what"]: one["says"] for one in answer.json()["checks"] if one["state"] == "broken"}
    assert set(bad) == {"worker", "monitors"}
    assert "start leftopen serve" in bad["worker"]
    assert client.get("/healthz").text == "ok\n"
