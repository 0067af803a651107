"""A scan: sweep, talk, judge, keep; each record is printed only after it is stored."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta

from leftopen.errors import NotAllowed
from leftopen.model.facts import Json
from leftopen.model.identity import digest
from leftopen.model.scan import ScanRecord
from leftopen.scope.decide import Scope
from leftopen.service import targets
from leftopen.service.claim import claimed
from leftopen.service.desk import Desk
from leftopen.service.ledger import Entry, Ledger
from leftopen.service.permits import FreshPermits
from leftopen.service.walk import Walk
from leftopen.sweep import ports as port_words

Line = dict[str, Json]
BATCH_SECONDS = 0.5
FINISHED = "finished"
BATCH_ENTRIES = 500
RESUMABLE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`fresh` starts anew where an unfinished scan of the same targets and ports could be resumed. `id` is
    the scan's own, chosen by whoever asks: only the scan of that id is resumed then."""

    words: tuple[str, ...]
    ports: str = "top100"
    checks: bool = True
    fresh: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """`swept` of `total` connect attempts; `found` ports that answered; `talked` of them done with."""

    swept: int
    total: int
    found: int
    talked: int
    open: int
    seconds: float
    resumed_at: int = 0


async def scan(
    desk: Desk, wanted: Wanted, progress: Callable[[Progress], None], stop: asyncio.Event
) -> AsyncIterator[Line]:
    """Lines as they are stored, `type: summary` last. Raises NotAllowed when no target may be touched.

    When `stop` is set, nothing more is sent after a second; what was found is kept, and the same call goes
    on from there.
    """
    records = desk.store.records
    scopes = records.scopes.list()
    numbers = port_words.parse(wanted.ports)
    named = await targets.read(wanted.words, scopes)
    try:
        targets.check_some_allowed(named, Scope(records=scopes, pinned=named.pinned), desk.clock())
    except NotAllowed as refusal:
        asked = ("leftopen", "refused scan", " ".join(named.words), str(refusal))
        await asyncio.to_thread(records.audit.add, desk.clock(), *asked)
        raise
    permits = FreshPermits(records=records, pinned=named.pinned, monotonic=desk.monotonic)
    with contextlib.ExitStack() as claims:
        record = await _begin(desk, wanted, named.words, len(named.targets) * len(numbers), claims)
        walk = Walk(desk=desk, record=record, permits=permits, checks=wanted.checks)
        async for line in _run(desk, walk, record, named, numbers, progress, stop):
            yield line


async def _begin(
    desk: Desk, wanted: Wanted, words: tuple[str, ...], total: int, claims: contextlib.ExitStack
) -> ScanRecord:
    """The unfinished scan of the same targets and ports, where no other process is at it, else a new one."""
    now = desk.clock()
    old = _old(desk, wanted, words)
    resumable = old is not None and now - old.started < RESUMABLE and old.total == total
    if old is not None and resumable and claims.enter_context(claimed(desk.data, old.id)):
        # Whoever had it meanwhile may have gone on with it, or ended it.
        still = desk.store.records.scans.find(old.id)
        if still is not None and (wanted.id or still.state != FINISHED):
            return still
    record = ScanRecord(
        id=wanted.id or digest("scan", *words, wanted.ports, now.isoformat(), secrets.token_hex(4)),
        targets=words,
        ports=wanted.ports,
        method="connect",
        seed=secrets.randbits(63),
        started=now,
        total=total,
        vantage=desk.settings.vantage_name,
    )
    # Claimed before anybody can see it: another process would take it for one that was left unfinished.
    claims.enter_context(claimed(desk.data, record.id))
    await asyncio.to_thread(desk.store.records.scans.start, record)
    return record


def _old(desk: Desk, wanted: Wanted, words: tuple[str, ...]) -> ScanRecord | None:
    scans = desk.store.records.scans
    if wanted.id:
        return scans.find(wanted.id)
    return None if wanted.fresh else scans.unfinished(words, wanted.ports)


async def _run(
    desk: Desk,
    walk: Walk,
    record: ScanRecord,
    named: targets.Named,
    numbers: tuple[int, ...],
    progress: Callable[[Progress], None],
    stop: asyncio.Event,
) -> AsyncIterator[Line]:
    ledger = Ledger(desk=desk, record=record)
    entries: asyncio.Queue[Entry | None] = asyncio.Queue(maxsize=2 * BATCH_ENTRIES)
    work = asyncio.create_task(walk.run(named.targets, numbers, entries))
    halt = asyncio.create_task(_halt(stop, walk))
    began = desk.monotonic()
    try:
        last = False
        while not last:
            batch, last = await _batch(entries)
            for line in await asyncio.to_thread(ledger.keep, batch, walk.cursor):
                yield line
            walk.kept(batch)
            progress(_progress(walk, ledger, record, desk.monotonic() - began))
        await work
        state = "stopped" if stop.is_set() else FINISHED
        seconds = desk.monotonic() - began
        yield await asyncio.to_thread(ledger.finish, state, walk, seconds, stop.is_set)
    finally:
        walk.gate.stop()
        for task in (halt, work):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _halt(stop: asyncio.Event, walk: Walk) -> None:
    await stop.wait()
    walk.gate.stop()


async def _batch(entries: asyncio.Queue[Entry | None]) -> tuple[list[Entry], bool]:
    """What arrived within half a second, or five hundred entries, whichever comes first; and whether that
    was the last of them (the walk ends with None)."""
    batch: list[Entry] = []
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(BATCH_SECONDS):
            while len(batch) < BATCH_ENTRIES:
                entry = await entries.get()
                if entry is None:
                    return batch, True
                batch.append(entry)
    return batch, False


def _progress(walk: Walk, ledger: Ledger, record: ScanRecord, seconds: float) -> Progress:
    return Progress(
        swept=walk.swept,
        total=record.total,
        found=walk.found,
        talked=ledger.counts["talked"],
        open=ledger.counts["open"],
        seconds=seconds,
        resumed_at=record.cursor,
    )
