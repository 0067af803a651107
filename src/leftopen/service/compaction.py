"""Moving to the history what is not the newest any more: by one process at a time."""

from __future__ import annotations

from collections.abc import Callable

from leftopen.service.locks import try_lock
from leftopen.service.workspace import Workspace


def compact(workspace: Workspace, stopped: Callable[[], bool] = lambda: False) -> None:
    """Nothing where another process folds at this moment, and not the rest when `stopped` says so: what it
    leaves, the next one moves, and answers are the same before and after. Raises StoreFailed."""
    with try_lock(workspace.data, "fold") as ours:
        if ours:
            months = workspace.settings.history_months
            workspace.store.observations.fold(months=months, now=workspace.clock(), stopped=stopped)
