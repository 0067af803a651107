"""Changes of rows that are there (DELETE, UPDATE): asked for, and waited for from outside.

A part that is being merged is changed when that is done. With ten million rows that takes minutes, longer
than a statement may, and whoever waits must be able to stop.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from leftopen.errors import StoreFailed
from leftopen.store.engine.client import Client

NOT_WAITED_FOR = "SETTINGS lightweight_deletes_sync = 0, mutations_sync = 0"
FIRST_S, LONGEST_S = 0.005, 0.5
GIVEN_UP_S = 3600.0
# One that failed for want of memory is tried again by the engine.
_UNDONE = (
    "SELECT count() AS n, maxIf(latest_fail_reason, position(latest_fail_reason, 'MEMORY_LIMIT') = 0) AS why "
    "FROM system.mutations WHERE database = currentDatabase() AND table = {t:String} AND NOT is_done"
)


Stops = Callable[[], bool]


class Stopped(Exception):
    """The engine does it later; nobody waits for it."""


def change(client: Client, table: str, sql: str, stopped: Stops) -> None:
    """Runs `sql`, a change of `table` that bears being run twice. Raises StoreFailed, Stopped when `stopped`
    said so before it was done."""
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
