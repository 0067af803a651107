"""One run of a monitor: scans its targets, compares with the run before, and stores what changed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from leftopen.model.address import Address
from leftopen.model.identity import digest
from leftopen.model.job import Job
from leftopen.model.monitor import EventKind, Monitor, MonitorEvent, SeenService
from leftopen.model.observation import UNKNOWN, Observation
from leftopen.model.outbox import Message
from leftopen.model.scan import ScanRecord
from leftopen.model.verdict import Reason
from leftopen.present.examined import counts_text
from leftopen.present.humanize import format_count
from leftopen.service.monitoring import case_events
from leftopen.service.monitoring.compare import Difference, compare, next_baseline
from leftopen.service.monitoring.digest import messages as digest_messages
from leftopen.service.monitoring.digest import open_cases
from leftopen.service.monitoring.own_link import OwnLink, own_link
from leftopen.service.outbox import enqueue
from leftopen.service.scanning.scan import ScanProgress, ScanRequest, scan
from leftopen.service.scanning.scan_coverage import (
    ScanCoverage,
    asked_before,
    resolve_networks,
    scan_coverage,
)
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.monitors import Monitors, MonitorWriter
from leftopen.store.records.entities.scans import Scans

SLICE = 500
MOST_MISSING = 20_000
"""If more fell silent at once, it is not asked again, and nothing is judged."""
MOST_ALIKE = 200
LONGEST_SAID = 500
"""Changes of one kind at one host that are said one by one."""
NO_CONTROL = (
    "nothing was judged: most known services do not respond, and no positive control does (setting control)"
)
CONTROL_CHANGED = (
    "nothing was judged: the positive control responded only part of the time, so this scanner's own "
    "connection may have been down (setting control)"
)
TOO_MANY = f"nothing was judged: more than {MOST_MISSING:,} known services do not respond"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorRun:
    """`monitor` after the run; `judged` False when nothing could be said; `open`: the exposures that are open
    after a first run, which has nothing to compare with."""

    monitor: Monitor
    events: tuple[MonitorEvent, ...] = ()
    judged: bool = False
    open: int = 0


async def run(
    workspace: Workspace,
    monitor: Monitor,
    scan_id: str,
    progress: Callable[[ScanProgress], None],
    stop: asyncio.Event,
) -> MonitorRun | None:
    """None when it was stopped; the same call goes on then. Raises NotAllowed when no target may be scanned
    now, BadAddress for a name without an address."""
    before = await asyncio.to_thread(Monitors(workspace.store.records).services, monitor.id)
    networks = await resolve_networks(workspace, monitor.targets)
    link = await own_link(workspace, [one.address for one in before.values()], networks)
    request = ScanRequest(
        words=monitor.targets, ports=monitor.ports, id=scan_id, silent=_silent(before.values())
    )
    await _scan(workspace, request, progress, stop)
    asked = await scan_coverage(workspace, monitor, networks)
    seen = await asyncio.to_thread(_seen, workspace, scan_id)
    missing = await asyncio.to_thread(_missing, before, seen, asked)
    if (missing or not monitor.runs) and not stop.is_set() and len(missing) <= MOST_MISSING:
        async with link.watched():
            twice = (
                _again(workspace, missing, scan_id, progress, stop)
                if monitor.runs
                else _lost(workspace, request, seen, progress, stop)
            )
            seen = await twice | seen
        missing = await asyncio.to_thread(_missing, before, seen, asked)
    if stop.is_set():
        return None
    because = _unsure(link, monitor, before, seen, missing)
    if because:
        return MonitorRun(monitor=await asyncio.to_thread(cannot_run, workspace, monitor, because))
    return await asyncio.to_thread(_judged, workspace, monitor, before, seen, asked, scan_id)


def cannot_run(workspace: Workspace, monitor: Monitor, because: str) -> Monitor:
    """Notes on the monitor why its last run said nothing."""
    writer = MonitorWriter(Changes(workspace.store.records))
    return writer.change(monitor.id, lambda old: replace(old, said=because)) or monitor


def _silent(services: Iterable[SeenService]) -> frozenset[tuple[Address, int]]:
    """Those that took a connection and said nothing: not asked for everything in every run."""
    return frozenset(
        (Address.parse(one.address), one.port) for one in services if not (one.product or one.content)
    )


def _missing(
    before: Mapping[str, SeenService], seen: Mapping[str, SeenService], asked: ScanCoverage
) -> list[SeenService]:
    return [old for id, old in before.items() if id not in seen and asked.asked(old)]


def _unsure(
    link: OwnLink,
    monitor: Monitor,
    before: Mapping[str, SeenService],
    seen: Mapping[str, SeenService],
    missing: Sequence[SeenService],
) -> str:
    """Why this run must not be judged, '' when it may: this scanner's own connection was down for a while, or
    most of what was known is silent and nothing shows that it was up. What responded needs no control."""
    if len(missing) > MOST_MISSING:
        return TOO_MANY
    if link.changed and (missing or not monitor.runs):
        return CONTROL_CHANGED
    hosts, known = {one.address for one in missing}, {one.address for one in before.values()}
    silent = 2 * len(hosts) > len(known) if monitor.runs else link.promised and not seen
    return NO_CONTROL if silent and link.down else ""


async def _scan(
    workspace: Workspace, request: ScanRequest, progress: Callable[[ScanProgress], None], stop: asyncio.Event
) -> None:
    """One whole scan, or what is left of it."""
    done = await asyncio.to_thread(Scans(workspace.store.records).find, request.id)
    if done is None or done.state != "finished":
        async for _ in scan(workspace, request, progress, stop):
            pass


def second_look(scan: str) -> str:
    """The id of the scan that looks for what the first scan of a monitor missed."""
    return digest("baseline", scan)


async def _lost(
    workspace: Workspace,
    request: ScanRequest,
    seen: Mapping[str, SeenService],
    progress: Callable[[ScanProgress], None],
    stop: asyncio.Event,
) -> dict[str, SeenService]:
    """What the scan of a baseline lost on its way: it would be new at the next run. What responded is not
    talked to again."""
    known = frozenset((Address.parse(one.address), one.port) for one in seen.values())
    again = replace(request, id=second_look(request.id), known=known)
    await _scan(workspace, again, progress, stop)
    return await asyncio.to_thread(_seen, workspace, again.id)


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
        product=f"{o.product} {o.version}".strip() or ("" if o.module == UNKNOWN else o.module),
        content=_content(o),
        certificate=sha256 if isinstance(sha256, str) else "",
    )  # fmt: skip


def _content(o: Observation) -> int:
    """The hash of the page, where there is one: a banner of HTTP has the time in it."""
    http = o.blocks.get("http")
    page = http.get("html_hash") if isinstance(http, Mapping) else None
    return page if isinstance(page, int) else o.hash


async def _again(
    workspace: Workspace,
    missing: Sequence[SeenService],
    scan_id: str,
    progress: Callable[[ScanProgress], None],
    stop: asyncio.Event,
) -> dict[str, SeenService]:
    """Asks once more what did not respond: one lost packet is no news."""
    found: dict[str, SeenService] = {}
    for begin in range(0, len(missing), SLICE):
        some = missing[begin : begin + SLICE]
        words = tuple(dict.fromkeys(one.address for one in some))
        numbers = ",".join(map(str, sorted({one.port for one in some})))
        request = ScanRequest(words=words, ports=numbers, id=digest("again", scan_id, str(begin)))
        await _scan(workspace, request, progress, stop)
        wanted = {one.service for one in some}
        seen = await asyncio.to_thread(_seen, workspace, request.id)
        found |= {id: one for id, one in seen.items() if id in wanted}
    return found


def _judged(
    workspace: Workspace,
    monitor: Monitor,
    before: Mapping[str, SeenService],
    seen: Mapping[str, SeenService],
    asked: ScanCoverage,
    scan_id: str,
) -> MonitorRun:
    """Stores what changed, and the messages about it."""
    now, number = workspace.clock(), monitor.runs + 1
    newest = Cases(workspace.store.records).newest_event()
    after = replace(
        monitor, runs=number, asked=asked.networks, asked_ports=monitor.ports, last_event=newest,
        last_run=now, said=_said(seen, Scans(workspace.store.records).find(scan_id)),
    )  # fmt: skip
    events: tuple[MonitorEvent, ...] = ()
    if monitor.runs:
        changes = compare(before, seen, asked_before=asked_before(workspace, monitor), asked_now=asked.asked)
        # A content that nobody asked about is no event: many services write the time into their banner.
        notable = [one for one in changes if one.kind is not EventKind.CONTENT or one.kind in monitor.when]
        events = (
            *(_event(after, number, change) for change in _few(notable)),
            *case_events.since(workspace, after, monitor.last_event, newest, asked.inside),
        )
    services = next_baseline(before, seen, asked_now=asked.asked)
    digests = digest_messages(workspace, after, events, _count(services))
    after = replace(after, said="; ".join(filter(None, (after.said, digests.said)))[:LONGEST_SAID])
    stored = MonitorWriter(Changes(workspace.store.records)).judged(
        after, services, events, [(one, _delivering(workspace, one)) for one in digests.messages]
    )
    return MonitorRun(
        monitor=after,
        events=events if stored else (),
        judged=stored,
        open=0 if monitor.runs else len(open_cases(workspace, after)),
    )


def _delivering(workspace: Workspace, message: Message) -> Job:
    return enqueue.job_of(workspace, message.notice.id, asked_by=message.delivery.asked_by)


def _count(seen: Mapping[str, SeenService]) -> int:
    return len({one.endpoint for one in seen.values()})


def _said(seen: Mapping[str, SeenService], scan: ScanRecord | None) -> str:
    """Also what the scope no longer allows: of that part nothing is known."""
    hosts = len({one.address for one in seen.values()})
    refused = [
        f"{format_count(one.count, 'host')} not asked: {one.why}"
        for one in (scan and scan.not_checked) or ()
        if one.reason == Reason.OUT_OF_SCOPE.value
    ]
    words = counts_text(scan.counts) if scan else ""
    responded = f"{format_count(_count(seen), 'service')} on {format_count(hosts, 'host')} responded"
    return "; ".join([responded, *([words] if words else []), *refused])


def _few(changes: Sequence[Difference]) -> Iterator[Difference]:
    """A host that suddenly answers on every port is one change more, not 65,535."""
    counts = Counter((change.kind, change.service.address) for change in changes)
    totals: Counter[tuple[EventKind, str]] = Counter()
    for change in changes:
        alike = (change.kind, change.service.address)
        totals[alike] += 1
        if totals[alike] < MOST_ALIKE or counts[alike] == MOST_ALIKE:
            yield change
        elif totals[alike] == MOST_ALIKE:
            more = counts[alike] - MOST_ALIKE + 1
            yield replace(change, before="", after=f"and {format_count(more, 'more change')} of this kind")


def _event(monitor: Monitor, number: int, change: Difference) -> MonitorEvent:
    one = change.service
    return MonitorEvent(
        id=digest("monitor event", monitor.id, str(number), change.kind, one.service),
        at=monitor.last_run or monitor.created, monitor=monitor.id, run=number, kind=change.kind,
        address=one.address, endpoint=one.endpoint, service=one.service, before=change.before,
        after=change.after,
    )  # fmt: skip
