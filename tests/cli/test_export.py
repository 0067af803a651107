"""`leftopen export` that is ended in the middle, or has nowhere to write to, leaves nothing and says so."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.store.observations.writer import ObservationWriter
from tests.durability.runs import Folder, Run
from tests.heard import heard
from tests.service.office import office
from tests.store.samples import NOON, seen

# So many that nobody is too late to stop their export.
MANY = 6_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    root = tmp_path_factory.mktemp("export")
    with office(root) as workspace:
        ObservationWriter(workspace.store.client).add(
            [seen(port=1 + number, at=NOON + timedelta(seconds=number)) for number in range(MANY)]
        )
        yield Folder(root=root, settings={})


@pytest.fixture(autouse=True)
def _heard() -> Iterator[None]:
    with heard():
        yield


def writing(run: Run, file: Path) -> None:
    """Waits until something is written beside that file."""
    end = time.monotonic() + 30
    while not any(beside.stat().st_size for beside in file.parent.glob(".leftopen-*")):
        assert run.running, f"it ended before anything was written: {run.said()}"
        assert time.monotonic() < end, "nothing was written within 30 s"
        time.sleep(0.002)


@pytest.mark.parametrize(
    ("signals", "code"),
    [
        ([signal.SIGINT], 130),
        ([signal.SIGTERM], 143),
        ([signal.SIGHUP], 129),
        ([signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGINT], 130),
    ],
)
def test_what_is_stopped_leaves_nothing_and_says_so(
    folder: Folder, tmp_path: Path, signals: list[signal.Signals], code: int
) -> None:
    file = tmp_path / "found.jsonl"
    file.write_text("what was there\n")
    run = Run(folder, "export", "", str(file))
    writing(run, file)
    for number in signals:
        run.process.send_signal(number)
        time.sleep(0.01)
    assert (run.wait(), run.said()) == (code, f"stopped; no file was written: {file}\n")
    assert [one.name for one in tmp_path.iterdir()] == ["found.jsonl"]
    assert file.read_text() == "what was there\n"


def test_a_folder_that_is_not_there_is_named_and_not_made(folder: Folder, tmp_path: Path) -> None:
    run = Run(folder, "export", "", str(tmp_path / "missing" / "x" / "found.csv"))
    answer = f"/missing/x/found.csv: folder {tmp_path}/missing/x does not exist\n"
    assert (run.wait(), run.said().endswith(answer)) == (1, True), run.said()
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_one_and_what_is_no_file_is_left_alone(folder: Folder, tmp_path: Path) -> None:
    real, link, pipe = tmp_path / "real.jsonl", tmp_path / "link.jsonl", tmp_path / "pipe.jsonl"
    link.symlink_to(real)
    run = Run(folder, "export", "port:<4", str(link))
    assert run.wait() == 0, run.said()
    assert link.is_symlink()
    assert len(real.read_text().splitlines()) == 3
    os.mkfifo(pipe)
    run = Run(folder, "export", "port:<4", str(pipe))
    assert (run.wait(), pipe.is_fifo()) == (1, True)
    assert "not a regular file" in run.said()


def test_a_name_may_be_as_long_as_names_are(folder: Folder, tmp_path: Path) -> None:
    file = tmp_path / f"{'x' * 249}.jsonl"
    run = Run(folder, "export", "port:<4", str(file))
    assert (run.wait(), file.exists()) == (0, True), run.said()
