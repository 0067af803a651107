"""Debian's memcached: closed by an authentication file.

It keeps nothing over a restart, so each start fills it anew, in the same order.
"""

from __future__ import annotations

import hashlib
import socket

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot

ITEMS = 25
_USER = "harness"


def start(spot: Spot, mode: str) -> Running:
    command = [
        program("memcached"),
        "-l",
        LOOPBACK,
        "-p",
        str(spot.port),
        "-U",
        "0",
        "-u",
        "root",
        "-m",
        "256",
    ]
    if mode == "closed":
        command += ["-Y", str(spot.private("authfile", f"{_USER}:{spot.password}\n"))]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "memcached.log")
    server.start()
    try:
        if mode != "empty":
            fill(spot, ITEMS)
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(spot))


def fill(spot: Spot, items: int) -> None:
    """So many items with made-up values; asks whether all of them are there."""
    with _logged_in(spot) as connection:
        for first in range(0, items, 10_000):
            numbers = range(first, min(first + 10_000, items))
            connection.sendall(
                b"".join(b"set made-up:%07d 0 0 8 noreply\r\nvalue-%02d\r\n" % (n, n % 100) for n in numbers)
            )
        assert _counter(connection, b"curr_items") == items


def _digest(spot: Spot) -> str:
    """Every value of the first items, and how many were ever stored; hits and misses do not count."""
    with _logged_in(spot) as connection:
        counted = [_counter(connection, name) for name in (b"curr_items", b"cmd_flush", b"evictions")]
        connection.sendall(b"get " + b" ".join(b"made-up:%07d" % n for n in range(ITEMS)) + b"\r\n")
        return f"{counted} {hashlib.sha256(_until(connection, b'END')).hexdigest()}"


def _logged_in(spot: Spot) -> socket.socket:
    """A server without authentication only stores what the log-in says, so it is sent where it is wanted."""
    connection = socket.create_connection((LOOPBACK, spot.port), timeout=60)
    connection.sendall(b"version\r\n")
    if _line(connection).startswith(b"CLIENT_ERROR"):
        secret = f"{_USER} {spot.password}".encode()
        connection.sendall(b"set x 0 0 %d\r\n%s\r\n" % (len(secret), secret))
        assert _line(connection) == b"STORED\r\n"
    return connection


def _counter(connection: socket.socket, name: bytes) -> int:
    connection.sendall(b"stats\r\n")
    (value,) = [
        line.split()[2] for line in _until(connection, b"END").splitlines() if line.split()[1:2] == [name]
    ]
    return int(value)


def _line(connection: socket.socket) -> bytes:
    heard = b""
    while not heard.endswith(b"\n"):
        heard += connection.recv(4096)
    return heard


def _until(connection: socket.socket, last: bytes) -> bytes:
    heard = b""
    while not heard.endswith(last + b"\r\n"):
        part = connection.recv(65536)
        assert part
        heard += part
    return heard


server = RealServer(
    name="memcached",
    module="memcached",
    product="memcached",
    check="memcached_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing("memcached"),
    start=start,
    records=ITEMS,
)
