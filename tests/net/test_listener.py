"""Our own listener."""

from __future__ import annotations

import asyncio

import pytest

from leftopen.model.address import Address
from leftopen.net.listener import listen_once
from tests.net.hostile import LOCAL


def test_it_accepts_and_hangs_up() -> None:
    async def run() -> None:
        async with listen_once(LOCAL) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            assert await reader.read() == b""
            writer.close()

    asyncio.run(run())


@pytest.mark.parametrize("text", ["0.0.0.0", "192.0.2.1", "::"])
def test_it_opens_nowhere_else(text: str) -> None:
    async def run() -> None:
        async with listen_once(Address.parse(text)):
            pytest.fail("it listens")

    with pytest.raises(ValueError, match="loopback"):
        asyncio.run(run())
