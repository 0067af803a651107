"""Servers on loopback that behave as no server should, and what a test needs to talk to them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import Permit
from leftopen.net.channel import NetChannel
from leftopen.net.connection_cache import ConnectionCache
from leftopen.net.gate import Gate

LOCAL = Address.parse("127.0.0.1")
YES = Permit(allowed=True, clause="yes", level=ReadLevel.SAMPLE)
NO = Permit(allowed=False, clause="no")
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def gate_of(permits: Callable[[Address, datetime], Permit] = lambda address, now: YES) -> Gate:
    return Gate(permits=permits, clock=lambda: datetime.now(UTC), monotonic=time.monotonic)


def channel_to(
    port: int,
    *,
    gate: Gate | None = None,
    tls: bool = False,
    level: ReadLevel = ReadLevel.LISTING,
    requests: int = 5,
    budget: int = 200_000,
    deadline: float = 2.0,
    name: str = "",
    kept: ConnectionCache | None = None,
) -> NetChannel:
    return NetChannel(
        kept=kept,
        gate=gate or gate_of(),
        endpoint=Endpoint(address=LOCAL, port=port, name=name),
        tls=tls,
        level=level,
        requests=requests,
        budget=budget,
        deadline=deadline,
        agent="leftopen/test",
        digest=lambda raw: f"{len(raw):x}",
        excerpts=lambda raws: [raw[:400].decode("latin-1") for raw in raws],
    )


@asynccontextmanager
async def serving(talk: Talk, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """`talk` for every connection; its port. Talks still going on at the end are cut off."""
    talks: set[asyncio.Task[None]] = set()

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        try:
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                await talk(reader, writer)
        except asyncio.CancelledError:
            pass
        finally:
            talks.discard(task)
            if writer.transport.get_write_buffer_size():
                writer.transport.abort()
            writer.close()

    server = await asyncio.start_server(guarded, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(talks):
            task.cancel()
        await asyncio.gather(*talks)
        await server.wait_closed()


def saying(data: bytes, *, then_close: bool = True) -> Talk:
    """Waits for a question, answers it with `data`."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(data)
        await writer.drain()
        if not then_close:
            await asyncio.sleep(60)

    return talk


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


def dripping(start: bytes, drop: bytes, every: float) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(every)

    return talk


def flooding(start: bytes, counter: list[int], total: int = 1 << 30) -> Talk:
    """Sends `total` bytes as fast as they are taken; counts them in `counter[0]`."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        block = b"x" * 65536
        while counter[0] < total:
            writer.write(block)
            await writer.drain()
            counter[0] += len(block)

    return talk


async def resetting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readexactly(1)
    reset(writer)


def reset(writer: asyncio.StreamWriter) -> None:
    """Closes with a RST instead of a FIN."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
