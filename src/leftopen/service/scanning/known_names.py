"""Collects the names that are known of the addresses of a scan, before it begins."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from leftopen.cases.closure_rules import LIVE
from leftopen.errors import BadAddress
from leftopen.model.address import Address
from leftopen.model.case import CaseState
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.model.site_name import KnownName, NameSource, merged_names
from leftopen.scope import canonical
from leftopen.scope.site_names import domains_of
from leftopen.service.scanning.targets import AT_ONCE, ResolvedTargets
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.known_names import known_names
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.organisations import Organisations

NamesByAddress = Mapping[Address, Sequence[KnownName]]
MOST_STORED = 200_000
"""Stored names that one scan reads."""
MOST_DOMAINS = 1000
"""Domains of organisations that one scan resolves."""


@dataclass(slots=True, kw_only=True)
class _Names:
    found: dict[Address, list[KnownName]] = field(default_factory=dict)

    def add(self, source: NameSource, pairs: Iterable[tuple[Address, str]]) -> None:
        sources = frozenset({source})
        for address, name in pairs:
            self.found.setdefault(address, []).append(KnownName(name=name, sources=sources))


async def names_by_address(
    workspace: Workspace,
    named: ResolvedTargets,
    records: Sequence[ScopeRecord],
    listed: Iterable[tuple[Address, str]],
) -> NamesByAddress:
    """Of targets, the user's list, the scope's records, the domains of its organisations, what is stored, and
    the cases that are not closed. Blocking work runs in a thread."""
    names = _Names()
    names.add(NameSource.TARGET, _pinned(named, (word for word in named.words if _is_name(word))))
    names.add(NameSource.LIST, listed)
    allowed = (one.target for one in records if one.effect is Effect.ALLOW and _is_name(one.target))
    names.add(NameSource.INVENTORY, _pinned(named, allowed))
    names.add(NameSource.DOMAIN, await _domains(workspace, records))
    ranges = named.targets.ranges()
    stored = await asyncio.to_thread(known_names, workspace.store.client, ranges, MOST_STORED)
    cases = await asyncio.to_thread(Cases(workspace.store.records).list, {*LIVE, CaseState.SILENT})
    live = {case.service for case in cases}
    names.add(NameSource.CASE, ((address, name) for address, name, site in stored if site in live))
    names.add(NameSource.EARLIER, ((address, name) for address, name, _ in stored))
    return {address: tuple(merged_names(some).values()) for address, some in names.found.items()}


def _is_name(target: str) -> bool:
    return not canonical.looks_numeric(target)


def _pinned(named: ResolvedTargets, names: Iterable[str]) -> Iterator[tuple[Address, str]]:
    for name in names:
        for address in named.pinned.get(name, ()):
            yield address, name


async def _domains(workspace: Workspace, records: Sequence[ScopeRecord]) -> list[tuple[Address, str]]:
    """The addresses of the domains of the scope's organisations."""
    resolver = workspace.resolver if workspace.settings.resolve_names == "yes" else None
    if resolver is None:
        return []
    known = domains_of(await asyncio.to_thread(Organisations(workspace.store.records).list))
    wanted = {one for record in records for one in known.get(record.org.casefold(), ())}
    room = asyncio.Semaphore(AT_ONCE)

    async def look_up(name: str) -> list[tuple[Address, str]]:
        async with room:
            try:
                return [(address, name) for address in await resolver(name)]
            except BadAddress:
                return []

    found = await asyncio.gather(*(look_up(name) for name in sorted(wanted)[:MOST_DOMAINS]))
    return [pair for some in found for pair in some]
