"""Checks the known cases inside the monitors again: those that are open, that are closing, and that were
closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from leftopen.cases import event_schema
from leftopen.cases.recheck_times import next_check
from leftopen.errors import LeftopenError
from leftopen.service.cases.verify import verify
from leftopen.service.monitoring.run import endpoint_of, inside
from leftopen.service.workspace import Workspace

MOST = 200
AT_ONCE = 4
SOON, LATE = timedelta(minutes=1), timedelta(minutes=5)
"""The shortest and the longest time between two rounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckRound:
    """`checked` of the cases that were `due`, `failed` of them without a verdict; `again`: the next round."""

    due: int
    checked: int
    failed: int
    again: datetime


async def run(
    workspace: Workspace, stop: asyncio.Event, progress: Callable[[int, int], None]
) -> RecheckRound:
    """One round. Raises StoreFailed."""
    times = await asyncio.to_thread(_times, workspace)
    now = workspace.clock()
    due = sorted((at, id) for id, at in times.items() if at <= now)[:MOST]
    room, done, failed = asyncio.Semaphore(AT_ONCE), 0, 0

    async def one(id: str) -> None:
        nonlocal done, failed
        async with room:
            if stop.is_set():
                return
            try:
                await verify(workspace, id)
            except LeftopenError:
                # Its evidence was deleted, or another case continues it.
                failed += 1
            done += 1
            progress(done, len(due))

    await asyncio.gather(*(one(id) for _, id in due))
    later = [at for at in times.values() if at > now]
    again = min([*later, workspace.clock() + LATE])
    return RecheckRound(
        due=len(due), checked=done - failed, failed=failed, again=max(again, workspace.clock() + SOON)
    )


def _times(workspace: Workspace) -> dict[str, datetime]:
    """Case id → when it is due, of those inside a monitor that is not paused."""
    records, now = workspace.store.records, workspace.clock()
    watched = [inside(one.asked, "all") for one in records.monitors.list() if not one.paused and one.runs]
    if not watched:
        return {}
    times = {}
    for case in records.cases.list():
        if any(asked(endpoint_of(case)) for asked in watched):
            at = next_check(case, event_schema.looks(records.cases.events(case.id)), now)
            if at is not None:
                times[case.id] = at
    return times
