"""`kill -9` of a scan, several times, at moments drawn at random: nothing that was printed is lost."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from leftopen.model.case import Case
from leftopen.model.scan import ScanRecord
from leftopen.sweep.permutation import Permutation
from tests.durability.crowd import Crowd, some_ports
from tests.durability.runs import Folder, Line, Run
from tests.durability.stored import assert_nothing_lost, kept
from tests.tier import tier

# An address of loopback that nobody else on this machine scans meanwhile.
HOST = "127.31.4.1"
LOW, HIGH = 11_000, 15_999
SCAN = ("scan", HOST, "--ports", f"{LOW}-{HIGH}", "--json", "--quiet")
KILLS = tier(3, 20)
SERVERS = 48
# A free machine needs about four seconds for each kill.
LONGEST_S = 60 * KILLS
# Few at once and slow answers, so that there is something to kill.
SETTINGS: Mapping[str, object] = {"workers": 4, "banner_wait": 0.15}


@dataclass(kw_only=True)
class History:
    """What all runs printed, and where each went on from."""

    printed: list[Line] = field(default_factory=list)
    resumed: list[int] = field(default_factory=list)
    finished: int = 0


def places(scan: ScanRecord, crowd: Crowd) -> dict[int, int]:
    """Each server's place in the scan's order."""
    count = HIGH - LOW + 1
    return {
        LOW + port: at
        for at, port in enumerate(Permutation(count, scan.seed))
        if LOW + port in crowd.arrivals
    }


def unfinished(folder: Folder) -> ScanRecord | None:
    return next((scan for scan in kept(folder).scans if scan.state != "finished"), None)


def assert_went_on(before: ScanRecord | None, visits: Mapping[int, int], crowd: Crowd, run: Run) -> None:
    """Servers that lie before the cursor of the scan that was cut off were left in peace this time."""
    if before is None:
        return
    assert {line["scan"] for line in run.lines() if line["type"] == "observation"} <= {before.id}
    again = [
        port
        for port, place in places(before, crowd).items()
        if place < before.cursor and crowd.visits()[port] > visits[port]
    ]
    assert again == [], f"asked again although the cursor stood at {before.cursor}"


def one_kill(folder: Folder, crowd: Crowd, chance: random.Random, history: History) -> bool:
    """A run with a kill in it; False when the scan was over before."""
    before, visits = unfinished(folder) if folder.data.exists() else None, crowd.visits()
    run = Run(folder, *SCAN)
    # A slow machine has not begun to look within four seconds, and is to be killed in the middle as well.
    early = chance.random() < 0.5
    killed = run.kill_at(
        run.began + chance.uniform(0.3, 4.0) if early else run.spoke() + chance.uniform(0.0, 1.5)
    )
    history.printed += run.lines()
    assert killed or run.process.returncode == 0, run.said()
    now = kept(folder)
    assert_nothing_lost(now, history.printed)
    assert_went_on(before, visits, crowd, run)
    for scan in now.scans:
        assert before is None or scan.id != before.id or scan.cursor >= before.cursor, "it went back"
    history.resumed.append(before.cursor if before else 0)
    history.finished += not killed
    return killed


@pytest.mark.slow
def test_kills_of_a_scan_lose_nothing_and_it_goes_on_where_it_was(tmp_path: Path) -> None:
    chance = random.Random(20)
    folder = Folder(root=tmp_path / "it", settings=SETTINGS)
    history = History()
    with Crowd(HOST, some_ports(LOW, HIGH, SERVERS, chance), slow=0.02) as crowd:
        kills, end = 0, time.monotonic() + LONGEST_S
        while kills < KILLS and time.monotonic() < end:
            kills += one_kill(folder, crowd, chance, history)
        before, visits = unfinished(folder), crowd.visits()
        history.resumed.append(before.cursor if before else 0)
        last = Run(folder, *SCAN)
        assert last.wait() == 0, last.said()
        history.printed += last.lines()
        assert_went_on(before, visits, crowd, last)
    assert kills == KILLS
    assert sum(cursor > 0 for cursor in history.resumed) >= tier(1, 5), history.resumed
    now = kept(folder)
    assert_nothing_lost(now, history.printed)
    assert now.scans[0].state == "finished"
    assert last.lines()[-1]["swept"] == HIGH - LOW + 1
    assert_all_found(now.cases, crowd, history)


def assert_all_found(cases: Sequence[Case], crowd: Crowd, history: History) -> None:
    """Every server was seen by one run or another, and the open ones have their case."""
    seen = {line["port"] for line in history.printed if line["type"] == "observation"}
    assert set(crowd.ports) <= seen
    assert {case.port for case in cases} >= set(crowd.of_kind("redis open", "listing"))
    assert {case.port for case in cases} & set(crowd.of_kind("redis closed", "page")) == set()
