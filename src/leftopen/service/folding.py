"""Moving to the history what is not the newest any more: by one process at a time."""

from __future__ import annotations

from leftopen.service.claim import claimed
from leftopen.service.desk import Desk


def fold(desk: Desk) -> None:
    """Nothing where another process folds at this moment: what it leaves, the next one moves, and answers are
    the same before and after. Raises StoreFailed."""
    with claimed(desk.data, "fold") as ours:
        if ours:
            desk.store.observations.fold(months=desk.settings.history_months, now=desk.clock())
