"""A web server that costs next to nothing: the same small page for every request for it, on 127.0.0.1.

_page.py     prints its port; ends with its standard input
"""

from __future__ import annotations

import asyncio
import sys

BACKLOG = 4096
_TEXT = b"<title>Quiet</title><p>Nothing to see."
_HEAD = (
    b"HTTP/1.1 %b\r\nServer: quiet/1.0\r\nContent-Type: text/html\r\nContent-Length: %d\r\n"
    b"Connection: close\r\n\r\n"
)
PAGE = _HEAD % (b"200 OK", len(_TEXT)) + _TEXT
OTHER = _HEAD % (b"404 Not Found", 0)


class Answer(asyncio.Protocol):
    """One request for each connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._read = transport, b""

    def data_received(self, data: bytes) -> None:
        self._read += data
        if b"\r\n\r\n" in self._read or not self._read.startswith((b"GET ", b"POST ", b"OPTIONS ")):
            self._transport.write(PAGE if self._read.startswith(b"GET / ") else OTHER)
            self._transport.close()


async def served() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Answer, "127.0.0.1", 0, backlog=BACKLOG)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(served())
