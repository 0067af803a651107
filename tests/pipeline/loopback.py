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
        self._servers: dict[int, asyncio.Server] = {}
        self._talks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()

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

    async def _serve(self, talk: Talk, host: str, port: int, tls: ssl.SSLContext | None) -> int:
        def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._writers.add(writer)
            task = self._loop.create_task(self._guarded(talk, reader, writer))
            self._talks.add(task)
            task.add_done_callback(self._talks.discard)

        server = await asyncio.start_server(met, host, port, ssl=tls, backlog=256)
        bound = int(server.sockets[0].getsockname()[1])
        self._servers[bound] = server
        return bound

    async def _guarded(self, talk: Talk, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                await talk(reader, writer)
        finally:
            if writer.transport.get_write_buffer_size():
                writer.transport.abort()
            writer.close()

    async def _shut(self, port: int) -> None:
        self._servers.pop(port).close()

    async def _close_all(self) -> None:
        for server in self._servers.values():
            server.close()
        # What was accepted a moment ago becomes a talk within the next turns of the loop.
        await asyncio.sleep(0.02)
        talks = list(self._talks)
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        for writer in self._writers:
            # TLS says goodbye slowly, and a busy machine closes late: nothing may outlive the loop.
            writer.transport.abort()
        waits = (asyncio.wait_for(writer.wait_closed(), 2) for writer in self._writers)
        await asyncio.gather(*waits, return_exceptions=True)
        await asyncio.sleep(0.02)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)
