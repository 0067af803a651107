"""Decides how long a statement that stores or moves rows is retried.

Merges use the same memory cap, and they end: one of ten million rows takes some minutes. A refusal for want
of memory is therefore retried for a quarter of a minute in any case, longer while a merge runs, an hour at
most. An engine that ends during the statement is retried many times: repeated kills must not end a scan.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from leftopen.errors import StoreFailed
from leftopen.store.engine.engine_errors import NO_MEMORY, EngineError

REPEATS = 20
# Each twice as long as the one before: 15 seconds in all.
WAITS = 5
LONGEST_WAIT_S = 10.0
LONGEST_S = 3600.0
MERGES = "SELECT count() AS n FROM system.merges"

Ask = Callable[[str], Sequence[Mapping[str, Any]]]


class Interrupted(StoreFailed):
    """It is unknown whether the statement was done; it no longer runs."""


class RetryPolicy:
    """The retries of one piece of work, which runs again after each `wait`."""

    def __init__(self, ask: Ask, sleep: Callable[[float], None] = time.sleep) -> None:
        self._ask, self._sleep = ask, sleep
        self._lost, self._waits, self._waited = 0, 0, 0.0

    def wait(self, error: Interrupted | EngineError) -> None:
        """Waits before the next try. Raises StoreFailed for any other error, or when the retries are used
        up."""
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
        """An engine without memory for this query is merging."""
        try:
            return bool(int(self._ask(MERGES)[0]["n"]))
        except EngineError as error:
            if error.code != NO_MEMORY:
                raise
            return True
