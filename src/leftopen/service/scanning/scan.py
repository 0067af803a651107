"""Runs one scan: sweep, identify, check, record. Records are stored before they are displayed."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from leftopen.errors import NotAllowed
from leftopen.model.address import Address
from leftopen.model.facts import Json
from leftopen.model.identity import digest
from leftopen.model.scan import ScanRecord
from leftopen.scope.decide import Scope
from leftopen.service.scanning import targets, udp_questions
from leftopen.service.scanning.endpoint_result import Entry
from leftopen.service.scanning.known_names import names_by_address
from leftopen.service.scanning.scan_recorder import ScanRecorder
from leftopen.service.scanning.scan_runner import ScanRunner
from leftopen.service.scanning.scope_cache import ScopeCache
from leftopen.service.workspace import disk_space
from leftopen.service.workspace.locks import try_lock
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import AuditWriter
from leftopen.store.records.entities.scans import Scans, ScanWriter
from leftopen.store.records.entities.scopes import Scopes
from leftopen.sweep.ports import Ports

Line = dict[str, Json]
BATCH_SECONDS = 0.5
FINISHED = "finished"
BATCH_ENTRIES = 500
RESUMABLE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRequest:
    """`fresh` starts anew where an unfinished scan of the same targets and ports could be resumed. `id` is
    the scan's id, chosen by the caller: then only the scan of that id is resumed. `known`: addresses and
    ports that responded a moment ago; their services are not talked to again. `silent`: those that said
    nothing to an earlier run of the same monitor. `names`: pairs of the user's list."""

    words: tuple[str, ...]
    ports: str = "top100"
    checks: bool = True
    fresh: bool = False
    id: str = ""
    known: frozenset[tuple[Address, int]] = frozenset()
    silent: frozenset[tuple[Address, int]] = frozenset()
    names: tuple[tuple[Address, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanProgress:
    """`swept` of `total` connect attempts; `found` ports that responded; `talked` of them completed."""

    swept: int
    total: int
    found: int
    talked: int
    open: int
    seconds: float
    resumed_at: int = 0


async def scan(
    workspace: Workspace, wanted: ScanRequest, progress: Callable[[ScanProgress], None], stop: asyncio.Event
) -> AsyncIterator[Line]:
    """Lines as they are stored, `type: summary` last. Raises NotAllowed when no target may be scanned,
    DiskLow when there is no room for what it finds.

    When `stop` is set, nothing more is sent after a second. Stored results stay, and the same call resumes
    from there.
    """
    disk_space.require(workspace)
    records = workspace.store.records
    scopes = Scopes(records).list()
    ports = udp_questions.ports(wanted.ports)
    named = await targets.resolve_targets(wanted.words, scopes, resolver=workspace.resolver)
    try:
        targets.check_some_allowed(named, Scope(records=scopes, pinned=named.pinned), workspace.clock())
    except NotAllowed as refusal:
        asked = ("leftopen", "refused scan", " ".join(named.words), str(refusal))
        await asyncio.to_thread(AuditWriter(Changes(records)).add, workspace.clock(), *asked)
        raise
    permits = ScopeCache(records=records, pinned=named.pinned, monotonic=workspace.monotonic)
    with contextlib.ExitStack() as claims:
        record = await _begin(
            workspace, wanted, named.words, len(named.targets) * udp_questions.per_address(ports), claims
        )
        walk = ScanRunner(
            workspace=workspace, record=record, permits=permits, checks=wanted.checks, known=wanted.known,
            silent=wanted.silent,
            names=await names_by_address(workspace, named, scopes, wanted.names),
        )  # fmt: skip
        async for line in _run(workspace, walk, record, named, ports, progress, stop):
            yield line


async def _begin(
    workspace: Workspace,
    wanted: ScanRequest,
    words: tuple[str, ...],
    total: int,
    claims: contextlib.ExitStack,
) -> ScanRecord:
    """The unfinished scan of the same targets and ports that no other process works on, else a new one. One
    with an id of its own belongs to whoever has its job: a process that hangs still holds the lock."""
    now = workspace.clock()
    old = _old(workspace, wanted, words)
    resumable = old is not None and now - old.started < RESUMABLE and old.total == total
    if (
        old is not None
        and resumable
        and (claims.enter_context(try_lock(workspace.data, old.id)) or wanted.id)
    ):
        # Another process may have continued or ended it in between.
        still = Scans(workspace.store.records).find(old.id)
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
        vantage=workspace.settings.vantage_name,
    )
    # Lock it before it becomes visible; another process would take it for an unfinished scan.
    claims.enter_context(try_lock(workspace.data, record.id))
    await asyncio.to_thread(ScanWriter(Changes(workspace.store.records)).put, record)
    return record


def _old(workspace: Workspace, wanted: ScanRequest, words: tuple[str, ...]) -> ScanRecord | None:
    scans = Scans(workspace.store.records)
    if wanted.id:
        return scans.find(wanted.id)
    return None if wanted.fresh else scans.unfinished(words, wanted.ports)


async def _run(
    workspace: Workspace,
    walk: ScanRunner,
    record: ScanRecord,
    named: targets.ResolvedTargets,
    ports: Ports,
    progress: Callable[[ScanProgress], None],
    stop: asyncio.Event,
) -> AsyncIterator[Line]:
    recorder = ScanRecorder(workspace=workspace, record=record)
    entries: asyncio.Queue[Entry | None] = asyncio.Queue(maxsize=2 * BATCH_ENTRIES)
    work = asyncio.create_task(walk.run(named.targets, ports, entries))
    halt = asyncio.create_task(_halt(stop, walk))
    began = workspace.monotonic()
    try:
        last = False
        while not last:
            batch, last = await _batch(entries)
            for line in await asyncio.to_thread(recorder.store_batch, batch, walk.cursor):
                yield line
            walk.kept(batch)
            progress(_progress(walk, recorder, record, workspace.monotonic() - began))
        await work
        await asyncio.to_thread(recorder.record_absences, walk.unanswered.looks(), stop.is_set)
        if walk.gate.counts.lookups:
            await asyncio.to_thread(_audit_lookups, workspace, record, walk.gate.counts.lookups)
        state = "stopped" if stop.is_set() else FINISHED
        seconds = workspace.monotonic() - began
        if walk.refused:
            allowed = partial(walk.permits, now=workspace.clock())
            await asyncio.to_thread(recorder.not_checked.refused, named.targets, allowed)
        yield await asyncio.to_thread(recorder.finish, state, walk, seconds, stop.is_set)
    finally:
        walk.gate.stop()
        for task in (halt, work):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def _audit_lookups(workspace: Workspace, record: ScanRecord, count: int) -> None:
    what = f"{count:,} questions about names and addresses of the scope"
    asked = ("leftopen", "asked the name servers", record.id, what)
    AuditWriter(Changes(workspace.store.records)).add(workspace.clock(), *asked)


async def _halt(stop: asyncio.Event, walk: ScanRunner) -> None:
    await stop.wait()
    walk.gate.stop()


async def _batch(entries: asyncio.Queue[Entry | None]) -> tuple[list[Entry], bool]:
    """The results of half a second, or five hundred, whichever comes first; and whether they were the last
    (the scan ends with None)."""
    batch: list[Entry] = []
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(BATCH_SECONDS):
            while len(batch) < BATCH_ENTRIES:
                entry = await entries.get()
                if entry is None:
                    return batch, True
                batch.append(entry)
    return batch, False


def _progress(walk: ScanRunner, recorder: ScanRecorder, record: ScanRecord, seconds: float) -> ScanProgress:
    return ScanProgress(
        swept=walk.swept,
        total=record.total,
        found=walk.found,
        talked=recorder.counts["talked"],
        open=recorder.counts["open"],
        seconds=seconds,
        resumed_at=record.cursor,
    )
