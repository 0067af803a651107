"""`kill -9` of the engine child, several times, while scans store what they find: they go on and end well."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.durability.crowd import Crowd, some_ports
from tests.durability.runs import Folder, Line, Run
from tests.durability.stored import assert_nothing_lost, kept
from tests.store.samples import engine_pid
from tests.tier import tier

HOST = "127.31.4.2"
LOW, HIGH = 11_000, 13_999
SCAN = ("scan", HOST, "--ports", f"{LOW}-{HIGH}", "--json", "--quiet")
KILLS = tier(2, 20)
SERVERS = 40
SETTINGS: Mapping[str, object] = {"workers": 4, "banner_wait": 0.15}


def kill_engine(folder: Folder) -> bool:
    """False when none runs at this moment."""
    try:
        os.kill(engine_pid(folder.data), signal.SIGKILL)
    except (LookupError, FileNotFoundError, ProcessLookupError):
        return False
    return True


def disturbed_scan(folder: Folder, chance: random.Random, most: int) -> tuple[int, list[Line]]:
    """One scan to its end, at most so many kills of the engine; how many there were, and what it printed."""
    run, kills = Run(folder, *SCAN), 0
    end = run.began + 60
    while run.running and time.monotonic() < end:
        time.sleep(chance.uniform(0.1, 1.6))
        if kills < most and run.running:
            kills += kill_engine(folder)
    assert run.wait(1) == 0, run.said()
    return kills, run.lines()


@pytest.mark.slow
def test_kills_of_the_engine_lose_nothing_and_every_scan_ends_well(tmp_path: Path) -> None:
    chance = random.Random(21)
    folder = Folder(root=tmp_path / "it", settings=SETTINGS)
    printed: list[Line] = []
    with Crowd(HOST, some_ports(LOW, HIGH, SERVERS, chance), slow=0.05) as crowd:
        kills, end = 0, time.monotonic() + 150
        while kills < KILLS and time.monotonic() < end:
            more, lines = disturbed_scan(folder, chance, KILLS - kills)
            kills += more
            assert_whole(lines, crowd)
            printed += lines
            assert_nothing_lost(kept(folder), printed)
    assert kills == KILLS
    now = kept(folder)
    assert {scan.state for scan in now.scans} == {"finished"}
    assert sum(now.observations.values()) == len([line for line in printed if line["type"] == "observation"])
    assert {case.port for case in now.cases} == set(crowd.of_kind("redis open", "listing"))


def assert_whole(lines: list[Line], crowd: Crowd) -> None:
    """Each server once, each open one as a finding, and a summary that says so."""
    seen = [line["port"] for line in lines if line["type"] == "observation"]
    assert sorted(seen) == sorted(crowd.ports)
    found = sorted(line["port"] for line in lines if line["type"] == "finding")
    assert found == sorted(crowd.of_kind("redis open", "listing"))
    assert (lines[-1]["type"], lines[-1]["state"], lines[-1]["talked"]) == ("summary", "finished", SERVERS)
