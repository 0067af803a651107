"""Without a cage nothing hostile is read, unless somebody says so."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest

from leftopen.contents.cage.cage import NotCaged
from leftopen.model.assessment import Depth
from leftopen.service.assessments import assess, assessments
from leftopen.service.assessments.plan import plan
from leftopen.service.assessments.sources import reopen
from leftopen.service.assessments.summary import summary_line
from leftopen.service.scanning.scan import ScanRequest, scan
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit
from tests.contents.cage.absent import without_cage
from tests.service.office import ignored, office


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "note.txt").write_text("SSN: 891-23-4567")
    return folder


def read(workspace: Workspace, store: Path) -> assess.StartedAssessment:
    started = assess.start(workspace, [store], Depth.DEEP, by="jane")
    for _ in assess.run(workspace, started, 1, threading.Event()):
        pass
    return started


def test_an_assessment_is_not_begun(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_cage(monkeypatch)
    with office(tmp_path / "it") as workspace:
        with pytest.raises(NotCaged, match="--uncaged"):
            assess.start(workspace, [store], Depth.DEEP, by="jane")
        assert assessments.list_all(workspace) == []
        with pytest.raises(NotCaged, match="--uncaged"):
            plan([store], 1, 1, time.monotonic)


def test_it_is_read_uncaged_where_that_is_the_setting(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_cage(monkeypatch)
    with office(tmp_path / "it", uncaged="yes") as workspace:
        folder = read(workspace, store).folder
        assert summary_line(workspace, folder)["uncaged"] is True
        [entry] = Audit(workspace.store.records).of_kind("started assessment", 10, 0)[0]
        assert "read without a cage" in entry.clause
        assert sum((result.outcomes.get("read", 0) for result in folder.results()), 0) == 1
        with reopen(workspace, folder, by="jane") as again:
            assert "891-23-4567" in again("0").text
    assert plan([store], 1, 1, time.monotonic, uncaged=True).found.bytes == 16


def test_an_assessment_says_that_it_was_caged(tmp_path: Path, store: Path) -> None:
    with office(tmp_path / "it") as workspace:
        assert summary_line(workspace, read(workspace, store).folder)["uncaged"] is False


def test_one_that_goes_on_without_a_cage_says_so(tmp_path: Path, store: Path) -> None:
    """Begun in a cage, stopped before the first unit."""
    stop = threading.Event()
    stop.set()
    with office(tmp_path / "it") as workspace:
        begun = assess.start(workspace, [store], Depth.DEEP, by="jane")
        for _ in assess.run(workspace, begun, 1, stop):
            pass
    with office(tmp_path / "it", uncaged="yes") as workspace:
        done = read(workspace, store)
        assert done.resumed
        assert summary_line(workspace, done.folder)["uncaged"] is True


def test_a_review_says_why_it_reads_nothing(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office(tmp_path / "it") as workspace:
        folder = read(workspace, store).folder
        without_cage(monkeypatch)
        with reopen(workspace, folder, by="jane") as again:
            assert "this machine cannot read documents in a cage" in again("0").why


def test_a_scan_is_not_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_cage(monkeypatch)

    async def all_of_it(workspace: Workspace) -> int:
        wanted = ScanRequest(words=("127.0.0.1",), ports="9")
        return len([line async for line in scan(workspace, wanted, ignored, asyncio.Event())])

    with office(tmp_path / "it") as workspace, pytest.raises(NotCaged, match="uncaged"):
        asyncio.run(all_of_it(workspace))
    with office(tmp_path / "other", uncaged="yes") as workspace:
        assert asyncio.run(all_of_it(workspace))
