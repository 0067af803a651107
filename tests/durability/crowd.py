"""Some dozens of small made-up servers on loopback, which note when they were connected to and spoken to.

Four kinds in turn: a Redis that answers anyone, one that asks for a password, a web server that lists its
folder, and one that shows a plain page. In front of the first answer each waits a little, so that a scan
lasts long enough to be disturbed.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Coroutine, Sequence
from types import TracebackType

KINDS = ("redis open", "redis closed", "listing", "page")
LISTING = (
    b"<html><head><title>Index of /</title></head><body><h1>Index of /</h1><hr><pre>"
    b'<a href="../">../</a>\n<a href="plan.sql">plan.sql</a>   08-Feb-2023 10:00    2048\n</pre></body>'
)
PAGE = b"<html><head><title>Welcome</title></head><body>Nothing to see here.</body></html>"
INFO = {
    b"keyspace": b"# Keyspace\r\ndb0:keys=12,expires=0,avg_ttl=0\r\n",
    b"memory": b"# Memory\r\nused_memory_dataset:4096\r\n",
}
SERVER = b"# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\ntcp_port:6379\r\n"


class Crowd:
    """`ports` is a port for each server at `host`; `arrivals` and `spoken` moments (monotonic) by port."""

    def __init__(self, host: str, ports: Sequence[int], *, slow: float = 0.0) -> None:
        self.host = host
        self.ports = tuple(ports)
        self.arrivals: dict[int, list[float]] = {port: [] for port in ports}
        self.spoken: dict[int, list[float]] = {port: [] for port in ports}
        self._slow = slow
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def kind(self, port: int) -> str:
        return KINDS[self.ports.index(port) % len(KINDS)]

    def of_kind(self, *kinds: str) -> list[int]:
        return [port for port in self.ports if self.kind(port) in kinds]

    def visits(self) -> dict[int, int]:
        """Connections so far, by port."""
        return {port: len(moments) for port, moments in self.arrivals.items()}

    def last(self) -> float:
        """The latest moment at which anybody connected or said anything."""
        return max((max(m) for m in (*self.arrivals.values(), *self.spoken.values()) if m), default=0.0)

    def __enter__(self) -> Crowd:
        self._thread.start()
        self._wait(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wait(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Coroutine[object, object, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    async def _open(self) -> None:
        for port in self.ports:

            async def talk(
                reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int = port
            ) -> None:
                await self._talk(port, reader, writer)

            self._servers.append(await asyncio.start_server(talk, self.host, port))

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        talks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.arrivals[port].append(time.monotonic())
        try:
            while answer := await reader.read(4096):
                self.spoken[port].append(time.monotonic())
                await asyncio.sleep(self._slow)
                writer.write(_answer(self.kind(port), answer))
                await writer.drain()
                if not self.kind(port).startswith("redis"):
                    return
        except (ConnectionError, asyncio.CancelledError):
            # A scanner that was killed hangs up in the middle of a word; the end of the test does so to all.
            return
        finally:
            writer.close()


def _answer(kind: str, answer: bytes) -> bytes:
    if kind == "redis closed":
        return b"-NOAUTH Authentication required.\r\n"
    if kind == "redis open":
        return _redis(answer)
    root = answer.startswith(b"GET / ")
    body = (LISTING if kind == "listing" else PAGE) if root else b"not here"
    status = b"200 OK" if root else b"404 Not Found"
    head = b"HTTP/1.1 %s\r\nServer: crowd/1.0\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
    return head % (status, len(body)) + body


def _redis(answer: bytes) -> bytes:
    low = answer.lower()
    if low.startswith(b"ping"):
        return b"+PONG\r\n"
    if b"info" in low:
        text = next((text for word, text in INFO.items() if word in low), SERVER)
        return b"$%d\r\n%s\r\n" % (len(text), text)
    return b":12\r\n" if b"dbsize" in low else b"-ERR unknown command\r\n"


def some_ports(low: int, high: int, count: int, chance: random.Random) -> list[int]:
    """`count` different ports of that range, at random."""
    return sorted(chance.sample(range(low, high + 1), count))
