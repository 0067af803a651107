"""One run of a monitor: scans its targets, compares with the run before, and stores what changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from leftopen.model.address import Address
from leftopen.model.case import Case, CaseEventKind
from leftopen.model.endpoint import Endpoint
from leftopen.model.identity import digest
from leftopen.model.job import Job
from leftopen.model.monitor import EventKind, Monitor, MonitorEvent, SeenService
from leftopen.model.observation import Observation
from leftopen.present.humanize import format_count
from leftopen.scope import canonical
from leftopen.scope.decide import Scope
from leftopen.service import job_queue
from leftopen.service.monitoring.compare import Asked, Difference, compare, kept
from leftopen.service.scanning import targets
from leftopen.service.scanning.controls import positive_control
from leftopen.service.scanning.scan import ScanProgress, ScanRequest, scan
from leftopen.service.scanning.scan_setup import build_gate
from leftopen.service.scanning.scope_cache import ScopeCache
from leftopen.service.workspace import Workspace
from leftopen.store.records.writes import RecordWriter
from leftopen.sweep import ports as port_words

MOST_AGAIN = 1_000_000
"""Addresses times ports of the second look at what did not respond."""
DIGEST = "digest"
NO_CONTROL = "nothing was judged: none of the known services responded, and no positive control did"
_CASES = {
    CaseEventKind.DETECTED: EventKind.NEW_EXPOSURE,
    CaseEventKind.CLOSED: EventKind.CLOSED,
    CaseEventKind.WITHDRAWN: EventKind.CLOSED,
    CaseEventKind.REOPENED: EventKind.REOPENED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorRun:
    """`monitor` after the run; `judged` False when nothing could be said."""

    monitor: Monitor
    events: tuple[MonitorEvent, ...] = ()
    judged: bool = False


async def run(
    workspace: Workspace,
    monitor: Monitor,
    scan_id: str,
    progress: Callable[[ScanProgress], None],
    stop: asyncio.Event,
) -> MonitorRun | None:
    """None when it was stopped; the same call goes on then. Raises NotAllowed when no target may be scanned
    now, BadAddress for a name without an address."""
    records = workspace.store.records
    before = await asyncio.to_thread(records.monitors.services, monitor.id)
    await _scan(
        workspace, ScanRequest(words=monitor.targets, ports=monitor.ports, id=scan_id), progress, stop
    )
    question = await _question(workspace, monitor.targets, monitor.ports)
    seen = await asyncio.to_thread(_seen, workspace, scan_id)
    missing = [old for id, old in before.items() if id not in seen and question.asked(old)]
    if missing and not stop.is_set():
        seen |= await _again(workspace, missing, digest("again", scan_id), progress, stop)
    if stop.is_set():
        return None
    if before and not seen and not await _control(workspace, missing):
        said = replace(monitor, said=NO_CONTROL)
        await asyncio.to_thread(RecordWriter(records).monitors.change, monitor.id, lambda _: said)
        return MonitorRun(monitor=said)
    return await asyncio.to_thread(_judged, workspace, monitor, before, seen, question)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a run asked: networks, ports, and which addresses the scope allowed."""

    networks: tuple[str, ...]
    ports: str
    allowed: Callable[[str], bool]

    def asked(self, one: SeenService) -> bool:
        return inside(self.networks, self.ports)(one) and self.allowed(one.address)


def inside(networks: Iterable[str], ports: str) -> Asked:
    """Is a service inside these networks and ports?"""
    ranges = [canonical.network(text) for text in networks]
    numbers = frozenset(port_words.parse(ports)) if ports else frozenset()

    def asked(one: SeenService) -> bool:
        if one.port not in numbers:
            return False
        address = canonical.network(one.address).network_address
        return any(address.version == each.version and address in each for each in ranges)

    return asked


async def _question(workspace: Workspace, words: Sequence[str], ports: str) -> Question:
    scopes = await asyncio.to_thread(workspace.store.records.scopes.list)
    named = await targets.resolve_targets(words, scopes)
    scope, now = Scope(records=scopes, pinned=named.pinned), workspace.clock()

    def allowed(address: str) -> bool:
        return scope.permit(Address.parse(address), now).allowed

    return Question(networks=tuple(str(one) for one in named.networks), ports=ports, allowed=allowed)


async def _scan(
    workspace: Workspace, request: ScanRequest, progress: Callable[[ScanProgress], None], stop: asyncio.Event
) -> None:
    """One whole scan, or what is left of it."""
    done = await asyncio.to_thread(workspace.store.records.scans.find, request.id)
    if done is None or done.state != "finished":
        async for _ in scan(workspace, request, progress, stop):
            pass


def _seen(workspace: Workspace, scan_id: str) -> dict[str, SeenService]:
    """What the scan saw, by service id; the newest of each."""
    found: dict[str, SeenService] = {}
    for o in workspace.store.observations.iterate(f"scan:{scan_id}", history=True):
        found.setdefault(o.service, _service(o))
    return found


