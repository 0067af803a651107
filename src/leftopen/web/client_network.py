"""The client's network, by which its requests are counted."""

from __future__ import annotations

import ipaddress

from starlette.types import Scope

from leftopen.model.address import Address

# A client with an IPv6 address can use all 2**64 addresses of its network.
ONE_PLACE = 64


def client_network(client: str) -> str:
    """The address; for IPv6 its /64. Text that is no address is returned unchanged."""
    try:
        address = Address.parse(client)
    except ValueError:
        return client
    return str(address) if address.is_ipv4 else str(ipaddress.ip_network((address.packed, ONE_PLACE), False))


def client_network_of(scope: Scope) -> str:
    """'' where the server does not know the client."""
    client = scope.get("client")
    return client_network(client[0]) if client else ""
