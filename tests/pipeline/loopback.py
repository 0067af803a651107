"""Small servers on loopback in a thread of their own: a test and a child process can both ask them."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Awaitable, Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
T = TypeVar("T")
HOST = "127.0.0.1"


class Loopback:
    """Use it in a `with`; everything that it serves ends with the block."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._servers: dict[int, list[asyncio.Server]] = {}
        self._talks: set[asyncio.Task[None]] = set()
        self._open: set[asyncio.BaseTransport] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._close_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def serve(self, talk: Talk, *, host: str = HOST, port: int = 0, tls: ssl.SSLContext | None = None) -> int:
        """`talk` for every connection to the port that is given back."""
        return self._run(self._serve(talk, host, port, tls))

    def shut(self, port: int) -> None:
        """From now on nobody listens there."""
        self._run(self._shut(port))

    def shut_one(self, host: str, port: int) -> None:
        """From now on nobody listens at this address and port; others of the port go on."""
        self._run(self._shut_one(host, port))

    async def _serve(self, talk: Talk, host: str, port: int, tls: ssl.SSLContext | None) -> int:
        def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = self._loop.create_task(_guarded(talk, reader, writer))
            self._talks.add(task)
            task.add_done_callback(self._talks.discard)

        server = await self._loop.create_server(
            lambda: _Watched(self._open, met), host, port, ssl=tls, backlog=256
        )
        bound = int(server.sockets[0].getsockname()[1])
        self._servers.setdefault(bound, []).append(server)
        return bound

    async def _shut(self, port: int) -> None:
        await self._end(self._servers.pop(port))

    async def _shut_one(self, host: str, port: int) -> None:
        one = next(one for one in self._servers[port] if one.sockets[0].getsockname()[0] == host)
        self._servers[port].remove(one)
        await self._end([one])

    async def _end(self, servers: list[asyncio.Server]) -> None:
        """Deaf first, closed later: asyncio forgets a socket that was accepted just before the close."""
        for server in servers:
            for listener in server.sockets:
                self._loop.remove_reader(listener.fileno())
        await asyncio.sleep(0.02)
        for server in servers:
            server.close()

    async def _close_all(self) -> None:
        """A socket that is still open afterwards would be a warning in some later test."""
        await self._end([one for some in self._servers.values() for one in some])
        for _ in range(500):
            for task in list(self._talks):
                task.cancel()
            for transport in list(self._open):
                if isinstance(transport, asyncio.WriteTransport):
                    transport.abort()
            if not self._talks and not self._open:
                return
            await asyncio.sleep(0.01)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


class _Watched(asyncio.StreamReaderProtocol):
    """Stands in `open_now` until its connection is really gone."""

    def __init__(
        self,
        open_now: set[asyncio.BaseTransport],
        met: Callable[[asyncio.StreamReader, asyncio.StreamWriter], None],
    ) -> None:
        super().__init__(asyncio.StreamReader(limit=65536), met)
        self._open_now = open_now
        self._own: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._own = transport
        self._open_now.add(transport)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._own is not None:
            self._open_now.discard(self._own)
        super().connection_lost(exc)


async def _guarded(talk: Talk, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            await talk(reader, writer)
    finally:
        if writer.transport.get_write_buffer_size():
            writer.transport.abort()
        writer.close()
