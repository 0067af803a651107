"""Moving to the history what is not the newest any more: by one process at a time."""

from __future__ import annotations

from collections.abc import Callable

from leftopen.service.claim import claimed
from leftopen.service.desk import Desk


def fold(desk: Desk, stopped: Callable[[], bool] = lambda: False) -> None:
    """Nothing where another process folds at this moment, and not the rest when `stopped` says so: what it
    leaves, the next one moves, and answers are the same before and after. Raises StoreFailed."""
    with claimed(desk.data, "fold") as ours:
        if ours:
            months = desk.settings.history_months
            desk.store.observations.fold(months=months, now=desk.clock(), stopped=stopped)
