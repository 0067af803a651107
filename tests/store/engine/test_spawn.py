from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from leftopen.store.engine import spawn
from leftopen.store.engine.migrate import NEWEST
from tests.store.samples import MEMORY, engine, engine_pid


def test_a_folder_that_nobody_serves_is_not_held_and_has_no_way_in(tmp_path: Path) -> None:
    assert not spawn.is_running(tmp_path)
    with pytest.raises(FileNotFoundError):
        spawn.connect(tmp_path, 1)


def test_a_lock_that_somebody_has_is_seen_and_a_child_says_busy(tmp_path: Path) -> None:
    with (tmp_path / "engine.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert spawn.is_running(tmp_path)
        assert spawn.start(tmp_path, MEMORY, 1) is False
    assert not spawn.is_running(tmp_path)


def test_a_child_that_ends_without_a_word_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(spawn.EngineExited, match=r"stopped immediately.*engine\.log"):
        spawn.start(tmp_path / "nowhere", MEMORY, 1)


def test_the_log_says_how_many_engines_ended_over_their_cap(tmp_path: Path) -> None:
    assert spawn.overgrown(tmp_path) == 0
    line = f"the engine grew to 9 bytes, {spawn.OVERGROWN} of 8, and ended itself\n"
    (tmp_path / spawn.LOG).write_text(f"{line}something else\n{line}")
    assert spawn.overgrown(tmp_path) == 2


def test_an_engine_with_older_tables_is_ended_when_a_newer_leftopen_opens_the_folder(tmp_path: Path) -> None:
    with engine(tmp_path, idle=30.0) as client:
        client.query("SELECT 1")
        first = engine_pid(tmp_path)
        with engine(tmp_path, idle=30.0) as same:
            same.query("SELECT 1")
        assert engine_pid(tmp_path) == first
        # As an older one leaves it.
        (tmp_path / spawn.LOCK).write_bytes(b"")
    with engine(tmp_path) as client:
        assert client.query("SELECT max(version) AS v FROM migrations") == [{"v": NEWEST}]
        assert engine_pid(tmp_path) != first
        assert (tmp_path / spawn.LOCK).read_text() == str(NEWEST)


def test_a_newer_engine_and_a_lock_that_nobody_holds_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / spawn.SOCKET).touch()
    spawn.retire_older(tmp_path, NEWEST)
    (tmp_path / spawn.LOCK).write_text(str(NEWEST))
    spawn.retire_older(tmp_path, NEWEST + 1)
    with (tmp_path / spawn.LOCK).open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        spawn.retire_older(tmp_path, NEWEST)
        assert (tmp_path / spawn.SOCKET).exists()
        spawn.retire_older(tmp_path, NEWEST + 1)
    assert not (tmp_path / spawn.SOCKET).exists()
