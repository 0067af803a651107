"""Asks the system's resolver for the addresses of a name, and for the names of an address."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

from leftopen.errors import BadAddress
from leftopen.model.address import Address

MOST = 64
SECONDS = 5.0

Lookup = Callable[[str], Awaitable[list[str]]]
Resolver = Callable[[str], Awaitable[frozenset[Address]]]
ReverseResolver = Callable[[Address], Awaitable[tuple[str, ...]]]


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


async def reverse(address: Address, *, seconds: float = SECONDS) -> tuple[str, ...]:
    """The names of its reverse record, () without one or when the resolver does not respond in time. Anybody
    may write any name there: it is only a name to resolve."""
    try:
        name = await asyncio.wait_for(asyncio.to_thread(socket.gethostbyaddr, str(address)), seconds)
    except (TimeoutError, OSError, UnicodeError):
        return ()
    return (name[0], *name[1])[:MOST]
