"""The queue on the command line: what waits is listed, run by a worker, or cancelled."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from leftopen.model.api_key import Right
from leftopen.model.scan_job import ScanJobPart
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.identity import api_keys
from leftopen.service.scanning import scan_queue
from tests.cli.program import all_ran
from tests.durability.runs import Folder
from tests.service.office import office


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(root=tmp_path, settings={"banner_wait": 0.05, "connect_timeout": 0.5})


def requested(folder: Folder) -> str:
    """The id of a scan that was requested over the API and waits."""
    with office(folder.root) as workspace:
        allowed = record("127.0.0.0/8", authorised_by="A.", until=None, now=workspace.clock())
        scopes.add(workspace, [allowed], by="a test")
        key, _ = api_keys.add(workspace, "scanner", Right.SCAN, None, by="a test")
        parts = (ScanJobPart(words=("127.84.31.9/32",), ports="81"),)
        return asyncio.run(scan_queue.submit(workspace, key.id, parts)).id


def test_a_requested_scan_waits_until_a_worker_runs_it(folder: Folder) -> None:
    id = requested(folder)
    waits, worker, ended, table = all_ran(
        folder,
        [
            ["jobs", "list", "--state", "waiting", "--kind", "scan", "--json"],
            ["worker", "--until-idle", "--quiet"],
            ["jobs", "show", id[:6], "--json"],
            ["jobs", "list"],
        ],
    )
    assert [(line["id"], line["state"]) for line in waits.lines] == [(id, "waiting")]
    assert waits.lines[0]["asked_by"].startswith("key ")
    assert (worker.code, worker.out, worker.err) == (0, "", "")
    [line] = ended.lines
    assert (line["state"], line["done"], line["total"], line["said"]) == ("done", 1, 1, "")
    assert line["finished"] > line["created"]
    assert id[:8] in table.out
    assert "1 of 1" in table.out


def test_a_cancelled_one_is_not_run(folder: Folder) -> None:
    id = requested(folder)
    cancelled, twice, _, shown = all_ran(
        folder,
        [
            ["jobs", "cancel", id[:6]], ["jobs", "cancel", id, "--json"], ["worker", "--until-idle"],
            ["jobs", "show", id],
        ],
    )  # fmt: skip
    assert (cancelled.code, twice.code) == (0, 1)
    assert f"job {id[:8]} has ended: cancelled" in twice.err
    assert "cancelled by " in shown.out


def test_no_jobs_and_wrong_words_are_told(folder: Folder) -> None:
    requested(folder)
    none, wrong, unknown = all_ran(
        folder,
        [["jobs", "list", "--state", "failed"], ["jobs", "list", "--state", "odd"], ["jobs", "show", "zz"]],
    )
    assert (none.code, none.out, none.err) == (0, "", "no jobs\n")
    assert (wrong.code, unknown.code) == (2, 1)
    assert "'odd' is not valid" in wrong.err
