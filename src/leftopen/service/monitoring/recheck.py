"""Checks the known cases inside the monitors again: those that are open, that are closing, and that were
closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from leftopen.cases.recheck_times import next_check
from leftopen.model.case import Case
from leftopen.present.log_events import ERROR, WARNING, log_event
from leftopen.present.printable import printable
from leftopen.scope.networks import Networks
from leftopen.service.scanning.verify import verify
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.monitors import Monitors

MOST = 200
AT_ONCE = 4
SOON, LATE = timedelta(minutes=1), timedelta(minutes=5)
"""The shortest and the longest time between two rounds."""
AFTER_FAILURE = timedelta(hours=6)


Newest = tuple[int, int]
"""The number of the newest event of a case, and how many looks were only counted since."""


@dataclass(slots=True, kw_only=True)
class RecheckMemory:
    """What one round need not read again: case id → its newest look or event, and when it is due; and until
    when a case is left alone whose check failed. `at`: when the last round was."""

    at: datetime | None = None
    due: dict[str, tuple[Newest, datetime | None]] = field(default_factory=dict)
    failed: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckRound:
    """`checked` of the cases that were `due`, `failed` of them without a verdict; `again`: the next round."""

    due: int
    checked: int
    failed: int
    again: datetime


async def run(
    workspace: Workspace,
    memory: RecheckMemory,
    stop: asyncio.Event,
    progress: Callable[[int, int], None],
) -> RecheckRound:
    """One round. Raises StoreFailed."""
    times = await asyncio.to_thread(_times, workspace, memory)
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
            except Exception as error:  # noqa: BLE001 - one bad case must not end the checks of all others
                failed += 1
                memory.failed[id] = workspace.clock() + AFTER_FAILURE
                message = f"case {id[:8]} was not checked: {printable(str(error), 200)}"
                log_event(WARNING, "case_not_checked", message, {"case": id[:8]})
            done += 1
            progress(done, len(due))

    await asyncio.gather(*(one(id) for _, id in due))
    later = [at for at in times.values() if at > now]
    again = max(min([*later, workspace.clock() + LATE]), workspace.clock() + SOON)
    return RecheckRound(due=len(due), checked=done - failed, failed=failed, again=again)


def _times(workspace: Workspace, memory: RecheckMemory) -> dict[str, datetime]:
    """Case id → when it is due, of those inside a monitor that is not paused."""
    records, now = workspace.store.records, workspace.clock()
    watched = Networks(
        text for one in Monitors(records).list() if not one.paused and one.runs for text in one.asked
    )
    cases = {case.id: case for case in Cases(records).list() if case.address in watched}
    newest = Cases(records).newest_events()
    if memory.at is not None and now < memory.at:
        # The clock was set back: what was due by the wrong one would wait until that time.
        memory.due.clear()
    memory.at = now
    memory.failed = {id: until for id, until in memory.failed.items() if now < until <= now + AFTER_FAILURE}
    memory.due = {
        id: _due(workspace, case, newest.get(id, (0, 0)), memory.due.get(id), now)
        for id, case in cases.items()
    }
    due = {id: at for id, (_, at) in memory.due.items() if at is not None}
    return {id: max(at, memory.failed.get(id, at)) for id, at in due.items()}


def _due(
    workspace: Workspace,
    case: Case,
    newest: Newest,
    known: tuple[Newest, datetime | None] | None,
    now: datetime,
) -> tuple[Newest, datetime | None]:
    if known is not None and known[0] == newest:
        return known
    try:
        looks = Cases(workspace.store.records).looks(case.id)
    except ValueError as error:
        message = f"case {case.id[:8]} can't be read: {printable(str(error), 200)}"
        log_event(ERROR, "case_unreadable", message, {"case": case.id[:8]})
        return newest, None
    return newest, next_check(case, looks, now)
