"""One process at a time works on a scan, and a dead one on none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed
from leftopen.service.locks import is_locked, try_lock

HOLD = (
    "import sys, time; from pathlib import Path; from leftopen.service.locks import try_lock\n"
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
