"""Where a message may go: a name is resolved once, its addresses are judged, and one of them is connected to.

A name whose answer changes between the judgement and the connection (DNS rebinding) gains nothing by it.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

from leftopen.model.address import Address
from leftopen.model.notice import Rejected
from leftopen.scope.classes import is_loopback, never, special

SECONDS = 5.0

Lookup = Callable[[str], Awaitable[list[str]]]


async def system(name: str) -> list[str]:
    rows = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return [str(row[4][0]) for row in rows]


async def pin_address(host: str, *, private: bool, lookup: Lookup = system) -> str:
    """The first address of the host. Unless `private`, every address that it has must be a public one. Raises
    Rejected when one is not, ConnectionError when it has none."""
    try:
        texts = [host] if _numeric(host) else await asyncio.wait_for(lookup(host), SECONDS)
        addresses = [Address.parse(text) for text in texts]
    except TimeoutError:
        raise ConnectionError(f"{host} could not be resolved within {SECONDS:g} seconds") from None
    except (OSError, ValueError):
        addresses = []
    if not addresses:
        raise ConnectionError(f"{host} has no address")
    refused = next((found for found in map(not_public, addresses) if found), "")
    if refused and not private:
        raise Rejected(f"{host} is at {refused}; set notify_private to yes if messages may go there")
    return str(addresses[0])


def known_refusal(host: str, lookup: Callable[[str], list[str]] | None = None) -> str:
    """Why messages may not go there unless private addresses may have them, '' where that is not known. Only
    this machine's own table of names is asked, for `localhost`: what it means is what it resolves to."""
    try:
        texts = (lookup or _own_table)(host) if host == "localhost" else [host]
        found = [not_public(Address.parse(text)) for text in texts]
    except (OSError, ValueError):
        return ""
    return next(filter(None, found), "")


def _own_table(name: str) -> list[str]:
    return [str(row[4][0]) for row in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)]


def not_public(address: Address) -> str:
    """`a loopback address`, `a private address` and the like; '' for a public one."""
    if is_loopback(address):
        return "a loopback address"
    word = never(address)
    if not word:
        found = special(address)
        word = found[1] if found else ""
    if not word:
        return ""
    return word if word.startswith("a ") else f"an address that is not public ({word})"


def _numeric(host: str) -> bool:
    try:
        Address.parse(host)
    except ValueError:
        return False
    return True
