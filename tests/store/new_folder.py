"""New data folders by copying: the tables are made once in a process, as they are the same in each."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
import time
from functools import cache
from pathlib import Path

from leftopen.store import format
from leftopen.store.engine import spawn
from leftopen.store.engine.client import Client
from leftopen.store.records.schema import FILE, ready

MEMORY = 2 * 1024**3
PATIENCE_S = 120
ENGINE = "engine"
_TURN = threading.Lock()
"""Threads of one test open the same folder at once."""


def new_folder(data: Path) -> Path:
    """A data folder with empty tables of both stores, unless it is there."""
    with _TURN:
        if not data.exists():
            data.mkdir(mode=0o700, parents=True)
            _copied(data, FILE, ENGINE)
            format.write(data)
    return data


def new_records(data: Path) -> Path:
    """A folder with the empty tables of the records only, unless they are there."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _TURN:
        if not (data / FILE).exists():
            _copied(data, FILE)
    return data


def new_engine(data: Path) -> Path:
    """A folder with the empty tables of the engine only, unless they are there."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _TURN:
        if not (data / ENGINE).exists():
            _copied(data, ENGINE)
    return data


def _copied(data: Path, *names: str) -> None:
    for name in names:
        made = _engine() if name == ENGINE else _records()
        if made.is_dir():
            # The engine's databases and tables are relative links into its store.
            shutil.copytree(made, data / name, symlinks=True)
        else:
            shutil.copy2(made, data / name)


@cache
def _pattern() -> Path:
    """The folder with what is copied; it goes with this process."""
    made = Path(tempfile.mkdtemp(prefix="leftopen-new-folder-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@cache
def _records() -> Path:
    """Closed, so that the write-ahead log is within the file."""
    ready(_pattern()).close()
    assert not (_pattern() / f"{FILE}-wal").exists()
    return _pattern() / FILE


@cache
def _engine() -> Path:
    """After its engine ended: it writes some files only then."""
    data = _pattern()
    client = Client.local(data, MEMORY)
    client.query("SELECT 1 AS one")
    client.close()
    let_engine_end(data)
    return data / ENGINE


def let_engine_end(data: Path) -> None:
    """Waits for the engine child of a closed folder, so that the folder can be copied."""
    (data / spawn.SOCKET).unlink(missing_ok=True)
    end = time.monotonic() + PATIENCE_S
    while spawn.is_running(data):
        assert time.monotonic() < end, "the engine does not end"
        time.sleep(0.02)
    (data / ENGINE / "status").unlink(missing_ok=True)
