"""The clocks and the free space of a simulated machine, in a file that all its processes have mapped.

Between two steps of a year the time jumps; inside a step it goes on as the real one does, so that whatever
waits for a second waits for one.
"""

from __future__ import annotations

import mmap
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

FIELDS = ("begin", "shift", "wrong", "free")


@dataclass(frozen=True, slots=True, kw_only=True)
class SimMachine:
    """`begin`: the true time at which the machine's own time is 0; `shift`: how far its own time is ahead of
    that of this machine; `wrong`: how far its wall clock is ahead of the truth, all in seconds; `free`: bytes
    on its disk."""

    fields: memoryview[float]

    @classmethod
    def mapped(cls, file: Path) -> Self:
        """Raises OSError."""
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.ftruncate(handle, 8 * len(FIELDS))
            return cls(fields=memoryview(mmap.mmap(handle, 8 * len(FIELDS))).cast("d"))
        finally:
            os.close(handle)

    def get(self, name: str) -> float:
        return float(self.fields[FIELDS.index(name)])

    def put(self, name: str, value: float) -> None:
        """One store of eight bytes: who reads meanwhile sees the old or the new."""
        self.fields[FIELDS.index(name)] = value

    def uptime(self) -> float:
        return time.monotonic() + self.get("shift")

    def true(self) -> datetime:
        return datetime.fromtimestamp(self.get("begin") + self.uptime(), UTC)

    def wall(self) -> datetime:
        return self.true() + timedelta(seconds=self.get("wrong"))

    def free_bytes(self, data: Path) -> int:
        return int(self.get("free"))

    def passes(self, to: datetime) -> None:
        """The time jumps to `to`; it never goes back."""
        self.put("shift", self.get("shift") + max(0.0, (to - self.true()).total_seconds()))
