"""One open connection with a bounded buffer: excess data from the other side stays in the kernel."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol, cast

from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.model.verdict import Phase, Reason
from leftopen.net.gate import Gate

BUFFER = 16 * 1024


class Stream(Protocol):
    """What a channel reads and writes, with or without TLS."""

    deadline: float

    def send(self, data: bytes) -> None: ...

    async def read(self, limit: int, until: float | None = None) -> bytes | None:
        """At most `limit` bytes, b'' at the end of the stream, None when the time `until` came first.

        Raises TalkEnded: `timeout` at the deadline, `refused` after a reset, `stopped`, `out_of_scope`.
        """
        ...

    def alive(self) -> bool:
        """The other side has not closed it, as far as is known here."""
        ...

    def quiet(self) -> bool:
        """Alive, and everything that came was read. Unread bytes may be lost afterwards."""
        ...

    def arrived(self) -> bytes:
        """What has come and was not read, without waiting."""
        ...

    def close(self) -> None: ...


class _Pipe(asyncio.BufferedProtocol):
    """Fills one fixed buffer and stops reading when it is full."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.ended = False
        self.lost: Exception | None = None
        self._buffer = bytearray(BUFFER)
        self._begin = self._end = 0
        self._waiting: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def get_buffer(self, sizehint: int) -> memoryview:
        return memoryview(self._buffer)[self._end :]

    def buffer_updated(self, nbytes: int) -> None:
        self._end += nbytes
        if self._end == BUFFER and self.transport is not None:
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        self.ended = True
        self._wake()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended, self.lost = True, exc
        self._wake()

    def ready(self) -> bool:
        return self._end > self._begin or self.ended

    def take(self, limit: int) -> bytes:
        stop = min(self._end, self._begin + limit)
        piece = bytes(self._buffer[self._begin : stop])
        self._begin = stop
        if self._begin == self._end:
            full = self._end == BUFFER
            self._begin = self._end = 0
            if full and self.transport is not None and not self.ended:
                self.transport.resume_reading()
        return piece

    def arrival(self) -> asyncio.Future[None]:
        if self._waiting is None or self._waiting.done():
            self._waiting = asyncio.get_running_loop().create_future()
        return self._waiting

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


class BareStream:
    """A `Stream` over one TCP connection."""

    def __init__(self, gate: Gate, address: Address, port: int, pipe: _Pipe, deadline: float) -> None:
        self.deadline = deadline
        self._gate = gate
        self.leave: Callable[[], None] | None = None
        self._address = address
        self._port = port
        self._pipe = pipe

    @staticmethod
    def pipe() -> _Pipe:
        return _Pipe()

    def send(self, data: bytes) -> None:
        transport = self._pipe.transport
        if transport is not None and not transport.is_closing():
            transport.write(data)
            self._gate.counts.bytes_sent += len(data)

    async def read(self, limit: int, until: float | None = None) -> bytes | None:
        end = self.deadline if until is None else min(until, self.deadline)
        while not self._pipe.ready():
            if not await self._gate.until(self._pipe.arrival(), end, self._address, self._port):
                if until is not None and until <= self.deadline:
                    return None
                raise TalkEnded(Reason.TIMEOUT, Phase.ASK)
        piece = self._pipe.take(limit)
        if not piece and self._pipe.lost is not None:
            raise TalkEnded(_lost(self._pipe.lost), Phase.ASK)
        self._gate.counts.bytes_read += len(piece)
        return piece

    def alive(self) -> bool:
        transport = self._pipe.transport
        return not self._pipe.ended and transport is not None and not transport.is_closing()

    def quiet(self) -> bool:
        return self.alive() and not self._pipe.ready()

    def arrived(self) -> bytes:
        piece = self._pipe.take(BUFFER)
        self._gate.counts.bytes_read += len(piece)
        return piece

    def close(self) -> None:
        """Closes with a FIN; bytes that the other side did not take are dropped. Releases its slot at the
        gate, once."""
        leave, self.leave = self.leave, None
        if leave is not None:
            leave()
        transport = self._pipe.transport
        if transport is None:
            return
        if transport.get_write_buffer_size():
            transport.abort()
        else:
            transport.close()


def _lost(error: Exception) -> Reason:
    return Reason.TIMEOUT if isinstance(error, TimeoutError) else Reason.REFUSED
