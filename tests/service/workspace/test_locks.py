"""One process at a time works on a scan, and a dead one on none."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed
from leftopen.service.workspace.locks import is_abandoned, is_locked, remove_unheld, try_lock

HOLD = (
    "import sys, time; from pathlib import Path; from leftopen.service.workspace.locks import try_lock\n"
    "with try_lock(Path(sys.argv[1]), 'one') as mine: print(mine, flush=True); time.sleep(60)"
)


def test_the_second_to_ask_is_told_no_and_another_scan_is_free(tmp_path: Path) -> None:
    with (
        try_lock(tmp_path, "one") as first,
        try_lock(tmp_path, "one") as second,
        try_lock(tmp_path, "two") as other,
    ):
        assert (first, second, other) == (True, False, True)
    with try_lock(tmp_path, "one") as afterwards:
        assert afterwards


def test_a_process_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"True\n"
        with try_lock(tmp_path, "one") as while_it_lives:
            assert not while_it_lives
        assert is_locked(tmp_path, "one")
        holder.kill()
        holder.wait()
    assert not is_locked(tmp_path, "one")
    with try_lock(tmp_path, "one") as afterwards:
        assert afterwards


def test_a_folder_that_cant_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "scans").write_text("in the way")
    with pytest.raises(StoreFailed, match="cannot create the scan lock"), try_lock(tmp_path, "one"):
        pass


def test_a_look_at_who_works_on_it_makes_nothing(tmp_path: Path) -> None:
    assert not is_locked(tmp_path, "one")
    assert list(tmp_path.iterdir()) == []


def test_no_file_stays_behind(tmp_path: Path) -> None:
    for number in range(20):
        with try_lock(tmp_path, f"scan {number}") as mine, try_lock(tmp_path, f"scan {number}") as other:
            assert (mine, other) == (True, False)
    assert list((tmp_path / "scans").iterdir()) == []


def test_one_at_a_time_also_where_the_file_goes_and_comes(tmp_path: Path) -> None:
    """Threads stand for processes: each opens the file anew, and the lock is the open file's."""
    inside, most, taken, asked = 0, 0, Counter[bool](), 4_000

    def ask(_: int) -> None:
        nonlocal inside, most
        with try_lock(tmp_path, "one") as mine:
            taken[mine] += 1
            if mine:
                inside += 1
                most = max(most, inside)
                os.sched_yield()
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(asked)))
    assert most == 1
    assert taken[True] > 8
    assert list((tmp_path / "scans").iterdir()) == []


def test_a_holder_that_removes_its_file_is_never_taken_for_a_dead_one(tmp_path: Path) -> None:
    """Others learn a name when its lock is held already."""
    stop, wrong, name = threading.Event(), 0, "none"

    def look() -> None:
        nonlocal wrong
        while not stop.is_set():
            wrong += is_abandoned(tmp_path, name)

    with ThreadPoolExecutor(2) as pool:
        pool.submit(look)
        try:
            for number in range(2_000):
                with try_lock(tmp_path, str(number)):
                    name = str(number)
        finally:
            stop.set()
    assert wrong == 0


def test_what_was_left_of_old_ones_goes_and_what_is_held_stays(tmp_path: Path) -> None:
    with try_lock(tmp_path, "held"):
        for name in ("old", "new", "sender-1"):
            (tmp_path / "scans" / f"{name}.lock").touch()
        for name in ("old", "held", "sender-1"):
            os.utime(tmp_path / "scans" / f"{name}.lock", (1, 1))
        assert remove_unheld(tmp_path, timedelta(days=1), but="sender-") == 1
        assert {file.stem for file in (tmp_path / "scans").iterdir()} == {"held", "new", "sender-1"}
