"""Where a question comes from, as something that can be counted."""

from __future__ import annotations

import ipaddress

from starlette.types import Scope

from leftopen.model.address import Address

# Whoever has an IPv6 address has the other 2**64 of its network too.
ONE_PLACE = 64


def client_network(client: str) -> str:
    """The address; of IPv6 its /64. What is no address stands for itself."""
    try:
        address = Address.parse(client)
    except ValueError:
        return client
    return str(address) if address.is_ipv4 else str(ipaddress.ip_network((address.packed, ONE_PLACE), False))


def client_network_of(scope: Scope) -> str:
    """'' where the server does not know."""
    client = scope.get("client")
    return client_network(client[0]) if client else ""
