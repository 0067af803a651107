"""The page of scans: what waits can be cancelled, what ended can be started again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from secrets import token_hex

import pytest

from leftopen.model.job import Job, JobState
from leftopen.service import job_queue
from tests.web.console.conftest import Console
from tests.web.console.visitor import text_of


def waiting(console: Console, words: str = "127.0.0.1/32") -> Job:
    """A requested scan that is not due yet, so that no worker takes it."""
    workspace = console.workspace
    payload = {"parts": [{"words": [words], "ports": "81"}], "size": 1}
    due = workspace.clock() + timedelta(days=1)
    job = job_queue.new_job(workspace, "scan", payload, asked_by="user x", due=due)
    assert job_queue.add(workspace, job)
    return job


def state(console: Console, job: Job) -> JobState:
    return console.workspace.store.records.jobs.get(job.id).state


def test_what_waits_is_cancelled_with_one_button(anew: Console) -> None:
    job, visitor = waiting(anew), anew.visitor("admin")
    assert f'value="{job.id}"' in visitor.get("/scans").text
    answer = visitor.post("/scans/cancel", id=job.id)
    assert answer.status_code == 303
    assert state(anew, job) is JobState.CANCELLED
    assert "Scan cancelled." in text_of(visitor.get(answer.headers["location"]))
    again = visitor.post("/scans/cancel", id=job.id)
    assert again.status_code == 400
    assert "has ended: cancelled" in text_of(again)


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_who_may_not_scan_may_not_cancel(anew: Console, role: str) -> None:
    job = waiting(anew)
    assert anew.visitor(role).post("/scans/cancel", id=job.id).status_code == 403
    assert state(anew, job) is JobState.WAITING


def test_an_unknown_job_is_not_found(anew: Console) -> None:
    assert anew.visitor("admin").post("/scans/cancel", id="none").status_code == 404


def test_a_job_that_is_no_scan_is_not_found(anew: Console) -> None:
    job = replace(waiting(anew), id=token_hex(10), kind="other")
    assert job_queue.add(anew.workspace, job)
    assert anew.visitor("admin").post("/scans/cancel", id=job.id).status_code == 404
    assert state(anew, job) is JobState.WAITING


def test_a_finished_scan_leads_to_the_same_scan_again(console: Console) -> None:
    visitor = console.visitor("admin")
    [scan, *_] = console.workspace.store.records.scans.list()
    page = visitor.get(f"/scan/{scan.id}").text
    assert "Scan again" in page
    assert "Cancel this scan" not in page
