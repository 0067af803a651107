"""Workers that die: the result is the one of an undisturbed run."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from leftopen.impact.assess.coordinate import Coordinator
from leftopen.impact.assess.inventory import Inventory, cut, inventory
from leftopen.impact.assess.worker_process import WorkerProcess
from leftopen.model.assessment import Depth, UnitKind, UnitResult

KEY = b"k" * 32
MAIL = (
    "From jane@example.org Tue Jan  1 10:11:12 2019\nFrom: jane.roe@example.mil\n"
    "Date: Tue, 01 Jan 2019 10:00:00 +0000\nSubject: {number}\n\nSSN: 891-23-{number:04}\n\n"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    folder = tmp_path_factory.mktemp("store")
    file = folder / "inbox.mbox"
    file.write_text("".join(MAIL.format(number=number) for number in range(1, 1500)))
    found = inventory([folder])
    return Inventory(files=found.files, units=tuple(cut(found.files, [UnitKind.MBOX], 40_000)), skipped=())


def read(
    store: Inventory, workers: int, killed: int = 0, make: Callable[[bytes], WorkerProcess] = WorkerProcess
) -> dict[int, UnitResult]:
    """The results of all units, each with its pieces; so many kills of a worker come in between."""
    stop, chance = threading.Event(), random.Random(7)
    reading = Coordinator(KEY, dict(enumerate(store.files)), Depth.DEEP, workers, stop, make)
    results: dict[int, UnitResult] = {}
    pieces: dict[tuple[int, int], UnitResult] = {}
    for result in reading.results(store.units):
        if result is not None:
            pieces[result.number, result.piece] = result
            if not result.piece:
                results[result.number] = whole(pieces, result.number)
            pid = chance.choice(reading.pids())
            if killed and pid:
                killed -= 1
                os.kill(pid, signal.SIGKILL)
    return results


def whole(pieces: Mapping[tuple[int, int], UnitResult], number: int) -> UnitResult:
    last = pieces[number, 0]
    parts = [pieces[number, at].found for at in range(1, last.pieces + 1)]
    return replace(last, found=tuple(one for part in [*parts, last.found] for one in part), pieces=0)


def in_pieces(key: bytes) -> WorkerProcess:
    start = (
        "import leftopen.impact.assess.unit_tally as tally\n"
        "tally.PIECE = 20\n"
        "from leftopen.impact.assess.worker import serve; serve()"
    )
    return WorkerProcess(key, start=start)


@pytest.mark.slow
def test_any_number_of_workers_and_kills_give_the_same_result(store: Inventory) -> None:
    alone = read(store, 1)
    assert alone.keys() == {unit.number for unit in store.units}
    assert read(store, 2) == alone
    assert read(store, 2, killed=4) == alone
    # Once: two kills at the same document would skip it.
    assert read(store, 2, killed=1, make=in_pieces) == alone
    mails = sum(count for result in alone.values() for count in result.mails.values() if not result.sha256)
    assert mails == 1499


@pytest.mark.slow
@pytest.mark.parametrize(
    ("slow", "limits"),
    [("time.sleep(60)", {"seconds": 60.0, "idle": 5.0}), ("hot()", {"seconds": 1.0, "idle": 60.0})],
    ids=["it hangs", "it computes"],
)
def test_a_document_that_takes_too_long_is_skipped_and_counted(
    tmp_path: Path, slow: str, limits: dict[str, float]
) -> None:
    (tmp_path / "a.txt").write_text("quick")
    (tmp_path / "b.txt").write_text("slow")
    found = inventory([tmp_path])
    start = (
        "import time, leftopen.impact.assess.read_unit as unit\n"
        "kept = unit.read_document\n"
        "def hot():\n"
        "    while True: pass\n"
        "def slow(part, readers):\n"
        f"    if part.data == b'slow': {slow}\n"
        "    return kept(part, readers)\n"
        "unit.read_document = slow\n"
        "from leftopen.impact.assess.worker import serve; serve()"
    )
    worker = WorkerProcess(KEY, start=start, **limits)
    pieces: list[UnitResult] = []
    result = worker.run(
        found.units[0], dict(enumerate(found.files)), Depth.DEEP, lambda: False, pieces.append
    )
    assert worker.done == 0
    worker.close()
    assert result is not None
    assert pieces == []
    assert result.outcomes == {"read": 1, "failed": 1}
    assert [one.place for one in result.failures] == ["1"]


def test_it_stops_when_told(store: Inventory) -> None:
    worker = WorkerProcess(KEY)
    sources, pieces = dict(enumerate(store.files)), list[UnitResult]()
    assert worker.run(store.units[0], sources, Depth.DEEP, lambda: True, pieces.append) is None
    assert pieces == []
    worker.close()
