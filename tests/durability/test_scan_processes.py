"""A scan with scan processes that are killed in its middle, or stopped with it: nothing is lost."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from tests.durability.crowd import Crowd
from tests.durability.runs import Folder, Run
from tests.durability.stored import assert_nothing_lost, kept

HOST = "127.31.9.1"
LOW, HIGH = 13_000, 13_999
PORTS = range(LOW, HIGH, 2)
SCAN = ("scan", HOST, "--ports", f"{LOW}-{HIGH}", "--json", "--quiet")
# Fewer at once than respond, and slow answers, so that endpoints wait until the processes have started.
SETTINGS: Mapping[str, object] = {"workers": 25, "banner_wait": 0.3, "scan_processes": 2}
LONGEST_S = 120.0
# A second on a free machine; the processes share this one with other tests.
STOPS_S = 2.0
SERVER = b"fork_server"


def _below(pid: int) -> list[int]:
    with suppress(OSError):
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(one) for task in tasks for one in (task / "children").read_text().split()]
    return []


def _is_server(pid: int) -> bool:
    with suppress(OSError):
        return SERVER in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def processes(run: Run) -> list[int]:
    """The scan processes of a run, once both are there."""
    end = time.monotonic() + LONGEST_S
    while run.running and time.monotonic() < end:
        servers = [pid for pid in _below(run.process.pid) if _is_server(pid)]
        found = [below for pid in servers for below in _below(pid)]
        if len(found) == 2:
            return found
        time.sleep(0.02)
    raise AssertionError(f"no scan processes: {run.said()}")


def assert_all_right(folder: Folder, crowd: Crowd, *runs: Run) -> None:
    """Every server was seen, and the open ones, no others, have their case."""
    now = kept(folder)
    lines = [line for run in runs for line in run.lines()]
    assert_nothing_lost(now, lines)
    assert {line["port"] for line in lines if line["type"] == "observation"} == set(crowd.ports)
    found, wanted = {case.port for case in now.cases}, set(crowd.of_kind("redis open", "listing"))
    assert found == wanted, [
        (line["type"], line["port"], line.get("info"), line.get("check"), line.get("why"))
        for line in lines
        if line.get("port") in found ^ wanted
    ]


@pytest.mark.slow
def test_killed_scan_processes_are_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings=SETTINGS)
    with Crowd(HOST, PORTS, slow=0.5) as crowd:
        run = Run(folder, *SCAN)
        for pid in processes(run):
            os.kill(pid, signal.SIGKILL)
        again = processes(run)
        assert run.wait(LONGEST_S) == 0, run.said()
    assert "services are examined again" in run.said()
    assert again
    assert run.lines()[-1]["talked"] == len(PORTS)
    assert {why["reason"] for why in run.lines()[-1]["not_checked"]} <= {"nothing_recognised"}
    assert_all_right(folder, crowd, run)


@pytest.mark.slow
@pytest.mark.full
def test_a_stop_ends_the_processes_and_the_scan_goes_on_where_it_was(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings=SETTINGS)
    with Crowd(HOST, PORTS, slow=0.5) as crowd:
        first = Run(folder, *SCAN)
        found = processes(first)
        first.process.send_signal(signal.SIGTERM)
        since = time.monotonic()
        assert first.wait(LONGEST_S) == 130, first.said()
        heard = crowd.last() - since
        second = Run(folder, *SCAN)
        assert second.wait(LONGEST_S) == 0, second.said()
    assert not any(Path(f"/proc/{pid}").exists() for pid in found)
    assert heard <= STOPS_S, f"they were spoken to {heard:.2f} s after the stop"
    assert (first.lines()[-1]["state"], second.lines()[-1]["state"]) == ("stopped", "finished")
    assert first.lines()[-1]["scan"] == second.lines()[-1]["scan"]
    assert_all_right(folder, crowd, first, second)
