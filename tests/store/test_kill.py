"""The engine child is killed at random moments while two processes store rows."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from leftopen.store.engine import spawn
from tests.store.samples import Stored, engine_pid, observations, seen


def _store_until(folder: Path, stop: threading.Event, host: int) -> list[str]:
    """The ids of the rows that were acknowledged."""
    acknowledged: list[str] = []
    with observations(folder) as store:
        while not stop.is_set():
            n = len(acknowledged)
            some = [seen(f"198.51.100.{host}", 80 + i, data=f"row {host} {n} {i}") for i in range(7)]
            store.add(some)
            acknowledged.extend(o.id for o in some)
    return acknowledged


def _kill(folder: Path, times: int, chance: random.Random) -> int:
    killed, deadline = 0, time.monotonic() + 10 + 3 * times
    while killed < times and time.monotonic() < deadline:
        # Three of four while it stores rows, the fourth perhaps while it starts.
        if killed % 4 and not _serves(folder):
            time.sleep(0.01)
            continue
        time.sleep(chance.uniform(0.0, 0.4))
        try:
            os.kill(engine_pid(folder), signal.SIGKILL)
        except (LookupError, FileNotFoundError, ProcessLookupError):
            continue
        killed += 1
    return killed


def _serves(folder: Path) -> bool:
    try:
        spawn.connect(folder, 1).close()
    except OSError:
        return False
    return True


def _storm(folder: Path, kills: int, seed: int) -> None:
    stop = threading.Event()
    with ThreadPoolExecutor() as pool:
        writers = [pool.submit(_store_until, folder, stop, host) for host in (1, 2)]
        killed = _kill(folder, kills, random.Random(seed))
        time.sleep(0.3)
        stop.set()
        acknowledged = [writer.result(60) for writer in writers]
    assert killed == kills
    ids = [identifier for kept in acknowledged for identifier in kept]
    with observations(folder) as store:
        assert _stored(store) == (len(ids), sorted(ids))
    assert all(acknowledged)


def _stored(store: Stored) -> tuple[int, list[str]]:
    tables = "SELECT id FROM services UNION ALL SELECT id FROM history"
    found = store._client.query(f"SELECT lower(leftPad(hex(id), 32, '0')) AS id FROM ({tables}) ORDER BY id")
    return len(found), [row["id"] for row in found]


def test_five_kills_lose_no_acknowledged_row_and_double_none(tmp_path: Path) -> None:
    _storm(tmp_path, 5, 1)


@pytest.mark.slow
def test_twenty_kills_lose_no_acknowledged_row_and_double_none(tmp_path: Path) -> None:
    _storm(tmp_path, 20, 2)


def test_a_question_in_the_middle_of_which_the_child_is_killed_is_answered_all_the_same(
    tmp_path: Path,
) -> None:
    with observations(tmp_path) as store:
        store.count("")
        first = engine_pid(tmp_path)
        killer = threading.Timer(0.4, os.kill, (first, signal.SIGKILL))
        killer.start()
        assert store._client.query("SELECT sleep(1) AS s") == [{"s": 0}]
        killer.join()
        assert engine_pid(tmp_path) != first
