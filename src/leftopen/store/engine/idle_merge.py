"""Merges small parts while the engine is idle.

Every search opens every part, and an import leaves a dozen small ones. With a million rows, a page of a
hundred took 94 ms with 13 parts and 57 ms with three; that merge took ten seconds, during which no query
waited.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from leftopen.errors import StoreFailed

QUIET_S = 10
"""Longer than an import takes for its next batch."""
LITTLE = 0.1
"""Share of one processor: streams and open pages use less each second, an import and a merge use more."""
MOST_PARTS = 4
TABLES = ("services", "observation_index")
_PARTS = "SELECT name FROM system.parts WHERE active AND database = currentDatabase() AND table = '{}'"

Run = Callable[[str], Sequence[Mapping[str, Any]]]


class IdleMerger:
    """`run` sends a statement to the engine and raises StoreFailed; `spent` gives the engine's processor time
    in seconds. `busy` while a merge runs."""

    def __init__(self, run: Run, spent: Callable[[], float] = time.process_time) -> None:
        self._run, self._spent = run, spent
        self._readings: deque[float] = deque(maxlen=QUIET_S + 1)
        self._tried: dict[str, frozenset[str]] = {}
        self.busy = False

    def forever(self, sleep: Callable[[float], None] = time.sleep) -> None:
        """A merge that fails (a full disk) leaves the parts as they are, and writes a line to the log."""
        while True:
            sleep(1.0)
            try:
                self.turn()
            except StoreFailed as error:
                sys.stderr.write(f"at rest: {error}\n")
                sys.stderr.flush()

    def turn(self) -> None:
        """Runs one merge if one is due; called each second."""
        self._readings.append(self._spent())
        if len(self._readings) <= QUIET_S or self._readings[-1] - self._readings[0] > LITTLE * QUIET_S:
            return
        self.busy = True
        try:
            table = next(filter(self._crowded, TABLES), "")
            if table:
                # The engine chooses the cheapest useful merge.
                self._run(f"OPTIMIZE TABLE {table}")
        finally:
            self.busy = False

    def _crowded(self, table: str) -> bool:
        """Are there many parts? False if a merge of the same parts was tried before."""
        there = frozenset(str(row["name"]) for row in self._run(_PARTS.format(table)))
        if len(there) <= MOST_PARTS or there == self._tried.get(table):
            return False
        self._tried[table] = there
        return True
