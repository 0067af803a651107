"""Starts changes of stored rows (DELETE, UPDATE) and polls until they are done.

A part that is being merged changes only after the merge. With ten million rows that takes minutes, longer
than a statement may run, and the caller must be able to stop waiting.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from leftopen.errors import StoreFailed
from leftopen.store.engine.client import Client

NOT_WAITED_FOR = "SETTINGS lightweight_deletes_sync = 0, mutations_sync = 0"
FIRST_S, LONGEST_S = 0.005, 0.5
GIVEN_UP_S = 3600.0
# The engine itself retries one that failed for want of memory.
_UNDONE = (
    "SELECT count() AS n, maxIf(latest_fail_reason, position(latest_fail_reason, 'MEMORY_LIMIT') = 0) AS why "
    "FROM system.mutations WHERE database = currentDatabase() AND table = {t:String} AND NOT is_done"
)


Stops = Callable[[], bool]


class Stopped(Exception):
    """The caller stopped waiting; the engine makes the change later."""


def change(client: Client, table: str, sql: str, stopped: Stops) -> None:
    """Runs `sql`, a change of `table` that is safe to run twice. Raises StoreFailed, and Stopped when
    `stopped` returned true before it was done."""
    client.repeated(f"{sql} {NOT_WAITED_FOR}")
    pause, waited = FIRST_S, 0.0
    while int((undone := client.query(_UNDONE, {"t": table})[0])["n"]):
        if undone["why"] or waited >= GIVEN_UP_S:
            why = " ".join(undone["why"].split())[:300] or "the engine did not finish within an hour"
            raise StoreFailed(f"cannot change rows of {table}: {why}")
        if stopped():
            raise Stopped
        time.sleep(pause)
        pause, waited = min(2 * pause, LONGEST_S), waited + pause
