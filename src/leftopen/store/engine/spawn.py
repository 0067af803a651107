"""Starts the engine child and connects to its socket."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from leftopen.errors import StoreFailed, StoreTooNew

SOCKET, LOCK, LOG = "engine.sock", "engine.lock", "engine.log"
OVERGROWN = "over its memory limit"
"""In the line of the log that an engine leaves when it ends itself for that."""
START_S = 60
LONGEST_PATH = 107
MAIN = "from leftopen.store.engine.process import main; main()"


class EngineExited(StoreFailed):
    """The child ended without a message: it was killed, or it crashed."""


def start(data: Path, memory: int, idle: float) -> bool:
    """True when a child of ours is ready; False when another child holds the folder (it serves, or is about
    to end). Raises StoreFailed, StoreTooNew with the child's own line, EngineExited without one."""
    child = subprocess.Popen(
        [sys.executable, "-P", "-c", MAIN, str(data), str(memory), str(idle)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        response = child.communicate(timeout=START_S)[0].decode("utf-8", "replace").strip()
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        raise StoreFailed(f"the engine did not start within {START_S} s (see log): {data / LOG}") from None
    word, _, rest = response.partition(" ")
    if word in ("ready", "busy"):
        return word == "ready"
    if word == "new":
        raise StoreTooNew(rest)
    if not word:
        raise EngineExited(f"the engine cannot start: it stopped immediately; see {data / LOG}")
    raise StoreFailed(f"the engine cannot start: {rest}; see {data / LOG}")


def overgrown(data: Path) -> int:
    """How many engines of this folder ended themselves over their memory cap, according to the rest of the
    log."""
    try:
        return (data / LOG).read_bytes().count(OVERGROWN.encode())
    except FileNotFoundError:
        return 0


def is_running(data: Path) -> bool:
    """Does a child hold the folder's lock?"""
    try:
        lock = os.open(data / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def is_starting(data: Path) -> bool:
    """Is it a child that took the lock a moment ago, and does not serve yet?"""
    try:
        age = time.time() - (data / LOCK).stat().st_mtime
    except FileNotFoundError:
        return False
    return abs(age) < START_S and not (data / SOCKET).exists()


def served_version(data: Path) -> int | None:
    """Which tables the last engine of this folder had; 0 where it did not say, None where there was none."""
    try:
        served = (data / LOCK).read_bytes()
    except FileNotFoundError:
        return None
    return int(served) if served.isdigit() else 0


def retire_older(data: Path, version: int) -> None:
    """Ends an engine that still serves this folder with older tables, as one of the leftopen before an update
    does until it is idle. It ends when its socket is gone; the next one migrates the tables."""
    served = served_version(data)
    if served is not None and served < version and is_running(data):
        with suppress(FileNotFoundError):
            (data / SOCKET).unlink()


def connect(data: Path, timeout: float) -> socket.socket:
    """Raises FileNotFoundError or ConnectionRefusedError when no child serves this folder."""
    path = data / SOCKET
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(timeout)
        if len(os.fsencode(path)) <= LONGEST_PATH:
            connection.connect(str(path))
        else:
            _connect_through_folder(connection, data)
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_through_folder(connection: socket.socket, data: Path) -> None:
    """The path of a Unix socket is limited to 107 bytes; the kernel's short name of the open folder is
    not."""
    folder = os.open(data, os.O_PATH | os.O_DIRECTORY)
    try:
        connection.connect(f"/proc/self/fd/{folder}/{SOCKET}")
    finally:
        os.close(folder)
