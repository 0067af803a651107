"""What part of the network a person sees: nothing outside of it exists for that person."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from leftopen.model.address import Address
from leftopen.model.case import Case
from leftopen.query.parse import parse
from leftopen.scope import canonical


@dataclass(frozen=True, slots=True)
class Sight:
    """`networks` canonical; none of them: everything."""

    networks: tuple[str, ...] = ()

    def sees(self, address: Address | str) -> bool:
        if not self.networks:
            return True
        ip = address.ip if isinstance(address, Address) else ipaddress.ip_address(address)
        known = [canonical.network(text) for text in self.networks]
        return any(ip.version == network.version and ip in network for network in known)

    def sees_all_of(self, target: str) -> bool:
        """Of a network or an address; a name belongs to nobody's part."""
        if not self.networks:
            return True
        if not canonical.looks_numeric(target):
            return False
        wanted = canonical.network(target)
        known = [canonical.network(text) for text in self.networks]
        return any(
            wanted.version == network.version
            and wanted.prefixlen >= network.prefixlen
            and wanted.network_address in network
            for network in known
        )

    def narrowed(self, query: str) -> str:
        """The same search over this part only. Raises BadQuery for one that can't be read, so that nothing in
        it can reach around the parentheses."""
        if not self.networks:
            return query
        parse(query)
        own = f"net:{','.join(self.networks)}"
        return f"{own} ({query})" if query.strip() else own

    def cases(self, found: Iterable[Case]) -> list[Case]:
        return [case for case in found if self.sees(case.address)]
