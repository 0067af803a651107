"""Servers that mean harm, on loopback, each on its own port, in a thread of their own. All are bounded."""

from __future__ import annotations

import asyncio
import gzip
import os
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
GIGABYTE = 1 << 30
HEAD = b"HTTP/1.1 200 OK\r\nServer: made-up\r\n"


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for _ in range(300):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.2)


async def floods(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"\r\n")
    piece = b"A" * 65536
    for _ in range(GIGABYTE // len(piece)):
        writer.write(piece)
        await writer.drain()


async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(os.urandom(3000))
    await writer.drain()


async def escapes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    body = b"<title>\x1b[2J\x1b]0;owned\x07 hello \xe2\x80\xae</title>"
    writer.write(b"HTTP/1.1 200 OK\r\nServer: \x1b[31mred\x1b[0m\r\nX: \x9b1m\r\n\r\n" + body)
    await writer.drain()


async def nuls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.write(b"HTTP/1.1 200 OK\r\nServer: a\x00b\r\n\r\n<title>n\x00l</title>" + bytes(2000))
    await writer.drain()


async def triple_gzip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    body = gzip.compress(gzip.compress(gzip.compress(bytes(64 << 20))))
    encoding = b"Content-Encoding: gzip, gzip, gzip\r\n"
    writer.write(HEAD + encoding + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    await writer.drain()


async def endless_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.write(HEAD)
    for number in range(200_000):
        writer.write(b"X-%d: y\r\n" % number)
        await writer.drain()


async def resets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.write(HEAD + b"Content-Length: 1000\r\n\r\nhalf")
    await writer.drain()
    writer.transport.abort()


TALKS: tuple[Talk, ...] = (
    silent, drips, floods, garbage, escapes, nuls, triple_gzip, endless_head, resets,
)  # fmt: skip


def _polite(talk: Talk) -> Talk:
    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.CancelledError):
            await talk(reader, writer)
        writer.transport.abort()

    return served


@contextmanager
def bad_servers() -> Iterator[dict[str, int]]:
    """Name → port, for the length of the `with`."""
    ports: dict[str, int] = {}
    ready, done = threading.Event(), threading.Event()

    async def serve() -> None:
        servers = []
        for talk in TALKS:
            server = await asyncio.start_server(_polite(talk), "127.0.0.1", 0)
            ports[talk.__name__] = server.sockets[0].getsockname()[1]
            servers.append(server)
        ready.set()
        while not done.is_set():
            await asyncio.sleep(0.05)
        for server in servers:
            server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0.05)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield ports
    finally:
        done.set()
        thread.join(10)
