"""Restricts what a user or API key sees to their networks; everything else does not exist for them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from leftopen.model.address import Address
from leftopen.model.case import Case
from leftopen.query.parse import parse
from leftopen.scope import canonical
from leftopen.scope.classes import contains
from leftopen.scope.network_index import Network


@dataclass(frozen=True, slots=True)
class Visibility:
    """`networks` are canonical; empty means everything."""

    networks: tuple[str, ...] = ()

    def sees(self, address: Address | str) -> bool:
        if not self.networks:
            return True
        ip = address.ip if isinstance(address, Address) else ipaddress.ip_address(address)
        return any(contains(network, ip) for network in _known(self.networks))

    def sees_all_of(self, target: str) -> bool:
        """Is a network or address wholly visible? A host name belongs to no network."""
        if not self.networks:
            return True
        if not canonical.looks_numeric(target):
            return False
        wanted = canonical.network(target)
        return any(_within(wanted, network) for network in _known(self.networks))

    def meet(self, other: Visibility) -> Visibility | None:
        """The intersection of two visibilities; None means nothing is visible, unlike an empty list of
        networks."""
        if not self.networks or not other.networks:
            return self if self.networks else other
        mine, theirs = _known(self.networks), _known(other.networks)
        both = [one for one in mine if any(_within(one, other) for other in theirs)]
        both += [one for one in theirs if any(_within(one, other) for other in mine)]
        return Visibility(tuple(dict.fromkeys(map(str, both)))) if both else None

    def narrowed(self, query: str) -> str:
        """The same query restricted to these networks. Raises BadQuery for an invalid query, so that no query
        can escape the parentheses."""
        if not self.networks:
            return query
        parse(query)
        own = f"net:{','.join(self.networks)}"
        return f"{own} ({query})" if query.strip() else own

    def cases(self, found: Iterable[Case]) -> list[Case]:
        return [case for case in found if self.sees(case.address)]


@lru_cache(maxsize=256)
def _known(networks: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(canonical.network(text) for text in networks)


def _within(network: Network, other: Network) -> bool:
    return network.prefixlen >= other.prefixlen and contains(other, network.network_address)
