"""One room for the processes of a run: many ordinary tests fit in, or one that must be alone."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.together.share import alone


class Room:
    """A pytest plugin of a worker process. The kernel holds the locks, so that a process that dies leaves.

    Whoever wants in passes the door first, and who must be alone holds the door until the room is empty: so
    it isn't kept waiting by those who come and go.
    """

    def __init__(self, folder: Path) -> None:
        self._door = os.open(folder / "door", os.O_CREAT | os.O_RDWR, 0o600)
        self._room = os.open(folder / "room", os.O_CREAT | os.O_RDWR, 0o600)
        self._inside = False

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, object, object]:
        by_itself = alone(item.nodeid)
        if not self._inside:
            self.enter(by_itself)
        try:
            return (yield)
        finally:
            # One that must be alone after the other: nobody is let in between.
            if not (by_itself and nextitem is not None and alone(nextitem.nodeid)):
                self.leave()

    def enter(self, by_itself: bool) -> None:
        """Waits until there is room."""
        fcntl.flock(self._door, fcntl.LOCK_EX)
        try:
            fcntl.flock(self._room, fcntl.LOCK_EX if by_itself else fcntl.LOCK_SH)
        finally:
            fcntl.flock(self._door, fcntl.LOCK_UN)
        self._inside = True

    def leave(self) -> None:
        fcntl.flock(self._room, fcntl.LOCK_UN)
        self._inside = False

    def close(self) -> None:
        os.close(self._door)
        os.close(self._room)
