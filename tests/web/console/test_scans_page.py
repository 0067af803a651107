"""The page of scans: what waits can be cancelled, what ended can be started again."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from secrets import token_hex

import pytest

from leftopen.model.job import LIVE, Job, JobState
from leftopen.model.permission import Role
from leftopen.model.scan import ScanRecord, Unchecked
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.workspace import job_queue
from leftopen.service.workspace.locks import try_lock
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.users import UserWriter
from leftopen.store.records.entities.jobs import Jobs
from leftopen.store.records.entities.scans import Scans, ScanWriter
from tests.web.console.conftest import PART, Console
from tests.web.console.visitor import text_of


def waiting(console: Console, words: str = "127.0.0.1/32") -> Job:
    """A requested scan that is not due yet, so that no worker takes it. One that is due in more than ten
    minutes was put off by a wrong clock."""
    workspace = console.workspace
    payload = {"parts": [{"words": [words], "ports": "81"}], "size": 1}
    due = workspace.clock() + timedelta(minutes=8)
    job = job_queue.new_job(workspace, "scan", payload, asked_by="user x", due=due)
    assert job_queue.add(workspace, job)
    return job


def state(console: Console, job: Job) -> JobState:
    return Jobs(console.workspace.store.records).get(job.id).state


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


def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_running_scan_is_stopped_and_started_again_from_its_page(anew: Console) -> None:
    """The worker of the server runs it: a network of loopback, whose ports refuse, until it is stopped."""
    workspace, visitor = anew.workspace, anew.visitor("admin")
    own = record("127.84.41.0/24", authorised_by="A.", until=None, now=workspace.clock())
    scopes.add(workspace, [own], by="a test")
    before = {scan.id for scan in Scans(workspace.store.records).list()}

    def new() -> list[ScanRecord]:
        return [scan for scan in Scans(workspace.store.records).list() if scan.id not in before]

    assert visitor.post("/scans", targets="127.84.41.0/24", ports="all").status_code == 303
    until(lambda: any(scan.cursor for scan in new()))
    [scan] = new()
    page = visitor.get(f"/scan/{scan.id}").text
    assert "Cancel this scan" in page
    assert "Scan again" not in page
    marked = f'data-scan="{scan.id}" data-running'
    assert marked in page
    assert marked in visitor.get("/scans").text
    assert marked not in anew.visitor("viewer").get("/scans").text
    [job] = re.findall(r'name="id" value="([^"]+)"', page)
    assert visitor.post("/scans/cancel", id=job).status_code == 303
    until(lambda: new()[0].state == "stopped")
    assert 0 < new()[0].cursor < scan.total
    page = visitor.get(f"/scan/{scan.id}").text
    assert "Cancel this scan" not in page
    assert "data-running" not in page
    fields = dict(re.findall(r'<input type="hidden" name="(targets|ports)" value="([^"]+)">', page))
    assert fields == {"targets": "127.84.41.0/24", "ports": "all"}
    assert visitor.post("/scans", **fields).status_code == 303
    [again] = Jobs(workspace.store.records).list(kind="scan", states=LIVE)
    until(lambda: len(new()) == 2)
    visitor.post("/scans/cancel", id=again.id)
    until(lambda: all(scan.state == "stopped" for scan in new()))


def test_a_scan_of_a_command_says_where_it_is_stopped(anew: Console) -> None:
    [scan, *_] = Scans(anew.workspace.store.records).list()
    own = replace(scan, id="ab" * 16, state="running", finished=None)
    ScanWriter(Changes(anew.workspace.store.records)).put(own)
    visitor = anew.visitor("admin")
    with try_lock(anew.workspace.data, own.id):
        assert "Stop the command with Ctrl-C" in text_of(visitor.get(f"/scan/{own.id}"))
    assert "Scan again" in text_of(visitor.get(f"/scan/{own.id}"))


def test_a_finished_scan_leads_to_the_same_scan_again(console: Console) -> None:
    visitor = console.visitor("admin")
    [scan, *_] = Scans(console.workspace.store.records).list()
    page = visitor.get(f"/scan/{scan.id}").text
    assert "Scan again" in page
    assert "Cancel this scan" not in page


MIGHT_ACT = Unchecked(
    reason="might_act", why="not followed, since they might act", unit="link", count=3,
    examples=("198.51.100.9:80/H", "198.51.100.9:80/<b>openDoor</b>"),
)  # fmt: skip
REFUSED = Unchecked(
    reason="out_of_scope", why="record 9 excludes it: contract 77", unit="host", count=1,
    examples=("198.51.100.8",),
)  # fmt: skip


def with_unchecked(console: Console, *found: Unchecked) -> ScanRecord:
    [scan, *_] = Scans(console.workspace.store.records).list()
    own = replace(scan, id=token_hex(16), targets=(PART,), not_checked=found)
    ScanWriter(Changes(console.workspace.store.records)).put(own)
    return own


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "3 links: not followed, since they might act"),
     ("fr", "3 liens : non suivis, car ils pourraient agir")],
)  # fmt: skip
def test_a_scan_lists_the_links_that_were_not_followed(anew: Console, language: str, said: str) -> None:
    scan, visitor = with_unchecked(anew, MIGHT_ACT), anew.visitor("admin")
    page = visitor.get(f"/scan/{scan.id}", **{"accept-language": language})
    assert said in text_of(page)
    assert "198.51.100.9:80/H" in text_of(page)
    assert "198.51.100.9:80/&lt;b&gt;openDoor&lt;/b&gt;" in page.text
    assert "<b>openDoor" not in page.text
    assert ("1 more" if language == "en" else "1 de plus") in text_of(page)
    [line] = visitor.get(f"/scan/{scan.id}?format=json").text.splitlines()
    assert json.loads(line)["not_checked"][0]["examples"] == list(MIGHT_ACT.examples)


def test_a_scan_counts_what_refuses_and_what_was_not_decided(anew: Console) -> None:
    scan = with_unchecked(anew)
    counted = replace(scan, counts={"found": 46, "asks_password": 34, "unexamined": 12})
    ScanWriter(Changes(anew.workspace.store.records)).put(counted)
    page = text_of(anew.visitor("admin").get(f"/scan/{scan.id}"))
    assert "ask for a password 34 unexamined 12" in page
    assert "no service found" not in page


def test_a_scan_that_found_nothing_says_how_many_ports_it_tried(anew: Console) -> None:
    scan = with_unchecked(anew)
    empty = replace(scan, ports="80,443", counts={"found": 0}, finished=anew.workspace.clock())
    ScanWriter(Changes(anew.workspace.store.records)).put(empty)
    page = text_of(anew.visitor("admin").get(f"/scan/{scan.id}"))
    assert "no service found; ports tried on each address: 2" in page


def test_why_the_scope_refused_is_for_who_may_read_clauses(anew: Console) -> None:
    scan = with_unchecked(anew, REFUSED)
    part = anew.visitor("part")
    users = UserWriter(Changes(anew.workspace.store.records))
    users.change(anew.users["part"].id, lambda old: replace(old, role=Role.SCANNER_ADMIN))
    whole, limited = (text_of(one.get(f"/scan/{scan.id}")) for one in (anew.visitor("admin"), part))
    assert "contract 77" in whole
    assert "contract 77" not in limited
    assert "1 host: the scope does not allow this address" in limited


def test_what_an_older_version_did_not_store_is_not_known(console: Console) -> None:
    [scan, *_] = Scans(console.workspace.store.records).list()
    old = replace(scan, id=token_hex(16), not_checked=None)
    ScanWriter(Changes(console.workspace.store.records)).put(old)
    page = text_of(console.visitor("admin").get(f"/scan/{old.id}"))
    assert "did not record what it left out" in page
