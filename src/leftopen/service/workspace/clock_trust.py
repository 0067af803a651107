"""Is the wall clock to be trusted? What is deleted by age waits until it is: a clock that is a year ahead for
half a minute would delete for good.

It is trusted once it has gone as fast as the machine's own time for 24 hours of running, all processes
together. A jump begins that anew. After a start of the machine its time may be that of a wrong battery clock,
so that an hour must agree again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from leftopen.errors import StoreFailed
from leftopen.model.case import CaseEvent
from leftopen.model.clock_record import TRUSTED_AFTER, ClockFault, ClockReading, ClockRecord
from leftopen.present.humanize import format_duration, format_time
from leftopen.present.log_events import WARNING, log_event
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.clock import Clock, ClockWriter

JUMP = timedelta(seconds=60)
EVERY = timedelta(minutes=1)
"""How often the record is written while nothing is wrong."""
MOST_AT_ONCE = timedelta(minutes=10)
"""Of a longer time between two readings nobody saw what the clock did: only so much of it counts."""
LONGEST_STOP = timedelta(days=30)
"""A machine that was off for longer than this is a clock that jumped."""
AFTER_START = timedelta(hours=1)
MOST_FAULTS = 100
_BOOT = Path("/proc/sys/kernel/random/boot_id")

Read = Callable[[Workspace], ClockReading]


def read_clocks(workspace: Workspace) -> ClockReading:
    """The time asleep counts as time: a laptop's clock does not jump by being opened."""
    head = None
    with suppress(StoreFailed):
        head = Cases(workspace.store.records).head()
    uptime = time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
    return ClockReading(
        wall=workspace.clock(), uptime=uptime, boot=_boot(), event=head.seq if head else 0,
        event_at=head.at if head else None,
    )  # fmt: skip


def observe(workspace: Workspace, read: Read = read_clocks) -> ClockRecord:
    """Compares the clocks, and stores what that says. Raises StoreFailed."""
    now, known = read(workspace), Clock(workspace.store.records).now()
    found = judge_reading(known, now)
    # Every worker asks this again and again: without a reason it takes no write lock.
    if known is not None and found.faults == known.faults and timedelta() <= now.wall - known.wall < EVERY:
        return found
    if known is not None and found.faults != known.faults:
        _log(known.faults, found.faults[-1])
    return ClockWriter(Changes(workspace.store.records)).change(lambda stored: judge_reading(stored, now))


def _log(known: Sequence[ClockFault], fault: ClockFault) -> None:
    way, by = "ahead" if fault.by > 0 else "back", format_duration(timedelta(seconds=abs(fault.by)))
    event, message = "clock_jumped", f"the clock jumped {by} {way}"
    if fault.over:
        event, message = "clock_trusted", "the clock has been steady for 24 hours: it is trusted again"
    elif known and known[-1].found == fault.found:
        message = f"the clock jumped again, after {by} {way}"
    log_event(WARNING, event, message, {"seconds": round(fault.by)})


def deletion_waits(workspace: Workspace, read: Read = read_clocks) -> str:
    """Why nothing is deleted by age now and until when, '' where the clock is trusted. Raises
    StoreFailed."""
    record = observe(workspace, read)
    return "" if record.trusted else untrusted_message(record)


def untrusted_message(record: ClockRecord) -> str:
    """The same of a record that is not trusted."""
    fault = record.faults[-1] if record.faults else None
    jumped = ""
    if fault is not None and not fault.over:
        way = "ahead" if fault.by > 0 else "back"
        far = format_duration(timedelta(seconds=abs(fault.by)))
        jumped = f", which jumped {far} {way} (seen at {format_time(fault.found)})"
    return (
        f"deletion by age waits for the clock{jumped}: until {format_time(record.wall + record.lacking)} "
        "at the earliest, when it will have been steady for 24 hours of running"
    )


def doubtful(workspace: Workspace, events: Iterable[CaseEvent]) -> frozenset[int]:
    """The numbers of those that were recorded while the clock was wrong. Raises StoreFailed."""
    record = Clock(workspace.store.records).now()
    return frozenset() if record is None else record.doubtful(event.seq for event in events)


def judge_reading(known: ClockRecord | None, now: ClockReading) -> ClockRecord:
    """The record after this reading. Pure."""
    here = ClockRecord(wall=now.wall, uptime=now.uptime, boot=now.boot, event=now.event)
    if known is None:
        return here
    jumped = _jumped(known, now)
    if jumped is not None:
        return replace(here, faults=_with_jump(known, now, jumped))
    agreed = min(_agreed(known, now), TRUSTED_AFTER.total_seconds())
    found = replace(here, agreed=agreed, faults=known.faults)
    # It is right since the last jump, so that only what was recorded before that is dated wrongly.
    settled = tuple(replace(fault, over=True) for fault in known.faults)
    return replace(found, faults=settled) if found.trusted else found


def _agreed(known: ClockRecord, now: ClockReading) -> float:
    if known.boot != now.boot:
        return min(known.agreed, (TRUSTED_AFTER - AFTER_START).total_seconds())
    return known.agreed + min(max(0.0, now.uptime - known.uptime), MOST_AT_ONCE.total_seconds())


def _jumped(known: ClockRecord, now: ClockReading) -> float | None:
    """By how many seconds; None: it did not."""
    passed, jump = (now.wall - known.wall).total_seconds(), JUMP.total_seconds()
    if known.boot == now.boot:
        by = passed - (now.uptime - known.uptime)
        if abs(by) > jump:
            return by
    elif not -jump <= passed <= LONGEST_STOP.total_seconds():
        return passed
    # What is already known to be dated wrongly says nothing new.
    known_wrong = any(now.event <= fault.last for fault in known.faults)
    if now.event_at is not None and now.event_at > now.wall + JUMP and not known_wrong:
        return (now.wall - now.event_at).total_seconds()
    return None


def _with_jump(known: ClockRecord, now: ClockReading, by: float) -> tuple[ClockFault, ...]:
    """A jump while the last one is not settled belongs to the same fault: ahead, and back again."""
    *before, last = known.faults or (None,)
    if last is not None and not last.over:
        return (*filter(None, before), replace(last, last=now.event))
    new = ClockFault(found=now.wall, by=by, after=known.event, last=now.event)
    return (*known.faults, new)[-MOST_FAULTS:]


def _boot() -> str:
    """Which start of the machine this is; where it does not say so, this process."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return f"process {os.getpid()}"
