"""What a run of a monitor asked: which addresses and ports, and which of them the scope allowed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from leftopen.model.address import Address
from leftopen.model.monitor import Monitor, SeenService
from leftopen.scope import canonical
from leftopen.scope.decide import Scope
from leftopen.scope.networks import Networks
from leftopen.service.scanning import targets
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.scopes import Scopes
from leftopen.sweep import ports as port_words

REMOVED = "scope remove"
MOST_REMOVED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanCoverage:
    """`networks` as canonical CIDRs, `inside` the same for questions."""

    networks: tuple[str, ...]
    inside: Networks
    ports: frozenset[int]
    allowed: Callable[[Address, int], bool]

    def asked(self, one: SeenService) -> bool:
        return (
            one.port in self.ports
            and one.address in self.inside
            and self.allowed(Address.parse(one.address), one.port)
        )


async def resolve_networks(workspace: Workspace, words: Sequence[str]) -> tuple[str, ...]:
    """The networks of these targets now. Raises BadAddress for a name without an address."""
    scopes = await asyncio.to_thread(Scopes(workspace.store.records).list)
    named = await targets.resolve_targets(words, scopes)
    return tuple(str(one) for one in named.networks)


async def scan_coverage(workspace: Workspace, monitor: Monitor, before: Sequence[str]) -> ScanCoverage:
    """What a scan asked that began when the targets were the networks `before`, and has just ended. An
    address that a name had only before or only after it may not have been asked."""
    scopes = await asyncio.to_thread(Scopes(workspace.store.records).list)
    named = await targets.resolve_targets(monitor.targets, scopes)
    scope, now = Scope(records=scopes, pinned=named.pinned), workspace.clock()
    both = tuple(text for text in map(str, named.networks) if text in set(before))

    def allowed(address: Address, port: int) -> bool:
        return scope.permit(address, now).at(port).allowed

    ports = frozenset(port_words.parse(monitor.ports))
    return ScanCoverage(networks=both, inside=Networks(both), ports=ports, allowed=allowed)


def asked_before(workspace: Workspace, monitor: Monitor) -> Callable[[SeenService], bool]:
    """Did the last judged run ask for it? Not where the scope has changed since: it may have been refused."""
    inside, ports = Networks(monitor.asked), frozenset(port_words.parse(monitor.asked_ports))
    changed = Networks(_changed(workspace, monitor.last_run)) if monitor.last_run else Networks(())

    def asked(one: SeenService) -> bool:
        return one.port in ports and one.address in inside and one.address not in changed

    return asked


def _changed(workspace: Workspace, since: datetime) -> list[str]:
    """The networks of the scope's records that were added or removed since then."""
    records = workspace.store.records
    added = [one.target for one in Scopes(records).list() if one.added > since]
    entries, _ = Audit(records).of_kind(REMOVED, MOST_REMOVED, 0)
    removed = [entry.subject for entry in entries if entry.at > since]
    # A denial may have ended by itself.
    scopes, now = Scopes(records).list(), workspace.clock()
    ended = [one.target for one in scopes if one.until and since < one.until <= now]
    return [text for text in (*added, *removed, *ended) if canonical.looks_numeric(text)]
