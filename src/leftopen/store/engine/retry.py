"""How long what stores or moves rows goes on trying before it gives up.

Merges take memory from the same cap, and they end: one of ten million rows in some minutes. So a refusal for
want of memory is waited out: a quarter of a minute in any case, longer while something is merged, an hour at
most. An engine that goes away in the middle is asked again many times: one that is killed again and again
must not end a scan.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from leftopen.errors import StoreFailed
from leftopen.store.engine.engine_errors import NO_MEMORY, EngineError

REPEATS = 20
# Each twice as long as the one before: 15 seconds of them all.
WAITS = 5
LONGEST_WAIT_S = 10.0
LONGEST_S = 3600.0
MERGES = "SELECT count() AS n FROM system.merges"

Ask = Callable[[str], Sequence[Mapping[str, Any]]]


class Interrupted(StoreFailed):
    """Nobody knows whether the statement was done; it does not run any more."""


class RetryPolicy:
    """For one piece of work, which is tried again after each `wait`."""

    def __init__(self, ask: Ask, sleep: Callable[[float], None] = time.sleep) -> None:
        self._ask, self._sleep = ask, sleep
        self._lost, self._waits, self._waited = 0, 0, 0.0

    def wait(self, error: Interrupted | EngineError) -> None:
        """Raises StoreFailed when it is about something else, or waiting was no use."""
        if isinstance(error, Interrupted):
            self._lost += 1
            if self._lost >= REPEATS:
                raise StoreFailed(f"{error}, {REPEATS} times") from None
            return
        if error.code != NO_MEMORY or self._waited >= LONGEST_S:
            raise error
        if self._waits >= WAITS and not self._merging():
            raise error
        pause = min(0.5 * 2**self._waits, LONGEST_WAIT_S)
        self._waits, self._waited = self._waits + 1, self._waited + pause
        self._sleep(pause)

    def _merging(self) -> bool:
        """An engine without memory for this question is one that merges."""
        try:
            return bool(int(self._ask(MERGES)[0]["n"]))
        except EngineError as error:
            if error.code != NO_MEMORY:
                raise
            return True
