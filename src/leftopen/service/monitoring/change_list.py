"""What changed, as a list: what monitors found, and what happened to cases whatever found it; what somebody
may see and asked for, newest first."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from leftopen.model.address import Address
from leftopen.model.monitor import EventKind, MonitorEvent
from leftopen.scope.classes import contains
from leftopen.service.cases.owners import NO_OWNER, of_address
from leftopen.service.exclusions.records import current
from leftopen.service.exclusions.reports import Reported, reported_events
from leftopen.service.identity.visibility import Visibility
from leftopen.service.monitoring.case_events import found_anyhow
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.monitors import Monitors
from leftopen.store.records.entities.scopes import Scopes

MOST = 100_000
"""Of more changes in one span of time, only the newest are considered."""
MOST_CASES = 20_000
EVERYTHING = Visibility()
EXPOSURES = frozenset((EventKind.NEW_EXPOSURE, EventKind.REOPENED))
"""The kinds that want an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFilter:
    """From `since` to before `until`, None: no bound. `monitor` is an id; `query` an address, a network or a
    search for services; `owner` an organisation of the scope or `no owner`. Empty: all."""

    since: datetime | None = None
    until: datetime | None = None
    kinds: tuple[EventKind, ...] = ()
    monitor: str = ""
    query: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeList:
    """`owner` gives the organisation of an address, '' for none; `hidden`: what exclusions hide; `cut`: older
    changes were left out."""

    changes: Sequence[MonitorEvent]
    owner: Callable[[str], str]
    hidden: Reported
    cut: bool


def list_changes(
    workspace: Workspace, wanted: ChangeFilter, visibility: Visibility = EVERYTHING
) -> ChangeList:
    """Newest first. Raises BadQuery."""
    records = workspace.store.records
    found = Monitors(records).events(
        since=wanted.since, until=wanted.until, monitor=wanted.monitor, limit=MOST
    )
    cut = len(found) == MOST
    if wanted.since is not None and not wanted.monitor:
        found, more = _with_cases(workspace, found, wanted.since, wanted.until)
        cut = cut or more
    owner = of_address((record, record.org) for record in Scopes(records).list())
    seen = {one for one in {event.address for event in found} if visibility.sees(one)}
    if wanted.owner:
        seen = {one for one in seen if (owner(one) or NO_OWNER) == wanted.owner}
    if wanted.query.strip():
        seen = _matching(workspace, wanted.query.strip(), seen)
    kept = [
        event for event in found if event.address in seen and (not wanted.kinds or event.kind in wanted.kinds)
    ]
    shown, hidden = reported_events(current(workspace), kept)
    return ChangeList(changes=shown, owner=owner, hidden=hidden, cut=cut)


def _with_cases(
    workspace: Workspace, found: Sequence[MonitorEvent], since: datetime, until: datetime | None
) -> tuple[list[MonitorEvent], bool]:
    """With what happened to cases and no monitor has told yet; and whether older ones were left out."""
    known = {(one.case, one.kind, one.at) for one in found if one.case}
    events = found_anyhow(workspace, since, until, MOST_CASES)
    others = [one for one in events if (one.case, one.kind, one.at) not in known]
    return sorted([*found, *others], key=lambda one: one.at, reverse=True), len(events) == MOST_CASES


def _matching(workspace: Workspace, query: str, addresses: set[str]) -> set[str]:
    """An address or a network needs no stored observation; a search is about the newest of each service."""
    try:
        network = ipaddress.ip_network(query, strict=False)
    except ValueError:
        return set(workspace.store.observations.addresses(query, addresses))
    return {one for one in addresses if contains(network, Address.parse(one).ip)}
