"""What a person named as targets: ranges, addresses and host names, resolved once and pinned."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leftopen.errors import BadAddress, NotAllowed
from leftopen.model.address import Address
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.net.resolve import resolve
from leftopen.scope import canonical
from leftopen.scope.classes import Network
from leftopen.scope.decide import Scope
from leftopen.sweep.targets import Targets

MOST_ADDRESSES = 1 << 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """`words` canonical, for the scan's record; `networks` to sweep; `pinned` host name → addresses."""

    words: tuple[str, ...]
    networks: tuple[Network, ...]
    pinned: Mapping[str, frozenset[Address]]

    @property
    def targets(self) -> Targets:
        return Targets(self.networks)


Resolver = Callable[[str], Awaitable[frozenset[Address]]]


async def read(
    words: Sequence[str], records: Sequence[ScopeRecord], *, resolver: Resolver = resolve
) -> Named:
    """Raises BadAddress for a word that is no target or a name that has no address.

    The hosts of the scope's own records are resolved too: a denied name denies the addresses it has now.
    """
    networks, texts, names = [], [], []
    for word in words:
        if canonical.looks_numeric(word):
            network = canonical.network(word)
            networks.append(network)
            texts.append(str(network))
        else:
            names.append(canonical.host_name(word))
    pinned = {name: await resolver(name) for name in names}
    for name, addresses in pinned.items():
        networks.extend(canonical.network(str(address)) for address in sorted(addresses))
        texts.append(name)
    denied = {record.target for record in records if record.effect is Effect.DENY}
    for record in records:
        if not canonical.looks_numeric(record.target) and record.target not in pinned:
            try:
                pinned[record.target] = await resolver(record.target)
            except BadAddress:
                # A name that has no address now authorises nothing now. Of a denied one that says nothing:
                # the name server may just be away. The scope refuses while it is unknown.
                if record.target not in denied:
                    pinned[record.target] = frozenset()
    unique = tuple(dict.fromkeys(networks))
    if sum(network.num_addresses for network in unique) > MOST_ADDRESSES:
        raise BadAddress(f"more than {MOST_ADDRESSES:,} addresses in one scan; name smaller ranges")
    return Named(words=tuple(texts), networks=unique, pinned=pinned)


def check_some_allowed(named: Named, scope: Scope, now: datetime) -> str:
    """Raises NotAllowed with the clause when not one target may be touched; a wide range is judged by its
    first, last and middle addresses and by every record's own."""
    clause = ""
    for network in named.networks:
        for address in _representatives(network, scope.records):
            permit = scope.permit(address, now)
            if permit.allowed:
                return permit.clause
            clause = clause or permit.clause
    raise NotAllowed(clause)


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
