"""Resolves targets: ranges, addresses and host names, resolved once and pinned."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leftopen.errors import BadAddress, NotAllowed
from leftopen.model.address import Address
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.net.resolve import Resolver, resolve
from leftopen.scope import canonical
from leftopen.scope.decide import Scope
from leftopen.scope.network_index import Network
from leftopen.sweep.targets import Targets

MOST_ADDRESSES = 1 << 24
AT_ONCE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedTargets:
    """`words` canonical, for the scan's record; `networks` to sweep; `pinned` host name → addresses."""

    words: tuple[str, ...]
    networks: tuple[Network, ...]
    pinned: Mapping[str, frozenset[Address]]

    @property
    def targets(self) -> Targets:
        return Targets(self.networks)


async def resolve_targets(
    words: Sequence[str], records: Sequence[ScopeRecord], *, resolver: Resolver = resolve
) -> ResolvedTargets:
    """Raises BadAddress for an invalid target or a name without an address. A comma separates targets, too.

    The host names of the scope's records are resolved too: a denied name denies its present addresses.
    """
    words = [part.strip() for word in words for part in word.split(",")]
    numeric = [canonical.network(word) for word in words if canonical.looks_numeric(word)]
    names = [canonical.host_name(word) for word in words if not canonical.looks_numeric(word)]
    pinned = await _pinned(dict.fromkeys(names), records, resolver)
    named = [
        canonical.network(str(address)) for name in dict.fromkeys(names) for address in sorted(pinned[name])
    ]
    unique = tuple(dict.fromkeys((*numeric, *named)))
    if sum(network.num_addresses for network in unique) > MOST_ADDRESSES:
        raise BadAddress(f"more than {MOST_ADDRESSES:,} addresses in one scan; use smaller ranges")
    texts = dict.fromkeys((*map(str, numeric), *names))
    return ResolvedTargets(words=tuple(texts), networks=unique, pinned=pinned)


async def _pinned(
    targets: Collection[str], records: Sequence[ScopeRecord], resolver: Resolver
) -> dict[str, frozenset[Address]]:
    """Resolves every host name of targets and scope, several at a time: an unreachable name server costs a
    few seconds, not a few for each name."""
    scoped = [record.target for record in records if not canonical.looks_numeric(record.target)]
    denied = {record.target for record in records if record.effect is Effect.DENY}
    room = asyncio.Semaphore(AT_ONCE)
    names = tuple(dict.fromkeys((*targets, *scoped)))
    found = await asyncio.gather(*(_looked_up(name, resolver, room) for name in names))
    pinned = {}
    for name, answer in zip(names, found, strict=True):
        if not isinstance(answer, BadAddress):
            pinned[name] = answer
        elif name in targets:
            raise answer
        elif name not in denied:
            # A name without an address authorises nothing now. For a denied name this proves nothing: the
            # name server may be unreachable. The scope refuses while its address is unknown.
            pinned[name] = frozenset()
    return pinned


async def _looked_up(
    name: str, resolver: Resolver, room: asyncio.Semaphore
) -> frozenset[Address] | BadAddress:
    async with room:
        try:
            return await resolver(name)
        except BadAddress as error:
            return error


def check_some_allowed(named: ResolvedTargets, scope: Scope, now: datetime) -> str:
    """Raises NotAllowed with the clause when no target may be scanned; a wide range is judged by its first,
    last and middle addresses and by every record's own."""
    clause = ""
    for network in named.networks:
        for address in _representatives(network, scope.records):
            permit = scope.permit(address, now)
            if permit.allowed:
                return permit.clause
            clause = clause or permit.clause
    raise NotAllowed(clause)


def check_all_allowed(named: ResolvedTargets, scope: Scope, now: datetime) -> None:
    """Raises NotAllowed with the clause for the first address that may not be scanned; a wide range is judged
    by the same few as above. For requests from outside: no part of the request is left out silently."""
    for network in named.networks:
        for address in _representatives(network, scope.records):
            permit = scope.permit(address, now)
            if not permit.allowed:
                raise NotAllowed(permit.clause)


def _representatives(network: Network, records: Sequence[ScopeRecord]) -> list[Address]:
    """One address of every part of the network that could be judged differently: its ends, and the ends of
    every record that overlaps it."""
    if network.num_addresses <= 1024:
        return [Address.from_ip(ip) for ip in network]
    edges = [network[0], network[-1], network[network.num_addresses // 2]]
    for record in records:
        if canonical.looks_numeric(record.target):
            inner = canonical.network(record.target)
            edges += [ip for ip in (inner[0], inner[-1], inner[inner.num_addresses // 2]) if ip in network]
    return [Address.from_ip(ip) for ip in edges]
