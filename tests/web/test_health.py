"""`/healthz` for anyone, `/metrics` for who may: what Prometheus' own parser reads."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from leftopen.model.api_key import Right
from leftopen.model.job import JobState
from leftopen.service.identity import api_keys
from leftopen.service.operations.metrics import MetricsReader
from leftopen.service.workspace import job_queue
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.engine import spawn
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.jobs import Jobs, JobWriter
from leftopen.web.app import build
from tests.servers.need import missing, require
from tests.service.office import office
from tests.store.samples import seen
from tests.web.inside import URL, Inside

REMOTE = ("192.0.2.9", 50_000)
HERE = ("127.0.0.1", 50_000)
RULES = Path(__file__).parents[2] / "deploy" / "leftopen-alerts.yaml"
PER_MONITOR = {
    "leftopen_monitor_failures_in_a_row", "leftopen_monitor_last_success_timestamp_seconds",
    "leftopen_free_inodes",
}  # fmt: skip
"""Series of monitors, of which this folder has none, and of disks whose inodes are limited."""


@contextmanager
def asking(workspace: Workspace, client: tuple[str, int]) -> Iterator[TestClient]:
    with TestClient(build(workspace), base_url=URL, client=client) as opened:
        yield opened


def values(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_healthz_says_ok_to_anyone(inside: Inside) -> None:
    answer = inside.client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_metrics_are_for_a_key_of_their_own(inside: Inside) -> None:
    _, own = api_keys.add(inside.workspace, "prometheus", Right.METRICS, None)
    bearer = {"Authorization": f"Bearer {own}"}
    assert inside.client.get("/metrics").status_code == 401
    assert inside.get("/metrics").status_code == 403, "a key that may scan sees only its networks"
    assert inside.client.get("/metrics", headers=bearer).status_code == 200
    assert inside.client.get("/metrics", params={"key": own}).status_code == 200
    for path in ("/api-info", "/shodan/host/count", "/192.0.2.1"):
        assert inside.client.get(path, params={"key": own, "query": "*"}).status_code == 403, path


@pytest.mark.parametrize(
    ("setting", "client", "headers", "status"),
    [
        ("key", HERE, {}, 401),
        ("loopback", HERE, {}, 200),
        ("loopback", REMOTE, {}, 401),
        ("loopback", HERE, {"X-Forwarded-For": "192.0.2.9"}, 401),
    ],
)
def test_who_reads_without_a_key(
    tmp_path: Path, setting: str, client: tuple[str, int], headers: dict[str, str], status: int
) -> None:
    with office(tmp_path, metrics=setting) as workspace, asking(workspace, client) as opened:
        assert opened.get("/metrics", headers=headers).status_code == status


def test_the_counts_are_those_of_the_folder_and_prometheus_reads_them(tmp_path: Path) -> None:
    with office(tmp_path, metrics="loopback") as workspace, asking(workspace, HERE) as opened:
        ObservationWriter(workspace.store.client).add([seen("192.0.2.8"), seen("192.0.2.9")])
        due = workspace.clock() - timedelta(minutes=2)
        # A kind that no worker knows waits for ever.
        job_queue.add(workspace, job_queue.new_job(workspace, "unknown", {}, asked_by="test", due=due))
        text = opened.get("/metrics").text
        found = values(text)
        assert found["leftopen_services"] == 2
        assert found['leftopen_jobs{kind="unknown",state="waiting"}'] == 1
        assert found['leftopen_jobs{kind="scan",state="failed"}'] == 0
        assert 120 <= found["leftopen_oldest_due_job_seconds"] < 300
        assert found["leftopen_workers"] == 1
        assert found['leftopen_cases{state="open"}'] == 0
        assert found["leftopen_disk_free_bytes"] > 0
        assert found["leftopen_disk_reserve_bytes"] == 500_000_000
    rules = RULES.read_text()
    named = set(re.findall(r"leftopen_[a-z_]+", rules))
    assert named <= {re.split(r"[{ ]", line)[0] for line in text.splitlines()} | PER_MONITOR
    require(missing("promtool"))
    ruled = subprocess.run(["promtool", "check", "rules", str(RULES)], capture_output=True, text=True)
    assert (ruled.returncode, "SUCCESS" in ruled.stdout) == (0, True), ruled.stdout + ruled.stderr
    checked = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, capture_output=True)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


def test_a_failed_job_is_counted(tmp_path: Path) -> None:
    with office(tmp_path, metrics="loopback") as workspace:
        job = job_queue.new_job(workspace, "digest", {}, asked_by="test")
        job_queue.add(workspace, job)
        writer, now = JobWriter(Changes(workspace.store.records)), workspace.clock()
        leased = writer.lease("w", now, now + timedelta(minutes=1), most={"digest": 0})
        assert leased is not None
        writer.end(leased, JobState.FAILED, "no mail server", now)
        assert Jobs(workspace.store.records).by_kind_and_state() == {("digest", "failed"): 1}


def test_reading_metrics_does_not_start_an_engine_that_is_idle(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        reader = MetricsReader(workspace=workspace)
        before = reader.text()
        workspace.store.client.close()
        (workspace.data / spawn.SOCKET).unlink()
        while spawn.is_running(workspace.data):
            time.sleep(0.05)
        after = reader.text()
        assert not spawn.is_running(workspace.data)
        name = re.compile("^leftopen_services .*", re.M)
        assert name.findall(before) == name.findall(after) != []


def test_a_disk_below_its_reserve_is_said_by_healthz(tmp_path: Path) -> None:
    with office(tmp_path, disk_reserve_mb=100_000_000) as workspace, asking(workspace, REMOTE) as opened:
        answer = opened.get("/healthz")
        assert (answer.status_code, answer.text) == (503, "disk\n")


def test_a_folder_whose_records_are_gone_is_said_by_healthz(tmp_path: Path) -> None:
    with office(tmp_path) as workspace, asking(workspace, REMOTE) as opened:
        (workspace.data / "records.sqlite").rename(workspace.data / "away")
        (workspace.data / "records.sqlite").mkdir()
        # After the rename, so that no thread of the application keeps a connection to the moved file.
        workspace.store.records.close()
        answer = opened.get("/healthz")
        assert (answer.status_code, answer.text) == (503, "records\n")
        (workspace.data / "records.sqlite").rmdir()
        (workspace.data / "away").rename(workspace.data / "records.sqlite")
