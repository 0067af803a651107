"""The harness's own MQTT client: keeps messages at a broker and reads all that is kept, with its password."""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from leftopen.demo.program import LOOPBACK

USER = b"harness"


@contextmanager
def link(port: int, password: str) -> Iterator[tuple[socket.socket, BinaryIO]]:
    """A session under the harness's name."""
    with socket.create_connection((LOOPBACK, port), timeout=30) as connection:
        body = (
            _text(b"MQTT") + b"\x04\xc2\x00\x3c" + _text(b"harness") + _text(USER) + _text(password.encode())
        )
        connection.sendall(_packet(0x10, body))
        replies = connection.makefile("rb")
        if (answer := replies.read(4)) != b"\x20\x02\x00\x00":
            raise RuntimeError(f"the broker refuses the harness: {answer!r}")
        yield connection, replies
        connection.sendall(b"\xe0\x00")


def keep(port: int, password: str, count: int) -> None:
    """That many made-up messages of 20 bytes, each on a topic of its own."""
    with link(port, password) as (connection, replies):
        for begin in range(0, count, 1000):
            connection.sendall(
                b"".join(
                    _packet(0x31, _text(b"made-up/sensor/%07d" % number) + b"made-up value %06d" % number)
                    for number in range(begin, min(count, begin + 1000))
                )
            )
        connection.sendall(b"\xc0\x00")
        if replies.read(2) != b"\xd0\x00":
            raise RuntimeError("the broker hung up on the harness")


def kept(port: int, password: str, topic: bytes) -> dict[bytes, bytes]:
    """Topic to payload of all that is kept below it."""
    found: dict[bytes, bytes] = {}
    with link(port, password) as (connection, replies):
        connection.sendall(_packet(0x82, b"\x00\x01" + _text(topic) + b"\x00") + b"\xc0\x00")
        while (first := replies.read(1)) and first != b"\xd0":
            body = replies.read(_length(replies))
            if first[0] == 0x31:
                size = int.from_bytes(body[:2], "big")
                found[body[2 : 2 + size]] = body[2 + size :]
        replies.read(1)
    return found


def state(port: int, password: str) -> str:
    """All that is kept but the broker's own."""
    messages = repr(sorted(kept(port, password, b"#").items()))
    return hashlib.sha256(messages.encode()).hexdigest()


def settled(port: int, password: str, count: int, seconds: float = 15.0) -> None:
    """Returns when the broker's own counter shows that many messages beside its own topics."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        own = kept(port, password, b"$SYS/#")
        if int(own.get(b"$SYS/broker/retained messages/count", b"-1")) == count + len(own):
            return
        time.sleep(0.2)
    raise RuntimeError(f"the broker does not count {count} kept messages after {seconds} s")


def _packet(first: int, body: bytes) -> bytes:
    size, length = len(body), b""
    while True:
        size, digit = divmod(size, 128)
        length += bytes((digit | (0x80 if size else 0),))
        if not size:
            return bytes((first,)) + length + body


def _length(replies: BinaryIO) -> int:
    value = place = 0
    while True:
        byte = replies.read(1)[0]
        value |= (byte & 0x7F) << place
        place += 7
        if byte < 0x80:
            return value


def _text(raw: bytes) -> bytes:
    return len(raw).to_bytes(2, "big") + raw
