"""Resolves a host name to its addresses, once per scan, with the system's resolver."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

from leftopen.errors import BadAddress
from leftopen.model.address import Address

MOST = 64
SECONDS = 5.0

Lookup = Callable[[str], Awaitable[list[str]]]


async def _system(name: str) -> list[str]:
    loop = asyncio.get_running_loop()
    rows = await loop.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return [str(row[4][0]) for row in rows]


async def resolve(name: str, *, lookup: Lookup = _system, seconds: float = SECONDS) -> frozenset[Address]:
    """Every address of `name` (at most 64, in the resolver's order). Raises BadAddress when it has none or
    the resolver does not respond in time."""
    try:
        texts = await asyncio.wait_for(lookup(name), seconds)
        addresses = frozenset(Address.parse(text) for text in texts[:MOST])
    except TimeoutError:
        raise BadAddress(f"{name} could not be resolved within {seconds:g} seconds") from None
    except (OSError, ValueError):
        raise BadAddress(f"{name} has no address") from None
    if not addresses:
        raise BadAddress(f"{name} has no address")
    return addresses
