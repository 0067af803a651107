"""Names the process that holds a lock of our files, from /proc."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from leftopen.present.printable import printable

LOCKS, PROCESSES = Path("/proc/locks"), Path("/proc")
MOST = 80
OUR_NAME = "leftopen"


def holder(*files: Path) -> str:
    """Such as `leftopen serve (process 4711)` or `another program, backup.py (process 4711)`; '' where the
    kernel does not say. A holder in another container has no number here."""
    numbers = {status.st_ino for file in files if (status := _status(file))}
    for pid in _writers(numbers):
        if pid <= 0:
            return "a process of another container"
        if pid == os.getpid():
            return "this process"
        if _has_open(pid, numbers):
            return f"{_command(pid)} (process {pid})"
    return ""


def _writers(numbers: set[int]) -> Iterator[int]:
    """The process ids of the exclusive locks on these inodes. Lines that wait for a lock have `->`."""
    try:
        lines = LOCKS.read_text().splitlines()
    except OSError:
        return
    for words in map(str.split, lines):
        if len(words) >= 6 and words[1] != "->" and words[3] == "WRITE":
            with suppress(ValueError):
                if int(words[5].rpartition(":")[2]) in numbers:
                    yield int(words[4])


def _has_open(pid: int, numbers: set[int]) -> bool:
    """Two disks may have files of one number. A process of another user keeps its files to itself."""
    try:
        links = list((PROCESSES / str(pid) / "fd").iterdir())
    except OSError:
        return True
    return any((status := _status(link)) is not None and status.st_ino in numbers for link in links)


def _command(pid: int) -> str:
    try:
        words = (PROCESSES / str(pid) / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        words = []
    # An interpreter says less than what it runs.
    named = [Path(words[0]).name, *words[1:]] if words else []
    ours = next((at for at, word in enumerate(named[:4]) if Path(word).name == OUR_NAME), None)
    if ours is not None:
        return printable(" ".join([OUR_NAME, *named[ours + 1 :][:1]]).strip(), MOST)
    if any("leftopen" in word for word in named[:5]):
        return "a part of leftopen"
    command = shlex.join([word for word in named if word])
    return f"another program, {printable(command, MOST)}" if command else "another program"


def _status(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except OSError:
        return None