def _service(o: Observation) -> SeenService:
    ssl = o.blocks.get("ssl")
    certificate = ssl.get("cert") if isinstance(ssl, Mapping) else None
    print_ = certificate.get("fingerprint") if isinstance(certificate, Mapping) else None
    sha256 = print_.get("sha256") if isinstance(print_, Mapping) else None
    return SeenService(
        service=o.service, address=str(o.endpoint.address), port=o.endpoint.port, endpoint=str(o.endpoint),
        product=f"{o.product} {o.version}".strip() or o.module, content=o.hash,
        certificate=sha256 if isinstance(sha256, str) else "",
    )  # fmt: skip


async def _again(
    workspace: Workspace,
    missing: Sequence[SeenService],
    scan_id: str,
    progress: Callable[[ScanProgress], None],
    stop: asyncio.Event,
) -> dict[str, SeenService]:
    """Asks once more what did not respond: one lost packet is no news."""
    words = tuple(dict.fromkeys(one.address for one in missing))
    numbers = sorted({one.port for one in missing})
    if len(words) * len(numbers) > MOST_AGAIN:
        return {}
    request = ScanRequest(words=words, ports=",".join(map(str, numbers)), id=scan_id)
    await _scan(workspace, request, progress, stop)
    wanted = {one.service for one in missing}
    found = await asyncio.to_thread(_seen, workspace, scan_id)
    return {id: one for id, one in found.items() if id in wanted}


async def _control(workspace: Workspace, missing: Sequence[SeenService]) -> bool:
    """Does anything respond that must? Without a control nobody knows whether the targets or this scanner's
    own connection fell silent."""
    scopes = workspace.store.records.scopes.list()
    named = await targets.resolve_targets((), scopes)
    permits = ScopeCache(records=workspace.store.records, pinned=named.pinned, monotonic=workspace.monotonic)
    gate = build_gate(workspace, permits)
    for one in missing[:3]:
        endpoint = Endpoint(address=Address.parse(one.address), port=one.port)
        if await positive_control(workspace, gate, endpoint):
            return True
    return False


def _judged(
    workspace: Workspace,
    monitor: Monitor,
    before: Mapping[str, SeenService],
    seen: Mapping[str, SeenService],
    question: Question,
) -> MonitorRun:
    """Stores what changed, and the messages about it."""
    now, number = workspace.clock(), monitor.runs + 1
    newest = workspace.store.records.cases.newest_event()
    after = replace(
        monitor, runs=number, asked=question.networks, asked_ports=question.ports, last_event=newest,
        last_run=now, said=_said(seen),
    )  # fmt: skip
    events: tuple[MonitorEvent, ...] = ()
    if monitor.runs:
        asked_before = inside(monitor.asked, monitor.asked_ports)
        changes = compare(before, seen, asked_before=asked_before, asked_now=question.asked)
        events = (
            *(_event(after, number, change) for change in changes),
            *_of_cases(workspace, after, monitor.last_event, newest, question),
        )
    stored = RecordWriter(workspace.store.records).monitors.judged(
        after, kept(before, seen, asked_now=question.asked), events, _messages(workspace, after, events)
    )
    return MonitorRun(monitor=after, events=events if stored else (), judged=stored)


def _said(seen: Mapping[str, SeenService]) -> str:
    hosts = len({one.address for one in seen.values()})
    return f"{format_count(len(seen), 'service')} on {format_count(hosts, 'host')} responded"


def _event(monitor: Monitor, number: int, change: Difference) -> MonitorEvent:
    one = change.service
    return MonitorEvent(
        id=digest("monitor event", monitor.id, str(number), change.kind, one.service),
        at=monitor.last_run or monitor.created, monitor=monitor.id, run=number, kind=change.kind,
        address=one.address, endpoint=one.endpoint, service=one.service, before=change.before,
        after=change.after,
    )  # fmt: skip


def _of_cases(
    workspace: Workspace, monitor: Monitor, since: int, newest: int, question: Question
) -> Iterable[MonitorEvent]:
    """What happened since the run before to the cases in its networks."""
    cases: dict[str, Case | None] = {}
    for event in workspace.store.records.cases.events_after(since):
        kind = _CASES.get(event.kind)
        if kind is None or event.seq > newest:
            continue
        if event.case not in cases:
            cases[event.case] = workspace.store.records.cases.find(event.case)
        case = cases[event.case]
        if case is not None and inside(question.networks, question.ports)(endpoint_of(case)):
            yield MonitorEvent(
                id=digest("monitor event", monitor.id, str(event.seq)), at=event.at, monitor=monitor.id,
                run=monitor.runs, kind=kind, address=case.address, endpoint=case.endpoint,
                service=case.service, case=case.id, after=case.check,
            )  # fmt: skip


def endpoint_of(case: Case) -> SeenService:
    """The service at which the case is, as far as a question about it goes."""
    return SeenService(service=case.service, address=case.address, port=case.port, endpoint=case.endpoint)


def _messages(workspace: Workspace, monitor: Monitor, events: Sequence[MonitorEvent]) -> list[Job]:
    """One message to each recipient: of the first run a summary, later what changed and is wanted."""
    if monitor.runs > 1 and not any(event.kind in monitor.when for event in events):
        return []
    return [
        job_queue.new_job(
            workspace, DIGEST, {"monitor": monitor.id, "run": monitor.runs, "to": to},
            asked_by=f"monitor {monitor.name}", key=f"digest {monitor.id} {monitor.runs} {to}",
        )
        for to in monitor.tell
    ]  # fmt: skip
