"""What the engine does when it was left alone for a while: it merges small parts.

Every search opens every part, and an import leaves a dozen small ones. With a million rows a page of a
hundred took 94 ms with 13 parts, and 57 with three; that merge took ten seconds, for which nobody waited.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from leftopen.errors import StoreFailed

QUIET_S = 10.0
"""Longer than an import takes for its next batch."""
MOST_PARTS = 4
TABLES = ("services", "seen")
_PARTS = "SELECT name FROM system.parts WHERE active AND database = currentDatabase() AND table = '{}'"

Run = Callable[[str], Sequence[Mapping[str, Any]]]


class Resting:
    """`run` asks the engine and raises StoreFailed; `quiet_for` says since how many seconds nobody else asks
    it. `busy` while something is merged."""

    def __init__(self, run: Run, quiet_for: Callable[[], float]) -> None:
        self._run, self._quiet_for = run, quiet_for
        self._tried: dict[str, frozenset[str]] = {}
        self.busy = False

    def forever(self, sleep: Callable[[float], None] = time.sleep) -> None:
        """A merge that fails (a full disk) leaves the parts as they are, and its line in the log."""
        while True:
            sleep(1.0)
            try:
                self.turn()
            except StoreFailed as error:
                sys.stderr.write(f"at rest: {error}\n")
                sys.stderr.flush()

    def turn(self) -> None:
        """One merge, when it is time for one."""
        if self._quiet_for() < QUIET_S:
            return
        self.busy = True
        try:
            table = next(filter(self._crowded, TABLES), "")
            if table:
                # The parts that cost least for what it saves; which, it knows best.
                self._run(f"OPTIMIZE TABLE {table}")
        finally:
            self.busy = False

    def _crowded(self, table: str) -> bool:
        """Not when it was tried with the same parts before."""
        there = frozenset(str(row["name"]) for row in self._run(_PARTS.format(table)))
        if len(there) <= MOST_PARTS or there == self._tried.get(table):
            return False
        self._tried[table] = there
        return True
