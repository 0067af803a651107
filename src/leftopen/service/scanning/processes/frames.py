"""Messages over a stream socket: a length of four bytes, then that many bytes."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import cast

LARGEST = 64 * 1024 * 1024
_HEAD = struct.Struct("<I")


class FrameProtocol(asyncio.Protocol):
    """`received` gets each message, `lost` is called once, when the connection has ended. A message that is
    too long, or that `received` refuses with ValueError, ends it."""

    def __init__(self, received: Callable[[bytes], None], lost: Callable[[], None]) -> None:
        self._received = received
        self._lost = lost
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's own class is no subclass of asyncio's.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        try:
            for message in self._whole():
                self._received(message)
        except ValueError:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost()

    def send(self, message: bytes) -> None:
        """Never waits: who sends has a bound of its own for what is under way."""
        if self._transport is not None:
            self._transport.write(_HEAD.pack(len(message)) + message)

    def close(self) -> None:
        """At once, whatever is still to be sent."""
        if self._transport is not None:
            self._transport.abort()

    def _whole(self) -> list[bytes]:
        """The messages that are complete; the rest stays."""
        messages, at = [], 0
        while len(self._buffer) - at >= _HEAD.size:
            (length,) = _HEAD.unpack_from(self._buffer, at)
            end = at + _HEAD.size + length
            if length > LARGEST:
                raise ValueError("too long")
            if len(self._buffer) < end:
                break
            messages.append(bytes(memoryview(self._buffer)[at + _HEAD.size : end]))
            at = end
        del self._buffer[:at]
        return messages


async def connect_frames(
    sock: socket.socket, received: Callable[[bytes], None], lost: Callable[[], None]
) -> FrameProtocol:
    """The socket as a stream of messages; it belongs to the protocol from now on."""
    protocol = FrameProtocol(received, lost)
    sock.setblocking(False)
    await asyncio.get_running_loop().create_unix_connection(lambda: protocol, sock=sock)
    return protocol


def send(sock: socket.socket, message: bytes) -> None:
    """Blocking. Raises OSError."""
    sock.sendall(_HEAD.pack(len(message)) + message)


def receive(sock: socket.socket) -> bytes:
    """Blocking; b'' at the end of the stream, or for a message that is too long."""
    head = _exactly(sock, _HEAD.size)
    length = _HEAD.unpack(head)[0] if head else 0
    return _exactly(sock, length) if length <= LARGEST else b""


def _exactly(sock: socket.socket, count: int) -> bytes:
    pieces, left = [], count
    while left:
        piece = sock.recv(min(left, 1024 * 1024))
        if not piece:
            return b""
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
