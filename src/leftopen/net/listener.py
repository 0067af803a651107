"""Opens a listener of our own on loopback, to prove that this machine's own path to itself works."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from leftopen.model.address import Address
from leftopen.scope.classes import is_loopback


@asynccontextmanager
async def listen_once(address: Address) -> AsyncIterator[int]:
    """A port of that loopback address which accepts and closes at once. Raises ValueError for an address that
    other machines could reach, OSError when it can't be opened."""
    if not is_loopback(address):
        raise ValueError("only on loopback")
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_HangsUp, str(address), 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


class _HangsUp(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()
