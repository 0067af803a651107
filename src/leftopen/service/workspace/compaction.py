"""Moves superseded observations to the history; one process at a time."""

from __future__ import annotations

from collections.abc import Callable

from leftopen.service.workspace.clock_trust import Read, deletion_waits, read_clocks
from leftopen.service.workspace.locks import try_lock
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.entities.cases.case_holds import CaseHolds
from leftopen.store.records.entities.cases.cases import Cases


def kept_months(workspace: Workspace, read: Read = read_clocks) -> int:
    """How many months of history stay, 0: all, as while the clock is not trusted. A held case keeps them from
    its beginning on."""
    months, records = workspace.settings.history_months, workspace.store.records
    held = [case for hold in CaseHolds(records).list() if (case := Cases(records).find(hold.case))]
    if months and deletion_waits(workspace, read):
        return 0
    if not months or not held:
        return months
    first, now = min(case.open_after or case.first_open for case in held), workspace.clock()
    return max(months, (now.year - first.year) * 12 + now.month - first.month + 1)


def compact(workspace: Workspace, stopped: Callable[[], bool] = lambda: False) -> None:
    """Does nothing while another process compacts, and ends early when `stopped` returns true. A later run
    moves the rest; query results are the same before and after. Raises StoreFailed."""
    with try_lock(workspace.data, "fold") as ours:
        if ours:
            months = kept_months(workspace)
            ObservationWriter(workspace.store.client).fold(
                months=months, now=workspace.clock(), stopped=stopped
            )
