"""An X server's own state, asked for by the harness through a local socket with the server's cookie.

A root property that the harness wrote, the pointer, the windows and every pixel of the screen: what a
stranger with a session could have changed.
"""

from __future__ import annotations

import hashlib
import socket
import struct
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers import activate
from tests.servers.real import Spot

NAME = b"MIT-MAGIC-COOKIE-1"
PROPERTY = b"MADE_UP_BY_THE_TESTS"
COOKIE = 16
SILENT = ("-nolisten", "tcp", "-nolisten", "unix", "-nolisten", "local", "-noreset")
"""No socket but those that are handed over, and nothing forgotten when the last client goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A session of the harness; `root` the root window, `width` and `height` its size."""

    stream: socket.socket
    root: int
    width: int
    height: int

    def ask(self, request: bytes) -> bytes:
        """One request that has a reply."""
        self.stream.sendall(request)
        head = _exactly(self.stream, 32)
        if head[0] != 1:
            raise RuntimeError(f"the X server answers with an error {head[1]}")
        return head + _exactly(self.stream, 4 * struct.unpack_from("<I", head, 4)[0])


def secret(spot: Spot) -> Path:
    """An authority file that holds a cookie for any display; the same one over all restarts."""
    file = spot.folder / "authority"
    if not file.exists():
        cookie = hashlib.sha256(spot.password.encode()).digest()[:COOKIE]
        parts = (b"", b"", NAME, cookie)
        file.touch(mode=0o600)
        file.write_bytes(b"\xff\xff" + b"".join(struct.pack(">H", len(part)) + part for part in parts))
    return file


def command(spot: Spot, listening: Sequence[str], words: Sequence[str]) -> list[str]:
    """The command line of an X server that listens on these and on the harness's own socket."""
    local = socket_of(spot)
    local.unlink(missing_ok=True)
    opened = [*listening, f"unix:{local}"]
    return [sys.executable, activate.__file__, *opened, "--", *words, "-auth", str(secret(spot)), *SILENT]


def socket_of(spot: Spot) -> Path:
    return spot.folder / "x"


def write(spot: Spot) -> None:
    """A made-up text on the root window."""
    text = b"made-up text on a made-up desktop"
    with _connected(spot) as session:
        atom = _atom(session)
        padded = text + b"\0" * (-len(text) % 4)
        session.stream.sendall(
            struct.pack("<BBHIIIB3xI", 18, 0, 6 + len(padded) // 4, session.root, atom, 31, 8, len(text))
            + padded
        )
        _atom(session)


def digest(spot: Spot) -> str:
    with _connected(spot) as session:
        asked = (
            struct.pack("<BBHIIIII", 20, 0, 6, session.root, _atom(session), 0, 0, 100),
            struct.pack("<BxHI", 15, 2, session.root),
            struct.pack("<BxHI", 38, 2, session.root),
            struct.pack("<BBHIHHHHI", 73, 2, 5, session.root, 0, 0, session.width, session.height, 2**32 - 1),
        )
        # The sequence number of a reply says how many requests came before it in this session.
        heard = [session.ask(request) for request in asked]
    return hashlib.sha256(b"".join(one[:2] + one[4:] for one in heard)).hexdigest()


def _atom(session: Connection) -> int:
    length = len(PROPERTY)
    padded = PROPERTY + b"\0" * (-length % 4)
    reply = session.ask(struct.pack("<BBHHxx", 16, 0, 2 + len(padded) // 4, length) + padded)
    return int.from_bytes(reply[8:12], "little")


@contextmanager
def _connected(spot: Spot) -> Iterator[Connection]:
    cookie = secret(spot).read_bytes()[-COOKIE:]
    with socket.socket(socket.AF_UNIX) as stream:
        stream.settimeout(10)
        stream.connect(str(socket_of(spot)))
        head = struct.pack("<BxHHHHxx", 0x6C, 11, 0, len(NAME), COOKIE)
        stream.sendall(head + NAME + b"\0" * (-len(NAME) % 4) + cookie)
        answer = _exactly(stream, 8)
        answer += _exactly(stream, 4 * struct.unpack_from("<H", answer, 6)[0])
        if answer[0] != 1:
            raise RuntimeError("the X server does not know its own cookie")
        vendor, formats = struct.unpack_from("<H", answer, 24)[0], answer[29]
        at = 40 + vendor + -vendor % 4 + 8 * formats
        root, width, height = struct.unpack_from("<I16xHH", answer, at)
        yield Connection(stream=stream, root=root, width=width, height=height)


def _exactly(stream: socket.socket, count: int) -> bytes:
    heard = b""
    while len(heard) < count:
        part = stream.recv(count - len(heard))
        if not part:
            raise RuntimeError("the X server ended the connection")
        heard += part
    return heard
