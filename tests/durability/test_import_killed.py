"""`kill -9` of an import at moments drawn at random: gone on with, it is as if nothing had happened."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import pytest

from leftopen.model.import_record import ImportRecord
from leftopen.service.ingest import reader, workers, writer
from leftopen.service.ingest import run as importing
from leftopen.service.ingest.convert import RowBatch, RowBuilder
from leftopen.service.ingest.reader import Chunk
from leftopen.service.ingest.shodan_fast import fast_path
from leftopen.service.ingest.workers import WorkerConfig, row_builder
from leftopen.store import Store
from leftopen.store.records.entities.imports import Imports
from tests.durability.runs import Folder, Run, done
from tests.imports.banners import lines
from tests.service.office import office
from tests.tier import tier

ROWS, PARTS, KILLS = 300, 6, tier(4, 20)
CLOCK = datetime(2026, 5, 1, tzinfo=UTC)
WORK = WorkerConfig(
    format="shodan", scan="x", realm="internet", place="internet", latest=CLOCK, port=0, at=None
)  # fmt: skip
Row = dict[str, Any]


class InlineWorker:
    """Makes rows without a worker, so that a run begins at once."""

    maker: RowBuilder

    def __init__(self, work: WorkerConfig) -> None:
        self.maker.making = type(self.maker.making)(
            masker=self.maker.making.masker, lookup=self.maker.making.lookup, scan=work.scan,
            realm=work.realm, place=self.maker.making.place, latest=work.latest, port=work.port, at=work.at,
        )  # fmt: skip
        self.maker.plain = fast_path(self.maker.making)

    def made(self, units: Iterator[Chunk]) -> Iterator[tuple[Chunk, RowBatch]]:
        for unit in units:
            yield unit, self.maker.made(unit.data, unit.first)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended: object) -> None:
        """Nothing to end."""


def one_import(folder: Path, file: Path, again: bool) -> None:
    with office(folder, lambda: CLOCK) as workspace:
        wanted = importing.ImportOptions(file=file, again=again)
        importing.import_file(workspace, wanted, lambda progress: None, lambda: False)


def one_run(folder: Path, file: Path, again: bool, seconds: float) -> bool:
    """A process of its own, killed after so long; False when it ended before."""
    run = multiprocessing.get_context("fork").Process(target=one_import, args=(folder, file, again))
    run.start()
    run.join(seconds)
    run.kill()
    run.join()
    assert run.exitcode in (0, -9)
    return run.exitcode == -9


def record(folder: Path) -> ImportRecord | None:
    with Store.open(folder / "data") as store:
        return next(iter(Imports(store.records).list()), None)


def stored(folder: Path) -> list[Row]:
    with Store.open(folder / "data") as store:
        return store.client.query("SELECT * FROM services ORDER BY id")


def quotes(folder: Path) -> list[Row]:
    [file] = (folder / "data" / "imports").glob("*.bad.jsonl")
    return [json.loads(line) for line in file.read_bytes().splitlines()]


@pytest.mark.slow
def test_kills_of_an_import_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, value in (
        (reader, "UNIT", 40_000),
        (reader, "BLOCK", 40_000),
        (writer, "BATCH_BYTES", 100_000),
        (workers, "Workers", InlineWorker),
        (workers, "InlineWorker", InlineWorker),
    ):
        monkeypatch.setattr(module, name, value)
    InlineWorker.maker = row_builder(WORK)
    chance = random.Random(20)
    file = tmp_path / "it.json"
    parts = (lines(ROWS, seed=part, first=part * ROWS) for part in range(PARTS))
    file.write_bytes(b"".join(part + b"no line\n" for part in parts))
    calm, cut = tmp_path / "calm", tmp_path / "cut"
    began = time.monotonic()
    one_import(calm, file, again=False)
    share = (time.monotonic() - began) / KILLS
    kills, went_on, before = 0, 0, None
    for _ in range(5 * KILLS):
        again = before is not None and before.state == "finished"
        kills += one_run(cut, file, again, chance.uniform(0.2 * share, 2 * share))
        now = record(cut)
        went_on += before is not None and before.state == "running" and before.offset > 0
        assert again or before is None or (now is not None and now.offset >= before.offset), "it went back"
        before = now
        if kills == KILLS:
            break
    one_import(cut, file, again=True)
    assert kills == KILLS
    assert went_on >= tier(1, 5), "there was nothing to go on with"
    assert stored(cut) == stored(calm)
    assert quotes(cut) == quotes(calm)
    assert [quote["line"] for quote in quotes(cut)] == [(ROWS + 1) * part for part in range(1, PARTS + 1)]


def children(pid: int) -> set[int]:
    """Those that run now, by the kernel's word."""
    found = set()
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[1]) == pid:
            found.add(int(file.parent.name))
    return found


def test_workers_end_with_their_parent_however_it_ends(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings={})
    file = tmp_path / "it.json"
    file.write_bytes(lines(4000))
    run = Run(folder, "import", str(file), "--json", "--quiet")
    end = time.monotonic() + 30
    while len(begotten := children(run.process.pid)) < 3 and run.running and time.monotonic() < end:
        time.sleep(0.02)
    assert len(begotten) >= 2
    run.process.kill()
    run.process.wait()
    end = time.monotonic() + 20
    while (left := {pid for pid in begotten if working(pid)}) and time.monotonic() < end:
        time.sleep(0.05)
    assert left == set()
    summary = done(folder, "import", str(file), "--json", "--quiet")[-1]
    assert (summary["state"], summary["stored"] + summary["known"]) == ("finished", 4000)


def test_ctrl_c_stores_what_was_read_and_the_same_command_goes_on_behind_it(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings={})
    file = tmp_path / "it.json"
    file.write_bytes(lines(20_000))
    run = Run(folder, "import", str(file), "--json")
    end = time.monotonic() + 60
    while not any(map(busy, children(run.process.pid))) and run.running and time.monotonic() < end:
        time.sleep(0.02)
    run.process.send_signal(signal.SIGINT)
    assert run.wait() == 130, run.said()
    [stopped] = run.lines()
    assert stopped["state"] == "stopped"
    assert stopped["records"] == stopped["stored"] > 0
    assert f"stopped after record {stopped['records']:,}" in run.said()
    rest = Run(folder, "import", str(file), "--json", "--quiet")
    assert rest.wait() == 0, rest.said()
    [whole] = rest.lines()
    assert (whole["state"], whole["stored"], whole["known"]) == ("finished", 20_000, 0)


def busy(pid: int) -> bool:
    """A worker that has used so much of its processor that it is past its start."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return working(pid) and int(words[11]) > 1.5 * os.sysconf("SC_CLK_TCK")


def working(pid: int) -> bool:
    """A worker of an import: neither gone, nor the engine, which lives on by design."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z" and b"multiprocessing" in words
