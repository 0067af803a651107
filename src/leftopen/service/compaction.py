"""Moves superseded observations to the history; one process at a time."""

from __future__ import annotations

from collections.abc import Callable

from leftopen.service.locks import try_lock
from leftopen.service.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter


def compact(workspace: Workspace, stopped: Callable[[], bool] = lambda: False) -> None:
    """Does nothing while another process compacts, and ends early when `stopped` returns true. A later run
    moves the rest; query results are the same before and after. Raises StoreFailed."""
    with try_lock(workspace.data, "fold") as ours:
        if ours:
            months = workspace.settings.history_months
            ObservationWriter(workspace.store.client).fold(
                months=months, now=workspace.clock(), stopped=stopped
            )
