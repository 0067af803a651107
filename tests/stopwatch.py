"""How long something took, told apart from how busy the machine was."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
_OWN = Path("/proc/thread-self/schedstat")


def waited() -> float:
    """Seconds since its start that this thread wanted a processor and had none, by the kernel's own count;
    0 where the kernel does not count."""
    return int(_OWN.read_text().split()[1]) / 1e9 if _OWN.exists() else 0.0


class Stopwatch:
    """Runs from its making. What is bounded from above is `seconds`, what must not end too soon `clock`."""

    def __init__(self) -> None:
        self._began, self._waited = time.monotonic(), waited()

    @property
    def clock(self) -> float:
        return time.monotonic() - self._began

    @property
    def seconds(self) -> float:
        """By the clock, less the time without a processor: of work that is done in this very thread."""
        return self.clock - (waited() - self._waited)


def shortest(call: Callable[[], T], times: int = 3) -> tuple[T, float]:
    """What the call gave last, and the fewest seconds of a processor that it took in so many times. A single
    time may hold a collection of all that the suite has in memory, which is not the call's."""
    taken = []
    for _ in range(times):
        began = time.thread_time()
        given = call()
        taken.append(time.thread_time() - began)
    return given, min(taken)
