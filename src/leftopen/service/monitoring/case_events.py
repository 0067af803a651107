"""What happened to the cases inside a monitor since its last run. A case that flaps is one event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from leftopen.cases.closure_blockers import FLAPPING
from leftopen.model.case import Case, CaseEvent, CaseEventKind
from leftopen.model.identity import digest
from leftopen.model.monitor import EventKind, Monitor, MonitorEvent
from leftopen.scope.networks import Networks
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases

_KINDS = {
    CaseEventKind.DETECTED: EventKind.NEW_EXPOSURE,
    CaseEventKind.CLOSED: EventKind.CLOSED,
    CaseEventKind.WITHDRAWN: EventKind.CLOSED,
    CaseEventKind.REOPENED: EventKind.REOPENED,
}


def since(
    workspace: Workspace, monitor: Monitor, after: int, newest: int, inside: Networks
) -> Iterator[MonitorEvent]:
    """At any port inside the networks; of closing and opening again only the last."""
    moves: dict[str, list[CaseEvent]] = defaultdict(list)
    for event in Cases(workspace.store.records).events_after(after):
        if event.kind in _KINDS and event.seq <= newest:
            moves[event.case].append(event)
    for id, events in moves.items():
        case = Cases(workspace.store.records).find(id)
        if case is not None and case.address in inside:
            yield from (_event(workspace, monitor, case, event) for event in _told(events))


def found_anyhow(
    workspace: Workspace, since: datetime, until: datetime | None, most: int
) -> list[MonitorEvent]:
    """The same of every case in that time, newest first: whatever found it, and no monitor is named."""
    found = Cases(workspace.store.records).happened(_KINDS.keys(), since, until, most)
    return [
        MonitorEvent(
            id=digest("case event", str(seq)), at=at, monitor="", run=0, kind=_KINDS[kind],
            address=case.address, endpoint=case.endpoint, service=case.service, case=case.id,
            after=case.check,
        )
        for seq, case, kind, at in found
    ]  # fmt: skip


def _told(events: Sequence[CaseEvent]) -> list[CaseEvent]:
    found = [event for event in events if event.kind is CaseEventKind.DETECTED]
    turns = [event for event in events if event.kind is not CaseEventKind.DETECTED]
    return [*found, *turns[-1:]]


def _event(workspace: Workspace, monitor: Monitor, case: Case, event: CaseEvent) -> MonitorEvent:
    return MonitorEvent(
        id=digest("monitor event", monitor.id, str(event.seq)), at=event.at, monitor=monitor.id,
        run=monitor.runs, kind=_KINDS[event.kind], address=case.address, endpoint=case.endpoint,
        service=case.service, case=case.id, before=_flapping(workspace, event), after=case.check,
    )  # fmt: skip


def _flapping(workspace: Workspace, event: CaseEvent) -> str:
    """How often the case was opened again within the last day, where it was."""
    if event.kind is not CaseEventKind.REOPENED:
        return ""
    events = Cases(workspace.store.records).events(event.case)
    closed = any(
        one.kind is CaseEventKind.CLOSED and one.seq < event.seq and event.at - one.at < FLAPPING
        for one in events
    )
    times = sum(one.kind is CaseEventKind.REOPENED and event.at - one.at < FLAPPING for one in events)
    if not closed:
        return ""
    return f"flapping: opened again {'once' if times == 1 else f'{times} times'} within a day"
