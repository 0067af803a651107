"""One whole import as the command does it, with our own places installed, and how much memory that took."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench._banners import BLOCKS
from leftopen.service.ingest import places
from leftopen.service.ingest.run import ImportOptions, ImportProgress, import_file
from leftopen.service.workspace.workspace import Workspace
from tests.places.range_files import AWS
from tests.store.samples import engine_pid

NETWORKS = 100_000
EVERY_S = 0.5


class NotMeasured(Exception):
    """An answer was not what it must be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    seconds: float
    most_mb: float
    bytes: int


@dataclass(slots=True, kw_only=True)
class Watch:
    """The highest sum of what the engine, the workers and this process held at one moment."""

    data: Path
    shows: Callable[[int], None]
    most: float = 0.0
    next: float = field(default_factory=time.monotonic)

    def __call__(self, progress: ImportProgress) -> None:
        if time.monotonic() < self.next:
            return
        self.next = time.monotonic() + EVERY_S
        self.shows(progress.stored)
        pids = {os.getpid(), *engine(self.data), *children(os.getpid())}
        self.most = max(self.most, sum(memory_mb(pid, "VmRSS") for pid in pids))


def engine(data: Path) -> set[int]:
    """Its process; nothing before the first batch, which starts it."""
    try:
        return {engine_pid(data)}
    except (OSError, LookupError):
        return set()


def install(workspace: Workspace, folder: Path) -> None:
    """A provider's ranges, and a table of made-up networks where the made-up addresses are."""
    (folder / "aws.json").write_bytes(AWS)
    step = len(BLOCKS) * 2**24 // NETWORKS
    with (folder / "networks.csv").open("w") as file:
        for number in range(NETWORKS):
            block, first = divmod(number * step, 2**24)
            last = min(first + step, 2**24) - 1
            file.write(f"{text(block, first)},{text(block, last)},{64512 + number % 900},Network {number}\n")
    places.import_ranges(workspace, places.RangeImport(path=folder / "aws.json"))
    places.import_ranges(workspace, places.RangeImport(path=folder / "networks.csv", dated="2026-10-01"))


def text(block: int, number: int) -> str:
    return f"{BLOCKS[block]}.{number >> 16}.{number >> 8 & 255}.{number & 255}"


def take_in(workspace: Workspace, file: Path, span: range, shows: Callable[[int], None]) -> Taken:
    """The file has the rows of `span`; those before it are there. Raises NotMeasured when one is missing."""
    watch = Watch(data=workspace.data, shows=lambda done: shows(span.start + done))
    began = time.perf_counter()
    summary = import_file(workspace, ImportOptions(file=file), watch, lambda: False)
    seconds = time.perf_counter() - began
    there = workspace.store.observations.count("", history=True)
    if summary["stored"] != len(span) or summary["bad"] or summary["faults"] or there != span.stop:
        wrong = f"{summary['bad']} lines are bad, faults: {summary['faults']}"
        raise NotMeasured(f"{there} of {span.stop} rows are there, {wrong}")
    return Taken(seconds=seconds, most_mb=watch.most, bytes=file.stat().st_size)


def peak_mb(pid: int) -> float:
    """The highest physical memory of a process so far."""
    return memory_mb(pid, "VmHWM")


def memory_mb(pid: int, what: str) -> float:
    """0 for a process that is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) for line in lines if line.startswith(what)), 0) / 1024


def children(pid: int) -> set[int]:
    found = set()
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[1]) == pid:
            found.add(int(file.parent.name))
    return found
