"""How long something took, told apart from how busy the machine was."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
YARD_S, SHORT_S = 0.0028, 0.02
"""What `_yard` takes on the machine that the limits of tests were set on; what no test finds too long."""
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


def slowness() -> float:
    """How many times as slow this machine is now as the one that the limits were set on; at least 1."""
    return max(1.0, min(_took(_yard)[1] for _ in range(3)) / YARD_S)


def shortest(call: Callable[[], T], times: int = 3) -> tuple[T, float]:
    """What the call gave last, and the fewest seconds of a processor that it took in so many times, on the
    machine that the limits were set on. A single time may hold a collection of all that the suite has in
    memory, which is not the call's."""
    taken = []
    for _ in range(times):
        given, seconds = _took(call)
        taken.append(seconds)
    return given, min(taken) / (slowness() if min(taken) > SHORT_S else 1.0)


def _took(call: Callable[[], T]) -> tuple[T, float]:
    began = time.thread_time()
    given = call()
    return given, time.thread_time() - began


def _yard() -> int:
    """A bit of what the tests measure: patterns, texts, numbers."""
    text = "name: Jane Roe, 1234-5678\n" * 1600
    return len(re.findall(r"[a-z]+: (?:\w+ )+", text.lower())) + sum(map(ord, text))
